import DocumentModel
import Indexer

/// A document's text, made ready to be read in order, with a query's words marked.
struct DocumentReading: Sendable {
    /// A section, or the beginning of one that is too long.
    struct Part: Sendable, Equatable {
        var locator: PassageLocator
        var anchor: String
        var language: String
        var paragraphs: [[TextPiece]]
    }

    /// How much of a document is shown.
    struct Limits: Sendable {
        /// Bytes of text.
        var text = 2_000_000
        /// Paragraphs, and stretches between them and marks: what a browser has to lay out.
        var pieces = 100_000
    }

    var document: StoredDocument
    var parts: [Part] = []
    /// How many sections are left out, in whole or in part.
    var omitted = 0
    /// The anchors of those that are left out whole.
    var omittedAnchors: [String] = []
}

extension SearchEngine {
    /// The text of a document with the request's words marked; nil where there is no such document.
    /// - Throws: ``SearchInterruption``; `XapianError`.
    func reading(
        _ id: String,
        _ request: SearchRequest,
        limits: DocumentReading.Limits = DocumentReading.Limits(),
        deadline: SearchDeadline = SearchDeadline()
    ) throws -> DocumentReading? {
        try withContext(deadline) { context in
            guard let docid = try context.reader.find(IndexLayout.uniqueTerm(id)) else { return nil }
            let document = try StoredDocument(context.reader.data(of: docid))
            let (finder, positions) = try context.found(by: request, in: docid)
            return try finder.reading(document, marking: positions, limits)
        }
    }
}

extension SearchContext {
    /// Where a request's words stand in a document, ascending.
    func found(by request: SearchRequest, in docid: UInt32) throws -> (PassageFinder, positions: [UInt32]) {
        let found = try finder(plan(request), docid)
        // What led here may have been found by words mended or like the ones typed.
        if found.positions.isEmpty, !request.isVerbatim { return try finder(plan(request, isMended: true), docid) }
        return found
    }

    private func finder(_ plan: QueryPlan, _ docid: UInt32) throws -> (PassageFinder, positions: [UInt32]) {
        let finder = PassageFinder(reader: reader, compression: compression, words: plan.words)
        return (finder, try finder.positions(in: docid))
    }
}

extension PassageFinder {
    /// - Parameters:
    ///   - positions: of the words to mark, ascending.
    ///   - sections: which ones to read; nil: all.
    func reading(
        _ document: StoredDocument,
        marking positions: [UInt32],
        _ limits: DocumentReading.Limits = DocumentReading.Limits(),
        sections: Range<Int>? = nil
    ) throws -> DocumentReading {
        var reading = DocumentReading(document: document)
        var anchors = SectionAnchors()
        var rest = limits
        var marks = positions[...]
        for index in sections ?? 0..<document.sectionCount {
            if reading.omitted > 0 {
                reading.omittedAnchors.append(anchors.next(try document.locator(of: index)))
                reading.omitted += 1
                continue
            }
            let section = try document.section(index, using: compression)
            let anchor = anchors.next(section.locator)
            let end = Self.end(of: section.text, room: rest.text)
            rest.text -= end
            var pieces = ParagraphPieces(section.text[..<end], atMost: rest.pieces)
            marks = marks.drop { $0 < section.firstPosition }
            while let position = marks.first, Int(position - section.firstPosition) < section.words.count {
                pieces.mark(section.words[Int(position - section.firstPosition)])
                marks.removeFirst()
            }
            let isWhole = pieces.finish() && end == section.text.count
            rest.pieces -= pieces.count
            if !isWhole { reading.omitted = 1 }
            if isWhole || !pieces.paragraphs.isEmpty {
                reading.parts.append(
                    DocumentReading.Part(
                        locator: PassageLocator(section.locator),
                        anchor: anchor,
                        language: section.language.code,
                        paragraphs: pieces.paragraphs
                    )
                )
            } else {
                reading.omittedAnchors.append(anchor)
            }
        }
        return reading
    }

    /// Where to end a text that is longer than `room`: behind a paragraph, else behind a word, else behind a character.
    private static func end(of text: [UInt8], room: Int) -> Int {
        guard text.count > room else { return text.count }
        let head = text[..<max(0, room)]
        if let end = head.lastIndex(of: 0x0A) ?? head.lastIndex(of: 0x20) { return end }
        return text[...head.endIndex].lastIndex { $0 & 0xC0 != 0x80 } ?? 0
    }
}

/// Splits a text into paragraphs, and each into what matches and what does not.
private struct ParagraphPieces {
    private(set) var paragraphs: [[TextPiece]] = []
    /// Paragraphs and pieces so far.
    private(set) var count = 0
    private let text: ArraySlice<UInt8>
    private let limit: Int
    private var end: Int
    private var isNew = true

    init(_ text: ArraySlice<UInt8>, atMost limit: Int) {
        self.text = text
        self.limit = limit
        end = text.startIndex
    }

    /// Marks a word behind those that were marked so far.
    mutating func mark(_ word: Range<Int>) {
        guard word.upperBound <= text.endIndex else { return }
        append(end..<word.lowerBound, match: false)
        append(word, match: true)
        end = word.upperBound
    }

    /// Takes what is left of the text; false if it did not find room.
    mutating func finish() -> Bool {
        append(end..<text.endIndex, match: false)
        return count < limit
    }

    private mutating func append(_ range: Range<Int>, match: Bool) {
        var start = range.lowerBound
        while start < range.upperBound, count < limit {
            let stop = text[start..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
            if start < stop {
                if isNew {
                    paragraphs.append([])
                    count += 1
                }
                isNew = false
                let piece = TextPiece(text: String(decoding: text[start..<stop], as: UTF8.self), match: match)
                paragraphs[paragraphs.count - 1].append(piece)
                count += 1
            }
            if stop < range.upperBound { isNew = true }
            start = stop + 1
        }
    }
}
