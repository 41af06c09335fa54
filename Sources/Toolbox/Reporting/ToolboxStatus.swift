import Catalogue
import DocumentModel
import Encodings
import Foundation
import Index
import Ingest
import SearchService
import SystemPackage
import TextAnalysis

/// The content of a toolbox, the state of its index, and what is missing on this machine.
package struct ToolboxStatus: Codable, Sendable {
    package var documents: Int
    package var languages: [String: Int]
    package var statuses: [String: Int]
    /// The number of the last change in the catalogue, and of the last one in the index.
    package var revision: Int64
    package var indexed: Int64
    /// The number of documents at each stage, and of published ones for each audience.
    package var stages: [String: Int]
    package var audiences: [String: Int]
    /// Documents that are not, or not completely, in the index.
    package var notIndexed: [IndexTrouble]
    /// Disk space in bytes.
    package var disk: [String: Int64]
    /// The bytes that are free on the disk of the toolbox; nil if unknown.
    package var diskFree: Int64?
    /// The last backups.
    package var backup: BackupLog
    /// The format version of the index, if it is not that of this program.
    package var foreignFormat: String?
    /// The sources of base forms and of language identification, and which of them are missing.
    package var wordSources: [LanguageData.Source]
    /// How far the vectors are.
    package var vectors: VectorStatus
    /// The protections of the workers that read files.
    package var workers: Workers

    /// The names in JSON, which predate `foreignFormat`.
    enum CodingKeys: String, CodingKey {
        case documents, languages, statuses, revision, indexed, stages, audiences, notIndexed, disk
        case diskFree, backup
        case foreignFormat = "foreignRecipe"
        case wordSources, vectors, workers
    }

    /// The protections of the workers that read files, and which of them are missing on this machine.
    package struct Workers: Codable, Sendable {
        /// Nil if no worker can be started.
        package var protections: WorkerProtections?
        package var lacks: [String]

        init() async {
            do throws(ExtractionFailure) {
                let found = try await WorkerProtections.ofWorkers()
                (protections, lacks) = (found, found.lacks)
            } catch {
                lacks = ["no files can be read on this machine: \(error.reason)"]
            }
        }
    }

    package init(of catalogue: Catalogue) async throws {
        let workers = await Workers()
        self = try await Blocking.run { try ToolboxStatus(of: catalogue, workers: workers) }
    }

    private init(of catalogue: Catalogue, workers: Workers) throws {
        let hasIndex = FileManager.default.fileExists(atPath: catalogue.toolbox.index.string)
        let engine = hasIndex ? try SearchEngine(index: catalogue.toolbox.index) : nil
        documents = try catalogue.documentCount()
        languages = Dictionary(
            uniqueKeysWithValues: try engine?.languages().map { ($0.language.code, $0.documents) } ?? []
        )
        statuses = Dictionary(
            uniqueKeysWithValues: try catalogue.files.statusCounts().map { ($0.key.rawValue, $0.value) }
        )
        revision = try catalogue.lastSequence()
        indexed = try engine?.revision() ?? 0
        stages = try catalogue.stageCounts()
        audiences = try catalogue.audienceCounts()
        notIndexed = try catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion)
        disk = DiskUse(catalogue.toolbox).bytes
        diskFree = DiskUse.free(in: catalogue.toolbox)
        backup = BackupLog(of: catalogue.toolbox)
        foreignFormat = try engine?.foreignFormat()
        wordSources = LanguageData().inventory()
        vectors = try VectorStatus(of: catalogue)
        self.workers = workers
    }

    // MARK: In sentences

    /// A line for each fact, preceded by its name.
    package func lines(of catalogue: Catalogue) throws -> [String] {
        let languageCounts = languages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            "\($0.key) \($0.value)"
        }
        let hidden = Visibility.allCases.dropFirst().compactMap { audience in
            audiences[audience.rawValue].map { "\($0) for \(audience.rawValue)" }
        }
        let lag = revision - indexed
        let sizes = disk.sorted { $0.key < $1.key }.map { "\($0.key) \(DiskUse.shown($0.value))" }
        var facts: [(String, String)] = [
            ("toolbox:", "\(catalogue.toolbox.folder)"), ("documents:", "\(documents)"),
            ("languages:", languageCounts.isEmpty ? "none yet" : languageCounts.joined(separator: ", ")),
        ]
        if !hidden.isEmpty { facts.append(("hidden:", hidden.joined(separator: ", "))) }
        for stage in [Stage.draft, .reviewed] {
            if let count = stages[stage.rawValue] { facts.append(("\(stage.rawValue):", "\(count)")) }
        }
        for status in FileStatus.allCases {
            if let count = statuses[status.rawValue] { facts.append(("\(status.rawValue):", "\(count)")) }
        }
        facts += [
            ("index:", lag == 0 ? "up to date" : "\(lag) changes behind; the next ingest applies them"),
            (vectors.hasModel ? "vectors:" : "missing:", vectors.sentence),
            ("on disk:", sizes.joined(separator: ", ")),
            ("backup:", backup.line),
        ]
        if let foreignFormat {
            facts.append(("", "made by another version of vetsearch (\(foreignFormat)): run 'vetsearch reindex'"))
        }
        facts += workers.facts + Self.facts(wordSources)
        let troubles = notIndexed.map { "\($0.source) (\($0.document)): \($0.sentence)" }
        let files = try catalogue.files.withoutText().map { file in
            "\(file.status.rawValue.padding(to: 12))\(file.source): \(file.reason ?? "")"
        }
        return facts.map { $0.padding(to: 12) + $1 } + troubles + files
    }

    /// The sources of base forms and of language identification, and how to install the missing ones.
    private static func facts(_ sources: [LanguageData.Source]) -> [(String, String)] {
        let present = sources.filter(\.isPresent)
        var facts = ["table", "dictionary", "morphology", "stemmer"].compactMap { kind -> (String, String)? in
            let codes = present.filter { $0.kind == kind }.map(\.language.code)
            return codes.isEmpty ? nil : (kind + ":", codes.joined(separator: " "))
        }
        for source in sources where source.kind == "identification" {
            let lack = "only CLD2, which is often wrong on short texts; to improve it, run: \(source.remedy ?? "")"
            facts.append(("detection:", source.isPresent ? source.name : lack))
        }
        let words = sources.filter { $0.kind != "identification" && !$0.isPresent }
        let missing = Dictionary(grouping: words, by: { $0.remedy ?? "" })
        for (remedy, sources) in missing.sorted(by: { $0.key < $1.key }) {
            let codes = Set(sources.map(\.language.code)).sorted().joined(separator: " ")
            let instead = "stems or plain words are used instead; to install it, run: \(remedy)"
            facts.append(("missing:", "\(sources[0].name) (\(codes)); \(instead)"))
        }
        return facts
    }
}

extension ToolboxStatus.Workers {
    fileprivate var facts: [(String, String)] {
        let parts = protections.map { protections in
            [
                protections.filtersSystemCalls ? "a system call filter" : nil,
                protections.landlockVersion > 0 ? "Landlock (version \(protections.landlockVersion))" : nil,
                protections.hasLimits ? "resource limits" : nil,
                protections.hasOwnUser ? "the user nobody" : nil,
            ].compactMap { $0 }
        }
        let confined = parts.map {
            [("workers:", "confined by " + ($0.isEmpty ? "nothing" : $0.joined(separator: ", ")))]
        }
        return (confined ?? []) + lacks.map { ("missing:", $0) }
    }
}
