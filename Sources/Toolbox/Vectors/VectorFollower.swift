import Catalogue
import Foundation
import Logging
import Synchronization

/// Has the missing vectors made as long as the service runs, whenever the index has changed.
package final class VectorFollower: Sendable {
    private let catalogue: Catalogue
    private let logger: Logger
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// How often it looks for changes, and how long it waits after a failure.
    private static let patience = Duration.seconds(1)
    /// For how long nothing must have changed before it begins, because one deposit is often followed by others; and how long
    /// it waits for that at most.
    private static let quiet = Duration.seconds(3)
    private static let longestWait = Duration.seconds(30)
    private static let afterFailure = Duration.seconds(60)

    package init(serving catalogue: Catalogue, logger: Logger) {
        (self.catalogue, self.logger) = (catalogue, logger)
        task.withLock { $0 = Task { [self] in await follow() } }
    }

    /// Ends the work at a commit, and waits for that.
    package func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
    }

    private func follow() async {
        var logged = ""
        var waiting = Waiting()
        while !Task.isCancelled {
            var wait = Self.patience
            do {
                if let model = VectorModel.path,
                    let last = try await Blocking.run({ [catalogue] in
                        try VectorRun.isBehind(catalogue) ? try catalogue.lastSequence() : nil
                    }), waiting.isOver(at: last)
                {
                    let outcome = try await VectorRun.run(
                        catalogue.toolbox,
                        model: model,
                        onSkip: { [logger] document in
                            logger.warning(
                                "no vectors are made of a document, because the process crashed at it twice",
                                metadata: ["document": "\(document)"]
                            )
                        }
                    )
                    if case .failed(let reason) = outcome { throw ToolboxError(reason) }
                    (logged, waiting) = ("", Waiting())
                }
            } catch {
                if Task.isCancelled { return }
                // Logged once and tried again: the disk may have space again, or the model be replaced.
                if "\(error)" != logged { logger.error("vectors cannot be made", metadata: ["error": "\(error)"]) }
                logged = "\(error)"
                wait = Self.afterFailure
            }
            try? await Task.sleep(for: wait)
        }
    }
}

extension VectorFollower {
    /// Waits until nothing has changed for a while.
    private struct Waiting {
        private var last: Int64?
        private var began = ContinuousClock.now
        private var changed = ContinuousClock.now

        /// Whether it is time to begin.
        /// - Parameter last: the number of the last change.
        mutating func isOver(at last: Int64) -> Bool {
            let now = ContinuousClock.now
            if self.last == nil { began = now }
            if self.last != last { (self.last, changed) = (last, now) }
            return now - changed >= VectorFollower.quiet || now - began >= VectorFollower.longestWait
        }
    }
}
