import Concepts
import DocumentModel
import Index

/// The concepts of the thesauri as one reader of the index uses them. For use by one thread at a time.
final class ContextConcepts {
    private let reader: IndexReader
    private let expander: TermExpander
    private let shared: SharedConcepts?
    private var cachedQueries: ConceptQueries?
    private var topicTree: TopicTree?
    /// The codes of a facet that documents have, for the current state of the index.
    private var indexedCodes: [Facet: [String]] = [:]

    /// - Parameter shared: nil if there is no thesaurus.
    init(_ reader: IndexReader, _ expander: TermExpander, _ shared: SharedConcepts?) {
        (self.reader, self.expander, self.shared) = (reader, expander, shared)
    }

    /// Drops what depends on the state of the index.
    func forget() { (cachedQueries, indexedCodes) = (nil, [:]) }

    /// The active concepts; nil if there is no thesaurus. They are read again after a change.
    func current() throws -> ConceptIndex? { try expander.deadline.preparing { try shared?.current() } }

    /// The hierarchy of topics; nil if there is no thesaurus.
    func topics() throws -> TopicTree? {
        guard let index = try current() else { return nil }
        if let topicTree, topicTree.isMade(of: index) { return topicTree }
        let new = TopicTree(index)
        topicTree = new
        return new
    }

    /// The terms of a concept and of all narrower concepts that documents have.
    func terms(of facet: Facet, _ code: String) throws -> [String] {
        guard let tree = try topics() else { return [facet.term(code)] }
        let prefix = facet.prefix
        let codes =
            try indexedCodes[facet] ?? reader.terms(prefix: prefix).map { String($0.term.dropFirst(prefix.count)) }
        indexedCodes[facet] = codes
        let wanted = tree.settled(code)
        let found = codes.filter { tree.widened($0).contains(wanted) }.map(facet.term)
        return found.isEmpty ? [facet.term(code)] : found
    }

    /// Finds concepts in the languages of the index; nil if there is no thesaurus, or if only the words as typed are wanted.
    /// - Parameter languages: those of the index.
    func queries(for request: SearchRequest, languages: [LanguageTag]) throws -> ConceptQueries? {
        guard !request.isVerbatim, let index = try current(), let shared else { return nil }
        if let cachedQueries, cachedQueries.isMade(of: index, languages: languages) { return cachedQueries }
        let new = ConceptQueries(index, shared, expander, languages: languages)
        cachedQueries = new
        return new
    }
}
