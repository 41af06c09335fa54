import Catalogue
import Foundation
import Index
import Subprocess
import SystemPackage
import Vectors

/// Has child processes (``VectorWorker``) make the vectors that are missing.
package enum VectorRun {
    package enum Outcome: Sendable, Equatable {
        /// All documents in the index have vectors.
        case done
        /// Another process is making them.
        case locked
        /// It was asked to stop.
        case stopped
        case failed(reason: String)
    }

    /// A document at which so many processes have crashed gets no vectors until it changes.
    private static let mostCrashes = 2
    /// How many processes in a row may crash.
    private static let mostFailures = 10
    /// How long the child has to commit when it is asked to stop.
    private static let longestStop = Duration.seconds(5)

    /// Whether there are changes in the index that the vectors have not followed yet.
    package static func isBehind(_ catalogue: Catalogue) throws -> Bool {
        let applied = VectorHead.read(catalogue.toolbox.vectors)?.applied ?? 0
        guard try catalogue.lastSequence() > applied else { return false }
        guard FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) else { return false }
        return try IndexReader(path: catalogue.toolbox.index.string).appliedSequence() > applied
    }

    /// Runs until everything is done, or the task is cancelled.
    /// - Parameters:
    ///   - model: the path of the model.
    ///   - onCommit: called with the number of the last change that is done, whenever searches see more.
    ///   - onSkip: called with each document that is skipped because processes crashed at it.
    package static func run(
        _ toolbox: Toolbox,
        model: String,
        onCommit: @escaping @Sendable (Int64) async -> Void = { _ in },
        onSkip: @escaping @Sendable (String) async -> Void = { _ in }
    ) async throws -> Outcome {
        var crashes: [String: Int] = [:]
        var skipped: [String] = []
        for _ in 0..<mostFailures {
            let (status, document, failure) = try await runOnce(toolbox, model, skipped, onCommit)
            if Task.isCancelled { return .stopped }
            switch status {
            case .exited(0): return .done
            case .exited(VectorWorker.lockedCode): return .locked
            case .exited(VectorWorker.stoppedCode): return .stopped
            case .exited(let code): return .failed(reason: failure ?? "the process that makes vectors failed (\(code))")
            case .signaled:
                guard let document else { continue }
                crashes[document, default: 0] += 1
                guard crashes[document]! >= mostCrashes, !skipped.contains(document) else { continue }
                skipped.append(document)
                await onSkip(document)
            }
        }
        return .failed(reason: "the process that makes vectors keeps crashing")
    }

    private static func runOnce(
        _ toolbox: Toolbox,
        _ model: String,
        _ skipped: [String],
        _ onCommit: @escaping @Sendable (Int64) async -> Void
    ) async throws -> (status: TerminationStatus, document: String?, failure: String?) {
        var options = PlatformOptions()
        // A group of its own, because Ctrl-C is for the parent.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: longestStop)]
        let result = try await Subprocess.run(
            .path("/proc/self/exe"),
            arguments: Arguments(
                ["vector-worker", toolbox.folder.string, model] + skipped.flatMap { ["--skip", $0] }
            ),
            environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
            platformOptions: options,
            input: .none,
            output: .sequence,
            error: .discarded
        ) { process in
            var (document, failure): (String?, String?) = (nil, nil)
            for try await line in process.standardOutput.strings() {
                switch try? JSONDecoder().decode(VectorEvent.self, from: Data(line.utf8)) {
                case .began(let id): document = id
                case .committed(let applied): await onCommit(applied)
                case .failed(let reason): failure = reason
                case nil: break
                }
            }
            return (document, failure)
        }
        return (result.terminationStatus, result.closureResult.0, result.closureResult.1)
    }
}
