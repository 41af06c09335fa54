import Foundation

/// What hits are ranked by: BM25 (Robertson et al., TREC-3) over term expansions, with these parameters. They were tuned by
/// `script/tune-ranking`; docs/languages.md has the figures, and a golden file in the tests shows each change.
package struct Ranking: Sendable, Equatable, Codable {
    /// BM25's k1 and b.
    package var saturation = 1.25
    package var lengthNormalisation = 0.45
    /// The rarity of a word counts by this power of its idf: a question's rare words say what it is about.
    package var rarity = 1.6
    /// How much the word as it was typed weighs on top of its expansion.
    package var exact = 0.36
    /// How much the forms of other words weigh that the word may be a form of, where it is a base form itself.
    package var otherBases = 0.42
    /// How much a word in the title weighs on top of the same word in the text.
    package var title = 2.0
    /// How much a compound weighs that has the word as a part.
    package var compound = 0.1
    /// How much a word weighs that is only like the one typed, times how like it is.
    package var similar = 0.64
    /// Words like the one typed are looked for where no more documents than this have it in any form.
    package var similarUpTo = 5.0
    /// The least likeness (containment of trigrams) that counts.
    package var leastLikeness = 0.6
    /// A phrase's words next to each other, where `e-learning` would also do apart.
    package var adjacency = 0.5
    /// How much nearness can add to a hit: all words of the query within one passage make it 1 + this times as heavy.
    package var nearness = 2.0
    /// How much of a hit's weight is made by the strings of letters that it shares with the query.
    package var resemblance = 0.4
    /// How much the likeliest word weighs that the one typed may be an error for.
    package var correction = 0.7
    /// Of a question's words, those less rare than this (their idf) find no document alone.
    package var commonBelow = 1.5
    /// What the letters and words of a query themselves say of its language, as a power.
    package var letters = 1.0
    /// What a language's likelihood counts, as a power: 0 would take every language alike.
    package var language = 0.2
    /// How much a document weighs that names a concept of the query otherwise: so little that direct hits come first.
    package var concept = 0.02
    /// How much a word weighs in documents of other languages than the query may be in.
    package var foreign = 0.3

    /// Where newer documents are wanted: how much one of this year gains, as a part of all the query's words.
    package var recency = 0.5
    /// In how many years that halves.
    static let recencyHalfLife = 5.0

    package init() {}

    /// Inverse document frequency, never negative.
    /// - Parameters:
    ///   - documents: how many have the word.
    ///   - total: how many there are.
    static func idf(_ documents: Int, of total: Int) -> Double {
        let found = Double(min(documents, total))
        return log((Double(total) - found + 0.5) / (found + 0.5) + 1)
    }

    /// The idf that Xapian's BM25 uses, to be divided out where another is wanted.
    static func xapianIDF(_ documents: Int, of total: Int) -> Double {
        let found = Double(min(documents, total))
        var ratio = (Double(total) - found + 0.5) / (found + 0.5)
        if ratio < 2 { ratio = ratio * 0.5 + 1 }
        return max(log(ratio), 1e-3)
    }

    /// What makes Xapian's weight of a term one by the power of its idf within its language.
    /// - Parameters:
    ///   - frequency: how many documents have it.
    ///   - documents: how many there are in its language.
    ///   - total: how many there are.
    func factor(_ frequency: Int, documents: Int, total: Int) -> Double {
        pow(Self.idf(frequency, of: documents), rarity) / Self.xapianIDF(frequency, of: total)
    }
}
