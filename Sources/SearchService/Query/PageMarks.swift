import DocumentModel
import Index
import TextAnalysis

/// The matches of a search on a page of a PDF, and their positions in the page's picture.
package struct PageMarks: Sendable {
    /// A matching word.
    package struct Match: Sendable {
        package var text: String
        /// Its boxes in the picture, one for each line; empty if unknown.
        package var boxes: [PageImage.Box]
    }

    package var document: StoredDocument
    /// The page's text with marks; nil if it has none.
    package var part: DocumentReading.Part?
    /// The page of the reading view with this text.
    package var place = ReadingPlace.start
    /// In reading order.
    package var matches: [Match] = []
    /// The pages with matches, ascending.
    package var pages: [(number: Int, matches: Int)] = []
}

extension PageMarks {
    /// The maximum number of words marked on a page: nobody reads more, and browsers would be slow.
    static let most = 2000
}

extension SearchEngine {
    /// The matches of a request on a page; nil if there is no such document.
    /// - Parameters:
    ///   - number: the page number, from 1.
    ///   - image: the page, drawn from the document's original.
    /// - Throws: ``SearchInterruption``; `XapianError`.
    package func marks(
        on number: Int,
        of id: String,
        _ image: PageImage,
        _ request: SearchRequest,
        deadline: SearchDeadline = .unlimited()
    ) throws -> PageMarks? {
        try withContext(deadline) { context in
            guard let docid = try context.reader.find(IndexLayout.uniqueTerm(id)) else { return nil }
            let document = try StoredDocument(context.reader.data(of: docid))
            var marks = PageMarks(document: document)
            let finder = try context.finder(for: request, in: docid)
            let positions = try finder.positions(in: docid)
            for position in positions {
                guard let section = document.section(at: position),
                    case .page(let page, _) = try document.locator(of: section)
                else { continue }
                if marks.pages.last?.number == page {
                    marks.pages[marks.pages.count - 1].matches += 1
                } else {
                    marks.pages.append((page, 1))
                }
            }
            let index = try (0..<document.sectionCount).first { index in
                if case .page(number, _) = try document.locator(of: index) { true } else { false }
            }
            guard let index else { return marks }
            let section = try document.section(index, using: context.compression)
            marks.place = ReadingPlace(section: index)
            marks.part = try finder.part(section, index, of: document, marking: positions)
            var letters = PageLetters(image, section: section, context.analyser)
            for range in finder.ranges(of: positions, in: section).prefix(PageMarks.most) {
                marks.matches.append(
                    PageMarks.Match(
                        text: String(decoding: section.text[range], as: UTF8.self),
                        boxes: letters.boxes(of: range)
                    )
                )
            }
            return marks
        }
    }
}

/// Maps the index's text of a page to the letters in its picture: the page's text is cleaned again, which yields the
/// origin of each byte of the clean text.
private struct PageLetters {
    private let clean: CleanText
    private let indexed: [UInt8]
    private let scalars: [Unicode.Scalar]
    private let boxes: [PageImage.Box]
    /// For each byte of the page's text, the index of its scalar.
    private var scalarOfByte: [Int] = []
    /// Whether the page's text equals that of the index. It does not if the page has running titles or notes, another version
    /// of poppler read it, or the document's file is newer.
    private let isAsIndexed: Bool
    /// The offsets of words in the index's text, and in the page's current text.
    private var occurrences: [[UInt8]: (before: [Int], now: [Int])] = [:]

    init(_ image: PageImage, section: StoredDocument.Section, _ analyser: Analyser) {
        scalars = Array(image.text.unicodeScalars)
        boxes = image.boxes
        indexed = section.text
        var cleaner = analyser.makeCleaner()
        clean = cleaner.clean(image.text)
        isAsIndexed = clean.utf8 == indexed
        guard boxes.count == scalars.count else { return }
        for (index, scalar) in scalars.enumerated() {
            for _ in 0..<UTF8.width(scalar) { scalarOfByte.append(index) }
        }
    }

    /// The boxes of a word.
    /// - Parameter range: its bytes in the index's text.
    mutating func boxes(of range: Range<Int>) -> [PageImage.Box] {
        guard !scalarOfByte.isEmpty, !range.isEmpty, let range = place(of: range) else { return [] }
        let lastLetter = clean.utf8[range].lastIndex { $0 & 0xC0 != 0x80 } ?? range.lowerBound
        let (first, last) = (clean.sourceOffset(of: range.lowerBound), clean.sourceOffset(of: lastLetter))
        guard scalarOfByte.indices.contains(first), scalarOfByte.indices.contains(last), first <= last else {
            return []
        }
        var found: [PageImage.Box] = []
        var isNewLine = true
        for index in scalarOfByte[first]...scalarOfByte[last] {
            if scalars[index].properties.isWhitespace {
                isNewLine = true
            } else if !boxes[index].isEmpty {
                if isNewLine { found.append(boxes[index]) }
                isNewLine = false
                found[found.count - 1] = found[found.count - 1].union(boxes[index])
            }
        }
        return found
    }

    /// The same word in the page's current text. If the texts differ, it is the one between the same words, or the same
    /// occurrence of the word, provided that both texts have equally many.
    private mutating func place(of range: Range<Int>) -> Range<Int>? {
        if isAsIndexed { return range }
        for reach in [40, 16, 6] {
            let start = max(0, range.lowerBound - reach)
            let places = Self.places(
                of: Array(indexed[start..<min(indexed.count, range.upperBound + reach)]),
                in: clean.utf8
            )
            guard places.count == 1 else { continue }
            let first = places[0] + range.lowerBound - start
            return first..<first + range.count
        }
        let word = Array(indexed[range])
        let found = occurrences[word] ?? (Self.places(of: word, in: indexed), Self.places(of: word, in: clean.utf8))
        occurrences[word] = found
        let (before, now) = found
        guard before.count == now.count, let number = before.firstIndex(of: range.lowerBound) else { return nil }
        return now[number]..<now[number] + range.count
    }

    private static func places(of word: [UInt8], in text: [UInt8]) -> [Int] {
        guard let first = word.first, text.count >= word.count else { return [] }
        return (0...text.count - word.count).filter { text[$0] == first && text[$0...].starts(with: word) }
    }
}
