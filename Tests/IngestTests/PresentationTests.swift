import DocumentModel
import Testing

@testable import Ingest

@Suite struct PresentationTests {
    private static let namespaces =
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\""
        + " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"\(Office.relations)\""

    private func shape(_ text: String, type: String? = nil) -> String {
        let placeholder = type.map { "<p:nvPr><p:ph type=\"\($0)\"/></p:nvPr>" } ?? ""
        return
            "<p:sp>\(placeholder)<p:txBody><a:p><a:r><a:rPr lang=\"sl-SI\"/><a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp>"
    }

    private func slide(_ shapes: String) -> String {
        "<p:sld \(Self.namespaces)><p:spTree>\(shapes)</p:spTree></p:sld>"
    }

    @Test func slidesInTheirOrderWithNotes() throws {
        let table = """
            <p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>a</a:t></a:r></a:p></a:txBody></a:tc><a:tc>
            <a:txBody><a:p><a:r><a:t>b</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>
            """
        let document = try extract(
            zip: [
                "[Content_Types].xml": Office.types("presentationml.presentation"),
                "_rels/.rels": Office.relationships([("r1", "officeDocument", "ppt/presentation.xml")]),
                "ppt/_rels/presentation.xml.rels": Office.relationships([
                    ("r1", "slide", "slides/slide1.xml"), ("r2", "slide", "slides/slide2.xml"),
                    ("r3", "slide", "slides/missing.xml"),
                ]),
                "ppt/presentation.xml": """
                <p:presentation \(Self.namespaces)><p:sldIdLst><p:sldId id="300" r:id="r2"/><p:sldId id="256" r:id="r1"/>
                <p:sldId id="301" r:id="r3"/></p:sldIdLst></p:presentation>
                """,
                "ppt/slides/slide1.xml": slide(
                    shape("Besedilo") + shape("Naslov", type: "title") + shape("7", type: "sldNum") + table
                ),
                "ppt/slides/_rels/slide1.xml.rels": Office.relationships([
                    ("r9", "notesSlide", "../notesSlides/notesSlide1.xml")
                ]),
                "ppt/notesSlides/notesSlide1.xml": slide(
                    shape("Slika", type: "sldImg") + shape("Opomba govorca", type: "body") + shape("1", type: "sldNum")
                ),
                "ppt/slides/slide2.xml": slide(
                    "<p:grpSp>\(shape("Prvi", type: "ctrTitle"))\(shape("drugi"))</p:grpSp>"
                ),
            ],
            as: "a.pptx"
        )
        #expect(document.format == .pptx)
        #expect(document.sections.map(\.locator) == [.slide(number: 1), .slide(number: 2)])
        #expect(document.texts == ["Prvi\ndrugi", "Besedilo\nNaslov\na\tb\n\nOpomba govorca"])
        #expect(document.sections.map(\.heading) == [nil, "Naslov"])
        #expect(document.sections.allSatisfy { $0.declaredLanguage == LanguageTag("sl") })
        #expect(document.metadata.language == LanguageTag("sl"))
        #expect(document.warnings == ["slide 3: ppt/slides/missing.xml is missing from the archive"])
    }

    @Test func openDocumentSlides() throws {
        let body = """
            <office:body><office:presentation><draw:page><draw:frame presentation:class="title"><draw:text-box>
            <text:p>Eins</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Punkt</text:p>
            </draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>Notiz</text:p>
            </draw:text-box></draw:frame></presentation:notes></draw:page><draw:page/>
            <draw:page><draw:custom-shape><text:p>Drei</text:p></draw:custom-shape></draw:page></office:presentation>
            </office:body>
            """
        let document = try extract(zip: Office.odf("presentation", body: body), as: "a.odp")
        #expect(document.format == .odp)
        #expect(document.sections.map(\.locator) == [.slide(number: 1), .slide(number: 3)])
        #expect(document.texts == ["Eins\nPunkt\n\nNotiz", "Drei"])
    }
}
