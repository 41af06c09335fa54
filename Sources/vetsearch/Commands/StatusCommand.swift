import ArgumentParser
import Catalogue
import DocumentModel
import Foundation
import SearchService
import SystemPackage

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell what the toolbox holds, and which files gave nothing."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print it as JSON.") var json = false

    struct Report: Codable {
        var documents: Int
        var languages: [String: Int]
        var statuses: [String: Int]
        /// The last change in the catalogue, and the last that the index shows.
        var revision: Int64
        var indexed: Int64
        /// The recipe of the index, if it is another than this program's.
        var foreignRecipe: String?
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let hasIndex = FileManager.default.fileExists(atPath: catalogue.toolbox.index.string)
        let engine = hasIndex ? try SearchEngine(index: catalogue.toolbox.index) : nil
        let languages = try engine?.languages() ?? []
        let report = Report(
            documents: try catalogue.documentCount(),
            languages: Dictionary(uniqueKeysWithValues: languages.map { ($0.language.code, $0.documents) }),
            statuses: Dictionary(
                uniqueKeysWithValues: try catalogue.statusCounts().map { ($0.key.rawValue, $0.value) }
            ),
            revision: try catalogue.lastSequence(),
            indexed: try engine?.revision() ?? 0,
            foreignRecipe: try engine?.foreignRecipe()
        )
        if json { return Terminal.print(try vetsearch.json(report, pretty: true)) }
        Terminal.print("toolbox:    \(catalogue.toolbox.folder)")
        Terminal.print("documents:  \(report.documents)")
        let shown = languages.map { "\($0.language.code) \($0.documents)" }.joined(separator: ", ")
        Terminal.print("languages:  \(shown.isEmpty ? "none yet" : shown)")
        for status in FileStatus.allCases {
            if let count = report.statuses[status.rawValue] {
                Terminal.print("\(status.rawValue):".padding(to: 12) + "\(count)")
            }
        }
        let lag = report.revision - report.indexed
        Terminal.print(
            "index:      " + (lag == 0 ? "up to date" : "\(lag) changes behind; the next ingest applies them")
        )
        if let recipe = report.foreignRecipe {
            Terminal.print("            made by another version (\(recipe)): run 'vetsearch reindex'")
        }
        for file in try catalogue.troubledFiles() {
            Terminal.print(
                "\(file.status.rawValue.padding(to: 12))\(Terminal.harmless(file.source)): \(Terminal.harmless(file.reason ?? ""))"
            )
        }
    }
}
