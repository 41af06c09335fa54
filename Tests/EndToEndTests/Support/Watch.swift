import Foundation
import Synchronization

/// Ends a program that runs for far too long, so that a hanging program is a named failure and does not block the tests.
final class Watch: Sendable {
    struct Overdue: Error, CustomStringConvertible { let description: String }

    private static let limit = Duration.seconds(900)
    private let command: String
    private let state = Mutex(State())

    private struct State {
        var task: Task<Void, any Error>?
        var isOverdue = false
    }

    init(_ command: String) { self.command = command }

    /// Watches a process, which leads its own process group.
    func begin(_ process: pid_t) {
        let task = Task {
            try await Task.sleep(for: Self.limit)
            state.withLock { $0.isOverdue = true }
            kill(-process, SIGKILL)
        }
        state.withLock { $0.task = task }
    }

    func end() { state.withLock { $0.task }?.cancel() }

    /// Throws if the process was ended for running too long.
    func check() throws {
        guard state.withLock(\.isOverdue) else { return }
        throw Overdue(description: "\(command): still ran after \(Self.limit), and was killed")
    }
}
