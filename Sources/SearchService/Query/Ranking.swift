import Foundation

/// What hits are ranked by: BM25 (Robertson et al., TREC-3) over word families, with these parameters. They were tuned by
/// `script/tune-ranking`; docs/languages.md has the figures, and a golden file in the tests shows each change.
struct Ranking {
    /// BM25's k1 and b.
    static let saturation = 1.0
    static let lengthNormalisation = 0.5
    /// The rarity of a word counts by this power of its idf: a question's rare words say what it is about.
    static let rarity = 1.6
    /// How much the word as it was typed weighs on top of its family.
    static let exact = 0.2
    /// How much a word in the title weighs on top of the same word in the text.
    static let title = 2.0
    /// How much a compound weighs that has the word as a part.
    static let compound = 0.3
    /// How much a word weighs that is only like the one typed, times how like it is.
    static let similar = 0.8
    /// The least likeness (containment of trigrams) that counts.
    static let leastLikeness = 0.6
    /// A phrase's words next to each other, where `e-learning` would also do apart.
    static let adjacency = 0.5
    /// How much nearness can add to a hit: all words of the query within one passage double its weight.
    static let nearness = 1.0
    /// What a language's likelihood counts, as a power: 0 would take every language alike.
    static let language = 0.2
    /// How much a word weighs in documents of other languages than the query may be in.
    static let foreign = 0.3

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
}
