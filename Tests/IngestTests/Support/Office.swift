/// Pieces of Office files for the tests.
enum Office {
    static let w = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static let odf =
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
        + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
        + " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
        + " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
        + " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
        + " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
        + " xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\""
        + " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""

    static func types(_ main: String) -> String {
        """
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x"
        ContentType="application/vnd.openxmlformats-officedocument.\(main).main+xml"/></Types>
        """
    }

    /// A part of relationships: id, kind, target.
    static func relationships(_ list: [(String, String, String)]) -> String {
        let items = list.map { id, kind, target in
            "<Relationship Id=\"\(id)\" Type=\"\(relations)/\(kind)\" Target=\"\(target)\"/>"
        }
        return "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + items.joined() + "</Relationships>"
    }

    static let core = """
        <cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
        <dc:title>Il titolo</dc:title><dc:creator>Anna Rossi;Bruno Verdi</dc:creator><cp:keywords>uno, due</cp:keywords>
        <dc:description>Una prova</dc:description><dcterms:created>2021-04-05T10:00:00Z</dcterms:created>
        </cp:coreProperties>
        """

    /// A Word document with `body`.
    static func docx(body: String, styles: String = "", footnotes: String = "") -> KeyValuePairs<String, String> {
        [
            "[Content_Types].xml": types("wordprocessingml.document"),
            "_rels/.rels": relationships([
                ("r1", "officeDocument", "word/document.xml"), ("r2", "core-properties", "docProps/core.xml"),
            ]),
            "docProps/core.xml": core,
            "word/_rels/document.xml.rels": relationships([
                ("r1", "styles", "styles.xml"), ("r2", "footnotes", "footnotes.xml"),
            ]),
            "word/styles.xml": "<w:styles \(w)>\(styles)</w:styles>",
            "word/footnotes.xml": "<w:footnotes \(w)>\(footnotes)</w:footnotes>",
            "word/document.xml": """
            <w:document \(w) xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>\(body)\
            </w:body></w:document>
            """,
        ]
    }

    /// A paragraph of a Word document.
    static func p(_ text: String, style: String? = nil) -> String {
        let properties = style.map { "<w:pPr><w:pStyle w:val=\"\($0)\"/></w:pPr>" } ?? ""
        return "<w:p>\(properties)<w:r><w:t>\(text)</w:t></w:r></w:p>"
    }

    /// An OpenDocument file whose body is `body`.
    static func odf(_ kind: String, body: String, manifest: String = "") -> KeyValuePairs<String, String> {
        [
            "mimetype": "application/vnd.oasis.opendocument.\(kind)",
            "META-INF/manifest.xml":
                "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\(manifest)</m:manifest>",
            "meta.xml": """
            <office:document-meta \(odf)><office:meta><dc:title>Titel</dc:title>
            <meta:initial-creator>Ada</meta:initial-creator><meta:keyword>eins</meta:keyword><meta:keyword>zwei
            </meta:keyword><meta:creation-date>2018-02-03T00:00:00</meta:creation-date></office:meta>
            </office:document-meta>
            """,
            "styles.xml": """
            <office:document-styles \(odf)><office:styles><style:default-style style:family="paragraph">
            <style:text-properties fo:language="de" fo:country="AT"/></style:default-style></office:styles>
            </office:document-styles>
            """,
            "content.xml": "<office:document-content \(odf)>\(body)</office:document-content>",
        ]
    }
}
