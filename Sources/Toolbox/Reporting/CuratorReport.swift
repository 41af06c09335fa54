import Catalogue
import Encodings
import Index

/// Documents that lack something, by source.
package struct LackingDocuments: Codable, Sendable {
    package struct Document: Codable, Sendable {
        package var id: String
        package var source: String
    }

    package var lacking: Lack
    /// The number of all such documents.
    package var total: Int
    package var documents: [Document]

    /// - Parameters:
    ///   - offset: how many are skipped.
    ///   - limit: the maximum number of documents; nil: all.
    package init(_ lack: Lack, of catalogue: Catalogue, offset: Int = 0, limit: Int? = nil) throws {
        let all = try catalogue.documents(lacking: lack)
        (lacking, total) = (lack, all.count)
        documents = all.dropFirst(offset).prefix(limit ?? Int.max).map { Document(id: $0.id, source: $0.source) }
    }

    /// As a table for spreadsheets.
    package var csv: String {
        SpreadsheetCell.table(["id", "source"], documents.map { [$0.id, $0.source] })
    }
}

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
    /// The complete number of entries of each list above, by its name: a list may be a page of it.
    package var totals: [String: Int]

    /// The maximum number of searches in the report.
    private static let mostSearches = 50

    /// - Parameters:
    ///   - offset: how many entries of each list are skipped.
    ///   - limit: the maximum number of entries of each list; nil: all.
    package init(of catalogue: Catalogue, offset: Int = 0, limit: Int? = nil) throws {
        documents = try catalogue.documentCount()
        lacking = Dictionary(uniqueKeysWithValues: try catalogue.lackCounts().map { ($0.key.rawValue, $0.value) })
        var totals: [String: Int] = [:]
        func page<Entry>(_ name: String, _ entries: [Entry]) -> [Entry] {
            totals[name] = entries.count
            return Array(entries.dropFirst(offset).prefix(limit ?? Int.max))
        }
        searchesWithoutHits = page("searchesWithoutHits", try catalogue.queryLog.zeroResults(limit: Self.mostSearches))
        onUnknownTopics = page("onUnknownTopics", try catalogue.thesauri.documentsOnUnknownTopics())
        perhapsTranslations = page("perhapsTranslations", try catalogue.translationSuggestions())
        notIndexed = page(
            "notIndexed",
            try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion)
        )
        self.totals = totals
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
