import DocumentModel
import Ingest

/// A Word document for the tests, with parts of any kind.
struct WordFile {
    var body: String
    var styles = ""
    /// Further parts of the document: relationship id, kind, path below `word/`, content.
    var parts: [(id: String, kind: String, path: String, content: [UInt8])] = []
    var core = Office.core

    static let namespaces =
        Office.w + " xmlns:r=\"\(Office.relations)\""
        + " xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\""
        + " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
        + " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""
        + " xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
        + " xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""
        + " xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\""
        + " xmlns:cx=\"http://schemas.microsoft.com/office/drawing/2014/chartex\""
        + " xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\""
        + " xmlns:v=\"urn:schemas-microsoft-com:vml\""

    mutating func add(_ id: String, _ kind: String, _ path: String, _ content: String) {
        parts.append((id, kind, path, Array(content.utf8)))
    }

    var entries: [(String, [UInt8])] {
        let relations = parts.map { ($0.id, $0.kind, $0.path) } + [("styles", "styles", "styles.xml")]
        let texts = [
            ("[Content_Types].xml", Office.types("wordprocessingml.document")),
            (
                "_rels/.rels",
                Office.relationships([
                    ("r1", "officeDocument", "word/document.xml"), ("r2", "core-properties", "docProps/core.xml"),
                ])
            ),
            ("docProps/core.xml", core), ("word/_rels/document.xml.rels", Office.relationships(relations)),
            ("word/styles.xml", "<w:styles \(Office.w)>\(styles)</w:styles>"),
            ("word/document.xml", "<w:document \(Self.namespaces)><w:body>\(body)</w:body></w:document>"),
        ]
        return texts.map { ($0, Array($1.utf8)) } + parts.map { ("word/\($0.path)", $0.content) }
    }

    func extracted(as name: String = "a.docx") throws -> ExtractedDocument { try extract(zip: entries, as: name) }
}

/// A PowerPoint presentation for the tests.
struct SlideFile {
    /// The shapes of each slide.
    var slides: [String]
    /// Further parts that slides refer to: number of the slide from 0, relationship id, kind, path below `ppt/`, content.
    var parts: [(slide: Int, id: String, kind: String, path: String, content: [UInt8])] = []
    /// Further parts: path below `ppt/`, content.
    var others: [(String, String)] = []
    var core = Office.core

    static let namespaces =
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" " + WordFile.namespaces

    static func shape(_ text: String, placeholder: String? = nil, run: String = "", name: String = "") -> String {
        let mark = placeholder.map { "<p:nvPr><p:ph type=\"\($0)\"/></p:nvPr>" } ?? ""
        return
            "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"\(name)\"/>\(mark)</p:nvSpPr><p:spPr/><p:txBody><a:p><a:r>\(run)"
            + "<a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp>"
    }

    static func tree(_ root: String, _ shapes: String) -> String {
        "<p:\(root) \(namespaces)><p:cSld><p:spTree>\(shapes)</p:spTree></p:cSld></p:\(root)>"
    }

    var entries: [(String, [UInt8])] {
        let numbers = slides.indices.map { $0 + 1 }
        let list = numbers.map { "<p:sldId id=\"\($0 + 255)\" r:id=\"s\($0)\"/>" }.joined()
        var texts = [
            ("[Content_Types].xml", Office.types("presentationml.presentation")),
            (
                "_rels/.rels",
                Office.relationships([
                    ("r1", "officeDocument", "ppt/presentation.xml"), ("r2", "core-properties", "docProps/core.xml"),
                ])
            ),
            ("docProps/core.xml", core),
            (
                "ppt/_rels/presentation.xml.rels",
                Office.relationships(numbers.map { ("s\($0)", "slide", "slides/slide\($0).xml") })
            ),
            (
                "ppt/presentation.xml",
                "<p:presentation \(Self.namespaces)><p:sldIdLst>\(list)</p:sldIdLst></p:presentation>"
            ),
        ]
        for (index, shapes) in slides.enumerated() {
            texts.append(("ppt/slides/slide\(index + 1).xml", Self.tree("sld", shapes)))
            let relations = parts.filter { $0.slide == index }.map { ($0.id, $0.kind, "../\($0.path)") }
            texts.append(("ppt/slides/_rels/slide\(index + 1).xml.rels", Office.relationships(relations)))
        }
        return texts.map { ($0, Array($1.utf8)) } + parts.map { ("ppt/\($0.path)", $0.content) }
            + others.map { ("ppt/\($0)", Array($1.utf8)) }
    }

    func extracted() throws -> ExtractedDocument { try extract(zip: entries, as: "a.pptx") }
}

/// An OpenDocument file for the tests.
struct OpenDocumentFile {
    var kind = "text"
    var body: String
    var automaticStyles = ""
    /// The content of `styles.xml`.
    var styles = ""
    var meta = ""
    /// Further entries: path, content.
    var others: [(String, [UInt8])] = []

    static let namespaces =
        Office.odf + " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
        + " xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:math=\"http://www.w3.org/1998/Math/MathML\""
        + " xmlns:chart=\"urn:oasis:names:tc:opendocument:xmlns:chart:1.0\""

    static func content(_ kind: String, _ body: String, styles: String = "") -> String {
        "<office:document-content \(namespaces)><office:automatic-styles>\(styles)</office:automatic-styles><office:body>"
            + "<office:\(kind)>\(body)</office:\(kind)></office:body></office:document-content>"
    }

    var entries: [(String, [UInt8])] {
        let texts = [
            ("mimetype", "application/vnd.oasis.opendocument.\(kind)"),
            (
                "meta.xml",
                "<office:document-meta \(Self.namespaces)><office:meta>\(meta)</office:meta></office:document-meta>"
            ),
            ("styles.xml", "<office:document-styles \(Self.namespaces)>\(styles)</office:document-styles>"),
            ("content.xml", Self.content(kind, body, styles: automaticStyles)),
        ]
        return texts.map { ($0, Array($1.utf8)) } + others
    }

    func extracted() throws -> ExtractedDocument { try extract(zip: entries, as: kind == "text" ? "a.odt" : "a.odp") }
}

/// Extracts a zip archive with `entries`.
func extract(zip entries: [(String, [UInt8])], as name: String) throws -> ExtractedDocument {
    let scratch = try Scratch()
    return try Extraction.extract(path: try scratch.zip(entries, as: "file"), name: name)
}
