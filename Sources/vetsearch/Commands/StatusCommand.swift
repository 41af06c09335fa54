import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Ingest
import SearchService
import SystemPackage
import TextAnalysis
import Toolbox

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the toolbox contains, and which files could not be read."
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
        /// How many documents are at which stage, and published ones for whom.
        var stages: [String: Int]
        var audiences: [String: Int]
        /// Documents that the index holds in part or not at all.
        var notIndexed: [IndexTrouble]
        /// Bytes on disk.
        var disk: [String: Int64]
        /// The recipe of the index, if it is another than this program's.
        var foreignRecipe: String?
        /// Where the base forms of words come from and what languages are told by, and what of it is missing.
        var wordSources: [LanguageData.Source]
        /// What confines the workers that read files.
        var workers: Workers
    }

    /// What confines the workers that read files, and what of it this machine lacks.
    struct Workers: Codable {
        /// Not there where no worker can be started.
        var protections: WorkerProtections?
        var lacks: [String]

        init() async {
            do throws(ExtractionFailure) {
                let found = try await WorkerProtections.ofWorkers()
                (protections, lacks) = (found, found.lacks)
            } catch {
                lacks = ["no files can be read on this machine: \(error.reason)"]
            }
        }
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
            stages: try catalogue.stageCounts(),
            audiences: try catalogue.audienceCounts(),
            notIndexed: try catalogue.indexTroubles(recipe: IndexLayout.recipe),
            disk: DiskUse(catalogue.toolbox).bytes,
            foreignRecipe: try engine?.foreignRecipe(),
            wordSources: LanguageData().inventory(),
            workers: await Workers()
        )
        if json { return Terminal.print(try jsonText(report, pretty: true)) }
        Terminal.print("toolbox:    \(catalogue.toolbox.folder)")
        Terminal.print("documents:  \(report.documents)")
        let shown = languages.map { "\($0.language.code) \($0.documents)" }.joined(separator: ", ")
        Terminal.print("languages:  \(shown.isEmpty ? "none yet" : shown)")
        let hidden = Visibility.allCases.dropFirst().compactMap { audience in
            report.audiences[audience.rawValue].map { "\($0) for \(audience.rawValue)" }
        }
        if !hidden.isEmpty { Terminal.print("hidden:     " + hidden.joined(separator: ", ")) }
        for stage in [Stage.draft, .reviewed] {
            if let count = report.stages[stage.rawValue] {
                Terminal.print("\(stage.rawValue):".padding(to: 12) + "\(count)")
            }
        }
        for status in FileStatus.allCases {
            if let count = report.statuses[status.rawValue] {
                Terminal.print("\(status.rawValue):".padding(to: 12) + "\(count)")
            }
        }
        let lag = report.revision - report.indexed
        Terminal.print(
            "index:      " + (lag == 0 ? "up to date" : "\(lag) changes behind; the next ingest applies them")
        )
        let sizes = report.disk.sorted { $0.key < $1.key }.map { "\($0.key) \(DiskUse.shown($0.value))" }
        Terminal.print("on disk:    " + sizes.joined(separator: ", "))
        if let recipe = report.foreignRecipe {
            Terminal.print("            made by another version of vetsearch (\(recipe)): run 'vetsearch reindex'")
        }
        Self.show(report.workers)
        Self.show(report.wordSources)
        for trouble in report.notIndexed {
            Terminal.print(Terminal.harmless("\(trouble.source) (\(trouble.document)): \(trouble.sentence)"))
        }
        for file in try catalogue.troubledFiles() {
            Terminal.print(
                "\(file.status.rawValue.padding(to: 12))\(Terminal.harmless(file.source)): \(Terminal.harmless(file.reason ?? ""))"
            )
        }
    }

    private static func show(_ workers: Workers) {
        if let protections = workers.protections {
            let parts = [
                protections.filtersSystemCalls ? "a system call filter" : nil,
                protections.landlockVersion > 0 ? "Landlock (version \(protections.landlockVersion))" : nil,
                protections.hasLimits ? "resource limits" : nil,
                protections.hasOwnUser ? "the user nobody" : nil,
            ].compactMap { $0 }
            Terminal.print("workers:    confined by " + (parts.isEmpty ? "nothing" : parts.joined(separator: ", ")))
        }
        for lack in workers.lacks { Terminal.print("missing:    \(lack)") }
    }

    /// Says in a few lines what base forms come from and languages are told by, and how to get what is missing.
    private static func show(_ sources: [LanguageData.Source]) {
        let present = sources.filter(\.isPresent)
        for kind in ["table", "dictionary", "morphology", "stemmer"] {
            let codes = present.filter { $0.kind == kind }.map(\.language.code)
            if !codes.isEmpty { Terminal.print((kind + ":").padding(to: 12) + codes.joined(separator: " ")) }
        }
        for source in sources where source.kind == "identification" {
            Terminal.print(
                "detection:".padding(to: 12)
                    + (source.isPresent
                        ? source.name
                        : "only CLD2, which is often wrong on short texts; to improve it, run: \(source.remedy ?? "")")
            )
        }
        let words = sources.filter { $0.kind != "identification" && !$0.isPresent }
        let missing = Dictionary(grouping: words, by: { $0.remedy ?? "" })
        for (remedy, sources) in missing.sorted(by: { $0.key < $1.key }) {
            let codes = Set(sources.map(\.language.code)).sorted().joined(separator: " ")
            Terminal.print(
                "missing:".padding(to: 12)
                    + "\(sources[0].name) (\(codes)); stems or plain words are used instead; to install it, run: \(remedy)"
            )
        }
    }
}
