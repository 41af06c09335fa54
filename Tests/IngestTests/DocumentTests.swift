import DocumentModel
import Testing

@testable import Ingest

/// Word documents and OpenDocument texts.
@Suite struct DocumentTests {
    private let styles = """
        <w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="it-IT"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:styleId="Titolo1"><w:name w:val="heading 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="Titolo2"><w:name w:val="heading 2"/></w:style>
        <w:style w:type="paragraph" w:styleId="Mio"><w:name w:val="Mio"/><w:basedOn w:val="Titolo2"/></w:style>
        <w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
        """

    @Test func wordHeadingsMetadataAndLanguage() throws {
        let body =
            Office.p("Prima di tutto.") + Office.p("Indice 1", style: "TOC1") + Office.p("Capitolo", style: "Titolo1")
            + "<w:p><w:pPr><w:pStyle w:val=\"Mio\"/></w:pPr><w:bookmarkStart w:id=\"1\" w:name=\"_Ref7\"/>"
            + "<w:r><w:t>Parte</w:t></w:r></w:p>" + Office.p("Testo della parte.")
        let document = try extract(zip: Office.docx(body: body, styles: styles), as: "a.docx")

        #expect(document.format == .docx)
        #expect(
            document.sections.map(\.locator) == [
                .heading(path: [], anchor: nil), .heading(path: ["Capitolo"], anchor: nil),
                .heading(path: ["Capitolo", "Parte"], anchor: "_Ref7"),
            ]
        )
        #expect(document.texts == ["Prima di tutto.", "Capitolo", "Testo della parte."])
        #expect(document.sections.map(\.heading) == [nil, nil, "Parte"])
        #expect(document.sections.allSatisfy { $0.declaredLanguage == LanguageTag("it") })
        #expect(document.metadata.title == "Il titolo")
        #expect(document.metadata.creators == ["Anna Rossi", "Bruno Verdi"])
        #expect(document.metadata.keywords == ["uno", "due"])
        #expect(document.metadata.description == "Una prova")
        #expect(document.metadata.language == LanguageTag("it"))
        #expect(document.metadata.year == 2021)
    }

    @Test func wordTablesNotesBoxesAndChanges() throws {
        let cell = { (text: String) in "<w:tc>\(Office.p(text))</w:tc>" }
        let body = """
            <w:tbl><w:tr>\(cell("a"))\(cell("b"))</w:tr><w:tr>\(cell("c"))\(cell("d"))</w:tr></w:tbl>
            <w:p><w:r><w:t>With a note</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">kept </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>
            <w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins></w:p>
            <w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>\(Office.p("Box"))\
            </w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>\(Office.p("Box"))</w:txbxContent></mc:Fallback>
            </mc:AlternateContent></w:r></w:p>
            """
        let notes = """
            <w:footnote w:id="0" w:type="separator"><w:p/></w:footnote><w:footnote w:id="2">\(Office.p("The note."))\
            </w:footnote>
            """
        let document = try extract(zip: Office.docx(body: body, footnotes: notes), as: "a.docx")
        #expect(document.allText == "a\tb\nc\td\n\nWith a note\n\nThe note.\n\nkept inserted\n\nAnchor\n\nBox")
    }

    @Test func wordRunsSayTheirLanguage() throws {
        let run = "<w:r><w:rPr><w:lang w:val=\"fr-FR\"/></w:rPr><w:t>Une phrase en français.</w:t></w:r>"
        let body = Office.p("Capitolo", style: "Titolo1") + "<w:p>\(run)</w:p>"
        let document = try extract(zip: Office.docx(body: body, styles: styles), as: "a.docx")
        #expect(document.sections.last?.declaredLanguage == LanguageTag("fr"))
    }

    @Test func damagedWordDocumentGivesWhatItHas() throws {
        let document = try extract(zip: Office.docx(body: Office.p("Whole.") + "<w:p><w:r><w:t>Half"), as: "a.docx")
        #expect(document.allText.hasPrefix("Whole."))
        #expect(document.warnings.count == 1)
        #expect(document.warnings[0].hasPrefix("word/document.xml is damaged at line 1: "))
    }

    @Test func openDocumentText() throws {
        let body = """
            <office:automatic-styles><style:style style:name="P1"><style:text-properties fo:language="fr"/></style:style>
            </office:automatic-styles><office:body><office:text>
            <text:tracked-changes><text:p>gelöscht</text:p></text:tracked-changes>
            <text:table-of-content><text:p>Verzeichnis</text:p></text:table-of-content>
            <text:h text:outline-level="1"><text:bookmark-start text:name="anfang"/>Anfang</text:h>
            <text:p>Ein<text:s text:c="3"/>Satz<text:note><text:note-citation>1</text:note-citation><text:note-body>
            <text:p>Die Fußnote.</text:p></text:note-body></text:note> mit Note.</text:p>
            <text:list><text:list-item><text:p>eins</text:p></text:list-item><text:list-item><text:p>zwei</text:p>
            </text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>
            <text:p>b</text:p></table:table-cell></table:table-row></table:table>
            <text:h text:outline-level="2">Suite</text:h><text:p text:style-name="P1">Une phrase française.</text:p>
            </office:text></office:body>
            """
        let document = try extract(zip: Office.odf("text", body: body), as: "a.odt")
        #expect(document.format == .odt)
        #expect(
            document.sections.map(\.locator) == [
                .heading(path: ["Anfang"], anchor: "anfang"), .heading(path: ["Anfang", "Suite"], anchor: nil),
            ]
        )
        #expect(document.texts[0] == "Ein Satz mit Note.\n\nDie Fußnote.\n\neins\nzwei\n\na\tb")
        #expect(document.sections.map(\.declaredLanguage) == [LanguageTag("de"), LanguageTag("fr")])
        #expect(document.metadata.title == "Titel")
        #expect(document.metadata.creators == ["Ada"])
        #expect(document.metadata.keywords == ["eins", "zwei"])
        #expect(document.metadata.language == LanguageTag("de"))
        #expect(document.metadata.year == 2018)
    }

    @Test func encryptedOpenDocument() {
        let entry = "<m:file-entry m:full-path=\"content.xml\"><m:encryption-data/></m:file-entry>"
        let failure = failure { try extract(zip: Office.odf("text", body: "", manifest: entry), as: "a.odt") }
        #expect(failure == .encrypted("the OpenDocument file needs a password"))
    }
}
