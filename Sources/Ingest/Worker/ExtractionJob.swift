import DocumentModel
import Synchronization

/// One file on its way through the pool: who waits for it, and what ends it before its time.
final class ExtractionJob: Sendable {
    typealias Outcome = Result<WorkerProduct, ExtractionFailure>

    let request: WorkerRequest

    private struct State {
        var waiting: CheckedContinuation<Outcome, Never>?
        var isResolved = false
        /// Kills the worker that has the file; nil while none has it.
        var kill: (@Sendable () -> Void)?
        /// Why the worker was killed from here.
        var reason: String?
    }
    private let state = Mutex(State())

    init(_ request: WorkerRequest) { self.request = request }

    /// Whoever waits for the file; resumed at once when the job has ended before.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let early = state.withLock { state -> String? in
            if state.isResolved { return state.reason ?? "" }
            state.waiting = continuation
            return nil
        }
        if let early { continuation.resume(returning: .failure(.killedWorker(early))) }
    }

    /// Gives the outcome to whoever waits; later ones count for nothing.
    func resolve(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            state.isResolved = true
            return state.waiting.take()
        }
        waiting?.resume(returning: outcome)
    }

    /// A worker takes the file; false when nobody waits for it any more.
    func begin(kill: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.isResolved { return false }
            state.kill = kill
            return true
        }
    }

    /// The worker is done with the file: from here on it is no longer killed for it.
    func end() { state.withLock { $0.kill = nil } }

    /// Why the worker was killed from this side, if it was.
    var reason: String? { state.withLock { $0.reason } }

    /// The task that wanted the file does not want it any more.
    func cancel() {
        let isRunning = state.withLock { state in
            state.reason = state.reason ?? "the extraction was cancelled"
            state.kill?()
            if state.kill == nil { state.isResolved = true }
            return state.kill != nil
        }
        if !isRunning { resolve(.failure(.killedWorker("the extraction was cancelled"))) }
    }

    /// Kills the worker when it has not finished after `seconds`; ends at once when the task is cancelled.
    func expire(after seconds: Int) async {
        do {
            try await Task.sleep(for: .seconds(seconds))
        } catch {
            return
        }
        state.withLock { state in
            guard let kill = state.kill else { return }
            state.reason = state.reason ?? "out of time after \(seconds) s"
            kill()
        }
    }
}
