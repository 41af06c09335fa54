import Encodings

/// A text assembled from pieces: runs of white space become one space, line breaks come from the document's structure.
///
/// Beside a character of a script without spaces, the end of a line is the end of a paragraph, because the analysis joins
/// the lines of such scripts; but a line break in white space between two of them, where a file wraps its source, is nothing.
struct TextBuffer {
    private enum Space { case none, wrap, space }

    private var bytes: [UInt8] = []
    private var pending = Space.none
    /// Whether a space follows if the next character is a letter or digit.
    private var endsWord = false
    /// The line breaks before the next character: 1 for a new line, 2 for a new paragraph.
    private var pendingLines = 0

    var isEmpty: Bool { bytes.isEmpty }
    /// The number of bytes so far.
    var count: Int { bytes.count }

    /// Lines that were separate in a document, as one text.
    static func joined(_ lines: [String]) -> String {
        var text = ""
        for line in lines {
            if !text.isEmpty {
                text += SpacelessScripts.end(text.utf8) || SpacelessScripts.begin(line.utf8) ? "\n\n" : "\n"
            }
            text += line
        }
        return text
    }

    /// Appends text in which all white space is equivalent to a space.
    mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
        for (index, byte) in utf8.enumerated() {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                if pending == .none { pending = byte == 0x0A || byte == 0x0D ? .wrap : .space }
            } else {
                if pending != .none || pendingLines > 0 || endsWord { settle(before: utf8[index...]) }
                bytes.append(byte)
            }
        }
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Appends text with its spaces and line breaks as they are.
    mutating func appendVerbatim(_ utf8: UnsafeBufferPointer<UInt8>) {
        guard !utf8.isEmpty else { return }
        settle(before: utf8[...])
        bytes.append(contentsOf: utf8)
    }

    /// Ends the line, if it is not empty.
    mutating func endLine() { pendingLines = max(pendingLines, 1) }

    /// Ends the line; the second call in a row makes an empty line.
    mutating func breakLine() { pendingLines = min(pendingLines + 1, 2) }

    /// Ends the paragraph.
    mutating func endParagraph() { pendingLines = 2 }

    /// Adds a space, unless at the start of a line.
    mutating func space() { pending = .space }

    /// Ends the word: adds a space if a letter or digit follows.
    mutating func endWord() { endsWord = true }

    /// Adds a tab between two cells of a row, unless at the start of a line.
    mutating func tab() {
        guard pendingLines == 0, let last = bytes.last, last != 0x0A else { return }
        pending = .none
        endsWord = false
        bytes.append(0x09)
    }

    /// The text so far, trimmed; the buffer is empty afterwards.
    mutating func take() -> String {
        while let last = bytes.last, last == 0x20 || (0x09...0x0D).contains(last) { bytes.removeLast() }
        defer { self = TextBuffer() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Changes the text from an offset on, which is at most ``count``.
    mutating func change(from start: Int, _ body: (inout ArraySlice<UInt8>) -> Void) {
        var end = bytes[start...]
        body(&end)
        bytes.replaceSubrange(start..., with: Array(end))
    }

    /// Whether the text before an offset fulfils a condition.
    func before(_ end: Int, _ isTrue: (ArraySlice<UInt8>) -> Bool) -> Bool { isTrue(bytes[..<end]) }

    private mutating func settle(before next: Slice<UnsafeBufferPointer<UInt8>>) {
        defer { (pending, endsWord, pendingLines) = (.none, false, 0) }
        if pendingLines > 0 {
            while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
            if bytes.isEmpty { return }
            let isParagraph = pendingLines > 1 || SpacelessScripts.end(bytes) || SpacelessScripts.begin(next)
            for _ in 0..<(isParagraph ? 2 : 1) { bytes.append(0x0A) }
            return
        }
        guard let last = bytes.last, last != 0x0A, last != 0x09, last != 0x20 else { return }
        switch pending {
        case .space: bytes.append(0x20)
        case .wrap: if !(SpacelessScripts.end(bytes) && SpacelessScripts.begin(next)) { bytes.append(0x20) }
        case .none: if endsWord, Self.isLetterOrDigit(next) { bytes.append(0x20) }
        }
    }

    private static func isLetterOrDigit(_ utf8: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = utf8.first else { return false }
        if first < 0x80 { return (0x30...0x39).contains(first) || (0x41...0x5A).contains(first & 0xDF) }
        guard let scalar = String(decoding: utf8.prefix(4), as: UTF8.self).unicodeScalars.first else { return false }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}

/// The headings above a position in a text.
struct HeadingPath {
    private var open: [(level: Int, title: String)] = []

    /// The titles, outermost first.
    var titles: [String] { open.map(\.title) }

    /// Enters the heading `title`, which closes those of its level and deeper ones.
    mutating func enter(_ title: String, level: Int) {
        open.removeAll { $0.level >= level }
        open.append((level, title))
    }
}
