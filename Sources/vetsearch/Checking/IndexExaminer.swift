import ArgumentParser
import Catalogue
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Has the index examined by a child process: one that dies over it says by that that the index is damaged.
enum IndexExaminer {
    /// Bytes of a report.
    private static let mostOutput = 256 << 20

    /// - Throws: ``CommandFailure`` where the child could not look at the index for another reason than the index.
    static func run(_ toolbox: Toolbox) async throws -> IndexReport {
        let result = try await Subprocess.run(
            .path("/proc/self/exe"),
            arguments: ["check-index", "--toolbox", toolbox.folder.string],
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
            input: .none,
            output: .string(limit: mostOutput),
            error: .string(limit: 1 << 20)
        )
        switch result.terminationStatus {
        case .exited(0):
            let report = try? JSONDecoder().decode(IndexReport.self, from: Data(result.standardOutput.utf8))
            guard let report else { throw CommandFailure("the process that checks the index answers something else") }
            return report
        case .exited(let code):
            let words = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
            throw CommandFailure("the index could not be checked (exit code \(code)): \(words)")
        case .signaled(let signal):
            var report = IndexReport(isDamaged: true)
            report.problems = [
                "the index is damaged: reading it ended the process that checked it (signal \(signal)); run 'vetsearch reindex'"
            ]
            return report
        }
    }
}

/// The child process in which the index is read as a whole; started by `check`, not by people.
struct CheckIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check-index", shouldDisplay: false)

    @OptionGroup var toolbox: ToolboxOptions

    /// What a damaged index may cost: memory at most, and processor time by its size, far more than a whole one takes.
    private static let memoryBytes: rlim_t = 4 << 30
    private static let leastSeconds: rlim_t = 120
    private static let bytesPerSecond: rlim_t = 1 << 20

    func run() throws {
        let catalogue = try toolbox.openCatalogue()
        let size = rlim_t(max(0, DiskUse(catalogue.toolbox).bytes["index"] ?? 0))
        limit(RLIMIT_AS, Self.memoryBytes)
        limit(RLIMIT_CPU, Self.leastSeconds + size / Self.bytesPerSecond)
        limit(RLIMIT_CORE, 0)
        var examination = IndexExamination(catalogue)
        Terminal.print(try json(try examination.run()))
    }

    private func limit(_ resource: __rlimit_resource, _ most: rlim_t) {
        var limits = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
    }
}
