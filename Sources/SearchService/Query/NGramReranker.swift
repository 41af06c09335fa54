import Index

/// Ranks the first hits again by the character n-grams that they share with the query's words, in whatever forms and
/// compounds: BM25 over n-grams (McNamee and Mayfield, Information Retrieval 7, 2004), each weighted like its word.
struct NGramReranker {
    let reader: IndexReader
    /// The share of this score in a hit's weight, see ``Ranking/nGrams``.
    let share: Double
    let deadline: SearchDeadline

    /// The number of hits that are ranked again: always the same ones, so that pages of hits are consistent.
    static let depth = 10
    /// Queries with no more words than this are ranked as well without it, in a third of the time.
    private static let fewWords = 3
    /// BM25's k1 and b: the presence of an n-gram matters most.
    private static let saturation = 0.4
    private static let lengthNormalisation = 0.5

    /// The hits with their new weights, highest first.
    func rank(_ hits: [(docid: UInt32, weight: Double)], words: [QueryTerm]) throws -> [(
        docid: UInt32, weight: Double
    )] {
        var weights: [UInt64: Double] = [:]
        for word in words {
            guard let typed = word.typed else { continue }
            for string in WordStrings.of(typed.word) { weights[string] = max(weights[string] ?? 0, typed.rarity) }
        }
        let first = hits.prefix(Self.depth)
        let heaviest = first.map(\.weight).max() ?? 0
        guard share > 0, words.count > Self.fewWords, first.count > 1, heaviest > 0 else { return hits }
        guard let scores = try scores(of: first.map(\.docid), weights) else { return hits }
        guard let most = scores.max(), most > 0 else { return hits }
        let ranked = zip(first, scores).map { hit, score in
            (docid: hit.docid, weight: hit.weight * (1 - share) + score / most * heaviest * share)
        }
        return ranked.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element) + hits.dropFirst(Self.depth)
    }

    /// nil if there is no time for all of them.
    private func scores(of documents: [UInt32], _ weights: [UInt64: Double]) throws -> [Double]? {
        let strings = weights.keys.sorted()
        var counted: [(counts: [UInt32], total: UInt64)] = []
        for document in documents {
            if deadline.cutsShort() { return nil }
            counted.append(try reader.counts(of: strings, in: document))
        }
        let mean = max(1, Double(counted.reduce(0) { $0 + $1.total }) / Double(counted.count))
        return counted.map { counts, total in
            let length = 1 - Self.lengthNormalisation + Self.lengthNormalisation * Double(total) / mean
            var score = 0.0
            for (string, count) in zip(strings, counts) where count > 0 {
                let count = Double(count)
                score += weights[string]! * count * (Self.saturation + 1) / (count + Self.saturation * length)
            }
            return score
        }
    }
}
