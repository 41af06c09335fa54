import DocumentModel
import Encodings
import Index
import Vectors

/// Finds the best passages of a hit from the positions of its terms. Only the text of the passages shown is read, and
/// exactly the matching words are marked.
///
/// Made for one search; it caches the positions of words.
final class PassageFinder {
    private let reader: IndexReader
    let compression: Compression
    /// The number of words and phrases in the query, and their terms.
    let wordCount: Int
    private let terms: IndexTerms
    /// For each term, the indexes of the query words that it stands for.
    private let wordsOfTerm: [[Int]]
    /// Each query word as typed, normalised; nil for a phrase.
    private let typed: [String?]
    /// Those of Chinese and Japanese, which may begin or end inside a word.
    private let spacelessTerms: [[UInt8]]
    private var phrases: [(word: Int, variants: [[String]])] = []
    private var termsOfPhrases: Set<String> = []
    private var found: [UInt32: [Place]] = [:]

    init(reader: IndexReader, compression: Compression, words: [QueryTerm]) {
        (self.reader, self.compression, wordCount) = (reader, compression, words.count)
        var sectionsByTerm: [String: [Int]] = [:]
        typed = words.map { $0.typed?.word }
        for (index, word) in words.enumerated() {
            switch word.terms {
            case .word(let terms):
                for term in terms where sectionsByTerm[term]?.last != index {
                    sectionsByTerm[term, default: []].append(index)
                }
            case .phrase(let variants):
                phrases.append((index, variants))
                termsOfPhrases.formUnion(variants.joined())
                for term in variants.joined() where sectionsByTerm[term] == nil { sectionsByTerm[term] = [] }
            }
        }
        terms = IndexTerms(sectionsByTerm.keys)
        wordsOfTerm = terms.sorted.map { sectionsByTerm[$0]! }
        spacelessTerms = terms.sorted.map { Array($0.utf8) }.filter { $0.count > 3 && $0[0] >= 0xE3 }
    }

    static let maximumPassages = 3
    /// The approximate length of a passage in words.
    private static let length = 36
    /// The maximum number of positions of one word in a document that are used: the first ones.
    static let maximumPlaces = 5000
    /// The same for all words of a query together.
    static let mostPlaces = 50_000
    /// The maximum number of positions of a phrase's words that are compared.
    private static let mostCompared = 100_000

    /// A position of a query word.
    struct Place {
        var position: UInt32
        var word: Int
        /// Whether the word is there as typed, not in another form.
        var isTyped = false
    }

    /// The best passages of a document, best first; empty if only its title or metadata match.
    func passages(of document: StoredDocument, _ docid: UInt32) throws -> [Passage] {
        let places = try places(in: docid)
        var sections: [(section: Int, places: ArraySlice<Place>, score: Double)] = []
        var start = 0
        while start < places.count {
            guard let section = document.section(at: places[start].position) else {
                start += 1
                continue
            }
            var end = start + 1
            while end < places.count, document.section(at: places[end].position) == section { end += 1 }
            let here = places[start..<end]
            sections.append((section, here, score(here, of: wordCount)))
            start = end
        }
        sections.sort { ($1.score, $0.section) < ($0.score, $1.section) }
        if sections.isEmpty, document.sectionCount > 0 { return [try opening(of: document)] }
        return try sections.prefix(Self.maximumPassages).map { try passage(of: document, $0.section, $0.places) }
    }

    /// The positions of any of the words in a document, ascending and without repetition; for very frequent words, the
    /// first ones.
    /// - Parameter range: the positions to search.
    func positions(in docid: UInt32, within range: Range<UInt32> = 0..<UInt32.max) throws -> [UInt32] {
        var positions: [UInt32] = []
        for place in try places(in: docid, atMost: Self.mostPlaces, within: range)
        where place.position != positions.last {
            positions.append(place.position)
        }
        return positions
    }

    /// The places of the words in a document, ascending; for each term, the first ones.
    func places(in docid: UInt32) throws -> [Place] {
        if let cached = found[docid] { return cached }
        let places = try places(in: docid, atMost: Self.maximumPlaces)
        found[docid] = places
        return places
    }

    private func places(
        in docid: UInt32,
        atMost limit: Int,
        within range: Range<UInt32> = 0..<UInt32.max
    ) throws -> [Place] {
        // A word has many forms, but a document has few of them; one walk through its terms finds which.
        let present = try reader.present(terms, in: docid)
        var positions: [String: [UInt32]] = [:]
        var (lists, total) = (phrases.count, 0)
        for term in present {
            let isInPhrase = termsOfPhrases.contains(terms.sorted[term])
            let most = isInPhrase ? Self.mostCompared : limit
            let here = try reader.positions(of: terms.sorted[term], in: docid, within: range, limit: most)
            positions[terms.sorted[term]] = here
            lists += wordsOfTerm[term].count
            total += min(limit, here.count) * wordsOfTerm[term].count
        }
        let limit = total <= Self.mostPlaces ? limit : max(1, min(limit, Self.mostPlaces / lists))
        var places: [Place] = []
        for term in present {
            for word in wordsOfTerm[term] {
                let isTyped = terms.sorted[term] == typed[word]
                places += positions[terms.sorted[term], default: []].prefix(limit).lazy
                    .map { Place(position: $0, word: word, isTyped: isTyped) }
            }
        }
        for (word, variants) in phrases {
            places += Self.positions(ofPhrase: variants, positions, atMost: limit).lazy
                .map { Place(position: $0, word: word) }
        }
        places.sort { ($0.position, $0.word) < ($1.position, $1.word) }
        return places
    }

    /// The positions of all words of a phrase where they follow each other; at most `limit` occurrences of the phrase.
    private static func positions(
        ofPhrase variants: [[String]],
        _ positions: [String: [UInt32]],
        atMost limit: Int
    ) -> [UInt32] {
        let each = variants.map { variants in
            let lists = variants.compactMap { positions[$0] }
            return lists.count == 1 ? lists[0] : lists.joined().sorted()
        }
        // The positions of the least frequent word are where to look for the others.
        guard let rarest = each.indices.min(by: { each[$0].count < each[$1].count }) else { return [] }
        var found: [UInt32] = []
        var times = 0
        for place in each[rarest] where place >= rarest {
            let start = place - UInt32(rarest)
            guard each.enumerated().allSatisfy({ $1.containsSorted(start + UInt32($0)) }) else { continue }
            found += each.indices.map { start + UInt32($0) }
            times += 1
            if times == limit { break }
        }
        return found
    }

    /// The number of different query words counts most, then how many of them are there as typed, then their proximity, then
    /// their frequency.
    private func score(_ places: ArraySlice<Place>, of words: Int) -> Double {
        let window = densest(places, words)
        let distinct = Set(places.lazy.map(\.word)).count
        let typed = Set(places.lazy.filter(\.isTyped).map(\.word)).count
        return Double(distinct) * 10 + Double(typed) * 4 + Double(window.distinct) * 3 + min(9, Double(places.count))
            / 3
    }

    /// The places within a passage's length with the most different words; the first of several.
    private func densest(_ places: ArraySlice<Place>, _ words: Int) -> (range: Range<Int>, distinct: Int) {
        var best = (range: places.startIndex..<places.startIndex + 1, distinct: 1)
        guard words > 1 || places.count > 1 else { return best }
        var counts = [Int](repeating: 0, count: words)
        var (distinct, low) = (0, places.startIndex)
        for high in places.indices {
            if counts[places[high].word] == 0 { distinct += 1 }
            counts[places[high].word] += 1
            while places[high].position - places[low].position > UInt32(Self.length * 2 / 3) {
                counts[places[low].word] -= 1
                if counts[places[low].word] == 0 { distinct -= 1 }
                low += 1
            }
            if distinct > best.distinct || (distinct == best.distinct && low == best.range.lowerBound) {
                best = (low..<high + 1, distinct)
            }
        }
        return best
    }

    /// - Parameter places: those in the section; not empty.
    func passage(of document: StoredDocument, _ index: Int, _ places: ArraySlice<Place>) throws -> Passage {
        let section = try document.section(index, using: compression)
        let best = densest(places, (places.lazy.map(\.word).max() ?? 0) + 1).range
        let first = Int(places[best.lowerBound].position - section.firstPosition)
        let last = Int(places[best.upperBound - 1].position - section.firstPosition)
        // Only in a damaged index can there be words after the last one.
        guard last < section.words.count else {
            throw BinaryCodingError("section \(index) does not contain words that were found in it")
        }
        let spare = max(0, Self.length - (last - first + 1))
        var low = max(0, first - spare / 3)
        let high = min(section.words.count, low + max(Self.length, last - low + 1))
        low = max(0, min(low, high - Self.length))
        return try make(document, index, section, low..<high, ranges(of: places.lazy.map(\.position), in: section))
    }

    /// The beginning of the document, for hits that match only in the title or the metadata.
    private func opening(of document: StoredDocument) throws -> Passage {
        let section = try document.section(0, using: compression)
        return try make(document, 0, section, 0..<min(Self.length, section.words.count), [])
    }

    /// The beginning of the passage at a place, with nothing marked; nil if the document has another text there by now.
    func passage(of document: StoredDocument, at place: PassagePlace) throws -> Passage? {
        guard place.section < document.sectionCount else { return nil }
        let section = try document.section(place.section, using: compression)
        guard place.range.upperBound <= section.text.count,
            PassagePlace.hash(of: section.text[place.range], language: section.language) == place.hash
        else { return nil }
        let words = section.words.indices.filter { place.range.overlaps(section.words[$0]) }
        guard let first = words.first, let last = words.last else { return nil }
        return try make(document, place.section, section, first..<min(last + 1, first + Self.length), [])
    }

    private func make(
        _ document: StoredDocument,
        _ index: Int,
        _ section: StoredDocument.Section,
        _ words: Range<Int>,
        _ marked: [Range<Int>]
    ) throws -> Passage {
        var pieces = PassagePieces(section.text)
        let shown =
            words.isEmpty
            ? 0..<0 : section.words[words.lowerBound].lowerBound..<section.words[words.upperBound - 1].upperBound
        let marked = marked.filter { $0.overlaps(shown) }
        // A passage at the beginning or end of a section includes the characters before or after its words.
        var end = words.lowerBound == 0 ? 0 : section.words[words.lowerBound].lowerBound
        if words.lowerBound > 0 { pieces.append("… ") }
        for index in words {
            let word = section.words[index]
            pieces.append(end..<word.lowerBound, match: false)
            end = word.lowerBound
            for mark in marked where mark.overlaps(word) {
                let mark = mark.clamped(to: word)
                pieces.append(end..<mark.lowerBound, match: false)
                pieces.append(mark, match: true)
                end = mark.upperBound
            }
            pieces.append(end..<word.upperBound, match: false)
            end = word.upperBound
        }
        if words.upperBound == section.words.count {
            pieces.append(end..<min(section.text.count, end + Self.longestTail), match: false)
        } else {
            pieces.append(" …")
        }
        // A PDF's page is shown as a picture.
        let isRead = document.format != .pdf
        let byte = words.isEmpty ? 0 : section.words[words.lowerBound].lowerBound
        return Passage(
            locator: section.locator,
            language: section.language,
            text: pieces.finish(),
            anchor: isRead ? try SectionAnchors.anchor(of: index, in: document) : nil,
            page: isRead
                ? try ReadingPages(document: document, compression: compression).place(of: index, section, byte: byte)
                : nil
        )
    }

    /// The maximum number of bytes after the last word of a section that a passage includes: a full stop, a bracket.
    private static let longestTail = 8
}

// MARK: What is marked

extension PassageFinder {
    /// The matching bytes of a section's text, ascending and without overlaps: whole words, but in Chinese and Japanese only the
    /// characters of the query (京都 in 東京都).
    /// - Parameter positions: of matching words, ascending; those of other sections are ignored.
    func ranges(of positions: some Sequence<UInt32>, in section: StoredDocument.Section) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for position in positions where position >= section.firstPosition {
            let number = Int(position - section.firstPosition)
            guard number < section.words.count else { break }
            for range in characters(of: section.words[number], in: section.text) {
                if let last = ranges.last, range.lowerBound < last.upperBound {
                    ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
                } else {
                    ranges.append(range)
                }
            }
        }
        return ranges
    }

    /// The terms of the query that begin in a Chinese or Japanese word; the word itself if there is none.
    private func characters(of word: Range<Int>, in text: [UInt8]) -> [Range<Int>] {
        guard !spacelessTerms.isEmpty, text[word.lowerBound] >= 0xE3 else { return [word] }
        var found: [Range<Int>] = []
        for start in word where text[start] & 0xC0 != 0x80 {
            let lengths = spacelessTerms.filter { text[start...].starts(with: $0) }.map(\.count)
            if let longest = lengths.max() { found.append(start..<start + longest) }
        }
        return found.isEmpty ? [word] : found
    }
}

extension [UInt32] {
    /// Whether an ascending array contains an element.
    fileprivate func containsSorted(_ element: UInt32) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == element
    }
}

/// Assembles a passage from ranges of a section's text; adjacent pieces of the same kind are joined.
private struct PassagePieces {
    private let text: [UInt8]
    private var pieces: [TextPiece] = []
    private var run = 0..<0
    private var runMatches = false

    /// The maximum length of a word, or of the text between two words, in bytes.
    private static let longestRun = 120

    init(_ text: [UInt8]) { self.text = text }

    mutating func append(_ range: Range<Int>, match: Bool) {
        guard !range.isEmpty else { return }
        if range.count > Self.longestRun {
            flush()
            add(string(range.lowerBound..<range.lowerBound + Self.longestRun) + "…", match)
        } else if match == runMatches, range.lowerBound == run.upperBound, !run.isEmpty {
            run = run.lowerBound..<range.upperBound
        } else {
            flush()
            (run, runMatches) = (range, match)
        }
    }

    /// Adds text that is not from the document.
    mutating func append(_ sign: String) {
        flush()
        add(sign, false)
    }

    mutating func finish() -> [TextPiece] {
        flush()
        return pieces
    }

    private mutating func flush() {
        if !run.isEmpty { add(string(run), runMatches) }
        run = 0..<0
    }

    private mutating func add(_ string: String, _ match: Bool) {
        if let last = pieces.indices.last, pieces[last].match == match {
            pieces[last].text += string
        } else {
            pieces.append(TextPiece(text: string, match: match))
        }
    }

    /// The text of a range on one line, without an incomplete character at its end.
    private func string(_ range: Range<Int>) -> String {
        var end = range.upperBound
        while end > range.lowerBound, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        let bytes = text[range.lowerBound..<end]
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = byte == 0x0A ? 0x20 : byte }
            return bytes.count
        }
    }
}
