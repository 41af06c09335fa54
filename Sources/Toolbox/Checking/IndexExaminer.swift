import Catalogue
import Encodings
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Has the index checked by a child process. If the child crashes, the index is damaged.
package enum IndexExaminer {
    /// The maximum size of a report in bytes.
    private static let mostOutput = 256 << 20
    /// The limits for checking an index: memory, and processor time according to its size, far more than an intact one
    /// needs.
    private static let memoryBytes: rlim_t = 4 << 30
    private static let leastSeconds: rlim_t = 120
    private static let bytesPerSecond: rlim_t = 1 << 20

    /// - Throws: ``ToolboxError`` if the child could not check the index for another reason than damage.
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

    /// The child's part: checks the complete index. Limits the resources of this process from here on.
    /// - Returns: the report as text to be printed.
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
