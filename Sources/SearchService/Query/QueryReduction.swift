import DocumentModel
import Index
import TextAnalysis

/// Shortens a text with too many words, such as a pasted page: it keeps the rarest words, which are the most informative,
/// and the beginning of long phrases. A text within the limits is unchanged, and so is the result of shortening, so that
/// all pages of hits come from the same search.
package struct QueryReduction {
    let analyser: Analyser
    let reader: IndexReader

    /// The maximum number of words, including those in phrases.
    static let mostWords = 64
    /// The maximum number of words in a phrase.
    static let longestPhrase = 24
    /// The maximum number of excluded words and phrases.
    static let mostExcluded = 16
    /// The maximum size of the text that is read, in bytes.
    static let longestText = 16_384
    /// The maximum size of the result in bytes.
    static let mostBytes = 1500
    /// The maximum size of a word in bytes.
    private static let longestWord = 240

    /// A word or a phrase, as it is searched.
    private struct Unit: Hashable {
        var words: [String]
        var isPhrase: Bool
        var inTitle: Bool
        var isPrefix: Bool
    }

    /// A piece of the text that is kept or dropped as a whole.
    private struct Piece {
        var unit: Unit
        var text: String
        var isCut = false
        /// The number of documents with its rarest word.
        var documents = 0
    }

    /// The text to search instead; nil if the text can be searched as it is.
    func shortened(_ text: String) throws -> String? {
        guard Self.mayShorten(text), var result = try shortenedOnce(text) else { return nil }
        // In languages without spaces, a word by itself may be divided differently than in its sentence.
        for _ in 0..<Self.mostRounds {
            guard let again = try shortenedOnce(result), again != result else { break }
            result = again
        }
        return result
    }

    private static let mostRounds = 3

    /// Whether a text may be too long: every word has at least one byte.
    static func mayShorten(_ text: String) -> Bool { text.utf8.count > mostWords }

    private func shortenedOnce(_ text: String) throws -> String? {
        let head = Self.head(text)
        let syntax = QuerySyntax(head)
        // Excluding each word of a bracket would exclude more than the bracket.
        var excluded = syntax.excluded.flatMap { $0.items.count == 1 ? alternatives($0.items[0]) : [] }
        // All words of an item are required, like separate clauses. A bracket is treated as its words' alternatives.
        var clauses = syntax.clauses.flatMap { clause in
            if clause.count == 1, case .item(let item) = clause[0] { return words(of: item).map { [$0] } }
            return [clause.flatMap(\.items).flatMap(alternatives)]
        }
        let pieces = clauses.joined()
        let isWithin =
            pieces.reduce(0) { $0 + $1.unit.words.count } <= Self.mostWords && excluded.count <= Self.mostExcluded
            && (pieces + excluded).allSatisfy { !$0.isCut } && text.utf8.count <= Self.mostBytes
        guard !isWithin else { return nil }
        try lookUp(&clauses)
        clauses = choice(of: clauses)
        var room = Self.mostBytes / 4
        excluded = Self.united(excluded).prefix(Self.mostExcluded).prefix { piece in
            room -= piece.text.utf8.count + 2
            return room >= 0
        }
        let wanted = clauses.map { $0.map(\.text).joined(separator: " OR ") }
        return (wanted + excluded.map { "-" + $0.text }).joined(separator: " ")
    }

    private static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: bytes)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }

    /// The beginning of a text that is too long, up to the last white space.
    package static func head(_ text: String) -> String {
        guard text.utf8.count > longestText else { return text }
        let head = cut(text, to: longestText)
        return String(head[..<(head.lastIndex(where: \.isWhitespace) ?? head.endIndex)])
    }

    /// The words of an item as pieces; a phrase is one piece.
    private func words(of item: QuerySyntax.Item) -> [Piece] {
        guard !item.isPhrase, !item.isPrefix else { return alternatives(item) }
        let text = analyser.clean(item.text)
        return analyser.words(in: text, language: .undetermined).filter { !$0.isBigram }.map { word in
            piece([word.term], Self.slice(text, word.range), item)
        }
    }

    /// An item as one piece, shortened to the maximum length of a phrase; empty if it has no words.
    private func alternatives(_ item: QuerySyntax.Item) -> [Piece] {
        let text = analyser.clean(item.text)
        let words = analyser.words(in: text, language: .undetermined).filter { !$0.isBigram }
        let kept = words.prefix(Self.longestPhrase)
        guard let first = kept.first, let last = kept.last else { return [] }
        let written = Self.slice(text, first.range.lowerBound..<last.range.upperBound)
        let joiner: Character = item.isPhrase ? " " : "-"
        var piece = piece(
            kept.map(\.term),
            String(written.map { $0.isWhitespace || QueryTokens.isMark($0) ? joiner : $0 }),
            item
        )
        piece.isCut = kept.count < words.count
        return [piece]
    }

    private func piece(_ words: [String], _ written: String, _ item: QuerySyntax.Item) -> Piece {
        // Words are not that long, but searching for such a text must find nothing, not everything.
        let written = Self.cut(written, to: item.isPhrase ? Self.mostBytes / 2 : Self.longestWord)
        // Otherwise the word would be taken for an operator.
        var text = ["AND", "OR", "NOT"].contains(written) ? written.lowercased() : written
        if item.isPhrase { text = "\"\(text)\"" }
        if item.isPrefix { text += "*" }
        return Piece(
            unit: Unit(words: words, isPhrase: item.isPhrase, inTitle: item.inTitle, isPrefix: item.isPrefix),
            text: (item.inTitle ? "title:" : "") + text
        )
    }

    /// Looks up how rare the pieces are.
    private func lookUp(_ clauses: inout [[Piece]]) throws {
        let terms = IndexTerms(Set(clauses.joined().flatMap(\.unit.words)))
        let frequencies = Dictionary(
            uniqueKeysWithValues: zip(terms.sorted, try reader.frequencies(of: terms))
        )
        for clause in clauses.indices {
            for piece in clauses[clause].indices {
                let words = clauses[clause][piece].unit.words
                clauses[clause][piece].documents = words.map { frequencies[$0] ?? 0 }.min() ?? 0
            }
        }
    }

    /// The most informative pieces, in their order. Words that no document has are only kept if there is room.
    private func choice(of clauses: [[Piece]]) -> [[Piece]] {
        var seen: Set<[Unit]> = []
        let distinct = clauses.map(Self.united).filter { !$0.isEmpty && seen.insert($0.map(\.unit)).inserted }
        let places = distinct.indices.flatMap { clause in distinct[clause].indices.map { (clause, $0) } }
        let ranked = places.enumerated().sorted { left, right in
            let (one, other) = (
                distinct[left.element.0][left.element.1].documents, distinct[right.element.0][right.element.1].documents
            )
            return (one == 0 ? 1 : 0, one, left.offset) < (other == 0 ? 1 : 0, other, right.offset)
        }
        var (room, bytes) = (Self.mostWords, Self.mostBytes * 3 / 4)
        var kept: Set<Int> = []
        for (offset, place) in ranked {
            let piece = distinct[place.0][place.1]
            // Includes the text that joins it to the others.
            let length = piece.text.utf8.count + 4
            guard piece.unit.words.count <= room, length <= bytes else { continue }
            (room, bytes) = (room - piece.unit.words.count, bytes - length)
            kept.insert(offset)
        }
        var result = distinct.map { _ in [Piece]() }
        for (offset, place) in places.enumerated() where kept.contains(offset) {
            result[place.0].append(distinct[place.0][place.1])
        }
        return result.filter { !$0.isEmpty }
    }

    private static func united(_ pieces: [Piece]) -> [Piece] {
        var seen: Set<Unit> = []
        return pieces.filter { seen.insert($0.unit).inserted }
    }

    private static func slice(_ text: String, _ range: Range<Int>) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<utf8.index(start, offsetBy: range.count)])
    }
}

extension SearchContext {
    /// The request with a text that can be searched and without repeated values; and that text, if it was changed.
    func reduced(_ request: SearchRequest) throws -> (SearchRequest, shortened: String?) {
        var request = request
        let shortened = try QueryReduction(analyser: analyser, reader: reader).shortened(request.text)
        request.text = shortened ?? request.text
        request.queryLanguages = request.queryLanguages.uniqued()
        request.preferredLanguages = request.preferredLanguages.uniqued()
        request.hiddenConcepts = request.hiddenConcepts.uniqued()
        request.filters.unite()
        return (request, shortened)
    }
}
