import Catalogue
import Foundation
import Index
import Indexer
import Logging
import Synchronization
import SystemPackage

/// Keeps the index up to the catalogue while the service runs: what is deposited is found a moment later, whoever deposits.
///
/// A child process does the work (``IndexWorker``). It holds the index only while there is something to do, and lets go of it
/// now and then even so: an ingest or a reindex waits for its turn. Where another process holds it, the changes are left to
/// that one.
package final class IndexService: Sendable {
    private struct State {
        var isStopping = false
        var process: IndexProcess?
    }

    private let catalogue: Catalogue
    private let logger: Logger
    private let recovery: IndexRecovery
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// Seconds between looks at what other processes have put into the catalogue.
    private static let patience = 0.5
    /// How long the child is kept for what may come next: it takes a while to start.
    private static let idleLife = Duration.seconds(60)
    /// Seconds that the end of the service waits for the child to come to a commit. It does so by itself later.
    private static let longestStop = 10.0

    package init(_ catalogue: Catalogue, logger: Logger) {
        self.catalogue = catalogue
        self.logger = logger
        recovery = IndexRecovery(catalogue, logger: logger)
        let thread = Thread { [self] in run() }
        thread.start()
    }

    /// Says that the catalogue has changed.
    package func notify() {
        state.withLock { $0.process?.tell(IndexCommand.work) }
        work.signal()
    }

    /// Says that a search could not read the index, which may be damaged.
    package func suspect() {
        recovery.suspect()
        work.signal()
    }

    /// What is wrong with the index, or with keeping it, in sentences; nothing where all is well.
    package var troubles: [String] { recovery.trouble.map { [$0] } ?? [] }

    /// Ends the work at a commit, and waits for that.
    package func stop() async {
        state.withLock { state in
            state.isStopping = true
            state.process?.close()
        }
        work.signal()
        try? await Blocking.run { [self] in _ = done.wait(timeout: .now() + Self.longestStop) }
    }

    private var isStopped: Bool { state.withLock { $0.isStopping } }

    private func run() {
        defer { done.signal() }
        var told = ""
        while !isStopped {
            _ = work.wait(timeout: .now() + Self.patience)
            do {
                try recovery.run { isStopped }
                if try isBehind() { try follow() }
                (told, recovery.trouble) = ("", nil)
            } catch {
                // Said once, tried again: a disk may get room, an index be built anew.
                let text = "\(error)"
                if text != told { logger.error("the index cannot be kept up to date", metadata: ["error": "\(text)"]) }
                (told, recovery.trouble) = (text, "the index cannot be kept up to date: \(text)")
                recovery.suspect()
                sleep(1)
            }
        }
    }

    /// Whether something waits to be applied.
    private func isBehind() throws -> Bool {
        let reader = try IndexReader(path: catalogue.toolbox.index.string)
        return try reader.appliedSequence() < catalogue.lastSequence()
    }

    /// Has a child apply what waits and what comes, until nothing has come for a while.
    private func follow() throws {
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
                return isStopped || ContinuousClock.now - lastUse > Self.idleLife
            }
        )
    }

    private func started(_ process: IndexProcess) {
        state.withLock { state in
            state.process = process
            if state.isStopping { process.close() }
        }
    }
}
