import DocumentModel
import Index

/// A page of a document's text for the reading view, with a query's words marked.
package struct DocumentReading: Sendable {
    /// A section, or a piece of one that is too long for a page.
    package struct Part: Sendable, Equatable {
        package var locator: Locator
        package var anchor: String
        package var language: String
        package var paragraphs: [[TextPiece]]
        /// The index in ``DocumentReading/transcripts`` of the transcript that begins with this part, or on this page.
        package var transcript: Int?
    }

    /// One of the transcripts of a video or sound, which follow each other.
    package struct Transcript: Sendable, Equatable {
        package var language: String
        /// The page with its beginning; nil: this one.
        package var page: ReadingPlace?
    }

    /// A location in the document, on this page or another, with matching words.
    package struct Match: Sendable, Equatable {
        package var locator: Locator
        package var anchor: String
        package var language: String
        /// The number of matching words there.
        package var count: Int
        /// The page with the match; nil: this one.
        package var page: ReadingPlace?
        /// The index of the piece, if the section is divided.
        package var piece = 0
    }

    package var document: StoredDocument
    package var parts: [Part] = []
    /// The beginning of this page.
    package var place = ReadingPlace.start
    /// The beginnings of the previous and the next page; nil if there is none.
    package var previous: ReadingPlace?
    package var next: ReadingPlace?
    /// In reading order, at most ``mostMatches``.
    package var matches: [Match] = []
    /// The transcripts of a video or sound, in reading order; empty if there is nothing to tell apart.
    package var transcripts: [Transcript] = []

    static let mostMatches = 1000
    static let mostStretches = 400

    /// The sections with which the pages of the document begin, in order. A section that is divided into pieces is on
    /// several pages, and is here once. Empty if there are more than ``mostStretches``.
    package var stretches: [Stretch] = []
    /// The index of this page in ``stretches``.
    package var stretch = 0
    /// The number of pieces that the section on this page is divided into; 0 if there are several sections or one in whole.
    package var pieces = 0

    /// The first section of a page.
    package struct Stretch: Sendable, Equatable {
        package var place: ReadingPlace
        package var locator: Locator
        package var language: String
    }
}

extension SearchEngine {
    /// A page of a document's text with the request's words marked; nil if there is no such document.
    /// - Parameters:
    ///   - place: the page; the last one if the document is shorter.
    ///   - target: something on the page, which precedes `place`; ignored if the document does not have it.
    ///   - limit: the size of a page in bytes, as ``ReadingPages`` counts it; nil: the usual limits.
    /// - Throws: ``SearchInterruption``; `XapianError`.
    package func reading(
        _ id: String,
        _ request: SearchRequest,
        at place: ReadingPlace = .start,
        seeking target: ReadingTarget? = nil,
        limit: Int? = nil,
        deadline: SearchDeadline = .unlimited()
    ) throws -> DocumentReading? {
        try withContext(deadline) { context in
            guard let docid = try context.reader.find(IndexLayout.uniqueTerm(id)) else { return nil }
            let document = try StoredDocument(context.reader.data(of: docid))
            let finder = try context.finder(for: request, in: docid)
            let place = try target?.place(in: document) ?? place
            return try finder.reading(document, docid, at: place, limit: limit)
        }
    }
}

extension SearchContext {
    /// A finder for a request's words in a document.
    /// - Throws: ``SearchInterruption``; `XapianError`.
    func finder(for request: SearchRequest, in docid: UInt32) throws -> PassageFinder {
        let (request, _) = try reduced(request)
        let finder = PassageFinder(reader: reader, compression: compression, words: try plan(request).words)
        let isFound = try !finder.places(in: docid).isEmpty
        try deadline.check()
        // The hit may have been found by corrected or similar words.
        guard !request.isVerbatim, !isFound else { return finder }
        let words = try plan(request, isCorrected: true).words
        try deadline.check()
        return PassageFinder(reader: reader, compression: compression, words: words)
    }
}

extension PassageFinder {
    func reading(
        _ document: StoredDocument,
        _ docid: UInt32,
        at place: ReadingPlace,
        limit: Int?
    ) throws -> DocumentReading {
        var reading = DocumentReading(document: document)
        guard document.sectionCount > 0 else { return reading }
        let pages = ReadingPages(document: document, compression: compression, limit: limit)
        let stretch = try pages.stretch(with: min(place.section, document.sectionCount - 1))
        let sections = stretch.sections
        reading.place.section = sections.lowerBound
        let behind = sections.upperBound < document.sectionCount ? ReadingPlace(section: sections.upperBound) : nil
        var (anchors, names) = (SectionAnchors(), [Int: String]())
        let found = try matches(in: document, docid, pages)
        let last = max(sections.upperBound - 1, found.last?.section ?? 0)
        let wanted = Set(found.map(\.section))
        for index in 0...last {
            let isWanted = sections.contains(index) || wanted.contains(index)
            let locator = try document.place(of: index)
            if isWanted { names[index] = anchors.next(locator) } else { anchors.pass(locator) }
        }
        let positions = try positions(in: docid, within: document.positions(of: sections))
        if try pages.isCut(sections.lowerBound) {
            let (index, section) = (
                sections.lowerBound, try document.section(sections.lowerBound, using: compression)
            )
            let pieces = pages.pieces(of: section)
            let piece = min(place.piece, pieces.count - 1)
            (reading.place.piece, reading.pieces) = (piece, pieces.count)
            reading.parts = [part(section, names[index] ?? "", pieces[piece], marking: positions)]
            reading.previous =
                piece > 0
                ? ReadingPlace(section: index, piece: piece - 1)
                : try stretch.previous.map { try pages.last(ofStretchFrom: $0) }
            reading.next = piece + 1 < pieces.count ? ReadingPlace(section: index, piece: piece + 1) : behind
        } else {
            reading.parts = try sections.map { index in
                let section = try document.section(index, using: compression)
                return part(section, names[index] ?? "", 0..<section.text.count, marking: positions)
            }
            reading.previous = try stretch.previous.map { try pages.last(ofStretchFrom: $0) }
            reading.next = behind
        }
        let starts = try pages.starts()
        if starts.count <= DocumentReading.mostStretches {
            reading.stretches = try starts.map { index in
                let (locator, language) = try document.head(of: index)
                return DocumentReading.Stretch(
                    place: ReadingPlace(section: index),
                    locator: locator,
                    language: language.code
                )
            }
            reading.stretch = starts.lastIndex { $0 <= sections.lowerBound } ?? 0
        }
        try nameTranscripts(of: document, in: &reading, sections)
        reading.matches = try found.map { match in
            let (locator, language) = try document.head(of: match.section)
            let isHere = sections.contains(match.section) && match.piece == reading.place.piece
            return DocumentReading.Match(
                locator: locator,
                anchor: names[match.section] ?? "",
                language: language.code,
                count: match.count,
                page: isHere ? nil : ReadingPlace(section: match.section, piece: match.piece),
                piece: match.piece
            )
        }
        return reading
    }

    /// Where the transcripts begin in a row of sections, each with its start and language. A transcript begins with another
    /// language at an earlier time, or with one after which those before it do not occur any more; else a section in
    /// another language is a quotation.
    static func transcripts(_ heads: [(start: Double, language: LanguageTag)]) -> [(
        section: Int, language: LanguageTag
    )] {
        var starts: [(section: Int, language: LanguageTag)] = []
        var first = 0
        while first < heads.count {
            var end = first + 1
            while end < heads.count, heads[end].start >= heads[end - 1].start { end += 1 }
            var last: [LanguageTag: Int] = [:]
            for index in first..<end { last[heads[index].language] = index }
            var open = -1
            for index in first..<end {
                let language = heads[index].language
                if index == first || (index > open && !language.isUndetermined), language != starts.last?.language {
                    starts.append((index, language))
                }
                open = max(open, last[language] ?? index)
            }
            first = end
        }
        return starts
    }

    /// Finds out where the transcripts of a video begin, and which of them the parts of a page belong to.
    /// - Parameter sections: those of the page.
    private func nameTranscripts(
        of document: StoredDocument,
        in reading: inout DocumentReading,
        _ sections: Range<Int>
    ) throws {
        guard document.format.isMedia || document.format.isTranscript else { return }
        var heads: [(start: Double, language: LanguageTag)] = []
        for index in 0..<document.sectionCount {
            let (locator, language) = try document.head(of: index)
            guard case .cue(let start, _) = locator else { return }
            heads.append((start, language))
        }
        let starts = Self.transcripts(heads)
        // The language of a transcript that is a document of its own is among the document's facts.
        guard starts.count > 1 || (document.format.isMedia && starts.first?.language.isUndetermined == false) else {
            return
        }
        reading.transcripts = starts.map { section, language in
            let isHere = sections.contains(section) && (section > sections.lowerBound || reading.place.piece == 0)
            return DocumentReading.Transcript(
                language: language.code,
                page: isHere ? nil : ReadingPlace(section: section)
            )
        }
        for (offset, index) in sections.enumerated() where reading.parts.indices.contains(offset) {
            let isFirst = offset == 0 || starts.contains { $0.section == index }
            if isFirst { reading.parts[offset].transcript = starts.lastIndex { $0.section <= index } }
        }
    }

    /// One complete section.
    /// - Parameters:
    ///   - index: the section's index in the document.
    ///   - positions: the positions of the words to mark, ascending.
    func part(
        _ section: StoredDocument.Section,
        _ index: Int,
        of document: StoredDocument,
        marking positions: [UInt32]
    ) throws -> DocumentReading.Part {
        let pages = ReadingPages(
            document: document,
            compression: compression,
            limit: ReadingPages.transcriptLimit
        )
        let anchor = try SectionAnchors.anchor(of: index, in: document)
        return part(section, anchor, pages.pieces(of: section)[0], marking: positions)
    }

    /// - Parameter range: the range in bytes of the section's text.
    private func part(
        _ section: StoredDocument.Section,
        _ anchor: String,
        _ range: Range<Int>,
        marking positions: [UInt32]
    ) -> DocumentReading.Part {
        var pieces = ParagraphPieces(section.text[range])
        for mark in ranges(of: positions, in: section) where mark.overlaps(range) {
            pieces.mark(mark.clamped(to: range))
        }
        pieces.finish()
        return DocumentReading.Part(
            locator: section.locator,
            anchor: anchor,
            language: section.language.code,
            paragraphs: pieces.paragraphs
        )
    }

    private struct Found {
        var section: Int
        var piece: Int
        var count: Int
    }

    /// The locations in a document with matching words; the first ones if there are many.
    private func matches(in document: StoredDocument, _ docid: UInt32, _ pages: ReadingPages) throws -> [Found] {
        var found: [Found] = []
        var last: UInt32?
        var cut: (index: Int, section: StoredDocument.Section, pieces: [Range<Int>])?
        for place in try places(in: docid) where place.position != last {
            last = place.position
            guard let index = document.section(at: place.position) else { continue }
            var piece = 0
            if try index == cut?.index || (index != found.last?.section && pages.isCut(index)) {
                if cut?.index != index {
                    let section = try document.section(index, using: compression)
                    cut = (index, section, pages.pieces(of: section))
                }
                if let cut, case let word = Int(place.position - cut.section.firstPosition),
                    word < cut.section.words.count
                {
                    let byte = cut.section.words[word].lowerBound
                    piece = cut.pieces.lastIndex { $0.lowerBound <= byte } ?? 0
                }
            }
            if found.last?.section == index, found.last?.piece == piece {
                found[found.count - 1].count += 1
            } else if found.count < DocumentReading.mostMatches {
                found.append(Found(section: index, piece: piece, count: 1))
            } else {
                break
            }
        }
        return found
    }
}

extension StoredDocument {
    /// The positions of all words in some sections.
    fileprivate func positions(of sections: Range<Int>) -> Range<UInt32> {
        let first = firstPosition(of: sections.lowerBound)
        let end = sections.upperBound < sectionCount ? firstPosition(of: sections.upperBound) : .max
        return first..<max(first, end)
    }
}

/// Splits a text into paragraphs, and each into matching and other pieces.
private struct ParagraphPieces {
    private(set) var paragraphs: [[TextPiece]] = []
    private let text: ArraySlice<UInt8>
    private var end: Int
    private var isNew = true

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        end = text.startIndex
    }

    /// Marks a word after those marked so far.
    mutating func mark(_ word: Range<Int>) {
        guard word.lowerBound >= end, word.upperBound <= text.endIndex else { return }
        append(end..<word.lowerBound, match: false)
        append(word, match: true)
        end = word.upperBound
    }

    /// Adds the rest of the text.
    mutating func finish() { append(end..<text.endIndex, match: false) }

    private mutating func append(_ range: Range<Int>, match: Bool) {
        var start = range.lowerBound
        while start < range.upperBound {
            let stop = text[start..<range.upperBound].firstIndex(of: 0x0A) ?? range.upperBound
            if start < stop {
                if isNew { paragraphs.append([]) }
                isNew = false
                let piece = TextPiece(text: String(decoding: text[start..<stop], as: UTF8.self), match: match)
                paragraphs[paragraphs.count - 1].append(piece)
            }
            if stop < range.upperBound { isNew = true }
            start = stop + 1
        }
    }
}
