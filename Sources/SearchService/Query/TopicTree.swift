import Concepts
import DocumentModel

/// What topics are called and how they lie under each other, by the thesauri of the toolbox. Codes are those of
/// ``Topic``; of several concepts that are one, that of the first thesaurus. One thread at a time.
final class TopicTree {
    private let index: ConceptIndex
    private var known: [String: [String]] = [:]

    init(_ index: ConceptIndex) { self.index = index }

    /// Whether this is still made of these.
    func isMade(of index: ConceptIndex) -> Bool { self.index === index }

    /// The one code of all that mean the same.
    func settled(_ code: String) -> String { widened(code)[0] }

    /// What a document on a topic is on: that, by its settled code, then all that is wider, nearest first.
    func widened(_ code: String) -> [String] {
        if let known = known[code] { return known }
        var found: [ConceptID] = concept(code).map { [$0] } ?? []
        var next = 0
        while next < found.count {
            // Thesauri may go round in circles.
            found += index.broader(of: found[next]).filter { !found.contains($0) }
            next += 1
        }
        let codes = found.isEmpty ? [code] : found.map(self.code)
        known[code] = codes
        return codes
    }

    /// The topics right above one.
    func broader(than code: String) -> [String] { concept(code).map { index.broader(of: $0).map(self.code) } ?? [] }

    /// What a topic is called for who reads these languages; nil where no thesaurus knows it.
    func label(of code: String, for readers: [LanguageTag]) -> String? {
        concept(code).map { index.label(of: $0, in: readers) }
    }

    private func concept(_ code: String) -> ConceptID? {
        Topic(code).flatMap { index.concept(uri: BuiltInThesaurus.uri(of: $0)) }
    }

    private func code(_ concept: ConceptID) -> String { Topic(index.uri(of: concept))?.code ?? index.uri(of: concept) }
}
