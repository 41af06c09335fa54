import CLibXML2

/// Element and attribute names with a fixed prefix for each namespace, whatever prefix the document uses. Names in XHTML
/// and in unknown namespaces have no prefix.
///
/// libxml2 keeps one copy of each name, so the names are cached by address.
final class MarkupNames {
    private struct Key: Hashable {
        var local: UnsafePointer<xmlChar>?
        var namespace: UnsafePointer<xmlChar>?
    }
    private var cache: [Key: String] = [:]

    func name(local: UnsafePointer<xmlChar>?, namespace: UnsafePointer<xmlChar>?) -> String {
        let key = Key(local: local, namespace: namespace)
        if let name = cache[key] { return name }
        var name = local.map { String(cString: $0) } ?? ""
        if let namespace, let prefix = Self.prefixes[String(cString: namespace)] { name = "\(prefix):\(name)" }
        cache[key] = name
        return name
    }

    private static let prefixes: [String: String] = {
        var table = [
            "http://www.w3.org/XML/1998/namespace": "xml",
            "http://www.w3.org/1999/xlink": "xlink",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
            "http://purl.org/dc/elements/1.1/": "dc",
            "http://purl.org/dc/terms/": "dcterms",
            "http://ns.adobe.com/xap/1.0/": "xmp",
            "http://ns.adobe.com/pdf/1.3/": "pdf",
            "http://www.idpf.org/2007/opf": "opf",
            "http://www.idpf.org/2007/ops": "epub",
            "urn:oasis:names:tc:opendocument:xmlns:container": "ocf",
            "http://www.w3.org/2001/04/xmlenc#": "enc",
            "http://www.w3.org/2000/svg": "svg",
            "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
            "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties": "cp",
            "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
            "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
            "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
            "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
            "urn:schemas-microsoft-com:vml": "v",
            "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
        ]
        // The Office formats have two namespaces each, "transitional" and "strict".
        for (prefix, path) in [
            "w": "wordprocessingml/2006/main", "a": "drawingml/2006/main", "p": "presentationml/2006/main",
            "r": "officeDocument/2006/relationships", "dgm": "drawingml/2006/diagram",
            "m": "officeDocument/2006/math", "c": "drawingml/2006/chart", "pic": "drawingml/2006/picture",
            "wp": "drawingml/2006/wordprocessingDrawing",
        ] {
            table["http://schemas.openxmlformats.org/\(path)"] = prefix
            table["http://purl.oclc.org/ooxml/\(path.replacing("/2006", with: ""))"] = prefix
        }
        for name in ["office", "text", "table", "style", "presentation", "meta", "manifest", "chart"] {
            table["urn:oasis:names:tc:opendocument:xmlns:\(name):1.0"] = name
        }
        return table
    }()
}
