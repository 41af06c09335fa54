import Concepts
import DocumentModel
import Index
import TextAnalysis

/// Finds the concepts that a query names, and documents that use other names for them, in any language of the toolbox.
/// For use by one thread at a time.
final class ConceptQueries {
    private let index: ConceptIndex
    private let shared: SharedConcepts
    private let expander: TermExpander
    private let languages: [LanguageTag]
    private var expansions: [ConceptID: Expansion] = [:]

    /// Names with more words are not expanded.
    private static let mostWords = 6

    /// The query for a concept.
    struct Expansion {
        var query: IndexQuery
        /// Its names, to be marked in passages.
        var queryTerms: [QueryTerm]
        /// The number of terms in the query.
        var termCount: Int
    }

    /// A concept in a query.
    struct Found {
        /// The range of the words in the query.
        var range: Range<Int>
        var concept: ConceptID
        var identifier: String
    }

    /// - Parameter languages: the languages of the names to search for.
    init(_ index: ConceptIndex, _ shared: SharedConcepts, _ expander: TermExpander, languages: [LanguageTag]) {
        (self.index, self.shared, self.expander, self.languages) = (index, shared, expander, languages)
    }

    /// Whether this was made with these arguments.
    func isMade(of index: ConceptIndex, languages: [LanguageTag]) -> Bool {
        self.index === index && self.languages == languages
    }

    /// The concepts named in some words of a query.
    /// - Parameter words: the normalised words, in order.
    func concepts(in words: [String], language: LanguageTag) throws -> [Found] {
        expander.deadline.preparing { index.prepare(language) }
        let keys = try words.map { try expander.bases(of: $0, in: language) }
        return index.concepts(in: keys, language: language)
            .map { Found(range: $0.range, concept: $0.concept, identifier: $0.identifier) }
    }

    /// The name of a concept for readers of these languages.
    func label(of concept: ConceptID, for readers: [LanguageTag]) -> String { index.label(of: concept, in: readers) }

    func identifier(of concept: ConceptID) -> String { index.identifier(of: concept) }

    /// The query for a concept by any of its names; nil if no document can have one.
    func expansion(of concept: ConceptID) throws -> Expansion? {
        if let expansion = expansions[concept] { return expansion }
        var parts: [IndexQuery] = []
        var queryTerms: [QueryTerm] = []
        var termCount = 0
        for language in languages {
            var names: [IndexQuery] = []
            for label in index.labels(of: concept, in: language) {
                let words = shared.words(of: label, in: language)
                guard (1...Self.mostWords).contains(words.count) else { continue }
                let forms = try words.map { try expander.knownForms(of: $0, in: language) }
                guard forms.allSatisfy({ !$0.isEmpty }) else { continue }
                let terms = try forms.map { try IndexQuery.or($0.map { try .term($0) }) }
                try names.append(.phrase(terms))
                termCount += forms.reduce(0) { $0 + $1.count }
                queryTerms.append(
                    QueryTerm(terms: forms.count == 1 ? .word(forms[0]) : .phrase(forms), weight: 0)
                )
            }
            if !names.isEmpty {
                try parts.append(IndexQuery.or(names).filtered(by: .term(IndexLayout.language(language))))
            }
        }
        guard !parts.isEmpty else { return nil }
        let expansion = Expansion(query: try .or(parts), queryTerms: queryTerms, termCount: termCount)
        expansions[concept] = expansion
        return expansion
    }
}
