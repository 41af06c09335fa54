import Foundation
import Synchronization
import TestSupport

/// A private folder in the system's temporary folder; deleted with the value.
final class Sandbox: Sendable {
    let path: String

    init() throws {
        var template = Array(
            (FileManager.default.temporaryDirectory.appending(path: "vetsearch-test-XXXXXX").path).utf8CString
        )
        guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) }) else {
            throw POSIXError(.EIO)
        }
        path = String(cString: made)
        Leftovers.add(folder: path)
    }

    deinit { Leftovers.remove(folder: path) }

    var toolbox: String { path + "/toolbox" }
    /// A folder of documents to ingest.
    var folder: String { path + "/folder" }

    /// Copies files and folders of the fixtures into ``folder``, with their relative paths.
    func copyFixtures(_ names: String..., into folder: String? = nil) throws {
        for name in names {
            let target = "\(folder ?? self.folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true
            )
            try FileManager.default.copyItem(atPath: "\(Program.fixtures)/\(name)", toPath: target)
        }
    }

    /// Writes a file below ``folder``.
    func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    func write(_ data: Data, to name: String) throws {
        let target = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try data.write(to: target)
    }

    /// Ingests ``folder``; returns the lines of `--json` and the summary.
    func ingest(_ more: String...) async throws -> Ingested {
        Ingested(try await Program.run(["ingest", folder, "--toolbox", toolbox, "--json"] + more))
    }

    /// The output of `check --json`, preceded by its exit code.
    func check() async throws -> (code: Int32, result: JSON) {
        let outcome = try await Program.run(["check", "--toolbox", toolbox, "--json"])
        return (outcome.code, try JSON(Data(outcome.output.utf8)))
    }

    /// Waits until a running server has indexed what it accepted. A server that is stopped before leaves the rest to the next
    /// one, and ``check()`` says so.
    func waitForIndex() async throws {
        try await wait(for: "an index that is up to date") { try await check().code == 0 }
    }
}

/// The output of `ingest --json`.
struct Ingested {
    let code: Int32
    /// A line for each file.
    let files: [JSON]
    let summary: [String: JSON]
    let errors: String

    init(_ outcome: Program.Outcome) {
        code = outcome.code
        errors = outcome.errors
        let lines = (try? outcome.json()) ?? []
        summary = lines.last?["summary"].object ?? [:]
        files = lines.filter { $0["path"] != .null }
    }

    func file(_ path: String) -> JSON { files.first { $0["path"].string == path } ?? .null }
    func status(_ path: String) -> String { file(path)["status"].string ?? "not told" }

    /// The statuses of the lines with their counts, as the summary should have them.
    var counts: [String: Int] {
        Dictionary(files.map { ($0["status"].string ?? "", 1) }, uniquingKeysWith: +)
    }

    /// The summary without zeros.
    var summed: [String: Int] { summary.compactMapValues(\.int).filter { $0.value != 0 } }
}

/// Files that must be deleted when the tests end, however they end.
enum Leftovers {
    private struct State {
        var folders: Set<String> = []
        var processes: Set<pid_t> = []
        var isArmed = false
    }

    private static let state = Mutex(State())

    static func add(folder: String) {
        change { $0.folders.insert(folder) }
    }

    static func remove(folder: String) {
        try? FileManager.default.removeItem(atPath: folder)
        state.withLock { _ = $0.folders.remove(folder) }
    }

    static func add(process: pid_t) {
        change { $0.processes.insert(process) }
    }

    static func remove(process: pid_t) {
        state.withLock { _ = $0.processes.remove(process) }
    }

    private static func change<Result>(_ body: (inout State) -> Result) {
        state.withLock { state in
            _ = body(&state)
            if !state.isArmed { atexit { Leftovers.clear() } }
            state.isArmed = true
        }
    }

    private static func clear() {
        state.withLock { state in
            for process in state.processes { kill(-process, SIGKILL) }
            for folder in state.folders { try? FileManager.default.removeItem(atPath: folder) }
        }
    }
}
