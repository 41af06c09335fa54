/// The limits for one document in the index. If a document exceeds a limit, only its beginning is indexed, which is
/// reported (``IndexTrouble``): Xapian uses many times a document's size in memory while it writes it.
struct IndexLimits {
    /// The maximum size of a document's cleaned text in bytes: about ten thousand pages.
    var textBytes = 32 << 20
    /// The maximum size of the title, description, keywords and people together, in bytes.
    var headBytes = 1 << 20
    /// The maximum number of sections of a document.
    var sections = 100_000
    /// The maximum number of different terms of a document, each of which takes about half a kilobyte while it is
    /// written. The dictionary of a language has some hundred thousand.
    var terms = 800_000
    /// The size in bytes of the pieces into which sections are divided. To show a passage, only its piece is
    /// decompressed.
    var pieceBytes = 128 << 10
    /// The maximum number of different terms of all documents between two commits.
    var termsPerCommit = 1_000_000

    /// The message about a document whose text is cut off after `bytes` of `all`.
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

/// Where to divide a text that is too long to be processed at once.
enum TextPieces {
    /// The end of the piece that begins at `start`: at most `most` bytes later, after a paragraph if one ends in the
    /// second half, else after a space, else between two characters.
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
