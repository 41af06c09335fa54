import Index

/// Ranks the first hits anew by how much of the query's words they have letter by letter, whatever forms and compounds
/// those stand in: BM25 over strings of letters (McNamee and Mayfield, Information Retrieval 7, 2004), each as heavy as the
/// word that it is of.
struct NGramReranker {
    let reader: IndexReader
    /// How much of a hit's weight it makes, as ``Ranking/resemblance``.
    let share: Double
    let deadline: SearchDeadline

    /// How many hits are looked at: always the same ones, so that pages of hits fit together.
    static let depth = 10
    /// So few words are found as well without, for a third of the time.
    private static let fewWords = 3
    /// BM25's k1 and b: that a string is there says nearly all.
    private static let saturation = 0.4
    private static let lengthNormalisation = 0.5

    /// The hits with their new weights, best first.
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

    /// nil where there is no time to look at all of them.
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
