import Catalogue
import DocumentModel
import Indexer

/// The outcomes of an ingest's files. A file waits here until its outcome is final: it is recorded on disk and, if it has
/// text, its language is known from the index.
package struct IngestOutcomes: Sendable {
    /// A file with its final outcome.
    package struct Outcome: Sendable {
        package var file: FileOutcome
        package var languages: [LanguageTag]

        /// The outcome as a line of JSON.
        package struct Line: Codable, Sendable {
            package var path: String
            package var status: String
            package var id: String?
            package var language: String?
            package var reason: String?
        }

        package var line: Line {
            Line(
                path: file.source,
                status: file.status.rawValue,
                id: file.document,
                language: languages.first?.code,
                reason: file.reason
            )
        }
    }

    private var waiting: [FileOutcome] = []
    private var languages: [String: (sequence: Int64, codes: [LanguageTag])] = [:]
    /// The documents that are not, or not completely, in the index.
    private var indexTroubles: [String: IndexTrouble] = [:]

    package private(set) var counts: [FileStatus: Int] = [:]
    /// Files that could not be read, or without text.
    package private(set) var troubles: [FileOutcome] = []
    package private(set) var removed = 0

    package init() {}

    /// Whether anything has changed.
    package var hasNews: Bool { removed > 0 || counts.contains { $0.key != .unchanged && $0.value > 0 } }

    /// The number of files of each status, including those without files.
    package var summary: [String: Int] {
        var summary = Dictionary(uniqueKeysWithValues: FileStatus.allCases.map { ($0.rawValue, counts[$0] ?? 0) })
        if removed > 0 { summary["removed"] = removed }
        return summary
    }

    /// Adds files, in the order of their paths; returns those whose outcome is final.
    package mutating func add(_ files: [FileOutcome]) -> [Outcome] {
        waiting += files
        return settle(all: false)
    }

    /// Adds the results of indexing; returns the files whose outcome is final now.
    package mutating func applied(_ changes: [AppliedChange]) -> [Outcome] {
        for change in changes {
            languages[change.document] = (change.sequence, change.languages)
            indexTroubles[change.document] = change.trouble
        }
        return settle(all: false)
    }

    /// Adds documents that are not, or not completely, in the index.
    package mutating func note(_ troubles: [IndexTrouble]) {
        for trouble in troubles { indexTroubles[trouble.document] = trouble }
    }

    package mutating func remove(_ files: [FileOutcome]) { removed += files.count }

    /// All files that are still waiting.
    /// - Parameter find: returns the languages of a document that another process indexed.
    package mutating func finish(languages find: (String) -> [LanguageTag]) -> [Outcome] {
        for file in waiting {
            guard let id = file.document, languages[id] == nil else { continue }
            languages[id] = (file.sequence ?? 0, find(id))
        }
        return settle(all: true)
    }

    private mutating func settle(all: Bool) -> [Outcome] {
        let certain = waiting.prefix { file in
            guard let sequence = file.sequence, !all else { return true }
            return (file.document.flatMap { languages[$0]?.sequence } ?? 0) >= sequence
        }
        let outcomes = certain.map { settle($0) }
        waiting.removeFirst(certain.count)
        if waiting.isEmpty { languages.removeAll() }
        return outcomes
    }

    private mutating func settle(_ recorded: FileOutcome) -> Outcome {
        var file = recorded
        if let trouble = file.document.flatMap({ indexTroubles[$0] }), file.status != .duplicate {
            file.reason = [trouble.sentence, file.reason].compactMap { $0 }.joined(separator: "; ")
            if trouble.kind == .failed { file.status = .failed }
        }
        counts[file.status, default: 0] += 1
        switch file.status {
        case .noText, .encrypted, .unsupported, .failed: troubles.append(file)
        case .indexed, .unchanged, .updated, .duplicate: break
        }
        return Outcome(file: file, languages: file.document.flatMap { languages[$0]?.codes } ?? [])
    }
}
