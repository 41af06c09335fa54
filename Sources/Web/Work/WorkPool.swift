import DocumentModel
import NIOPosix
import SearchService
import Synchronization

/// A few threads for one kind of blocking work, with a bounded queue.
///
/// Swift's own pool has one thread per core and must never block. Work that finds the queue full, or waits in it for too
/// long, is rejected with ``Problem/busy``, so that clients get a quick response.
package final class WorkPool: Sendable {
    /// The threads themselves, for libraries that make blocking calls in small pieces.
    package let threads: NIOThreadPool
    /// The number of threads.
    let count: Int
    private let mostWaiting: Int
    private let longestWait: Duration
    /// The number of running and waiting pieces of work.
    private let inside = Mutex(0)

    /// The number of running and waiting pieces of work.
    package var load: Int { inside.withLock { $0 } }

    /// - Parameters:
    ///   - threads: the number of pieces of work that run at once, at least 1.
    ///   - mostWaiting: the number that may wait for a thread.
    ///   - longestWait: how long they may wait.
    init(threads: Int, mostWaiting: Int, longestWait: Duration) {
        count = max(1, threads)
        (self.mostWaiting, self.longestWait) = (mostWaiting, longestWait)
        self.threads = NIOThreadPool(numberOfThreads: count)
        self.threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// Runs `work` on one of the threads.
    ///
    /// - Throws: ``Problem/busy`` if the queue is full or the wait was too long, `CancellationError` if the calling task
    ///   was cancelled before the work began, or the errors of `work`. Running work is never interrupted from here.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let mustWait = try inside.withLock { inside in
            guard inside < count + mostWaiting else { throw Problem.busy }
            inside += 1
            return inside > count
        }
        let job = Job(work) { [self] in inside.withLock { $0 -= 1 } }
        let limit =
            mustWait
            ? Task { [longestWait] in
                try await Task.sleep(for: longestWait)
                job.giveUp(Problem.busy)
            } : nil
        defer { limit?.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                job.wait(continuation)
                threads.submit { _ in job.run() }
            }
        } onCancel: {
            job.giveUp(CancellationError())
        }
    }

    /// Runs a search, whose deadline is cancelled together with the calling task.
    /// - Throws: as ``run(_:)``.
    package func search<Value: Sendable>(
        _ work: @escaping @Sendable (SearchDeadline) throws -> Value
    ) async throws -> Value {
        let deadline = SearchDeadline()
        return try await withTaskCancellationHandler {
            try await run { try work(deadline) }
        } onCancel: {
            deadline.cancel()
        }
    }

    /// Runs `work` even if the queue is full or the task was cancelled: for cleaning up.
    package func runAlways<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        inside.withLock { $0 += 1 }
        let job = Job(work) { [self] in inside.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            job.wait(continuation)
            threads.submit { _ in job.run() }
        }
    }

    /// One piece of work. Either a thread takes it, or its wait ends.
    private final class Job<Value: Sendable>: Sendable {
        private struct State {
            /// Nil once a thread has taken it or nothing waits for it any more.
            var work: (@Sendable () throws -> Value)?
            var waiting: CheckedContinuation<Value, any Error>?
            /// Why it was cancelled before anything waited for it.
            var early: (any Error)?
        }

        private let state: Mutex<State>
        /// Called once, when the work has left the queue.
        private let leave: @Sendable () -> Void

        init(_ work: @escaping @Sendable () throws -> Value, leave: @escaping @Sendable () -> Void) {
            state = Mutex(State(work: work))
            self.leave = leave
        }

        func wait(_ continuation: CheckedContinuation<Value, any Error>) {
            let early = state.withLock { state in
                if state.early == nil { state.waiting = continuation }
                return state.early
            }
            if let early { continuation.resume(throwing: early) }
        }

        /// Does the work on the calling thread, unless it was cancelled.
        func run() {
            guard let work = state.withLock({ $0.work.take() }) else { return }
            let result = Result { try work() }
            leave()
            state.withLock { $0.waiting.take() }?.resume(with: result)
        }

        /// Ends the wait, unless the work has begun.
        func giveUp(_ error: any Error) {
            let waiting = state.withLock { state -> (was: Bool, continuation: CheckedContinuation<Value, any Error>?) in
                guard state.work.take() != nil else { return (false, nil) }
                state.early = error
                return (true, state.waiting.take())
            }
            guard waiting.was else { return }
            leave()
            waiting.continuation?.resume(throwing: error)
        }
    }
}
