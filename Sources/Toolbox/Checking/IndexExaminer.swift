import Catalogue
import Encodings
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Has the index examined by a child process: one that dies over it says by that that the index is damaged.
package enum IndexExaminer {
    /// Bytes of a report.
    private static let mostOutput = 256 << 20
    /// What a damaged index may cost: memory at most, and processor time by its size, far more than a whole one takes.
    private static let memoryBytes: rlim_t = 4 << 30
    private static let leastSeconds: rlim_t = 120
    private static let bytesPerSecond: rlim_t = 1 << 20

    /// - Throws: ``ToolboxError`` where the child could not look at the index for another reason than the index.
    package static func run(_ toolbox: Toolbox) async throws -> IndexReport {
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
            guard let report else { throw ToolboxError("the process that checks the index gave an unexpected answer") }
            return report
        case .exited(let code):
            let words = result.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
            throw ToolboxError("the index could not be checked (exit code \(code)): \(words)")
        case .signaled(let signal):
            var report = IndexReport(isDamaged: true)
            report.problems = [
                "the index is damaged: the process that checked it crashed while reading it (signal "
                    + "\(signal)); run 'vetsearch reindex'"
            ]
            return report
        }
    }

    /// The child's part: reads the whole index. Limits what this process may cost from here on.
    /// - Returns: the report, to be printed.
    package static func report(on catalogue: Catalogue) throws -> String {
        let size = rlim_t(max(0, DiskUse(catalogue.toolbox).bytes["index"] ?? 0))
        limit(RLIMIT_AS, memoryBytes)
        limit(RLIMIT_CPU, leastSeconds + size / bytesPerSecond)
        limit(RLIMIT_CORE, 0)
        var examination = IndexExamination(catalogue)
        return try jsonText(try examination.run())
    }

    private static func limit(_ resource: __rlimit_resource, _ most: rlim_t) {
        var limits = rlimit(rlim_cur: most, rlim_max: most)
        setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
    }
}
