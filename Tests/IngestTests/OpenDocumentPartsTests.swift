import DocumentModel
import Testing

@testable import Ingest

/// What an OpenDocument file says outside of its paragraphs.
@Suite struct OpenDocumentPartsTests {
    private func p(_ text: String, style: String = "") -> String {
        "<text:p\(style.isEmpty ? "" : " text:style-name=\"\(style)\"")>\(text)</text:p>"
    }

    private func frame(_ content: String) -> String { "<draw:frame>\(content)</draw:frame>" }

    @Test func wordsOfPictures() throws {
        let picture =
            "<draw:image xlink:href=\"a.png\"/><svg:title>Feilenbild</svg:title><svg:desc>Eine Feile</svg:desc>"
        let body =
            p("Werkzeug\(frame(picture))kasten") + frame("<draw:image/><svg:desc>Seitenbild</svg:desc>")
            + p("Da\(frame("<draw:image/><svg:title>Nur Titel</svg:title>"))zu")
            + p("x\(frame("<svg:title>Grafik1</svg:title><svg:desc>foto.JPG</svg:desc>"))y")
        #expect(
            try OpenDocumentFile(body: body).extracted().allText
                == "Werkzeugkasten\n\nFeilenbild\n\nEine Feile\n\nSeitenbild\n\nDazu\n\nNur Titel\n\nxy"
        )
    }

    @Test func objects() throws {
        var file = OpenDocumentFile(
            body: p("Es gilt\(frame("<draw:object xlink:href=\"./Object%201\"/><draw:image/>"))immer.")
                + p("Zahlen:\(frame("<draw:object xlink:href=\"./Object 2\"/>"))")
                + p("Tabelle:\(frame("<draw:object xlink:href=\"Object 3\"/>"))")
                + p("Fremd:\(frame("<draw:object-ole xlink:href=\"./Object 4\"/>"))")
                + p(
                    "<draw:frame><draw:object><math:math><math:mfrac><math:mi>Weg</math:mi><math:mi>Zeit</math:mi>"
                        + "</math:mfrac></math:math></draw:object></draw:frame>"
                )
        )
        let formula =
            "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><semantics><mrow><mi>Kraft</mi><mo>=</mo><mi>Masse</mi>"
            + "</mrow><annotation>Kraft = Masse</annotation></semantics></math>"
        let cell = { (text: String, type: String) in
            "<table:table-cell office:value-type=\"\(type)\"><text:p>\(text)</text:p></table:table-cell>"
        }
        let chart =
            "<chart:chart><chart:title><text:p>Lehrlinge</text:p></chart:title><table:table><table:table-row>"
            + cell("Glaserei", "string") + cell("17", "float") + "</table:table-row></table:table></chart:chart>"
        let sheet =
            "<table:table><table:table-row>\(cell("焊接", "string"))\(cell("车床", "string"))</table:table-row></table:table>"
        file.others = [
            ("Object 1/content.xml", Array(formula.utf8)),
            ("Object 2/content.xml", Array(OpenDocumentFile.content("chart", chart).utf8)),
            ("Object 3/content.xml", Array(OpenDocumentFile.content("spreadsheet", sheet).utf8)),
            ("Object 4", CompoundFile.mark + [UInt8](repeating: 0, count: 600)),
        ]
        let document = try file.extracted()
        #expect(
            document.allText
                == "Es gilt Kraft=Masse immer.\n\nZahlen:\n\nLehrlinge\nGlaserei\n\nTabelle:\n\n焊接\t车床\n\nFremd:\n\nWeg/Zeit"
        )
        #expect(document.warnings == ["attachment Object 4: a legacy Office file is not read"])
    }

    @Test func headersAndFooters() throws {
        var file = OpenDocumentFile(body: "<text:h text:outline-level=\"1\">Kapitel</text:h>" + p("Text."))
        file.styles = """
            <office:master-styles><style:master-page style:name="Standard"><style:header>\(p("Werkstatt Blumenthal"))
            \(p("Kapitel"))</style:header><style:footer>\(p("Seite <text:page-number>1</text:page-number>"))</style:footer>
            <style:header-left style:display="false">\(p("Ungenutzt"))</style:header-left></style:master-page>
            <style:master-page style:name="Erste"><style:header>\(p("Werkstatt Blumenthal"))\(p("Hydraulik"))</style:header>
            </style:master-page></office:master-styles>
            """
        #expect(try file.extracted().texts == ["Text.", "Werkstatt Blumenthal\n\nHydraulik"])
    }

    @Test func slidesAndTheirMargins() throws {
        let text = { (words: String) in
            "<draw:frame><draw:text-box><text:p>\(words)</text:p></draw:text-box></draw:frame>"
        }
        var file = OpenDocumentFile(
            kind: "presentation",
            body: """
                <presentation:footer-decl presentation:name="f1">Fußzeile</presentation:footer-decl>
                <draw:page draw:master-page-name="M" presentation:use-footer-name="f1">\(text("Eins"))<draw:frame>
                <draw:object xlink:href="./Object 1"/></draw:frame><draw:frame><draw:image/><svg:desc>Halbrundfeile</svg:desc>
                </draw:frame></draw:page>
                <draw:page draw:master-page-name="M" presentation:use-footer-name="f1">\(text("Zwei"))</draw:page>
                """
        )
        file.styles = """
            <office:master-styles><style:master-page style:name="M"><draw:frame presentation:class="title"><draw:text-box>
            <text:p>Titel durch Klicken</text:p></draw:text-box></draw:frame>\(text("Verband"))</style:master-page>
            </office:master-styles>
            """
        let chart = "<chart:chart><chart:title><text:p>Zahlen</text:p></chart:title></chart:chart>"
        file.others = [("Object 1/content.xml", Array(OpenDocumentFile.content("chart", chart).utf8))]
        #expect(try file.extracted().texts == ["Eins\nZahlen\nHalbrundfeile\n\nFußzeile\n\nVerband", "Zwei"])
    }

    @Test func hiddenPromptsAndIndexes() throws {
        let body =
            "<text:alphabetical-index><text:index-body>\(p("Amboss 3"))</text:index-body></text:alphabetical-index>"
            + "<text:section text:display=\"none\">\(p("geheim"))</text:section>" + p("verborgen", style: "V")
            + p("Name: <text:placeholder>&lt;Klicken&gt;</text:placeholder>")
            + "<text:bibliography><text:index-body>\(p("Quelle"))</text:index-body></text:bibliography>"
        let document = try OpenDocumentFile(
            body: body,
            automaticStyles:
                "<style:style style:name=\"V\" style:family=\"paragraph\"><style:text-properties text:display=\"none\"/>"
                + "</style:style>"
        ).extracted()
        #expect(document.allText == "Name:\n\nQuelle")
        #expect(document.warnings == ["hidden text in the document was left out"])
    }
}
