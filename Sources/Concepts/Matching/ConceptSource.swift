/// Where the concepts in use come from.
package protocol ConceptSource: Sendable {
    /// Another number whenever the concepts have changed.
    func thesaurusRevision() throws -> Int64

    /// The concepts in use, and the revision that they are of.
    /// - Parameters:
    ///   - tokenise: the words of a label in a language.
    ///   - keys: what a word is looked up by in a language.
    func conceptIndex(
        tokenise: @escaping ConceptIndex.Tokenise,
        keys: @escaping ConceptIndex.Keys
    ) throws -> (index: ConceptIndex, revision: Int64)
}
