import DocumentModel
import Synchronization

/// A concept of a ``ConceptIndex``, as a small number that is valid for that index only.
package struct ConceptID: Hashable, Comparable, Sendable {
    package let number: Int

    init(_ number: Int) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Words of a query that are a concept's name.
package struct ConceptMatch: Equatable, Sendable {
    /// The range of the words in the query.
    package var range: Range<Int>
    package var concept: ConceptID
    package var uri: String
    package var identifier: String
}

/// The concepts of several thesauri, found by their names in the words of a query.
///
/// Concepts with the same URI, or linked by skos:exactMatch, are merged into one, with all their names; its URI is that
/// of the first. The names of a language are analysed once, for the first query in that language (or by ``prepare(_:)``);
/// other languages can be searched meanwhile. Safe for use by any number of threads.
package final class ConceptIndex: Sendable {
    /// A text → its words, normalised like those of documents.
    package typealias Tokenise = @Sendable (_ text: String, LanguageTag) -> [String]
    /// A word → its keys in the language; two words are forms of the same word if they share a key.
    package typealias Keys = @Sendable (_ word: String, LanguageTag) -> [String]

    private let concepts: ConceptTable
    private let tokenise: Tokenise
    private let keys: Keys
    private let matchers = Mutex<[LanguageTag: Lazily]>([:])
    private let completions = Mutex<[LanguageTag: ConceptCompletions]>([:])

    /// Creates a language's matcher when it is first needed; other threads that need it wait meanwhile.
    private final class Lazily: Sendable {
        let matcher = Mutex<LabelMatcher?>(nil)
    }

    /// - Parameters:
    ///   - tokenise, keys: called on the calling thread, possibly for several languages at once.
    package convenience init(
        schemes: [ConceptScheme],
        tokenise: @escaping Tokenise,
        keys: @escaping Keys
    ) {
        var builder = Builder()
        for scheme in schemes { for concept in scheme.concepts { builder.add(concept) } }
        self.init(builder, tokenise: tokenise, keys: keys)
    }

    /// For concepts that are added one by one, so that they are not all in memory as values.
    package init(_ builder: Builder, tokenise: @escaping Tokenise, keys: @escaping Keys) {
        (self.concepts, self.tokenise, self.keys) = (builder.table(), tokenise, keys)
    }

    /// The number of different concepts.
    package var count: Int { concepts.count }
    /// The languages of their names, sorted; includes `und` if some names have no language.
    package var languages: [LanguageTag] { concepts.labels.allLanguages.sorted() }

    /// The concepts named in a query.
    ///
    /// Longer names take precedence: a match that overlaps a longer one (or an equally long one before it) is dropped.
    /// Several concepts with the same name are in the order of their thesauri.
    /// - Parameters:
    ///   - words: the keys of each word of the query in the language.
    ///   - language: the language of the words. Names without a language match in all languages.
    /// - Returns: in the order of the words.
    package func concepts(in words: [[String]], language: LanguageTag) -> [ConceptMatch] {
        guard !words.isEmpty, concepts.count > 0 else { return [] }
        return withMatcher(language) { $0.matches(words) }.flatMap { range, concepts in
            concepts.map { id in
                ConceptMatch(range: range, concept: ConceptID(id), uri: uri(of: id), identifier: identifier(of: id))
            }
        }
    }

    /// Analyses the names of a language now, so that the first query does not have to wait.
    package func prepare(_ language: LanguageTag) { withMatcher(language) { _ in } }

    private func withMatcher<Result>(_ language: LanguageTag, _ body: (LabelMatcher) -> Result) -> Result {
        // All languages without names share one matcher, with the names without a language, so that invented tags do not
        // use memory.
        let language = concepts.labels.allLanguages.contains(language) ? language : .undetermined
        let lazily = matchers.withLock { matchers in
            if let cached = matchers[language] { return cached }
            let new = Lazily()
            matchers[language] = new
            return new
        }
        let matcher = lazily.matcher.withLock { matcher in
            if let cached = matcher { return cached }
            let new = LabelMatcher(concepts, language, tokenise: tokenise, keys: keys)
            matcher = new
            return new
        }
        return body(matcher)
    }
}

extension ConceptIndex {
    /// The concepts with a name in a language that continues a beginning, from its first or another word; best first.
    /// - beginning: the text, folded by `fold`.
    ///   - fold: the same function in every call.
    ///   - fold: the same in every call.
    package func concepts(
        beginning: String,
        in language: LanguageTag,
        limit: Int,
        fold: (String) -> String
    ) -> [ConceptID] {
        guard self.languages.contains(language), !beginning.isEmpty else { return [] }
        let table = completions.withLock { cached in
            if let table = cached[language] { return table }
            let new = ConceptCompletions(concepts, language, fold: fold)
            cached[language] = new
            return new
        }
        return table.concepts(beginning: beginning, limit: limit).map(ConceptID.init)
    }

    /// The names of a concept in a language: preferred names first; no hidden ones and no repetitions.
    package func labels(of concept: ConceptID, in language: LanguageTag) -> [String] {
        concepts.labels(of: concept.number, in: language)
    }

    /// The name to show to readers of these languages, best first; else the English one, else one without a language,
    /// else any.
    package func label(of concept: ConceptID, in languages: [LanguageTag]) -> String {
        let english = LanguageTag("en").map { [$0] } ?? []
        for language in languages + english + [.undetermined] {
            if let label = labels(of: concept, in: language).first { return label }
        }
        for language in self.languages {
            if let label = labels(of: concept, in: language).first { return label }
        }
        return identifier(of: concept.number)
    }

    /// The next narrower concepts, sorted.
    package func narrower(of concept: ConceptID) -> [ConceptID] {
        concepts.narrower[concept.number].map(ConceptID.init)
    }

    /// The next wider concepts, sorted.
    package func broader(of concept: ConceptID) -> [ConceptID] { concepts.broader[concept.number].map(ConceptID.init) }

    /// The concept with this URI, also if it was merged into another.
    package func concept(uri: String) -> ConceptID? { concepts.byURI[uri].map(ConceptID.init) }

    package func uri(of concept: ConceptID) -> String { uri(of: concept.number) }

    /// The short name of a concept, as ``Concept/identifier(of:)`` makes it.
    package func identifier(of concept: ConceptID) -> String { identifier(of: concept.number) }

    private func uri(of number: Int) -> String { concepts.uris[number] }
    private func identifier(of number: Int) -> String { Concept.identifier(of: concepts.uris[number]) }
}
