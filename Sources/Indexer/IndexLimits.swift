/// What of one document goes into the index. A document that is over a limit is searched by its beginning, and whoever asks
/// is told so (``IndexTrouble``): Xapian holds a document many times over in memory while it writes it.
struct IndexLimits {
    /// Bytes of a document's cleaned text: some ten thousand pages.
    var textBytes = 32 << 20
    /// Bytes of the title, description, keywords and people together.
    var headBytes = 1 << 20
    /// Sections of a document.
    var sections = 100_000
    /// Different terms of a document, each of which takes about half a kilobyte while it is written. A dictionary of a
    /// language has some hundred thousand.
    var terms = 800_000
    /// Bytes of a section that are kept in one piece. What shows a passage decompresses the piece that it stands in.
    var pieceBytes = 128 << 10
    /// Different terms of all documents between two commits.
    var termsPerCommit = 1_000_000

    /// What is told of a document whose text ends too early: after `bytes`, of all that it has.
    func tooMuchText(after bytes: Int, of all: Int) -> String {
        Self.beginning(bytes, of: all) + "; the limit for one document is \(textBytes >> 20) MB of text"
    }

    func tooManyTerms(after bytes: Int, of all: Int) -> String {
        Self.beginning(bytes, of: all) + "; the limit for one document is \(terms) different words"
    }

    func tooManySections(of all: Int) -> String {
        "its first \(sections) of \(all) sections are searched, which is the limit for one document"
    }

    var headTooLong: String {
        "its title, description, keywords and people have more than \(headBytes >> 10) kB together; the rest is not "
            + "searched"
    }

    private static func beginning(_ bytes: Int, of all: Int) -> String {
        "its first \(megabytes(bytes)) of \(megabytes(max(bytes, all))) MB are searched"
    }

    private static func megabytes(_ bytes: Int) -> String {
        let tenths = (bytes * 10 + (1 << 19)) >> 20
        return "\(tenths / 10).\(tenths % 10)"
    }
}

/// Where a text may be cut that is too long to be handled in one go.
enum TextPieces {
    /// The end of the piece that begins at `start`: at most `most` bytes on, behind a paragraph where there is one in the
    /// second half, else behind a space, else between two characters.
    static func end(of text: UnsafeBufferPointer<UInt8>, from start: Int, most: Int) -> Int {
        guard text.count - start > most else { return text.count }
        var end = start + most
        while end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
        let half = min(start + most / 2, end)
        for sign in [UInt8(ascii: "\n"), UInt8(ascii: " ")] {
            if let found = text[half..<end].lastIndex(of: sign) { return found + 1 }
        }
        return end
    }
}
