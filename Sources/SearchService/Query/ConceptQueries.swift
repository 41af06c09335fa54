import Concepts
import DocumentModel
import Index
import TextAnalysis

/// Concepts that a query names, and what finds documents that name them otherwise, in any language of the toolbox.
/// One thread at a time.
final class ConceptQueries {
    private let index: ConceptIndex
    private let shared: SharedConcepts
    private let expander: TermExpander
    private let held: [LanguageTag]
    private var known: [ConceptID: Expansion] = [:]

    /// A long name is left to its words.
    private static let mostWords = 6

    /// What finds a concept.
    struct Expansion {
        var query: IndexQuery
        /// Its names, to be marked in passages.
        var queryTerms: [QueryTerm]
        /// How many terms the query has.
        var termCount: Int
    }

    /// A concept in a query.
    struct Found {
        /// The words, as positions among those asked for.
        var range: Range<Int>
        var concept: ConceptID
        var identifier: String
    }

    /// - Parameter held: the languages to look in.
    init(_ index: ConceptIndex, _ shared: SharedConcepts, _ expander: TermExpander, held: [LanguageTag]) {
        (self.index, self.shared, self.expander, self.held) = (index, shared, expander, held)
    }

    /// Whether this is still made of these.
    func isMade(of index: ConceptIndex, held: [LanguageTag]) -> Bool { self.index === index && self.held == held }

    /// The concepts that stand in some words of a query.
    /// - Parameters:
    ///   - words: normalised, in their order.
    ///   - hidden: the identifiers of those that the reader does not want.
    func concepts(in words: [String], language: LanguageTag, without hidden: Set<String>) throws -> [Found] {
        expander.deadline.preparing { index.prepare(language) }
        let keys = try words.map { try expander.bases(of: $0, in: language) }
        return index.concepts(in: keys, language: language).filter { !hidden.contains($0.identifier) }
            .map { Found(range: $0.range, concept: $0.concept, identifier: $0.identifier) }
    }

    /// What a concept is called, for who reads these languages.
    func label(of concept: ConceptID, for readers: [LanguageTag]) -> String { index.label(of: concept, in: readers) }

    func identifier(of concept: ConceptID) -> String { index.identifier(of: concept) }

    /// What finds a concept by any of its names; nil where no document can have one.
    func expansion(of concept: ConceptID) throws -> Expansion? {
        if let expansion = known[concept] { return expansion }
        var parts: [IndexQuery] = []
        var queryTerms: [QueryTerm] = []
        var termCount = 0
        for language in held {
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
        known[concept] = expansion
        return expansion
    }
}
