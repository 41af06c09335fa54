import DocumentModel

/// Plain text: sections of some thousand characters that end with a paragraph.
enum TextFormat {
    /// A section ends with the first paragraph that makes it longer than this many characters …
    private static let enough = 2000
    /// … or, if there are no paragraphs, with the line that makes it longer than this.
    private static let most = 3000

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        let nature = TextNature(decoded.utf8)
        if let reason = nature.reason { throw .unsupported(reason) }
        let sections = sections(of: decoded.utf8, without: nature.encodedLines)
        var document = ExtractedDocument(format: .text, sections: sections)
        document.warnings += nature.warnings
        document.metadata.language = SubtitleFormat.language(inName: source.name)
        document.metadata = document.metadata.from("file")
        if let warning = decoded.warning { document.warnings.append(warning) }
        return document
    }

    /// Divides a text into sections, each with the number of its first line.
    /// - Parameter omitted: the numbers of lines to leave out, in order.
    static func sections(of utf8: [UInt8], without omitted: [ClosedRange<Int>] = []) -> [Section] {
        var splitter = Splitter(omitted: omitted[...])
        for line in TextLines(utf8) { splitter.line(line) }
        return splitter.finish()
    }

    private struct Splitter {
        var sections: [Section] = []
        var bytes: [UInt8] = []
        var characters = 0
        var line = 1
        var firstLine = 1
        var omitted: ArraySlice<ClosedRange<Int>>

        mutating func line(_ text: ArraySlice<UInt8>) {
            defer { line += 1 }
            if let next = omitted.first, next.upperBound < line { omitted.removeFirst() }
            if omitted.first?.contains(line) == true { return }
            if text.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
                if characters >= enough { close() }
                if !bytes.isEmpty { bytes.append(0x0A) }
                return
            }
            if bytes.isEmpty { firstLine = line }
            var rest = text
            while characters + rest.count > most, let cut = Self.cut(rest, after: most - characters) {
                add(rest[..<cut])
                rest = rest[cut...].drop { $0 == 0x20 }
                close()
                firstLine = line
            }
            add(rest)
            bytes.append(0x0A)
            if characters >= most { close() }
        }

        mutating func finish() -> [Section] {
            close()
            return sections
        }

        private mutating func add(_ text: ArraySlice<UInt8>) {
            bytes.append(contentsOf: text)
            // Continuation bytes of a character are not counted.
            for byte in text where byte & 0xC0 != 0x80 { characters += 1 }
        }

        private mutating func close() {
            while let last = bytes.last, last == 0x20 || (0x09...0x0D).contains(last) { bytes.removeLast() }
            if !bytes.isEmpty {
                sections.append(Section(locator: .text(line: firstLine), text: String(decoding: bytes, as: UTF8.self)))
            }
            bytes = []
            characters = 0
        }

        /// Where to cut a very long line: after the first space after `count` characters, at the latest after twice as
        /// many; nil if the line is not that long.
        private static func cut(_ line: ArraySlice<UInt8>, after count: Int) -> Int? {
            var characters = 0
            for index in line.indices where line[index] & 0xC0 != 0x80 {
                characters += 1
                if characters > max(count, 1), line[index] == 0x20 || characters > 2 * most { return index }
            }
            return nil
        }
    }
}
