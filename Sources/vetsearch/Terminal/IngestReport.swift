import Catalogue
import DocumentModel
import Encodings
import Foundation
import Indexer
import Synchronization
import Toolbox

/// Tells what became of every file, in the order of the files, and sums it up.
///
/// A line comes when the file's fate is certain: its record is on disk and, where it has text, its language is known.
final class IngestReport: IngestObserver {
    struct Line: Codable, Sendable {
        var path: String
        var status: String
        var id: String?
        var language: String?
        var reason: String?
    }

    struct Summary: Codable, Sendable {
        var summary: [String: Int]
    }

    private struct State {
        var waiting: [RecordedFile] = []
        var languages: [String: (sequence: Int64, codes: [LanguageTag])] = [:]
        /// What is known of documents that the index holds in part or not at all.
        var indexTroubles: [String: IndexTrouble] = [:]
        var counts: [FileStatus: Int] = [:]
        var troubles: [RecordedFile] = []
        var removed = 0
    }

    private let state = Mutex(State())
    private let isJSON: Bool
    private let tellsOnlyNews: Bool
    private let progress: Progress

    /// - Parameter onlyNews: files that are as they were are passed over, and so is a sum in which nothing else is.
    init(json: Bool, onlyNews: Bool = false) {
        isJSON = json
        tellsOnlyNews = onlyNews
        progress = Progress(json: json)
    }

    func begin(files: Int, bytes: Int64) { progress.begin(files: files, bytes: bytes) }

    func warn(_ line: String) { progress.warn(Terminal.harmless(line)) }

    func advance(bytes: Int64, name: String) { progress.advance(bytes: bytes, name: name) }

    /// The exit code that the files' fates call for.
    var hasFailures: Bool { state.withLock { ($0.counts[.failed] ?? 0) > 0 } }

    func add(_ files: [RecordedFile], isNews: Bool) {
        if tellsOnlyNews, !isNews { return }
        state.withLock { state in
            state.waiting += files
            emit(&state, all: false)
        }
    }

    /// Names the documents that were not indexed as a whole before.
    func note(_ troubles: [IndexTrouble]) {
        state.withLock { state in
            for trouble in troubles { state.indexTroubles[trouble.document] = trouble }
        }
    }

    func applied(_ changes: [AppliedChange]) {
        state.withLock { state in
            for change in changes {
                state.languages[change.document] = (change.sequence, change.languages)
                state.indexTroubles[change.document] = change.trouble
            }
            emit(&state, all: false)
        }
    }

    func removed(_ files: [RecordedFile]) {
        for file in files { progress.say("removed     \(Terminal.harmless(file.source))") }
        state.withLock { $0.removed += files.count }
    }

    /// Emits what still waits; `languages` is asked for documents that another process indexed.
    func finish(languages: (String) -> [LanguageTag]) {
        progress.end()
        state.withLock { state in
            for file in state.waiting {
                guard let id = file.document, state.languages[id] == nil else { continue }
                state.languages[id] = (file.sequence ?? 0, languages(id))
            }
            emit(&state, all: true)
        }
        let hasNews = state.withLock { state in
            state.removed > 0 || state.counts.contains { $0.key != .unchanged && $0.value > 0 }
        }
        if tellsOnlyNews, !hasNews || !isJSON { return }
        if isJSON { printSummary() } else { printTable() }
    }

    private func emit(_ state: inout State, all: Bool) {
        var count = 0
        for file in state.waiting {
            if let sequence = file.sequence, !all,
                (file.document.flatMap { state.languages[$0]?.sequence } ?? 0) < sequence
            {
                break
            }
            emit(file, &state)
            count += 1
        }
        state.waiting.removeFirst(count)
        if state.waiting.isEmpty { state.languages.removeAll() }
    }

    private func emit(_ recorded: RecordedFile, _ state: inout State) {
        var file = recorded
        if let trouble = file.document.flatMap({ state.indexTroubles[$0] }), file.status != .duplicate {
            file.reason = [trouble.sentence, file.reason].compactMap { $0 }.joined(separator: "; ")
            if trouble.kind == .failed { file.status = .failed }
        }
        state.counts[file.status, default: 0] += 1
        if tellsOnlyNews, file.status == .unchanged { return }
        let languages = file.document.flatMap { state.languages[$0]?.codes } ?? []
        switch file.status {
        case .noText, .encrypted, .unsupported, .failed: state.troubles.append(file)
        case .indexed, .unchanged, .updated, .duplicate: break
        }
        if isJSON {
            let line = Line(
                path: file.source,
                status: file.status.rawValue,
                id: file.document,
                language: languages.first?.code,
                reason: file.reason
            )
            if let text = try? jsonText(line) { Terminal.print(text) }
            return
        }
        var text = file.status.rawValue.padding(to: 12) + Terminal.harmless(file.source)
        if !languages.isEmpty { text += "  [\(languages.map(\.code).joined(separator: " "))]" }
        if let reason = file.reason { text += ": \(Terminal.harmless(reason))" }
        progress.say(text, isTrouble: file.status != .indexed && file.status != .unchanged && file.status != .updated)
    }

    private func printSummary() {
        var counts = Dictionary(uniqueKeysWithValues: FileStatus.allCases.map { ($0.rawValue, 0) })
        state.withLock { state in
            for (status, count) in state.counts { counts[status.rawValue] = count }
            if state.removed > 0 { counts["removed"] = state.removed }
        }
        if let text = try? jsonText(Summary(summary: counts)) { Terminal.print(text) }
    }

    private func printTable() {
        state.withLock { state in
            Terminal.print("")
            let names: [(FileStatus, String)] = [
                (.indexed, "indexed"), (.updated, "updated"), (.unchanged, "unchanged"), (.duplicate, "duplicate"),
                (.noText, "without text"), (.encrypted, "encrypted"), (.unsupported, "unsupported"),
                (.failed, "failed"),
            ]
            var rows = names.map { ($0.1, state.counts[$0.0] ?? 0) }
            if state.removed > 0 { rows.append(("removed", state.removed)) }
            for (name, count) in rows {
                let number = String(count)
                Terminal.print(
                    "  " + name.padding(to: 14) + String(repeating: " ", count: max(0, 7 - number.count)) + number
                )
            }
            for (status, name) in names.suffix(4) {
                let files = state.troubles.filter { $0.status == status }
                if files.isEmpty { continue }
                Terminal.print("\n\(name.prefix(1).uppercased() + name.dropFirst()):")
                for file in files {
                    Terminal.print("  \(Terminal.harmless(file.source)): \(Terminal.harmless(file.reason ?? ""))")
                }
            }
        }
    }
}
