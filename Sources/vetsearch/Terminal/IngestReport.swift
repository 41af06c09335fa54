import Catalogue
import DocumentModel
import Encodings
import Foundation
import Indexer
import Synchronization
import Toolbox

/// Prints the outcome of every file, in order, and a summary. A line is printed when the outcome is final.
final class IngestReport: IngestObserver {
    private let outcomes = Mutex(IngestOutcomes())
    private let isJSON: Bool
    private let tellsOnlyNews: Bool
    private let progress: Progress

    /// - Parameter onlyNews: whether to skip unchanged files, and the summary if there are no others.
    init(json: Bool, onlyNews: Bool = false) {
        isJSON = json
        tellsOnlyNews = onlyNews
        progress = Progress(json: json)
    }

    func begin(files: Int, bytes: Int64) { progress.begin(files: files, bytes: bytes) }

    func warn(_ line: String) { progress.warn(Terminal.harmless(line)) }

    func advance(bytes: Int64, name: String) { progress.advance(bytes: bytes, name: name) }

    /// Whether a file could not be read.
    var hasFailures: Bool { outcomes.withLock { ($0.counts[.failed] ?? 0) > 0 } }

    func add(_ files: [FileOutcome], isNews: Bool) {
        if tellsOnlyNews, !isNews { return }
        outcomes.withLock { for outcome in $0.add(files) { show(outcome) } }
    }

    func note(_ troubles: [IndexTrouble]) { outcomes.withLock { $0.note(troubles) } }

    func applied(_ changes: [AppliedChange]) {
        outcomes.withLock { for outcome in $0.applied(changes) { show(outcome) } }
    }

    func removed(_ files: [FileOutcome]) {
        for file in files { progress.say("removed     \(Terminal.harmless(file.source))") }
        outcomes.withLock { $0.remove(files) }
    }

    func finish(languages: (String) -> [LanguageTag]) {
        progress.end()
        outcomes.withLock { for outcome in $0.finish(languages: languages) { show(outcome) } }
        let result = outcomes.withLock { $0 }
        if tellsOnlyNews, !result.hasNews || !isJSON { return }
        guard isJSON else { return printTable(result) }
        if let text = try? jsonText(["summary": result.summary]) { Terminal.print(text) }
    }

    private func show(_ outcome: IngestOutcomes.Outcome) {
        let (file, languages) = (outcome.file, outcome.languages)
        if tellsOnlyNews, file.status == .unchanged { return }
        if isJSON {
            if let text = try? jsonText(outcome.line) { Terminal.print(text) }
            return
        }
        var text = file.status.rawValue.padding(to: 12) + Terminal.harmless(file.source)
        if !languages.isEmpty { text += "  [\(languages.map(\.code).joined(separator: " "))]" }
        if let reason = file.reason { text += ": \(Terminal.harmless(reason))" }
        progress.say(text, isTrouble: file.status != .indexed && file.status != .unchanged && file.status != .updated)
    }

    private func printTable(_ result: IngestOutcomes) {
        Terminal.print("")
        let names: [(FileStatus, String)] = [
            (.indexed, "indexed"), (.updated, "updated"), (.unchanged, "unchanged"), (.duplicate, "duplicate"),
            (.noText, "without text"), (.encrypted, "encrypted"), (.unsupported, "unsupported"),
            (.failed, "failed"),
        ]
        var rows = names.map { ($0.1, result.counts[$0.0] ?? 0) }
        if result.removed > 0 { rows.append(("removed", result.removed)) }
        for (name, count) in rows {
            let number = String(count)
            Terminal.print(
                "  " + name.padding(to: 14) + String(repeating: " ", count: max(0, 7 - number.count)) + number
            )
        }
        for (status, name) in names.suffix(4) {
            let files = result.troubles.filter { $0.status == status }
            if files.isEmpty { continue }
            Terminal.print("\n\(name.prefix(1).uppercased() + name.dropFirst()):")
            for file in files {
                Terminal.print("  \(Terminal.harmless(file.source)): \(Terminal.harmless(file.reason ?? ""))")
            }
        }
    }
}
