import DocumentModel
import Embedding
import TextAnalysis

/// Detects the languages of queries, and caches them for one state of the index. For use by one thread at a time.
final class QueryLanguageDetector {
    private let analyser: Analyser
    private let expander: TermExpander
    private let identifier = LanguageIdentifier()
    private var isIdentifierWarm = false
    private var cache: [QueryText: [QueryLanguage]] = [:]

    private struct QueryText: Hashable {
        var text: String
        var preferred: [LanguageTag]
    }

    /// The number of queries whose languages are cached, because readers request the next page, another filter, or the
    /// same words.
    private static let mostQueries = 2000
    /// The maximum size in bytes of a text that is cached.
    private static let longestQuery = 200

    init(_ analyser: Analyser, _ expander: TermExpander) { (self.analyser, self.expander) = (analyser, expander) }

    /// Drops what depends on the state of the index.
    func forget() { cache = [:] }

    /// The possible languages of a request's words, the likeliest first.
    /// - Parameter held: the languages of the index, with the number of documents in each.
    func languages(
        of request: SearchRequest,
        among held: [(language: LanguageTag, documents: Int)]
    ) throws -> [QueryLanguage] {
        // Filters do not matter: they must not change how words are read.
        let preferred = request.preferredLanguages
        let query = QueryText(text: request.text, preferred: preferred)
        if let cached = cache[query] { return cached }
        let words = analyser.words(in: analyser.clean(request.text), language: .undetermined)
        if !isIdentifierWarm {
            // Its tables are read when it is first used.
            expander.deadline.preparing { _ = identifier.scores(request.text, among: held.map(\.language)) }
            isIdentifierWarm = true
        }
        let found = try QueryLanguages(held: held, expander: expander, identifier: identifier).candidates(
            words: words.filter { !$0.isBigram && !$0.isSign }.map(\.term),
            text: request.text,
            preferred: preferred
        )
        if request.text.utf8.count <= Self.longestQuery, !expander.deadline.cutsShort() {
            if cache.count >= Self.mostQueries { cache = [:] }
            cache[query] = found
        }
        return found
    }

    /// The language of a request's words if it is one that the index has no documents in; nil if it has, or nobody knows.
    func foreignLanguage(of request: SearchRequest, among held: [LanguageTag]) throws -> LanguageTag? {
        let words = analyser.words(in: analyser.clean(request.text), language: .undetermined)
            .filter { !$0.isBigram && !$0.isSign && $0.term.contains(where: \.isLetter) }.map(\.term).uniqued()
        let known = try words.filter { try !expander.languages(of: $0, among: held).isEmpty }
        // Names are known in any language.
        guard 2 * known.count < words.count else { return nil }
        let possible = LanguageMeans.shared.languages.compactMap { LanguageTag($0) } + request.preferredLanguages + held
        var likelihood = identifier.scores(request.text, among: possible.uniqued())
        for language in request.preferredLanguages { likelihood[language, default: 0] += QueryLanguages.preference }
        let best = likelihood.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return best.flatMap { held.contains($0) || $0.isUndetermined ? nil : $0 }
    }
}
