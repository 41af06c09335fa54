import Catalogue
import DocumentModel
import Foundation
import Index
import Indexer
import Synchronization
import SystemPackage

/// Has the catalogue's changes applied to the index, by a child process, while files are still being read.
///
/// Where another process holds the index, the changes are left to it, and this one watches how far it has come.
package final class IndexThread: Sendable {
    private struct State {
        var isFinishing = false
        var process: IndexProcess?
        var failure: (any Error)?
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)
    private let catalogue: Catalogue
    private let onApplied: @Sendable ([AppliedChange]) -> Void

    /// - Parameter onApplied: called on the thread with changes that searches will see after the next commit.
    package init(_ catalogue: Catalogue, onApplied: @escaping @Sendable ([AppliedChange]) -> Void) {
        self.catalogue = catalogue
        self.onApplied = onApplied
        let thread = Thread { [self] in run() }
        thread.start()
    }

    /// Says that the catalogue has changed.
    package func notify() { state.withLock { $0.process?.tell(IndexCommand.work) } }

    /// Waits until every change in the catalogue is in the index; throws what made that impossible.
    package func finish() async throws {
        state.withLock { state in
            state.isFinishing = true
            state.process?.tell(IndexCommand.finish)
        }
        try await Blocking.run { [self] in
            done.wait()
            done.signal()
            if let failure = state.withLock({ $0.failure }) { throw failure }
        }
    }

    private func run() {
        defer { done.signal() }
        do {
            try IndexRun.perform(.follow, catalogue.toolbox, onStart: started, handle: isDone)
        } catch {
            state.withLock { $0.failure = error }
        }
        state.withLock { $0.process = nil }
    }

    private func started(_ process: IndexProcess) {
        state.withLock { state in
            state.process = process
            if state.isFinishing { process.tell(IndexCommand.finish) }
        }
    }

    private func isDone(_ event: IndexEvent?, _ process: IndexProcess) throws -> Bool {
        switch event {
        case .applied(let changes): onApplied(changes.map(\.change))
        case .finished: return true
        case .locked:
            usleep(200_000)
            if state.withLock({ $0.isFinishing }), try isUpToDateElsewhere() { return true }
            process.tell(IndexCommand.work)
        default: break
        }
        return false
    }

    private func isUpToDateElsewhere() throws -> Bool {
        let reader = try IndexReader(path: catalogue.toolbox.index.string)
        return try reader.appliedSequence() >= catalogue.lastSequence()
    }
}
