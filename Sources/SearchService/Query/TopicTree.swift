import Concepts
import DocumentModel

/// The names and the hierarchy of topics, from the toolbox's thesauri. Codes are those of ``Topic``; merged concepts have
/// the code of the first thesaurus. For use by one thread at a time.
final class TopicTree {
    private let index: ConceptIndex
    private var cache: [String: [String]] = [:]

    init(_ index: ConceptIndex) { self.index = index }

    /// Whether this was made from this index.
    func isMade(of index: ConceptIndex) -> Bool { self.index === index }

    /// The common code of all concepts with the same meaning.
    func settled(_ code: String) -> String { widened(code)[0] }

    /// All topics of a document on a topic: that topic, by its common code, then all wider ones, nearest first.
    func widened(_ code: String) -> [String] {
        if let codes = cache[code] { return codes }
        var found: [ConceptID] = concept(code).map { [$0] } ?? []
        var next = 0
        while next < found.count {
            // Thesauri may contain cycles.
            found += index.broader(of: found[next]).filter { !found.contains($0) }
            next += 1
        }
        let codes = found.isEmpty ? [code] : found.map(self.code)
        cache[code] = codes
        return codes
    }

    /// The topics directly above one.
    func broader(than code: String) -> [String] { concept(code).map { index.broader(of: $0).map(self.code) } ?? [] }

    /// The name of a topic for readers of these languages; nil if it is in no thesaurus.
    func label(of code: String, for readers: [LanguageTag]) -> String? {
        concept(code).map { index.label(of: $0, in: readers) }
    }

    private func concept(_ code: String) -> ConceptID? {
        Topic(code).flatMap { index.concept(uri: BuiltInThesaurus.uri(of: $0)) }
    }

    /// The code of a concept as a topic.
    func code(_ concept: ConceptID) -> String { Topic(index.uri(of: concept))?.code ?? index.uri(of: concept) }
}
