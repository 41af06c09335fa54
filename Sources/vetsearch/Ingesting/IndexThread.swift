import Catalogue
import DocumentModel
import Foundation
import Indexer
import Synchronization
import SystemPackage

/// Applies the catalogue's changes to the index while files are still being read.
///
/// Where another process holds the index, the changes are left to it, and this one watches how far it has come.
final class IndexThread: Sendable {
    private struct State {
        var isFinishing = false
        var isDone = false
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)
    private let catalogue: Catalogue
    private let onApplied: @Sendable ([AppliedChange]) -> Void

    /// - Parameter onApplied: called on the thread with changes that searches will see after the next commit.
    init(_ catalogue: Catalogue, onApplied: @escaping @Sendable ([AppliedChange]) -> Void) {
        self.catalogue = catalogue
        self.onApplied = onApplied
        let thread = Thread { [self] in run() }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Says that the catalogue has changed.
    func poke() { work.signal() }

    /// Waits until every change in the catalogue is in the index; throws what made that impossible.
    func finish() async throws {
        state.withLock { $0.isFinishing = true }
        work.signal()
        try await Blocking.run { [self] in
            done.wait()
            done.signal()
            if let failure = state.withLock({ $0.failure }) { throw failure }
        }
    }

    private func run() {
        defer { done.signal() }
        do {
            while try !turn() {}
        } catch {
            state.withLock { $0.failure = error }
        }
    }

    /// Holds the index as long as there is something to do; true when all is done and nothing more will come.
    private func turn() throws -> Bool {
        let writer: IndexWriter
        do {
            writer = try IndexWriter(catalogue)
        } catch let error as XapianError where error.code == .locked {
            usleep(200_000)
            return try state.withLock { $0.isFinishing } && isUpToDateElsewhere()
        }
        while true {
            let isFinishing = state.withLock { $0.isFinishing }
            let applied = try writer.apply()
            if !applied.isEmpty {
                onApplied(applied)
            } else if isFinishing {
                try writer.commit()
                return true
            } else if work.wait(timeout: .now() + 1) == .timedOut {
                try writer.commit()
            }
        }
    }

    private func isUpToDateElsewhere() throws -> Bool {
        let reader = try IndexReader(path: catalogue.toolbox.index.string)
        return try reader.appliedSequence() >= catalogue.lastSequence()
    }
}
