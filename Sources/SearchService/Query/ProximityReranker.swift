import Index

/// Ranks the first hits anew by how near to each other the query's words stand in them: what all stands in one passage is
/// what the reader wants.
struct ProximityReranker {
    let finder: PassageFinder
    /// How much nearness can add to a hit, as ``Ranking/nearness``.
    let strength: Double
    let deadline: SearchDeadline

    /// How many hits are looked at: always the same ones, so that pages of hits fit together.
    static let depth = 20
    /// How many words a stretch has.
    private static let length: UInt32 = 20

    /// The hits with their new weights, best first.
    func rank(_ hits: [(docid: UInt32, weight: Double)], words: [QueryTerm]) throws -> [(
        docid: UInt32, weight: Double
    )] {
        let total = words.reduce(0) { $0 + $1.weight }
        guard words.count > 1, hits.count > 1, total > 0 else { return hits }
        var ranked: [(docid: UInt32, weight: Double)] = []
        for hit in hits.prefix(Self.depth) {
            // Half of them ranked anew and half not would be no order at all.
            if deadline.cutsShort() { return hits }
            let densest = try density(finder.places(in: hit.docid), words)
            ranked.append((hit.docid, hit.weight * (1 + strength * densest / total)))
        }
        // What was not looked at stays behind what was, whatever its weight.
        let behind = hits.dropFirst(Self.depth)
        return ranked.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element) + behind
    }

    /// The most of the query, by weight, that stands within one stretch.
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
