import DocumentModel
import Foundation
import TextAnalysis

/// A language that a query may be in.
struct QueryLanguage: Equatable {
    var language: LanguageTag
    /// How much it counts against the likeliest one, which is 1.
    var weight: Double
}

/// Works out what languages a query may be in: what the detector makes of its letters, in which of the toolbox's
/// vocabularies its words stand, and what the reader prefers.
struct QueryLanguages {
    /// The toolbox's languages with the number of documents in each.
    let held: [(language: LanguageTag, documents: Int)]
    let expander: TermExpander
    let identifier: LanguageIdentifier

    /// How likely a word of a language is not in the toolbox's vocabulary of it, against being there (as a logarithm, as
    /// all likelihoods here).
    private static let unseen = log(0.03)
    /// What it counts that the reader prefers a language.
    private static let preference = log(4.0)
    /// Languages less likely than this against the likeliest are let go.
    private static let floor = 1e-3
    private static let most = 4
    /// So many words tell a language; more only take time.
    private static let mostWords = 32

    /// - Parameters:
    ///   - words: the query's words, normalised without a language.
    ///   - text: the query as typed.
    ///   - preferred: what the reader prefers, best first.
    func candidates(words: [String], text: String, preferred: [LanguageTag]) throws -> [QueryLanguage] {
        let possible = held.map(\.language).filter { !$0.isUndetermined }
        guard possible.count > 1 else { return possible.map { QueryLanguage(language: $0, weight: 1) } }
        var likelihood = identifier.scores(text, among: possible).mapValues { $0 * expander.ranking.letters }
        for language in possible where preferred.contains(language) { likelihood[language]! += Self.preference }
        let telling = words.uniqued().filter { $0.contains(where: \.isLetter) }.prefix(Self.mostWords)
        for (index, word) in telling.enumerated() {
            if expander.deadline.cutsShort() { break }
            // Each word costs a look-up in each language. A language that would be let go even if it alone held all the words
            // that are left needs no more of them.
            let left = Double(telling.count - index)
            let bound = (likelihood.values.max() ?? 0) + left * Self.unseen + log(Self.floor)
            likelihood = likelihood.filter { $0.value >= bound }
            let known = try expander.languages(of: word, among: likelihood.keys)
            guard !known.isEmpty else { continue }
            for language in likelihood.keys where !known.contains(language) { likelihood[language]! += Self.unseen }
        }
        let best = likelihood.values.max() ?? 0
        return likelihood.map { ($0.key, exp($0.value - best)) }
            .filter { $0.1 >= Self.floor }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .prefix(Self.most)
            .map { QueryLanguage(language: $0.0, weight: pow($0.1, expander.ranking.language)) }
    }
}
