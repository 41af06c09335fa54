import DocumentModel
import Synchronization

/// A concept of a ``ConceptIndex``, as a small number that holds for that index only.
package struct ConceptID: Hashable, Comparable, Sendable {
    package let number: Int

    init(_ number: Int) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Words of a query that are a concept's name.
package struct ConceptMatch: Equatable, Sendable {
    /// Which words, as positions in the query.
    package var range: Range<Int>
    package var concept: ConceptID
    package var uri: String
    package var identifier: String
}

/// The concepts of several thesauri, found by their names in the words of a query.
///
/// Concepts with one URI, or tied by skos:exactMatch, are one concept here, called as any of them is called; its URI is that
/// of the first. The names of a language are analysed when a query in that language first comes (or ``prepare(_:)`` asks
/// for it), once; other languages can be searched meanwhile. May be used from any number of threads.
package final class ConceptIndex: Sendable {
    /// A text → its words, normalised as those of documents are.
    package typealias Tokenise = @Sendable (_ text: String, LanguageTag) -> [String]
    /// A word → the keys that it is known by in the language; two words are forms of one where they share a key.
    package typealias Keys = @Sendable (_ word: String, LanguageTag) -> [String]

    private let concepts: ConceptTable
    private let tokenise: Tokenise
    private let keys: Keys
    private let matchers = Mutex<[LanguageTag: Lazily]>([:])
    private let completions = Mutex<[LanguageTag: ConceptCompletions]>([:])

    /// Holds a language's matcher from when it is first needed; while it is made, who needs it too waits.
    private final class Lazily: Sendable {
        let matcher = Mutex<LabelMatcher?>(nil)
    }

    /// - Parameters:
    ///   - tokenise, keys: called from the thread that asks, for several languages at once perhaps.
    package convenience init(
        schemes: [ConceptScheme],
        tokenise: @escaping Tokenise,
        keys: @escaping Keys
    ) {
        var builder = Builder()
        for scheme in schemes { for concept in scheme.concepts { builder.add(concept) } }
        self.init(builder, tokenise: tokenise, keys: keys)
    }

    /// For concepts that come one by one, so that they need not all be in memory as values.
    package init(_ builder: Builder, tokenise: @escaping Tokenise, keys: @escaping Keys) {
        (self.concepts, self.tokenise, self.keys) = (builder.table(), tokenise, keys)
    }

    /// How many different concepts there are.
    package var count: Int { concepts.count }
    /// The languages of their names, sorted; with `und` where some names have none.
    package var languages: [LanguageTag] { concepts.labels.allLanguages.sorted() }

    /// The concepts that stand in a query.
    ///
    /// The longest names win: a match that overlaps a longer one (or one as long that stands before it) is left out.
    /// Several concepts of one name come in the order of their thesauri.
    /// - Parameters:
    ///   - words: for each word of the query its keys in the language.
    ///   - language: what the words are written in. Names without a language are names in all.
    /// - Returns: in the order of the words.
    package func concepts(in words: [[String]], language: LanguageTag) -> [ConceptMatch] {
        guard !words.isEmpty, concepts.count > 0 else { return [] }
        return withMatcher(language) { $0.matches(words) }.flatMap { range, concepts in
            concepts.map { id in
                ConceptMatch(range: range, concept: ConceptID(id), uri: uri(of: id), identifier: identifier(of: id))
            }
        }
    }

    /// Analyses the names of a language now, so that the first query need not wait.
    package func prepare(_ language: LanguageTag) { withMatcher(language) { _ in } }

    private func withMatcher<Result>(_ language: LanguageTag, _ body: (LabelMatcher) -> Result) -> Result {
        // Tags that a reader makes up are one language, which knows the names that are in none.
        let language = concepts.labels.allLanguages.contains(language) ? language : .undetermined
        let lazily = matchers.withLock { matchers in
            if let known = matchers[language] { return known }
            let new = Lazily()
            matchers[language] = new
            return new
        }
        let matcher = lazily.matcher.withLock { matcher in
            if let known = matcher { return known }
            let new = LabelMatcher(concepts, language, tokenise: tokenise, keys: keys)
            matcher = new
            return new
        }
        return body(matcher)
    }
}

extension ConceptIndex {
    /// The concepts that have a name in a language which, or a word of which, goes on from a beginning; best first.
    /// - Parameters:
    ///   - beginning: folded as `fold` does it.
    ///   - fold: the same in every call.
    package func concepts(
        beginning: String,
        in language: LanguageTag,
        limit: Int,
        fold: (String) -> String
    ) -> [ConceptID] {
        guard self.languages.contains(language), !beginning.isEmpty else { return [] }
        let table = completions.withLock { known in
            if let table = known[language] { return table }
            let new = ConceptCompletions(concepts, language, fold: fold)
            known[language] = new
            return new
        }
        return table.concepts(beginning: beginning, limit: limit).map(ConceptID.init)
    }

    /// What a concept is called in a language: preferred names first; no hidden ones, and none twice.
    package func labels(of concept: ConceptID, in language: LanguageTag) -> [String] {
        concepts.labels(of: concept.number, in: language)
    }

    /// The name to show to who reads these languages, best first; else the English one, else one without a language, else
    /// any.
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

    /// The concept that has, or one of whose equals has, this URI.
    package func concept(uri: String) -> ConceptID? { concepts.byURI[uri].map(ConceptID.init) }

    package func uri(of concept: ConceptID) -> String { uri(of: concept.number) }

    /// The short name of a concept, as ``Concept/identifier(of:)`` makes it.
    package func identifier(of concept: ConceptID) -> String { identifier(of: concept.number) }

    private func uri(of number: Int) -> String { concepts.uris[number] }
    private func identifier(of number: Int) -> String { Concept.identifier(of: concepts.uris[number]) }
}
