import DocumentModel
import Foundation

/// Sectors from words of trades and industries.
enum SectorSuggestions {
    private static let weights: [ValueSuggestion.Place: Double] = [
        .title: 2.5, .fileName: 1.5, .heading: 1, .beginning: 1, .text: 1, .end: 0.2, .metadata: 2,
    ]
    private static let most = 3
    /// Education and public administration.
    private static let general: Set<String> = ["P", "O"]

    static func suggestions(_ sample: SuggestionSample) -> [ValueSuggestion] {
        var tally = EvidenceTally()
        let keywords = SampleText(sample.metadata.keywords.joined(separator: "\n"))
        for (text, place) in sample.pieces.map({ ($0.text, $0.place) }) + [(keywords, .metadata)] {
            for (code, word) in SectorWords.table.matches(text) { tally.add(code, word, place) }
        }
        let all = tally.codes.map { (code: $0, strength: tally.strength($0, weights)) }
        let trade = all.filter { !general.contains($0.code) }.map(\.strength).max() ?? 0
        // Every document of a network for training is about training: that is its sector only if no trade is clearer.
        let ranked = all.map { code, strength in
            (code: code, strength: general.contains(code) && trade > 1 ? strength * 0.5 : strength)
        }.sorted { ($1.strength, $0.code) < ($0.strength, $1.code) }
        guard let best = ranked.first?.strength else { return [] }
        return ranked.prefix(most).compactMap { code, strength in
            let score = strength / best * (1 - exp(-strength / 2))
            guard score >= Thresholds.sector, let sector = Sector(code) else { return nil }
            return ValueSuggestion(
                field: .sector,
                value: sector.code,
                source: .text,
                score: score,
                reasons: tally.evidence(code, weights)
            )
        }
    }
}

/// The type of a resource from the format and the words of the title.
enum TypeSuggestions {
    private static let weights: [ValueSuggestion.Place: Double] = [
        .title: 2, .fileName: 1, .beginning: 0.3, .heading: 0.3,
    ]

    static func suggestions(_ sample: SuggestionSample) -> [ValueSuggestion] {
        var tally = EvidenceTally()
        for piece in sample.pieces where weights[piece.place] != nil {
            for (code, word) in TypeWords.table.matches(piece.text) { tally.add(code, word, piece.place) }
        }
        var strengths = Dictionary(uniqueKeysWithValues: tally.codes.map { ($0, tally.strength($0, weights)) })
        let usual = sample.format.entry.type.code
        // That a file is a document is not worth suggesting.
        if usual != ResourceType.document.code { strengths[usual, default: 0] += 1.2 }
        let ranked = strengths.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let total = strengths.values.reduce(0, +)
        return ranked.prefix(2).compactMap { code, strength in
            let score = strength / total * (1 - exp(-1.5 * strength))
            guard score >= Thresholds.type, let type = ResourceType(code) else { return nil }
            let words = tally.evidence(code, weights)
            let format = ValueSuggestion.Evidence(words: sample.format.rawValue, place: .metadata, count: 1)
            return ValueSuggestion(
                field: .type,
                value: type.code,
                source: words.isEmpty ? .format : .text,
                score: score,
                reasons: words.isEmpty ? [format] : words
            )
        }
    }
}
