import DocumentModel
import Synchronization
import SystemPackage

/// One file on its way through the pool: who waits for it, and what ends it before its time.
final class ExtractionJob: Sendable {
    typealias Outcome = Result<WorkerProduct, ExtractionFailure>

    /// Where the file lies.
    let path: FilePath
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

    init(_ path: FilePath, _ request: WorkerRequest) { (self.path, self.request) = (path, request) }

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

    /// Kills the worker when it has not finished within the limits of time; ends at once when the task is cancelled.
    /// - Parameter usedCPU: the CPU time of the worker so far, in seconds; nil where it is not known.
    func expire(_ limits: ExtractionLimits, usedCPU: () -> Double?) async {
        let start = ContinuousClock.now
        let before = usedCPU() ?? 0
        while true {
            let left = .seconds(limits.wallSeconds) - (ContinuousClock.now - start)
            guard left > .zero else { return expire("out of time after \(limits.wallSeconds) s") }
            if let used = usedCPU(), used - before > Double(limits.cpuSeconds) {
                return expire("out of CPU time after \(limits.cpuSeconds) s")
            }
            do {
                try await Task.sleep(for: min(left, Self.watchInterval))
            } catch {
                return
            }
        }
    }

    /// How often a worker's CPU time is looked at.
    private static let watchInterval = Duration.milliseconds(500)

    private func expire(_ reason: String) {
        state.withLock { state in
            guard let kill = state.kill else { return }
            state.reason = state.reason ?? reason
            kill()
        }
    }
}
