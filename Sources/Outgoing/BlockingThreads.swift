import Foundation
import Synchronization

/// Threads for calls that block: started when there is work, and ended when there is none.
final class BlockingThreads: Sendable {
    private struct State {
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let mostRunning: Int
    private let mostWaiting: Int

    init(mostRunning: Int, mostWaiting: Int) {
        (self.mostRunning, self.mostWaiting) = (mostRunning, mostWaiting)
    }

    /// Runs `work` on a thread that may block.
    /// - Parameter work: gets a flag that is true once the calling task was cancelled.
    /// - Throws: ``OutgoingError/busy`` if too much is waiting, or the errors of `work`.
    func run<Value: Sendable>(_ work: @escaping @Sendable (CancelFlag) throws -> Value) async throws -> Value {
        let flag = CancelFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isTaken = start { continuation.resume(with: Result { try work(flag) }) }
                if !isTaken { continuation.resume(throwing: OutgoingError.busy) }
            }
        } onCancel: {
            flag.set()
        }
    }

    /// Returns false if too much is waiting.
    private func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let decision = state.withLock { state -> Bool? in
            if state.running < mostRunning {
                state.running += 1
                return true
            }
            guard state.waiting.count < mostWaiting else { return nil }
            state.waiting.append(work)
            return false
        }
        if decision == true {
            Thread.detachNewThread { [self] in
                var next: (@Sendable () -> Void)? = work
                while let current = next {
                    current()
                    next = state.withLock { state in
                        if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                        state.running -= 1
                        return nil
                    }
                }
            }
        }
        return decision != nil
    }
}

/// Whether a task was cancelled, for code that runs outside of it.
final class CancelFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
