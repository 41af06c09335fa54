import ArgumentParser
import Catalogue
import Encodings
import Foundation
import Index

extension Lack: ExpressibleByArgument {}

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show curators what is left to do: what documents lack, and what is searched without success.",
        discussion: """
            Of searches without hits, only the words are kept, for 90 days. They are shown if they were made three times or more.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "List the documents without this value.") var lacking: Lack?
    @Flag(help: "Print it as JSON.") var json = false

    struct Report: Codable {
        var documents: Int
        var lacking: [String: Int]
        var searchesWithoutHits: [ZeroResultQuery]
        /// Documents on concepts that no vocabulary has.
        var onUnknownTopics: [TopicUse]
        var perhapsTranslations: [TranslationSuggestion]
        /// Documents that the index holds in part or not at all.
        var notIndexed: [IndexTrouble]
    }

    struct Document: Codable {
        var id: String
        var source: String
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        if let lacking {
            let documents = try catalogue.documents(lacking: lacking)
            if json {
                let list = documents.map { Document(id: $0.id, source: $0.source) }
                return Terminal.print(try jsonText(list, pretty: true))
            }
            for document in documents { Terminal.print("\(document.id)  \(Terminal.harmless(document.source))") }
            return
        }
        let counts = try catalogue.lackCounts()
        let report = Report(
            documents: try catalogue.documentCount(),
            lacking: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
            searchesWithoutHits: try catalogue.misses(limit: 50),
            onUnknownTopics: try catalogue.documentsOnUnknownTopics(),
            perhapsTranslations: try catalogue.translationSuggestions(),
            notIndexed: try catalogue.indexTroubles(recipe: IndexLayout.recipe)
        )
        if json { return Terminal.print(try jsonText(report, pretty: true)) }
        Terminal.print("\(report.documents) documents; documents without")
        for lack in Lack.allCases {
            Terminal.print("  \(lack.rawValue.padding(to: 14))\(report.lacking[lack.rawValue] ?? 0)")
        }
        Terminal.print("'vetsearch report --lacking country' lists those without a country, and so on")
        if !report.notIndexed.isEmpty {
            Terminal.print("\nnot indexed, or only in part:")
            for trouble in report.notIndexed {
                Terminal.print(Terminal.harmless("  \(trouble.document)  \(trouble.source): \(trouble.sentence)"))
            }
        }
        if !report.onUnknownTopics.isEmpty {
            Terminal.print("\nwith topics that are in no vocabulary:")
            for use in report.onUnknownTopics {
                Terminal.print(Terminal.harmless("  \(use.id)  \(use.source): \(use.topics.joined(separator: ", "))"))
            }
        }
        if !report.perhapsTranslations.isEmpty {
            Terminal.print("\npossible translations, judging by the file names; to accept one, run the command:")
            for suggestion in report.perhapsTranslations {
                Terminal.print(Terminal.harmless("  # \(suggestion.original.source)"))
                for document in suggestion.translations {
                    let command = "vetsearch describe \(document.id) --set translationOf=\(suggestion.original.id)"
                    Terminal.print(Terminal.harmless("  \(command)  # \(document.source)"))
                }
            }
        }
        if !report.searchesWithoutHits.isEmpty {
            Terminal.print("\nsearched without success in the last \(Catalogue.missesKeptDays) days:")
            for miss in report.searchesWithoutHits {
                Terminal.print("  \(String(miss.count).padding(to: 6))\(Terminal.harmless(miss.text))")
            }
        }
    }
}
