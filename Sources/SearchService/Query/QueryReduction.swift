import DocumentModel
import Index
import TextAnalysis

/// Makes of a text with too many words, a pasted page for instance, one that can be searched: of its words the rarest are
/// left, which tell most, of long phrases the beginning. A text within the limits stays as it is, and so does one that this
/// has made, so that every page of an answer's hits comes from the same search.
package struct QueryReduction {
    let analyser: Analyser
    let reader: IndexReader

    /// The words that are searched, those within phrases included.
    static let mostWords = 64
    /// The words of a phrase.
    static let longestPhrase = 24
    /// The words and phrases that hits must not have.
    static let mostExcluded = 16
    /// Bytes of text that are looked at.
    static let longestText = 16_384
    /// Bytes of what is left.
    static let mostBytes = 1500
    /// Bytes of a word.
    private static let longestWord = 240

    /// A word, or a phrase, with what is found by it.
    private struct Unit: Hashable {
        var words: [String]
        var isPhrase: Bool
        var inTitle: Bool
    }

    /// A piece of the text that stays or goes as a whole.
    private struct Piece {
        var unit: Unit
        var text: String
        var isCut = false
        /// In how many documents its rarest word is.
        var documents = 0
    }

    /// The text to search instead; nil where the text can be searched as it is.
    func shortened(_ text: String) throws -> String? {
        guard Self.mayShorten(text), var result = try shortenedOnce(text) else { return nil }
        // A word by itself may be divided otherwise than in its sentence, in languages that write none apart.
        for _ in 0..<Self.mostRounds {
            guard let again = try shortenedOnce(result), again != result else { break }
            result = again
        }
        return result
    }

    private static let mostRounds = 3

    /// Whether a text may be too long: every word has a byte at least.
    static func mayShorten(_ text: String) -> Bool { text.utf8.count > mostWords }

    private func shortenedOnce(_ text: String) throws -> String? {
        let head = Self.head(text)
        let syntax = QuerySyntax(head)
        var excluded = syntax.excluded.flatMap(alternatives)
        // Words of one item are all wanted, as clauses of their own are.
        var clauses = syntax.clauses.flatMap { clause in
            clause.count > 1 ? [clause.flatMap(alternatives)] : words(of: clause[0]).map { [$0] }
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

    /// What an item asks for, word by word; of a phrase one piece.
    private func words(of item: QuerySyntax.Item) -> [Piece] {
        guard !item.isPhrase else { return alternatives(item) }
        let text = analyser.clean(item.text)
        return analyser.words(in: text, language: .undetermined).filter { !$0.isBigram }.map { word in
            piece([word.term], Self.slice(text, word.range), item)
        }
    }

    /// An item as one piece, cut to a phrase's longest; none where it has no words.
    private func alternatives(_ item: QuerySyntax.Item) -> [Piece] {
        let text = analyser.clean(item.text)
        let words = analyser.words(in: text, language: .undetermined).filter { !$0.isBigram }
        let kept = words.prefix(Self.longestPhrase)
        guard let first = kept.first, let last = kept.last else { return [] }
        let written = Self.slice(text, first.range.lowerBound..<last.range.upperBound)
        let joiner: Character = item.isPhrase ? " " : "-"
        var piece = piece(
            kept.map(\.term),
            String(written.map { $0.isWhitespace || QuerySyntax.isMark($0) ? joiner : $0 }),
            item
        )
        piece.isCut = kept.count < words.count
        return [piece]
    }

    private func piece(_ words: [String], _ written: String, _ item: QuerySyntax.Item) -> Piece {
        // No word is that long, but a search for one must find nothing, and not everything.
        let written = Self.cut(written, to: item.isPhrase ? Self.mostBytes / 2 : Self.longestWord)
        // As an operator a word would mean something else.
        let text = written == "OR" || written == "AND" ? written.lowercased() : written
        return Piece(
            unit: Unit(words: words, isPhrase: item.isPhrase, inTitle: item.inTitle),
            text: (item.inTitle ? "title:" : "") + (item.isPhrase ? "\"\(text)\"" : text)
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

    /// The pieces that tell most, in their order. What no document has tells nothing, unless there is room.
    private func choice(of clauses: [[Piece]]) -> [[Piece]] {
        var known: Set<[Unit]> = []
        let distinct = clauses.map(Self.united).filter { !$0.isEmpty && known.insert($0.map(\.unit)).inserted }
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
            // And what joins it to the others.
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
        var known: Set<Unit> = []
        return pieces.filter { known.insert($0.unit).inserted }
    }

    private static func slice(_ text: String, _ range: Range<Int>) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<utf8.index(start, offsetBy: range.count)])
    }
}

extension SearchContext {
    /// The request with a text that can be searched and each of its values once; and that text, where it is another.
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
