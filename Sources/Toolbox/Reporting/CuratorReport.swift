import Catalogue
import Encodings
import Index

/// What curators should work on: missing metadata, and searches without results.
package struct CuratorReport: Codable, Sendable {
    package var documents: Int
    package var lacking: [String: Int]
    package var searchesWithoutHits: [ZeroResultQuery]
    /// Documents with topics that are in no thesaurus.
    package var onUnknownTopics: [TopicUse]
    package var perhapsTranslations: [TranslationSuggestion]
    /// Documents that are not, or not completely, in the index.
    package var notIndexed: [IndexTrouble]

    /// The maximum number of searches in the report.
    private static let mostSearches = 50

    package init(of catalogue: Catalogue) throws {
        documents = try catalogue.documentCount()
        lacking = Dictionary(uniqueKeysWithValues: try catalogue.lackCounts().map { ($0.key.rawValue, $0.value) })
        searchesWithoutHits = try catalogue.queryLog.zeroResults(limit: Self.mostSearches)
        onUnknownTopics = try catalogue.thesauri.documentsOnUnknownTopics()
        perhapsTranslations = try catalogue.translationSuggestions()
        notIndexed = try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion)
    }

    /// The report as lines of text.
    package var lines: [String] {
        var lines = ["\(documents) documents; documents without"]
        lines += Lack.allCases.map { "  \($0.rawValue.padding(to: 14))\(lacking[$0.rawValue] ?? 0)" }
        lines.append("'vetsearch report --lacking country' lists those without a country, and so on")
        func add(_ heading: String, _ entries: [String]) {
            if !entries.isEmpty { lines += ["", heading + ":"] + entries }
        }
        add(
            "not indexed, or only in part",
            notIndexed.map { "  \($0.document)  \($0.source): \($0.sentence)" }
        )
        add(
            "with topics that are in no vocabulary",
            onUnknownTopics.map { "  \($0.id)  \($0.source): \($0.topics.joined(separator: ", "))" }
        )
        add(
            "possible translations, judging by the file names; to accept one, run the command",
            perhapsTranslations.flatMap { suggestion in
                ["  # \(suggestion.original.source)"]
                    + suggestion.translations.map { document in
                        "  vetsearch describe \(document.id) --set translationOf=\(suggestion.original.id)"
                            + "  # \(document.source)"
                    }
            }
        )
        add(
            "searched without success in the last \(QueryLog.keptDays) days",
            searchesWithoutHits.map { "  \(String($0.count).padding(to: 6))\($0.text)" }
        )
        return lines
    }
}
