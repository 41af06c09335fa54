/// A source of the active concepts.
package protocol ConceptSource: Sendable {
    /// A number that changes whenever the concepts change.
    func thesaurusRevision() throws -> Int64

    /// The active concepts, and their revision.
    /// - Parameters:
    ///   - tokenise: divides a label in a language into words.
    ///   - keys: the keys of a word in a language.
    func conceptIndex(
        tokenise: @escaping ConceptIndex.Tokenise,
        keys: @escaping ConceptIndex.Keys
    ) throws -> (index: ConceptIndex, revision: Int64)
}
