import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// How the service ends. At SIGINT or SIGTERM it takes no more connections and answers what is being asked; after three
/// quarters of the limit what is still open is closed, and at its end the process ends, whatever still runs. A second
/// signal ends it at once. Nothing that was acknowledged is lost either way: it was on disk before.
///
/// The order is that of the ``ServiceGroup``. The limits are kept here and not by the group: this runs on a queue of its own, so
/// it works while everything else is stuck.
final class Shutdown: Sendable {
    private let group: ServiceGroup
    private let limit: Duration
    private let logger: Logger
    private let giveUp: @Sendable () -> Void
    private let queue = DispatchQueue(label: "shutdown", qos: .userInitiated)
    private let hasBegun = Mutex(false)
    // Made in `init` and used by nothing else; they only have to live as long.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Listens from here on.
    /// - Parameters:
    ///   - group: what is shut down, in order.
    ///   - limit: from the first signal to the end of the process.
    ///   - giveUp: closes connections and ends what child processes do, at once; it must not wait for anything.
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
