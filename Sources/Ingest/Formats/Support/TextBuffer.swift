import Encodings

/// A text assembled from pieces: runs of white space become one space, line breaks come from the document's structure.
///
/// Beside a character of a script without spaces, the end of a line is the end of a paragraph, because the analysis joins
/// the lines of such scripts; but a line break in white space between two of them, where a file wraps its source, is nothing.
struct TextBuffer {
    private enum Space { case none, wrap, space }

    fileprivate(set) var bytes: [UInt8] = []
    private var pending = Space.none
    /// Whether a space follows if this is between two letters or digits.
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

    /// Whether the text so far ends with a sentence or paragraph.
    var endsSentence: Bool {
        if pendingLines > 0 { return true }
        let end = String(decoding: bytes.suffix(12).drop { $0 & 0xC0 == 0x80 }, as: UTF8.self)
        let last = end.last { !"\"'”’»«)]›“".contains($0) && !$0.isWhitespace }
        return last.map { ".!?…。！？".contains($0) } ?? true
    }

    /// Adds a space, unless at the start of a line.
    mutating func space() { pending = .space }

    /// Ends the word: adds a space if a letter or digit is before and after it.
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

    private mutating func settle(before next: Slice<UnsafeBufferPointer<UInt8>>) {
        defer { (pending, endsWord, pendingLines) = (.none, false, 0) }
        if pendingLines > 0 {
            while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0A { bytes.removeLast() }
            if bytes.isEmpty { return }
            let isParagraph = pendingLines > 1 || SpacelessScripts.end(bytes) || SpacelessScripts.begin(next)
            for _ in 0..<(isParagraph ? 2 : 1) { bytes.append(0x0A) }
            return
        }
        guard let last = bytes.last, last != 0x0A, last != 0x09, last != 0x20 else { return }
        switch pending {
        case .space: bytes.append(0x20)
        case .wrap: if !(SpacelessScripts.end(bytes) && SpacelessScripts.begin(next)) { bytes.append(0x20) }
        case .none:
            if endsWord, !Self.isPunctuation(last), Self.isLetterOrDigit(next) { bytes.append(0x20) }
        }
    }

    private static func isLetterOrDigit(_ utf8: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = utf8.first else { return false }
        if first < 0x80 { return (0x30...0x39).contains(first) || (0x41...0x5A).contains(first & 0xDF) }
        guard let scalar = String(decoding: utf8.prefix(4), as: UTF8.self).unicodeScalars.first else { return false }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}

extension TextBuffer {
    /// Sets a superscript apart from the word before it: a space before the number of a note, else the digits of an exponent as
    /// superscript characters (`m²`, `10³`). Other superscripts, such as `1er`, stay part of the word.
    /// - Parameters:
    ///   - start: where the superscript begins.
    ///   - isNote: whether it is known to be the reference to a note.
    mutating func apartRaised(from start: Int, isNote: Bool) {
        guard start > 0, start < bytes.count, !Self.isSpace(bytes[start]), !Self.isSpace(bytes[start - 1]) else {
            return
        }
        let raised = bytes[start...]
        let word = bytes[..<start].suffix(80).reversed().prefix { !Self.isSpace($0) && !Self.isPunctuation($0) }
        let isNumber =
            raised.count <= 16 && raised.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2C || $0 == 0x20 }
        let isMark = isNumber || raised.count <= 3 && raised.allSatisfy { $0 == 0x2A }
        if isNote || isMark && Self.isBeforeNote(Array(word.reversed())) {
            if !word.isEmpty || isNote { bytes.insert(0x20, at: start) }
        } else if isNumber, raised.count <= 3, !word.isEmpty {
            let digits = raised.map { $0 }
            bytes.removeSubrange(start...)
            for digit in digits { bytes += (0x30...0x39).contains(digit) ? Self.raised[Int(digit - 0x30)] : [digit] }
        }
    }

    /// Whether a superscript number after a word is that of a note: not after a unit, a short name of a quantity or a number,
    /// unless the number is a year.
    private static func isBeforeNote(_ word: [UInt8]) -> Bool {
        let text = String(decoding: word, as: UTF8.self)
        if text.allSatisfy(\.isNumber) { return text.count == 4 && Descriptions.year(text) != nil }
        let letters = text.reversed().prefix { $0.isLetter }.count
        return letters > 2
            && !["min", "sec", "mol", "rad", "kmh", "kwh", "sin", "cos", "tan", "cot", "log", "exp"].contains(
                text.lowercased()
            )
            || text.count > 3 && letters > 0
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    fileprivate static func isPunctuation(_ byte: UInt8) -> Bool {
        byte < 0x80 && byte > 0x20 && !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte & 0xDF)
    }

    private static let raised = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"].map { Array($0.utf8) }
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
