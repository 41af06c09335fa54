import DocumentModel
import Encodings
import Index

/// Where a page of the reading view begins: with a section, or within one that is too long for a page.
package struct ReadingPlace: Sendable, Hashable {
    /// The section's index.
    var section = 0
    /// Which piece of the section, from 0.
    var piece = 0

    package static let start = ReadingPlace()

    init(section: Int = 0, piece: Int = 0) { (self.section, self.piece) = (section, piece) }

    /// As addresses have it, counted from 1: `12`, `12.3`.
    package var text: String { piece == 0 ? String(section + 1) : "\(section + 1).\(piece + 1)" }

    /// Nil where the text is no place; whether a document has it is another question.
    package init?(_ text: String) {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count <= 2, numbers.allSatisfy({ (1...9).contains($0.utf8.count) }) else { return nil }
        let read = numbers.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
        guard read.count == numbers.count, read.allSatisfy({ $0 > 0 }) else { return nil }
        (section, piece) = (read[0] - 1, read.count > 1 ? read[1] - 1 : 0)
    }
}

/// Divides a document's text into pages of bounded size, always in the same way: sections as they follow each other, as many as
/// find room; a section that finds no room on a page of its own is cut into pieces.
struct ReadingPages {
    /// Bytes of a page: of its sections' texts, of what is kept of their words, and ``perSection`` for each.
    static let usualLimit = 300_000
    /// What a section's heading takes.
    static let perSection = 300

    let document: StoredDocument
    let compression: Compression
    var limit = usualLimit

    /// Sections that are on one page, or one that is on several.
    struct Stretch: Equatable {
        var sections: Range<Int>
        /// The first section of the stretch before; nil where there is none.
        var previous: Int?
    }

    /// The stretch that a section is in. Looks at the sections before, but decompresses none.
    func stretch(with section: Int) throws -> Stretch {
        var (start, room) = (0, limit)
        var previous: Int?
        for index in 0..<document.sectionCount {
            let size = try size(index)
            if index > start, size > room {
                if section < index { return Stretch(sections: start..<index, previous: previous) }
                (previous, start, room) = (start, index, limit)
            }
            room -= size
        }
        return Stretch(sections: start..<document.sectionCount, previous: previous)
    }

    /// Whether a section begins on the first page. Looks at no more sections than fit on one.
    func isOnFirst(_ section: Int) throws -> Bool {
        var room = limit
        for index in 0...section {
            let size = try size(index)
            if index > 0, size > room { return false }
            room -= size
        }
        return true
    }

    /// Whether a section is cut into pieces.
    func isCut(_ section: Int) throws -> Bool { try size(section) > limit }

    /// Where the page begins that shows a byte of a section; nil on the first page.
    func place(of section: Int, _ content: StoredDocument.Section, byte: Int) throws -> ReadingPlace? {
        guard try isCut(section) else { return try isOnFirst(section) ? nil : ReadingPlace(section: section) }
        let pieces = pieces(of: content)
        let place = ReadingPlace(section: section, piece: pieces.firstIndex { $0.contains(byte) } ?? pieces.count - 1)
        return place == .start ? nil : place
    }

    /// Where the last page of a stretch begins.
    func last(ofStretchFrom section: Int) throws -> ReadingPlace {
        guard try isCut(section) else { return ReadingPlace(section: section) }
        let content = try document.section(section, using: compression)
        return ReadingPlace(section: section, piece: pieces(of: content).count - 1)
    }

    /// The ranges of a section's text that are on one page each; one at least.
    func pieces(of section: StoredDocument.Section) -> [Range<Int>] {
        var starts = [0]
        for wish in stride(from: limit, to: section.text.count, by: limit) { starts.append(cut(section, before: wish)) }
        return zip(starts, starts.dropFirst() + [section.text.count]).map { $0..<$1 }
    }

    private func size(_ index: Int) throws -> Int { try document.size(of: index) + Self.perSection }

    /// Where to cut a text, less than a limit before a byte: behind a paragraph, else behind a word, else before a word that has
    /// no blank before it, else before a character.
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
