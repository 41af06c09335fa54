import Dispatch
import Glibc
import Synchronization
import UnixSignals

/// Whether the process was asked to stop (Ctrl-C, SIGTERM).
final class Interrupt: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .relaxed) }

    /// Starts to listen; from now on, the first signal does not end the process by itself. A second one ends it at once.
    func listen(_ onRaise: @escaping @Sendable () -> Void = {}) async {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        Task.detached { [self] in
            for await _ in signals {
                if raised.exchange(true, ordering: .relaxed) { Self.leave() }
                onRaise()
            }
        }
    }

    private static func leave() -> Never { exit(130) }
}
