import Catalogue
import Foundation
import Indexer
import Logging
import Synchronization
import SystemPackage

/// Keeps the index up to the catalogue while the service runs: what is deposited is found a moment later, whoever deposits.
///
/// It holds the index only while there is something to do, and lets go of it now and then even so: an ingest or a reindex
/// waits for its turn. Where another process holds it, the changes are left to that one.
final class IndexService: Sendable {
    private let catalogue: Catalogue
    private let logger: Logger
    private let isStopping = Mutex(false)
    private let work = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// Seconds between looks at what other processes have put into the catalogue.
    private static let patience = 0.5
    /// How long the index is held at most, and how long it is kept for what may come next.
    private static let longestHold = Duration.seconds(5)
    private static let idleHold = 2.0
    /// How long something waits to be seen while more comes in.
    private static let longestUnseen = Duration.milliseconds(700)

    init(_ catalogue: Catalogue, logger: Logger) {
        self.catalogue = catalogue
        self.logger = logger
        let thread = Thread { [self] in run() }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Says that the catalogue has changed.
    func poke() { work.signal() }

    /// Ends the work at a commit, and waits for that.
    func stop() async {
        isStopping.withLock { $0 = true }
        work.signal()
        try? await Blocking.run { [self] in done.wait() }
    }

    private var isStopped: Bool { isStopping.withLock { $0 } }

    private func run() {
        defer { done.signal() }
        var told = ""
        while !isStopped {
            _ = work.wait(timeout: .now() + Self.patience)
            do {
                try turn()
                told = ""
            } catch let error as XapianError where error.code == .locked {
                usleep(100_000)
            } catch {
                // Said once, tried again: a disk may get room, an index be built anew.
                let text = "\(error)"
                if text != told { logger.error("the index cannot be kept up to date", metadata: ["error": "\(text)"]) }
                told = text
                sleep(1)
            }
        }
    }

    /// Applies what waits, if anything does.
    private func turn() throws {
        let reader = try IndexReader(path: catalogue.toolbox.index.string)
        guard try reader.appliedSequence() < catalogue.lastSequence() else { return }
        let writer = try IndexWriter(catalogue)
        let began = ContinuousClock.now
        var unseenSince: ContinuousClock.Instant?
        while !isStopped, ContinuousClock.now - began < Self.longestHold {
            if try !writer.apply().isEmpty {
                let since = unseenSince ?? ContinuousClock.now
                unseenSince = since
                if ContinuousClock.now - since < Self.longestUnseen { continue }
            } else if unseenSince == nil {
                if work.wait(timeout: .now() + Self.idleHold) == .timedOut { break }
                continue
            }
            try writer.commit()
            unseenSince = nil
        }
        try writer.commit()
        withExtendedLifetime(writer) {}
        usleep(20_000)  // whoever waits for the index gets it now
    }
}
