import Index

/// Ranks the first hits again by the proximity of the query's words: a document with all words in one passage is probably
/// the most relevant.
struct ProximityReranker {
    let finder: PassageFinder
    /// How much proximity can add to a hit, see ``Ranking/proximity``.
    let strength: Double
    let deadline: SearchDeadline

    /// The number of hits that are ranked again: always the same ones, so that pages of hits are consistent.
    static let depth = 20
    /// The length of a passage in words.
    private static let length: UInt32 = 20

    /// The hits with their new weights, highest first.
    func rank(_ hits: [(docid: UInt32, weight: Double)], words: [QueryTerm]) throws -> [(
        docid: UInt32, weight: Double
    )] {
        let total = words.reduce(0) { $0 + $1.weight }
        guard words.count > 1, hits.count > 1, total > 0 else { return hits }
        var ranked: [(docid: UInt32, weight: Double)] = []
        for hit in hits.prefix(Self.depth) {
            // If only half of them had new weights, the order would be meaningless.
            if deadline.cutsShort() { return hits }
            let densest = try density(finder.places(in: hit.docid), words)
            ranked.append((hit.docid, hit.weight * (1 + strength * densest / total)))
        }
        // The other hits stay behind these, whatever their weight.
        let behind = hits.dropFirst(Self.depth)
        return ranked.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element) + behind
    }

    /// The largest share of the query, by weight, within one passage.
    private func density(_ places: [PassageFinder.Place], _ words: [QueryTerm]) -> Double {
        var counts = [Int](repeating: 0, count: words.count)
        var (here, best, low) = (0.0, 0.0, 0)
        for place in places {
            if counts[place.word] == 0 { here += words[place.word].weight }
            counts[place.word] += 1
            while place.position - places[low].position > Self.length {
                counts[places[low].word] -= 1
                if counts[places[low].word] == 0 { here -= words[places[low].word].weight }
                low += 1
            }
            best = max(best, here)
        }
        return best
    }
}
