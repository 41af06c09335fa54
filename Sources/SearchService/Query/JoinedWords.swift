import DocumentModel
import Index
import TextAnalysis

/// Terms that stand for several words of a query: `elearning` for `e learning`, `10000` for `10 000`.
struct JoinedWords {
    /// For the index of a clause, those that stand for its word together with others beside it.
    private(set) var terms: [Int: [String]] = [:]

    /// - Parameter language: that of the words; nil for words only as typed.
    init(
        _ syntax: QuerySyntax,
        _ language: LanguageTag?,
        _ analyser: Analyser,
        _ expander: TermExpander
    ) throws {
        for run in Self.runs(syntax) where run.count > 1 {
            var text = ""
            var places: [(clause: Int, range: Range<Int>)] = []
            for (clause, word) in run {
                let word = analyser.clean(word)
                places.append((clause, text.utf8.count..<text.utf8.count + word.utf8.count))
                text += word + " "
            }
            let found = analyser.wordsAndVariants(in: text, language: language ?? .undetermined)
            for variant in found where variant.kind == .variant {
                let clauses = places.filter { $0.range.overlaps(variant.range) }.map(\.clause)
                if clauses.count > 1, try expander.frequency(of: variant.term) > 0 { add(variant.term, clauses) }
            }
            for (one, other) in zip(places, places.dropFirst()) {
                let words = [one, other].map { place in
                    found.filter { $0.kind == .word && $0.range.overlaps(place.range) }
                }
                guard words.allSatisfy({ $0.count == 1 && !$0[0].isSign }) else { continue }
                let joined = words[0][0].term + words[1][0].term
                guard try expander.frequency(of: joined) > 0,
                    try expander.frequency(of: IndexLayout.variant(joined)) > 0
                        || words.allSatisfy({ try !expander.isFrequent($0[0].term) })
                else { continue }
                add(joined, [one.clause, other.clause])
            }
        }
    }

    private mutating func add(_ term: String, _ clauses: [Int]) {
        for clause in clauses where terms[clause]?.contains(term) != true { terms[clause, default: []].append(term) }
    }

    /// Adjacent words without operators, each with the index of its clause.
    private static func runs(_ syntax: QuerySyntax) -> [[(clause: Int, word: String)]] {
        var runs: [[(Int, String)]] = [[]]
        for (index, clause) in syntax.clauses.enumerated() {
            if clause.count == 1, case .item(let item) = clause[0], item.isWord {
                runs[runs.count - 1].append((index, item.text))
            } else {
                runs.append([])
            }
        }
        return runs
    }
}

/// The other spellings of the words of one item of a query.
struct Variants {
    /// Those that mean something else than their words, and that documents have: `C++`. They are required instead.
    private(set) var strict: [QueryWord]
    private let others: [QueryWord]
    private let joined: [String]

    /// - Parameter exists: whether a term is in the index.
    init(_ words: [QueryWord], joined: [String], _ exists: (String) throws -> Bool) rethrows {
        self.joined = joined
        let variants = try words.filter { try $0.kind == .variant && exists($0.term) }
        strict = variants.filter(\.isStrict)
        others = variants.filter { !$0.isStrict }
    }

    /// The terms that are accepted in place of a word.
    func terms(for word: QueryWord) -> [String] {
        guard word.kind == .word, !word.isSign else { return [] }
        return (others.filter { $0.range.overlaps(word.range) }.map(\.term) + joined).uniqued().filter {
            $0 != word.term
        }
    }

    /// The other spellings of all of the item's words together.
    var within: [String] { others.map(\.term).uniqued() }

    /// A word as separate words next to each other, in each way that documents may have: `25kg` → 25, kg; a word that some
    /// document writes with a hyphen, in all places where both parts are words.
    static func parts(of word: String, _ expander: TermExpander) throws -> [[String]] {
        let runs = runs(of: word)
        if runs.count > 1 { return [runs] }
        guard !runs.isEmpty, word.count <= longestDivided,
            try expander.frequency(of: IndexLayout.variant(word)) > 0
        else { return [] }
        return try word.indices.dropFirst().map { [String(word[..<$0]), String(word[$0...])] }
            .filter { try $0.allSatisfy { try expander.frequency(of: $0) > 0 } }
    }

    /// The maximum number of letters of a word that is divided.
    private static let longestDivided = 24

    /// The runs of letters and of digits in a word; empty if it has anything else, or many of them.
    static func runs(of word: String) -> [String] {
        var runs: [String] = []
        var last: Bool?
        for character in word {
            guard character.isLetter || character.isNumber else { return [] }
            if last == character.isNumber {
                runs[runs.count - 1].append(character)
            } else {
                runs.append(String(character))
            }
            last = character.isNumber
        }
        return runs.count <= 3 ? runs : []
    }
}
