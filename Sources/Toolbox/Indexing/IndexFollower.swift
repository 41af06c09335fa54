import Catalogue
import Foundation
import Index
import Indexer
import Logging
import Synchronization
import SystemPackage

/// Keeps the index up to date with the catalogue, on a thread of its own: during one job, or as long as the service runs.
///
/// A child process does the work (``IndexWorker``). If another process is writing the index, the changes are left to that
/// one.
package final class IndexFollower: Sendable {
    /// How long the follower runs.
    private enum Mode {
        /// During a job, which keeps the index's lock until it is finished. The function is called on the follower's
        /// thread with changes that searches will see after the next commit.
        case job(onApplied: @Sendable ([AppliedChange]) -> Void)
        /// As long as the service runs. The index's lock is only kept while there is something to do, and even then
        /// released now and then, so that an ingest or a reindex gets its turn. A damaged index is rebuilt.
        case service(IndexRecovery, Logger)
    }

    private struct State {
        var isEnding = false
        var process: IndexProcess?
        var failure: (any Error)?
    }

    private let catalogue: Catalogue
    private let mode: Mode
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// How often a service checks the catalogue for changes by other processes, in seconds.
    private static let patience = 0.5
    /// How long a service keeps an idle child process, which takes a while to start.
    private static let idleLife = Duration.seconds(60)
    /// How long the end of a service waits for the child to commit, in seconds. Later the child does so by itself.
    private static let longestStop = 10.0

    private init(_ catalogue: Catalogue, _ mode: Mode) {
        (self.catalogue, self.mode) = (catalogue, mode)
        let thread = Thread { [self] in
            switch mode {
            case .job(let onApplied): followJob(onApplied)
            case .service(let recovery, let logger): serve(recovery, logger)
            }
            done.signal()
        }
        thread.start()
    }

    /// Follows the catalogue until ``finish()``.
    /// - Parameter onApplied: called on the follower's thread with changes that searches will see after the next commit.
    package convenience init(_ catalogue: Catalogue, onApplied: @escaping @Sendable ([AppliedChange]) -> Void) {
        self.init(catalogue, .job(onApplied: onApplied))
    }

    /// Follows the catalogue until ``stop()``, and repairs the index.
    package convenience init(serving catalogue: Catalogue, logger: Logger) {
        self.init(catalogue, .service(IndexRecovery(catalogue, logger: logger), logger))
    }

    /// Waits until every change that is now in the catalogue is in the index.
    package static func catchUp(with catalogue: Catalogue) async throws {
        let follower = IndexFollower(catalogue) { _ in }
        follower.notify()
        try await follower.finish()
    }

    /// Tells the follower that the catalogue has changed.
    package func notify() {
        state.withLock { $0.process?.tell(IndexCommand.work) }
        work.signal()
    }

    /// Tells the follower that a search could not read the index, which may be damaged.
    package func suspect() {
        recovery?.suspect()
        work.signal()
    }

    /// The problems with the index, or with updating it, in sentences; empty if there are none.
    package var troubles: [String] { (recovery?.trouble).map { [$0] } ?? [] }

    /// Whether a child process is ready to write the index.
    package var isWriting: Bool { state.withLock { $0.process != nil } }

    /// Ends a job when every change in the catalogue is in the index; throws the error if that is impossible.
    package func finish() async throws {
        state.withLock { state in
            state.isEnding = true
            state.process?.tell(IndexCommand.finish)
        }
        try await Blocking.run { [self] in
            done.wait()
            done.signal()
            if let failure = state.withLock({ $0.failure }) { throw failure }
        }
    }

    /// Ends a service's work at a commit, and waits for that.
    package func stop() async {
        state.withLock { state in
            state.isEnding = true
            state.process?.close()
        }
        work.signal()
        try? await Blocking.run { [self] in _ = done.wait(timeout: .now() + Self.longestStop) }
    }

    private var recovery: IndexRecovery? {
        if case .service(let recovery, _) = mode { recovery } else { nil }
    }

    private var isEnding: Bool { state.withLock { $0.isEnding } }

    private func started(_ process: IndexProcess) {
        state.withLock { state in
            state.process = process
            guard state.isEnding else { return }
            switch mode {
            case .job: process.tell(IndexCommand.finish)
            case .service: process.close()
            }
        }
    }

    /// Whether there are changes to apply.
    private func isBehind() throws -> Bool {
        let reader = try IndexReader(path: catalogue.toolbox.index.string)
        return try reader.appliedSequence() < catalogue.lastSequence()
    }

    // MARK: During a job

    private func followJob(_ onApplied: ([AppliedChange]) -> Void) {
        defer { state.withLock { $0.process = nil } }
        do {
            try IndexRun.perform(.follow, catalogue.toolbox, onStart: started) { event, process in
                switch event {
                case .applied(let changes): onApplied(changes.map(\.change))
                case .finished: return true
                case .locked:
                    usleep(200_000)
                    if isEnding, try !isBehind() { return true }
                    process.tell(IndexCommand.work)
                default: break
                }
                return false
            }
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    // MARK: As long as the service runs

    private func serve(_ recovery: IndexRecovery, _ logger: Logger) {
        var logged = ""
        while !isEnding {
            _ = work.wait(timeout: .now() + Self.patience)
            do {
                try recovery.run { isEnding }
                if try isBehind() { try followWhileBusy(recovery, logger) }
                (logged, recovery.trouble) = ("", nil)
            } catch {
                // Logged once and retried: disk space may be freed, or the index rebuilt.
                let text = "\(error)"
                if text != logged {
                    logger.error("the index cannot be kept up to date", metadata: ["error": "\(text)"])
                }
                (logged, recovery.trouble) = (text, "the index cannot be kept up to date: \(text)")
                recovery.suspect()
                sleep(1)
            }
        }
    }

    /// Has a child apply changes until none have arrived for a while.
    private func followWhileBusy(_ recovery: IndexRecovery, _ logger: Logger) throws {
        var lastUse = ContinuousClock.now
        defer { state.withLock { $0.process = nil } }
        try IndexRun.perform(
            .serve,
            catalogue.toolbox,
            patience: Self.patience,
            onStart: started,
            onDeath: { logger.warning("the process that writes the index has failed", metadata: ["reason": "\($0)"]) },
            handle: { event, process in
                switch event {
                case .applied(let changes):
                    lastUse = .now
                    for trouble in changes.compactMap(\.trouble) {
                        logger.warning("\(trouble.sentence)", metadata: ["document": "\(trouble.document)"])
                    }
                case .locked: usleep(100_000)
                default: break
                }
                if recovery.isDue { return true }
                if try isBehind() {
                    process.tell(IndexCommand.work)
                    return false
                }
                return isEnding || ContinuousClock.now - lastUse > Self.idleLife
            }
        )
    }
}
