import DocumentModel

/// Detects the format of a file by its content, and by its name only if the content is ambiguous.
enum FormatDetection {
    static func format(of source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        let head = source.head
        if let format = FormatReader.format(where: { recognition in
            if case .head(let isRecognised) = recognition { isRecognised(head, source.ending) } else { false }
        }) {
            return format
        }
        if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            return try zipped(source)
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            // The names of streams may be in any sector of the file.
            let found = ForeignFormats.compoundFile(try source.prefix(256 << 20))
            throw found.isEncrypted ? .encrypted(found.name) : .unsupported(found.name)
        }
        // An archive may begin after other bytes, such as empty lines or a program that unpacks it.
        if ZipArchive.start(of: source) != nil, let format = try? zipped(source) { return format }
        if let name = ForeignFormats.name(head: head) { throw .unsupported(name) }
        return try text(source)
    }

    // MARK: Zip archives

    private static func zipped(_ source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        let archive = try ZipArchive(reading: source)
        if let bytes = try archive.read("mimetype") {
            let text = String(decoding: bytes.prefix(200), as: UTF8.self).replacing("\u{FEFF}", with: "")
            let type = Descriptions.folded(text) ?? ""
            if let format = FormatReader.format(where: { recognition in
                if case .zipWithType(let wanted) = recognition { type.hasPrefix(wanted) } else { false }
            }) {
                return format
            }
            if type.hasPrefix("application/vnd.oasis.opendocument.") {
                throw .unsupported("an OpenDocument \(type.dropFirst(35))")
            }
        }
        if let bytes = try archive.read("[Content_Types].xml"),
            let root = MarkupElement.parse(bytes, attributes: ["ContentType"])
        {
            let types = root.children.compactMap { $0["ContentType"] }
            func has(_ part: String) -> Bool { types.contains { $0.contains(part) } }
            if let format = FormatReader.format(where: { recognition in
                if case .zipWithParts(let parts) = recognition { parts.contains(where: has) } else { false }
            }) {
                return format
            }
            if has("spreadsheetml") { throw .unsupported("an Excel workbook (.xlsx)") }
            if has("ms-visio") { throw .unsupported("a Visio drawing") }
        }
        if archive.contains("META-INF/container.xml") { return .epub }
        // Archives that were packed again may lack the entry that says what they are.
        if archive.contains("word/document.xml") { return .docx }
        if archive.contains("ppt/presentation.xml") { return .pptx }
        if let bytes = try archive.read("META-INF/manifest.xml"),
            let root = MarkupElement.parse(bytes, attributes: ["manifest:full-path", "manifest:media-type"]),
            let type = root.children.first(where: { $0["manifest:full-path"] == "/" })?["manifest:media-type"],
            let format = FormatReader.format(where: { recognition in
                if case .zipWithType(let wanted) = recognition { type.hasPrefix(wanted) } else { false }
            })
        {
            return format
        }
        throw .unsupported("a zip archive without a document")
    }

    // MARK: Texts

    private static func text(_ source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        // The last character of the head may be cut off, which must not make UTF-8 look like something else.
        let head = source.size > source.head.count ? wholeCharacters(source.head) : source.head
        guard let decoded = CharacterSet.decode(head) else { throw .unsupported("an unknown binary file") }
        let text = decoded.text.drop(while: \.isWhitespace)
        let named = FormatReader.format(forEnding: source.ending)
        if let format = FormatReader.format(where: { recognition in
            if case .beginning(let isRecognised) = recognition { isRecognised(text) } else { false }
        }) {
            return format
        }
        if MIMEMessage.isWebPage(text, ending: source.ending) { return .html }
        if text.hasPrefix("<?xml") || text.first == "<" {
            if let format = try markup(text, named: named) { return format }
        }
        if let name = ForeignFormats.name(ending: source.ending) { throw .unsupported(name) }
        guard let named else { return .text }
        guard named.entry.kind == .text else {
            throw .broken("the file name ends in .\(source.ending), but the content is something else")
        }
        return named
    }

    /// HTML, if a text begins like HTML; nil if it only starts with a tag, as Markdown may. Other XML is rejected.
    private static func markup(_ text: Substring, named: FileFormat?) throws(ExtractionFailure) -> FileFormat? {
        let start = text.prefix(2048).lowercased()
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        if start.hasPrefix("<?xml") {
            let root = RootFinder()
            _ = MarkupParser.parseXML(Array(text.utf8), into: root)
            if root.name == "html" { return .html }
            if named == .html { return .html }
            if root.name == "svg:svg" { throw .unsupported("an SVG picture") }
            throw .unsupported(root.name.map { "an XML file (\($0))" } ?? "an XML file")
        }
        guard named == nil || named == .html else { return nil }
        let tags = [
            "<!--", "<head", "<body", "<title", "<meta", "<div", "<p>", "<p ", "<h1", "<h2", "<table", "<article",
        ]
        let isHTML = start.contains("<html") || tags.contains(where: start.hasPrefix)
        return isHTML ? .html : nil
    }

    private final class RootFinder: MarkupHandler {
        var name: String?
        func start(_ name: String, _ attributes: MarkupAttributes) { self.name = self.name ?? name }
        func end(_ name: String) {}
        func text(_ utf8: UnsafeBufferPointer<UInt8>) {}
    }

    /// `bytes` without the last line, or at least without the bytes of an incomplete character.
    private static func wholeCharacters(_ bytes: [UInt8]) -> [UInt8] {
        var end = bytes.count
        while end > bytes.count - 4, end > 0, bytes[end - 1] >= 0x80 { end -= 1 }
        return Array(bytes[..<(end & ~1)])
    }
}
