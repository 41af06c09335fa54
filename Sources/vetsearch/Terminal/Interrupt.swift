import Dispatch
import Glibc
import Synchronization
import UnixSignals

/// Whether somebody asked the process to stop (Ctrl-C, SIGTERM).
final class Interrupt: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .relaxed) }

    /// Begins to listen; from now on the signals no longer end the process by themselves. A second one ends it at once.
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
