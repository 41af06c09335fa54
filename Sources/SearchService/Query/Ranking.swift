import Foundation

/// The parameters of ranking: BM25 (Robertson et al., TREC-3) over term expansions. They were tuned by
/// `script/tune-ranking`; docs/languages.md has the figures, and golden files in the tests show the effect of each
/// change.
package struct Ranking: Sendable, Equatable, Codable {
    /// BM25's k1 and b.
    package var saturation = 1.25
    package var lengthNormalisation = 0.45
    /// The exponent of a word's idf: the rare words of a question are the most informative.
    package var rarity = 1.6
    /// The additional weight of the word as typed.
    package var exact = 0.36
    /// The weight of forms of other words, if the word may be a form of them but is itself a base form.
    package var otherBases = 0.42
    /// The additional weight of a word in the title.
    package var title = 2.0
    /// The weight of a compound with the word as a part.
    package var compound = 0.1
    /// The weight of a word similar to the typed one, multiplied by its similarity.
    package var similar = 0.64
    /// Similar words are searched if no more documents than this have the word in any form.
    package var similarUpTo = 5.0
    /// The minimum similarity (containment of trigrams).
    package var leastLikeness = 0.6
    /// The weight of another spelling of a word, such as `elearning` for `e-learning`.
    package var variant = 0.9
    /// The weight of the parts of a word next to each other, such as `25 kg` for `25kg`.
    package var apart = 0.3
    /// The additional weight of words written with a hyphen as in the query.
    package var hyphen = 0.1
    /// The weight of words next to each other, such as those of `e-learning`, which also match separately.
    package var adjacency = 0.5
    /// The maximum effect of proximity: a hit with all words of the query within one passage has its weight multiplied by
    /// 1 + this.
    package var proximity = 2.0
    /// The share of a hit's weight that comes from the character n-grams it shares with the query.
    package var nGrams = 0.4
    /// The weight of the most likely correction of a word.
    package var correction = 0.7
    /// Words of a question with a lower idf than this do not find documents alone.
    package var commonBelow = 1.5
    /// The exponent for the evidence of the query's letters and words for its language.
    package var letters = 1.0
    /// The exponent of a language's likelihood: 0 would treat all languages alike.
    package var language = 0.2
    /// If any of the words are sufficient: the additional weight of a document with all of them, or words similar to them.
    package var completeness = 0.2
    /// The weight of a document that uses another name for a concept of the query: so low that direct hits come first.
    package var concept = 0.02
    /// The same if not all words are required, relative to the words that name the concept.
    package var conceptAlone = 0.5
    /// The weight of a word in documents in other languages than those of the query.
    package var foreign = 0.3

    /// If newer documents are preferred: the gain of a document of the current year, as a fraction of the weight of all
    /// the query's words.
    package var recency = 0.5
    /// The number of years in which that gain halves.
    static let recencyHalfLife = 5.0

    package init() {}

    /// Inverse document frequency, never negative.
    /// - Parameters:
    ///   - documents: the number of documents with the word.
    ///   - total: the number of all documents.
    static func idf(_ documents: Int, of total: Int) -> Double {
        let found = Double(min(documents, total))
        return log((Double(total) - found + 0.5) / (found + 0.5) + 1)
    }

    /// The idf that Xapian's BM25 uses, for dividing it out.
    static func xapianIDF(_ documents: Int, of total: Int) -> Double {
        let found = Double(min(documents, total))
        var ratio = (Double(total) - found + 0.5) / (found + 0.5)
        if ratio < 2 { ratio = ratio * 0.5 + 1 }
        return max(log(ratio), 1e-3)
    }

    /// The factor that replaces Xapian's idf of a term by the power of the idf within its language.
    /// - Parameters:
    ///   - frequency: the number of documents with the term.
    ///   - documents: the number of documents in its language.
    ///   - total: the number of all documents.
    func factor(_ frequency: Int, documents: Int, total: Int) -> Double {
        pow(Self.idf(frequency, of: documents), rarity) / Self.xapianIDF(frequency, of: total)
    }
}
