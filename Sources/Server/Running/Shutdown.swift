import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// How the service ends. At SIGINT or SIGTERM, it accepts no more connections and completes the current requests. After
/// three quarters of the limit, open connections are closed; at the limit, the process ends, whatever is still running. A
/// second signal ends it at once. Acknowledged changes are never lost, because they were on disk before.
///
/// The order is that of the ``ServiceGroup``. The limits are enforced here, not by the group: this runs on a queue of its
/// own, so it works even if everything else is stuck.
final class Shutdown: Sendable {
    private let group: ServiceGroup
    private let limit: Duration
    private let logger: Logger
    private let giveUp: @Sendable () -> Void
    private let queue = DispatchQueue(label: "shutdown", qos: .userInitiated)
    private let hasBegun = Mutex(false)
    // Created in `init` and not used otherwise; they only have to stay alive.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Handles signals from here on.
    /// - Parameters:
    ///   - group: the services to shut down, in order.
    ///   - limit: the time from the first signal to the end of the process.
    ///   - giveUp: closes connections and stops child processes, at once; it must not block.
    init(of group: ServiceGroup, limit: Duration, logger: Logger, giveUp: @escaping @Sendable () -> Void) {
        (self.group, self.limit, self.logger, self.giveUp) = (group, limit, logger, giveUp)
        let numbers = [SIGINT, SIGTERM]
        sources = numbers.map { [queue] in DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for (number, source) in zip(numbers, sources) {
            signal(number, SIG_IGN)
            source.setEventHandler { [self] in arrived(number) }
            source.resume()
        }
    }

    private func arrived(_ number: Int32) {
        let isFirst = hasBegun.withLock { hasBegun in
            defer { hasBegun = true }
            return !hasBegun
        }
        guard isFirst else {
            giveUp()
            _exit(128 + number)
        }
        Task { [group] in await group.triggerGracefulShutdown() }
        queue.asyncAfter(deadline: .now() + limit / .seconds(1) * 0.75) { [self] in
            logger.warning("requests are still running; closing connections and stopping work on files")
            giveUp()
        }
        queue.asyncAfter(deadline: .now() + limit / .seconds(1)) { [self] in
            logger.warning("the service did not stop in time; ending the process")
            giveUp()
            _exit(0)
        }
    }
}
