import DocumentModel
import Testing

@testable import Ingest

/// What a Word document says outside of its paragraphs, and what only programs say in them.
@Suite struct WordPartsTests {
    private let p = { (text: String) in Office.p(text) }

    private func math(_ content: String) -> String {
        "<w:p><w:r><w:t xml:space=\"preserve\">Es gilt</w:t></w:r><m:oMath>\(content)</m:oMath><w:r><w:t xml:space=\"preserve\"> immer.</w:t></w:r></w:p>"
    }

    private func r(_ text: String) -> String { "<m:r><m:rPr><m:sty m:val=\"p\"/></m:rPr><m:t>\(text)</m:t></m:r>" }

    @Test func equations() throws {
        let fraction = "<m:f><m:num>\(r("Weg"))</m:num><m:den>\(r("Zeit"))</m:den></m:f>"
        let matrix =
            "<m:m><m:mr><m:e>\(r("a"))</m:e><m:e>\(r("b"))</m:e></m:mr><m:mr><m:e>\(r("c"))</m:e><m:e>\(r("d"))</m:e></m:mr></m:m>"
        let water =
            "<m:sSub><m:e>\(r("H"))</m:e><m:sub>\(r("2"))</m:sub></m:sSub>\(r("O"))"
            + "<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>\(r("x"))</m:e></m:d>"
        let force = "<m:sSub><m:e>\(r("Kraft"))</m:e><m:sub>\(r("gesamt"))</m:sub></m:sSub>"
        let speed = "<m:f><m:num>\(r("距离"))</m:num><m:den>\(r("时间"))</m:den></m:f><m:sSup><m:e>\(r("速度"))</m:e>"
        let square = "<m:sup>\(r("平方"))</m:sup></m:sSup>"
        let body = [fraction, matrix, water, force, speed + square].map(math).joined()
        let document = try WordFile(body: body).extracted()
        #expect(
            document.allText == """
                Es gilt Weg/Zeit immer.

                Es gilt a b c d immer.

                Es gilt H2O[x] immer.

                Es gilt Kraft gesamt immer.

                Es gilt 距离/时间 速度 平方 immer.
                """
        )
    }

    private func drawing(_ content: String, alt: String = "") -> String {
        "<w:p><w:r><w:t>Vor</w:t></w:r><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"Bild 1\" \(alt)/>\(content)"
            + "</wp:inline></w:drawing></w:r><w:r><w:t>spann</w:t></w:r></w:p>"
    }

    @Test func chartsAndDiagrams() throws {
        var file = WordFile(
            body: drawing("<c:chart r:id=\"c1\"/>") + drawing("<cx:chart r:id=\"c2\"/>")
                + drawing("<dgm:relIds r:dm=\"d1\" r:lo=\"x\"/>") + drawing("<c:chart r:id=\"nowhere\"/>")
        )
        let series = { (name: String) in
            """
            <c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>\(name)</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef>
            <c:strCache><c:pt><c:v>旋盤</c:v></c:pt><c:pt><c:v>溶接</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val>
            <c:numRef><c:f>A1</c:f><c:numCache><c:pt><c:v>1999</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
            """
        }
        file.add(
            "c1",
            "chart",
            "charts/chart1.xml",
            """
            <c:chartSpace \(WordFile.namespaces)><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Zahlen</a:t></a:r></a:p>
            </c:rich></c:tx></c:title><c:plotArea><c:barChart>\(series("Erste"))\(series("Zweite"))</c:barChart><c:valAx>
            <c:title><c:tx><c:rich><a:p><a:r><a:t>Achse</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea>
            </c:chart></c:chartSpace>
            """
        )
        file.add(
            "c2",
            "chartEx",
            "charts/chartEx1.xml",
            """
            <cx:chartSpace \(WordFile.namespaces)><cx:chartData><cx:data><cx:strDim><cx:f>A</cx:f><cx:lvl><cx:pt idx="0">Holz
            </cx:pt></cx:lvl></cx:strDim><cx:numDim><cx:lvl><cx:pt idx="0">17</cx:pt></cx:lvl></cx:numDim></cx:data>
            </cx:chartData><cx:chart><cx:title><cx:tx><cx:txData><cx:v>Wasserfall</cx:v></cx:txData></cx:tx></cx:title>
            </cx:chart></cx:chartSpace>
            """
        )
        file.add(
            "d1",
            "diagramData",
            "diagrams/data1.xml",
            """
            <dgm:dataModel \(WordFile.namespaces)><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t>
            </dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Tat</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>
            """
        )
        let document = try file.extracted()
        #expect(
            document.allText == """
                Vorspann

                Zahlen
                Erste

                旋盤

                溶接

                Zweite
                Achse

                Vorspann

                Holz
                Wasserfall

                Vorspann

                Plan
                Tat

                Vorspann
                """
        )
        #expect(document.warnings.isEmpty)
    }

    @Test func wordsOfPictures() throws {
        let picture = "<pic:cNvPr id=\"0\" name=\"p.png\" descr=\"Schnitt einer Feile\"/>"
        let body =
            drawing(picture, alt: "title=\"Feile\" descr=\"Schnitt einer Feile\"")
            + drawing("", alt: "descr=\"image1.png\"")
            + drawing("", alt: "descr=\"Ein Bild, das Text enthält.&#10;&#10;Automatisch generierte Beschreibung\"")
            + "<w:p><w:r><w:pict><v:shape alt=\"Grafik 3\"><v:textpath string=\"Schriftzug\"/></v:shape></w:pict></w:r></w:p>"
        #expect(
            try WordFile(body: body).extracted().allText
                == "Vorspann\n\nSchnitt einer Feile\n\nVorspann\n\nVorspann\n\nSchriftzug"
        )
    }

    @Test func chunks() throws {
        var inner = WordFile(body: Office.p("Inneres", style: "H1") + p("Inneres Word."))
        inner.styles = "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
        let scratch = try Scratch()
        var file = WordFile(
            body: Office.p("Kapitel", style: "H1")
                + ["h", "m", "t", "w", "r", "nowhere"].map { "<w:altChunk r:id=\"\($0)\"/>" }
                .joined() + p("Danach.")
        )
        file.styles = inner.styles
        file.add("h", "aFChunk", "a.html", "<html><body><h1>Ordnung</h1><p>Berichte abgeben.</p></body></html>")
        file.add(
            "m",
            "aFChunk",
            "b.mht",
            """
            MIME-Version: 1.0
            Content-Type: multipart/related; type="text/html"; boundary="x"

            --x
            Content-Type: text/html; charset="windows-1252"
            Content-Transfer-Encoding: quoted-printable

            <html><body><p>Pr=FCfung im M=E4rz</p></body></html>
            --x--
            """
        )
        file.add("t", "aFChunk", "c.txt", "Nur Text.")
        let path = try scratch.zip(inner.entries, as: "inner")
        file.parts.append(("w", "aFChunk", "d.docx", try scratch.read(path)))
        file.add("r", "aFChunk", "e.rtf", "{\\rtf1 Text}")
        let document = try file.extracted()
        #expect(document.allText.contains("Prüfung im März"))
        #expect(document.allText.contains("Nur Text."))
        #expect(document.sections.contains { $0.locator == .heading(path: ["Kapitel", "Ordnung"], anchor: nil) })
        #expect(document.sections.contains { $0.locator == .heading(path: ["Kapitel", "Inneres"], anchor: nil) })
        #expect(document.sections.last?.text.hasSuffix("Danach.") == true)
        #expect(
            document.warnings == [
                "attachment e.rtf: an RTF document is not read; save it as DOCX or ODT",
                "a part of the text is missing from the archive",
            ]
        )
    }

    @Test func headersAndFooters() throws {
        let field = { (code: String, result: String) in
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> \(code) </w:instrText></w:r><w:r>"
                + "<w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>\(result)</w:t></w:r><w:r>"
                + "<w:fldChar w:fldCharType=\"end\"/></w:r>"
        }
        var file = WordFile(
            body: Office.p("Kapitel", style: "H1") + p("Text.")
                + "<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"default\" r:id=\"h1\"/></w:sectPr></w:pPr></w:p>"
                + "<w:sectPr><w:headerReference w:type=\"first\" r:id=\"h2\"/><w:footerReference r:id=\"f1\"/></w:sectPr>"
        )
        file.styles = "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
        let part = { (text: String) in "<w:hdr \(WordFile.namespaces)>\(text)</w:hdr>" }
        file.add("h1", "header", "header1.xml", part(p("Werkstatt Blumenthal") + p("Kapitel")))
        file.add("h2", "header", "header2.xml", part(p("Werkstatt Blumenthal") + p("Il titolo")))
        let page = "<w:p><w:r><w:t>Seite</w:t></w:r>\(field("PAGE", "3"))<w:r><w:t> von </w:t></w:r>"
        file.add("f1", "footer", "footer1.xml", part(page + field("NUMPAGES", "12") + "</w:p>" + p("Modul Hydraulik")))
        let document = try file.extracted()
        #expect(document.texts == ["Text.", "Werkstatt Blumenthal\n\nModul Hydraulik"])
        #expect(document.sections.last?.locator == .heading(path: [], anchor: nil))
    }

    @Test func promptsAndContents() throws {
        let control = { (properties: String, content: String) in
            "<w:sdt><w:sdtPr>\(properties)</w:sdtPr><w:sdtContent>\(content)</w:sdtContent></w:sdt>"
        }
        let contents = "<w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj>"
        let entry = { (text: String) in
            "<w:p><w:hyperlink w:anchor=\"_Toc1\"><w:r><w:t>\(text)</w:t></w:r><w:r><w:tab/><w:t>7</w:t></w:r></w:hyperlink></w:p>"
        }
        let toc =
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC \\o \"1-3\"</w:instrText></w:r><w:r>"
            + "<w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>Feldzeile 3</w:t></w:r></w:p>" + p("Feldzeile 4")
        let end = "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
        let list =
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"Eiche\"/>"
            + "<w:listEntry w:val=\"Buche\"/></w:ddList></w:ffData></w:fldChar></w:r>"
        let body =
            control("<w:showingPlcHdr/>", p("Klicken Sie hier."))
            + control("<w:showingPlcHdr w:val=\"0\"/>", p("Kramer"))
            + control(contents, entry("Erstes") + p("Hinweis im Verzeichnis")) + entry("Ohne Steuerelement") + toc + end
            + "<w:p><w:r><w:t xml:space=\"preserve\">Holz: </w:t></w:r>\(list)</w:p>"
            + "<w:p><w:hyperlink w:anchor=\"x\"><w:r><w:t>siehe dort</w:t></w:r></w:hyperlink></w:p>"
        #expect(
            try WordFile(body: body).extracted().allText
                == "Kramer\n\nHinweis im Verzeichnis\n\nHolz: Buche\n\nsiehe dort"
        )
        // A table of contents that never ends must not swallow the document.
        let endless = WordFile(
            body: toc + Office.p("Kapitel", style: "H1") + p("Text."),
            styles: "<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"
        )
        #expect(try endless.extracted().texts.last == "Text.")
    }

    @Test func hiddenAndDeleted() throws {
        let hidden = { (text: String, value: String) in
            "<w:r><w:rPr><w:vanish\(value)/></w:rPr><w:t>\(text)</w:t></w:r>"
        }
        let body =
            "<w:p>\(hidden("verborgen", ""))\(hidden("sichtbar", " w:val=\"0\""))</w:p>"
            + "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>Werk</w:t></w:r></w:p>" + p("zeug")
            + Office.p("heimlich", style: "Hidden")
        let document = try WordFile(
            body: body,
            styles: "<w:style w:type=\"paragraph\" w:styleId=\"Hidden\"><w:rPr><w:vanish/></w:rPr></w:style>"
        ).extracted()
        #expect(document.allText == "sichtbar\n\nWerkzeug")
        #expect(document.warnings == ["hidden text in the document was left out"])
    }

    @Test func cellsAndItemsAreApart() throws {
        let cell = { (content: String) in "<w:tc>\(content)</w:tc>" }
        let item = { (text: String) in "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>\(text)</w:t></w:r></w:p>" }
        let inner = "<w:tbl><w:tr>\(cell(p("内")))</w:tr></w:tbl>"
        let body =
            "<w:tbl><w:tr>\(cell(p("焊接") + p("工具")))\(cell(p("车床")))</w:tr><w:tr>\(cell(inner + p("钳工")))</w:tr></w:tbl>"
            + item("传输") + item("接口")
        #expect(try WordFile(body: body).extracted().allText == "焊接\n\n工具\t车床\n\n内\n\n钳工\n\n传输\n\n接口")
    }

    @Test func fieldsInFieldsAndAlternatives() throws {
        let mark = { (type: String) in "<w:r><w:fldChar w:fldCharType=\"\(type)\"/></w:r>" }
        let field = { (code: String, result: String) in
            mark("begin") + "<w:r><w:instrText>\(code)</w:instrText></w:r>" + mark("separate")
                + "<w:r><w:t>\(result)</w:t></w:r>" + mark("end")
        }
        let condition =
            mark("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + field("DOCPROPERTY x", "nein")
            + "<w:r><w:instrText> = ja</w:instrText></w:r>" + mark("separate") + "<w:r><w:t>Ergebnis</w:t></w:r>"
            + mark("end")
        let choice = { (text: String) in "<mc:Choice Requires=\"x\"><w:r><w:t>\(text)</w:t></w:r></mc:Choice>" }
        let fallback = "<mc:Fallback><w:r><w:t>Ersatz</w:t></w:r></mc:Fallback>"
        let body =
            "<w:p>\(condition)</w:p><w:p>\(mark("begin"))<w:r><w:t>Ohne Ende</w:t></w:r></w:p>" + p("Danach")
            + "<w:p><mc:AlternateContent>\(choice("Erste"))\(choice("Zweite"))\(fallback)</mc:AlternateContent></w:p>"
            + "<w:p><mc:AlternateContent>\(fallback)</mc:AlternateContent></w:p>"
        #expect(try WordFile(body: body).extracted().allText == "Ergebnis\n\nDanach\n\nErste\n\nErsatz")
    }
}
