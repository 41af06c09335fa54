import DocumentModel
import Synchronization
import SystemPackage

/// One file in the pool: the task that waits for it, and how to end it early.
final class ExtractionJob: Sendable {
    typealias Outcome = Result<WorkerProduct, ExtractionFailure>

    /// The path of the file.
    let path: FilePath
    let request: WorkerRequest

    private struct State {
        var waiting: CheckedContinuation<Outcome, Never>?
        var isResolved = false
        /// Kills the worker that has the file; nil if none has it.
        var kill: (@Sendable () -> Void)?
        /// Why the pool killed the worker.
        var reason: String?
    }
    private let state = Mutex(State())

    init(_ path: FilePath, _ request: WorkerRequest) { (self.path, self.request) = (path, request) }

    /// Registers the continuation that waits for the file; it is resumed at once if the job has ended already.
    func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
        let early = state.withLock { state -> String? in
            if state.isResolved { return state.reason ?? "" }
            state.waiting = continuation
            return nil
        }
        if let early { continuation.resume(returning: .failure(.killedWorker(early))) }
    }

    /// Sets the outcome and resumes the waiting task; later calls have no effect.
    func resolve(_ outcome: Outcome) {
        let waiting = state.withLock { state in
            state.isResolved = true
            return state.waiting.take()
        }
        waiting?.resume(returning: outcome)
    }

    /// Called when a worker takes the file; false if the job has ended already.
    func begin(kill: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            if state.isResolved { return false }
            state.kill = kill
            return true
        }
    }

    /// The worker has finished the file and is no longer killed because of it.
    func end() { state.withLock { $0.kill = nil } }

    /// Why the pool killed the worker, if it did.
    var reason: String? { state.withLock { $0.reason } }

    /// Called when the task that waits for the file is cancelled.
    func cancel() {
        let isRunning = state.withLock { state in
            state.reason = state.reason ?? "the extraction was cancelled"
            state.kill?()
            if state.kill == nil { state.isResolved = true }
            return state.kill != nil
        }
        if !isRunning { resolve(.failure(.killedWorker("the extraction was cancelled"))) }
    }

    /// Kills the worker if it does not finish within the time limits; returns at once if the task is cancelled.
    /// - Parameter usedCPU: the CPU time of the worker so far, in seconds; nil if unknown.
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

    /// How often a worker's CPU time is checked.
    private static let watchInterval = Duration.milliseconds(500)

    private func expire(_ reason: String) {
        state.withLock { state in
            guard let kill = state.kill else { return }
            state.reason = state.reason ?? reason
            kill()
        }
    }
}
