import DocumentModel
import Foundation
import TextAnalysis

/// A language that a query may be in.
struct QueryLanguage: Equatable {
    var language: LanguageTag
    /// Its weight relative to the likeliest one, which has 1.
    var weight: Double
}

/// Finds the likely languages of a query, from the letters of its text, the languages of the lexicon that contain its
/// words, and the reader's preferences.
struct QueryLanguages {
    /// The toolbox's languages with the number of documents in each.
    let held: [(language: LanguageTag, documents: Int)]
    let expander: TermExpander
    let identifier: LanguageIdentifier

    /// The likelihood that a word of a language is missing from the lexicon, relative to being in it. All likelihoods here
    /// are natural logarithms.
    private static let unseen = log(0.03)
    /// Added for a language that the reader prefers.
    static let preference = log(4.0)
    /// Languages less likely than this, relative to the likeliest, are dropped.
    private static let floor = 1e-3
    private static let most = 4
    /// The number of words that are looked up; more do not make the result better.
    private static let mostWords = 32

    /// - Parameters:
    ///   - words: the query's words, normalised without a language.
    ///   - text: the query as typed.
    ///   - preferred: the languages that the reader prefers, best first.
    func candidates(words: [String], text: String, preferred: [LanguageTag]) throws -> [QueryLanguage] {
        let possible = held.map(\.language).filter { !$0.isUndetermined }
        guard possible.count > 1 else { return possible.map { QueryLanguage(language: $0, weight: 1) } }
        var likelihood = identifier.scores(text, among: possible).mapValues { $0 * expander.ranking.letters }
        for language in possible where preferred.contains(language) { likelihood[language]! += Self.preference }
        let informative = words.uniqued().filter { $0.contains(where: \.isLetter) }.prefix(Self.mostWords)
        for (index, word) in informative.enumerated() {
            if expander.deadline.cutsShort() { break }
            // A language that would be dropped even if it alone had all remaining words need not be looked up any more.
            let left = Double(informative.count - index)
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
