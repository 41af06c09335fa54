import DocumentModel
import Testing

@testable import Ingest

/// What a slide says outside of its text boxes.
@Suite struct SlidePartsTests {
    private func frame(_ content: String, alt: String = "") -> String {
        "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"4\" name=\"x\" \(alt)/></p:nvGraphicFramePr><p:xfrm/>\(content)"
            + "</p:graphicFrame>"
    }

    @Test func chartsPicturesAndEquations() throws {
        let picture = { (alt: String) in
            "<p:pic><p:nvPicPr><p:cNvPr id=\"4\" name=\"Picture 3\" descr=\"\(alt)\"/></p:nvPicPr><p:blipFill/></p:pic>"
        }
        let math =
            "<p:sp><p:txBody><a:p><a:r><a:t>Es gilt</a:t></a:r><m:oMath><m:r><m:t>Kraft</m:t></m:r><m:f><m:num><m:r><m:t>Weg"
            + "</m:t></m:r></m:num><m:den><m:r><m:t>Zeit</m:t></m:r></m:den></m:f></m:oMath></a:p></p:txBody></p:sp>"
        let cell = { (paragraphs: [String]) in
            "<a:tc><a:txBody>" + paragraphs.map { "<a:p><a:r><a:t>\($0)</a:t></a:r></a:p>" }.joined()
                + "</a:txBody></a:tc>"
        }
        let table = "<a:tbl><a:tr>\(cell(["焊接", "工具"]))\(cell(["车床"]))</a:tr><a:tr>\(cell(["钳工"]))</a:tr></a:tbl>"
        var file = SlideFile(slides: [
            SlideFile.shape("Titel", placeholder: "title") + frame("<c:chart r:id=\"c\"/>", alt: "descr=\"Säulen\"")
                + picture("Drehmeißel") + picture("image1.png") + math + frame(table)
                + frame("<dgm:relIds r:dm=\"d\"/>")
        ])
        let chart =
            "<c:chartSpace \(WordFile.namespaces)><c:title><c:rich><a:p><a:r><a:t>Zahlen</a:t></a:r></a:p></c:rich></c:title>"
            + "</c:chartSpace>"
        let diagram =
            "<dgm:dataModel \(WordFile.namespaces)><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt>"
            + "</dgm:dataModel>"
        file.parts = [
            (0, "c", "chart", "charts/chart1.xml", Array(chart.utf8)),
            (0, "d", "diagramData", "diagrams/data1.xml", Array(diagram.utf8)),
        ]
        #expect(
            try file.extracted().texts == [
                "Titel\nSäulen\nZahlen\nDrehmeißel\nEs gilt Kraft Weg/Zeit\n\n焊接\n\n工具\t车床\n\n钳工\n\nPlan"
            ]
        )
    }

    @Test func footersAndLayoutsOnce() throws {
        let slide = { (text: String) in
            SlideFile.shape(text) + SlideFile.shape("Verband", placeholder: "ftr")
                + SlideFile.shape("3. Mai", placeholder: "dt") + SlideFile.shape("7", placeholder: "sldNum")
        }
        var file = SlideFile(slides: [slide("Eins"), slide("Zwei")])
        file.parts = [(0, "l", "slideLayout", "slideLayouts/l.xml", [])]
        file.parts[0].content = Array(
            SlideFile.tree(
                "sldLayout",
                SlideFile.shape("Titel durch Klicken", placeholder: "title") + SlideFile.shape("Logo")
            )
            .utf8
        )
        file.others = [
            ("slideLayouts/_rels/l.xml.rels", Office.relationships([("m", "slideMaster", "../slideMasters/m.xml")])),
            ("slideMasters/m.xml", SlideFile.tree("sldMaster", SlideFile.shape("Werkstatt"))),
        ]
        #expect(try file.extracted().texts == ["Eins\n\nVerband\n\nLogo\n\nWerkstatt", "Zwei"])
    }

    @Test func titlesOfTwoLinesAreReadOnce() throws {
        let title = { (first: String, second: String) in
            SlideFile.shape("\(first)</a:t></a:r><a:br/><a:r><a:t>\(second)", placeholder: "title")
        }
        let document = try SlideFile(slides: [title("Holz und", "Werkzeug"), title("品質", "評価")]).extracted()
        #expect(document.texts == ["Holz und\nWerkzeug", "品質\n\n評価"])
        #expect(document.sections.allSatisfy { $0.heading == nil })
    }
}
