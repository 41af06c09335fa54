import DocumentModel
import Foundation

/// The year of issue, from copyright notices, dates near the title, the file's name and what the file says.
enum YearSuggestions {
    static func suggestions(_ sample: SuggestionSample, now: Int) -> [ValueSuggestion] {
        var scores: [Int: Double] = [:]
        var reasons: [Int: [ValueSuggestion.Evidence]] = [:]
        var sources: [Int: ValueSuggestion.Source] = [:]
        func add(
            _ year: Int,
            _ score: Double,
            _ words: String,
            _ place: ValueSuggestion.Place,
            _ source: ValueSuggestion.Source = .text
        ) {
            guard (1950...now + 1).contains(year) else { return }
            if scores[year] ?? 0 < score { sources[year] = source }
            // Independent signs add up.
            scores[year] = 1 - (1 - (scores[year] ?? 0)) * (1 - score)
            let evidence = ValueSuggestion.Evidence(words: String(words.prefix(100)), place: place, count: 1)
            if reasons[year]?.count ?? 0 < ValueSuggestion.mostEvidence { reasons[year, default: []].append(evidence) }
        }
        if let own = sample.metadata.year { add(own, 0.45, String(own), .metadata, .file) }
        for (year, words) in years(in: sample.title ?? "") { add(year, 0.5, words, .title) }
        for (year, words) in years(in: sample.fileName) { add(year, 0.5, words, .fileName, .fileName) }
        for (index, line) in sample.firstLines.enumerated() where line.count < 120 || index < 3 {
            // The date under a title is a line of its own.
            let score = line.count < 120 ? max(0.1, 0.35 - 0.02 * Double(index)) : 0.15
            for (year, words) in years(in: line) { add(year, score, words, .beginning) }
        }
        var counts: [Int: Int] = [:]
        for piece in sample.pieces where [.beginning, .text, .end, .heading].contains(piece.place) {
            let text = piece.text.written
            for match in text.matches(
                of: /(?:©|\([cC]\)|[Cc]opyright)[^\n]{0,40}?\b((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?/
            ) {
                if let year = Int(match.2 ?? match.1) { add(year, 0.75, String(match.0), piece.place) }
            }
            for (year, _) in years(in: text) { counts[year, default: 0] += 1 }
        }
        // The latest year of a text is often that of its issue.
        if let latest = counts.keys.filter({ $0 <= now }).max() { add(latest, 0.25, String(latest), .text) }
        for (year, count) in counts where count > 1 { add(year, min(0.2, 0.05 * Double(count)), String(year), .text) }
        return scores.sorted { ($1.value, $1.key) < ($0.value, $0.key) }.filter { $0.value >= Thresholds.year }.prefix(
            2
        )
        .map { year, score in
            ValueSuggestion(
                field: .year,
                value: String(year),
                source: sources[year] ?? .text,
                score: score,
                reasons: reasons[year] ?? []
            )
        }
    }

    private static func years(in text: String) -> [(Int, String)] {
        text.matches(of: /\b((?:19|20)\d\d)\b(?![.,]\d\d\d\b|\s?(?:€|EUR|kg|mm))/).compactMap { match in
            Int(match.1).map { ($0, String(match.1)) }
        }
    }
}

/// Suggestions below these scores are left out. Chosen on one half of the described documents of the repository; the
/// tests measure the other half.
enum Thresholds {
    static let year = 0.3
    static let country = 0.35
    static let sector = 0.35
    static let topic = 0.3
    static let type = 0.3
}
