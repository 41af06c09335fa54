/// A text assembled from pieces: runs of white space become one space, line breaks come from the document's structure.
struct TextBuffer {
    private var bytes: [UInt8] = []
    private var pendingSpace = false
    /// The line breaks before the next character: 1 for a new line, 2 for a new paragraph.
    private var pendingLines = 0

    var isEmpty: Bool { bytes.isEmpty }
    /// The number of bytes so far.
    var count: Int { bytes.count }

    /// Appends text in which all white space is equivalent to a space.
    mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
        for byte in utf8 {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                pendingSpace = true
            } else {
                settle()
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
        settle()
        bytes.append(contentsOf: utf8)
    }

    /// Ends the line, if it is not empty.
    mutating func endLine() { pendingLines = max(pendingLines, 1) }

    /// Ends the line; the second call in a row makes an empty line.
    mutating func breakLine() { pendingLines = min(pendingLines + 1, 2) }

    /// Ends the paragraph.
    mutating func endParagraph() { pendingLines = 2 }

    /// Adds a space, unless at the start of a line.
    mutating func space() { pendingSpace = true }

    /// Adds a tab between two cells of a row, unless at the start of a line.
    mutating func tab() {
        guard pendingLines == 0, let last = bytes.last, last != 0x0A else { return }
        pendingSpace = false
        bytes.append(0x09)
    }

    /// The text so far, trimmed; the buffer is empty afterwards.
    mutating func take() -> String {
        while let last = bytes.last, last == 0x20 || (0x09...0x0D).contains(last) { bytes.removeLast() }
        defer { self = TextBuffer() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func settle() {
        if pendingLines > 0 {
            while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
            if !bytes.isEmpty {
                for _ in 0..<pendingLines { bytes.append(0x0A) }
            }
        } else if pendingSpace, let last = bytes.last, last != 0x0A, last != 0x09 {
            bytes.append(0x20)
        }
        pendingSpace = false
        pendingLines = 0
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
