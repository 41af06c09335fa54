import Catalogue
import Foundation
import Subprocess
import SystemPackage

/// Has the index examined by a child process: one that dies over it says by that that the index is damaged.
package enum IndexExaminer {
    /// Bytes of a report.
    private static let mostOutput = 256 << 20

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
}
