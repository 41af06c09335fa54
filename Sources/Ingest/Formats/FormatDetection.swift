import DocumentModel

/// Finds out what a file is: by its content, and by its name only where the content leaves a choice.
enum FormatDetection {
    static func format(of source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        let head = source.head
        if contains("%PDF-", in: head.prefix(1024)) { return .pdf }
        if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            return try zipped(source)
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            // The names of streams stand in sectors anywhere in the file.
            let found = ForeignFormats.compoundFile(try source.prefix(256 << 20))
            throw found.isEncrypted ? .encrypted(found.name) : .unsupported(found.name)
        }
        // Recorders give sounds the brands of videos; then the name tells.
        if VideoFormat.isMP4(head) { return ["m4a", "m4b"].contains(source.ending) ? .m4a : .mp4 }
        if VideoFormat.isWebM(head) { return .webm }
        if SoundFormat.isM4A(head) { return .m4a }
        if SoundFormat.isOgg(head) { return .ogg }
        if SoundFormat.isMP3(head) { return .mp3 }
        if let name = ForeignFormats.name(head: head) { throw .unsupported(name) }
        return try text(source)
    }

    // MARK: Zip archives

    private static func zipped(_ source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        let archive = try ZipArchive(reading: source.file)
        if let bytes = try archive.read("mimetype") {
            let type = Descriptions.folded(String(decoding: bytes.prefix(200), as: UTF8.self)) ?? ""
            if type == "application/epub+zip" { return .epub }
            for (prefix, format) in openDocument where type.hasPrefix("application/vnd.oasis.opendocument." + prefix) {
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
            if has("presentationml.presentation.main") || has("presentationml.slideshow.main")
                || has("presentationml.template.main") || has("ms-powerpoint.presentation.macroEnabled.main")
            {
                return .pptx
            }
            if has("wordprocessingml.document.main") || has("wordprocessingml.template.main")
                || has("ms-word.document.macroEnabled.main")
            {
                return .docx
            }
            if has("spreadsheetml") { throw .unsupported("an Excel workbook (.xlsx)") }
            if has("ms-visio") { throw .unsupported("a Visio drawing") }
        }
        if archive.contains("META-INF/container.xml") { return .epub }
        throw .unsupported("a zip archive without a document")
    }

    private static let openDocument: [(String, FileFormat)] = [("text", .odt), ("presentation", .odp)]

    // MARK: Texts

    private static func text(_ source: SourceFile) throws(ExtractionFailure) -> FileFormat {
        // A character may be cut at the end of the head: that must not make UTF-8 look like something else.
        let head = source.size > source.head.count ? wholeCharacters(source.head) : source.head
        guard let decoded = CharacterSet.decode(head) else { throw .unsupported("an unknown binary file") }
        let text = decoded.text.drop(while: \.isWhitespace)
        let named = FormatReader.reader(forEnding: source.ending)?.format
        if isWebVTT(text) { return .vtt }
        if isSubRip(text) { return .srt }
        if text.hasPrefix("<?xml") || text.first == "<" {
            if let format = try markup(text, named: named) { return format }
        }
        if let name = ForeignFormats.name(ending: source.ending) { throw .unsupported(name) }
        switch named {
        case .html, .markdown, .text, .vtt, .srt: return named ?? .text
        case .pdf, .epub, .pptx, .odp, .docx, .odt, .mp4, .webm, .mp3, .m4a, .ogg:
            throw .broken("the file name ends in .\(source.ending), but the content is something else")
        case .record, nil: return .text
        }
    }

    private static func isWebVTT(_ text: Substring) -> Bool {
        guard text.hasPrefix("WEBVTT") else { return false }
        return text.dropFirst(6).first.map(\.isWhitespace) ?? true
    }

    /// Whether a text starts with a cue: its times in the first line, or a number there and the times in the second.
    private static func isSubRip(_ text: Substring) -> Bool {
        let lines = text.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let first = lines.first else { return false }
        if CueTimes.read(first) != nil { return true }
        let isNumber = !first.isEmpty && first.allSatisfy { $0.isNumber || $0.isWhitespace }
        return isNumber && lines.count > 1 && CueTimes.read(lines[1]) != nil
    }

    /// HTML, when a text begins like it; nil when it only has a tag in front, as Markdown may. Other XML is refused.
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

    private static func contains(_ mark: String, in bytes: ArraySlice<UInt8>) -> Bool {
        let mark = Array(mark.utf8)
        guard bytes.count >= mark.count else { return false }
        return (bytes.startIndex...bytes.endIndex - mark.count).contains { bytes[$0...].starts(with: mark) }
    }

    /// `bytes` without the last line, or at least without the bytes of a character that is cut off.
    private static func wholeCharacters(_ bytes: [UInt8]) -> [UInt8] {
        var end = bytes.count
        while end > bytes.count - 4, end > 0, bytes[end - 1] >= 0x80 { end -= 1 }
        return Array(bytes[..<(end & ~1)])
    }
}
