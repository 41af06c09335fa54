import DocumentModel
import Encodings
import Index

/// The beginning of a page in the reading view: a section, or a piece of one that is too long for a page.
package struct ReadingPlace: Sendable, Hashable {
    /// The section's index.
    package var section = 0
    /// The index of the piece in the section, from 0.
    package var piece = 0

    package static let start = ReadingPlace()

    init(section: Int = 0, piece: Int = 0) { (self.section, self.piece) = (section, piece) }

    /// As in addresses, counted from 1: `12`, `12.3`.
    package var text: String { piece == 0 ? String(section + 1) : "\(section + 1).\(piece + 1)" }

    /// Nil if the text is not valid; the document may still not have such a page.
    package init?(_ text: String) {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count <= 2, numbers.allSatisfy({ (1...9).contains($0.utf8.count) }) else { return nil }
        let read = numbers.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
        guard read.count == numbers.count, read.allSatisfy({ $0 > 0 }) else { return nil }
        (section, piece) = (read[0] - 1, read.count > 1 ? read[1] - 1 : 0)
    }
}

/// Divides a document's text into pages of limited size, always in the same way: as many consecutive sections as fit; a
/// section that does not fit on a page of its own is divided into pieces.
struct ReadingPages {
    /// The size of a page in bytes: the texts of its sections, the data about their words, and ``perSection`` for each.
    static let usualLimit = 30_000
    /// The usual maximum number of sections on a page.
    static let usualSections = 20
    /// The size of a page with a transcript, which is on as few pages as possible: turning one would stop the player.
    static let transcriptLimit = 300_000
    /// The bytes added for a section's heading.
    static let perSection = 300

    let document: StoredDocument
    let compression: Compression
    let limit: Int
    let mostSections: Int

    /// - Parameter limit: the size of a page in bytes, with any number of sections; nil: the usual limits.
    init(document: StoredDocument, compression: Compression, limit: Int? = nil) {
        (self.document, self.compression) = (document, compression)
        let isTranscript = document.format.isMedia || document.format.isTranscript
        self.limit = limit ?? (isTranscript ? Self.transcriptLimit : Self.usualLimit)
        mostSections = limit != nil || isTranscript ? .max : Self.usualSections
    }

    /// Sections on one page, or one section on several pages.
    struct Stretch: Equatable {
        var sections: Range<Int>
        /// The first section of the previous stretch; nil if there is none.
        var previous: Int?
    }

    /// The stretch that contains a section. Reads the sizes of the sections before, but decompresses none.
    func stretch(with section: Int) throws -> Stretch {
        var (start, room) = (0, limit)
        var previous: Int?
        for index in 0..<document.sectionCount {
            let size = try size(index)
            if index > start, size > room || index - start >= mostSections {
                if section < index { return Stretch(sections: start..<index, previous: previous) }
                (previous, start, room) = (start, index, limit)
            }
            room -= size
        }
        return Stretch(sections: start..<document.sectionCount, previous: previous)
    }

    /// The first section of each stretch.
    func starts() throws -> [Int] {
        var (starts, room) = ([0], limit)
        for index in 0..<document.sectionCount {
            let size = try size(index)
            if index > starts[starts.count - 1], size > room || index - starts[starts.count - 1] >= mostSections {
                starts.append(index)
                room = limit
            }
            room -= size
        }
        return starts
    }

    /// Whether a section begins on the first page. Reads no more sections than fit on one.
    func isOnFirst(_ section: Int) throws -> Bool {
        guard section < mostSections else { return false }
        var room = limit
        for index in 0...section {
            let size = try size(index)
            if index > 0, size > room { return false }
            room -= size
        }
        return true
    }

    /// Whether a section is divided into pieces.
    func isCut(_ section: Int) throws -> Bool { try size(section) > limit }

    /// The beginning of the page that shows a byte of a section; nil for the first page.
    func place(of section: Int, _ content: StoredDocument.Section, byte: Int) throws -> ReadingPlace? {
        guard try isCut(section) else { return try isOnFirst(section) ? nil : ReadingPlace(section: section) }
        let pieces = pieces(of: content)
        let place = ReadingPlace(section: section, piece: pieces.firstIndex { $0.contains(byte) } ?? pieces.count - 1)
        return place == .start ? nil : place
    }

    /// The beginning of the last page of a stretch.
    func last(ofStretchFrom section: Int) throws -> ReadingPlace {
        guard try isCut(section) else { return ReadingPlace(section: section) }
        let content = try document.section(section, using: compression)
        return ReadingPlace(section: section, piece: pieces(of: content).count - 1)
    }

    /// The ranges of a section's text, one for each page; at least one.
    func pieces(of section: StoredDocument.Section) -> [Range<Int>] {
        var starts = [0]
        for wish in stride(from: limit, to: section.text.count, by: limit) { starts.append(cut(section, before: wish)) }
        return zip(starts, starts.dropFirst() + [section.text.count]).map { $0..<$1 }
    }

    private func size(_ index: Int) throws -> Int { try document.size(of: index) + Self.perSection }

    /// Where to divide a text, less than a limit before a byte: after a paragraph, else after a word, else before a word
    /// without a space before it, else before a character.
    private func cut(_ section: StoredDocument.Section, before wish: Int) -> Int {
        let near = section.text[(wish - limit + 1)..<wish]
        if let end = near.lastIndex(of: 0x0A) ?? near.lastIndex(of: 0x20) { return end }
        let words = section.words
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].lowerBound <= wish { low = middle + 1 } else { high = middle }
        }
        if low > 0, words[low - 1].lowerBound > near.startIndex { return words[low - 1].lowerBound }
        return section.text[near.startIndex...wish].lastIndex { $0 & 0xC0 != 0x80 } ?? wish
    }
}
