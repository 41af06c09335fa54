import Dispatch
import Glibc
import Logging
import SearchService
import Server
import Synchronization

/// How the service ends. At SIGINT or SIGTERM it takes no more connections and answers what is being asked; after three
/// quarters of the limit what is still open is closed, and at its end the process ends, whatever still runs. A second
/// signal ends it at once. Nothing that was acknowledged is lost either way: it was on disk before.
///
/// It runs on a queue of its own, so it works while everything else is stuck.
final class Shutdown: Sendable {
    /// From the signal to the end of the process.
    static let usualLimit = Duration.seconds(20)

    /// What the server is to do.
    let stops: AsyncStream<SearchServer.Stop>

    private let orders: AsyncStream<SearchServer.Stop>.Continuation
    private let limit: Duration
    private let logger: Logger
    private let giveUp: @Sendable () -> Void
    private let queue = DispatchQueue(label: "shutdown", qos: .userInitiated)
    private let hasBegun = Mutex(false)
    // Made in `init` and used by nothing else; they only have to live as long.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Listens from here on.
    /// - Parameters:
    ///   - limit: from the first signal to the end of the process.
    ///   - giveUp: ends what child processes do, at once; it must not wait for anything.
    init(limit: Duration, logger: Logger, giveUp: @escaping @Sendable () -> Void) {
        (self.limit, self.logger, self.giveUp) = (limit, logger, giveUp)
        (stops, orders) = AsyncStream.makeStream(of: SearchServer.Stop.self)
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
        orders.yield(.drain)
        queue.asyncAfter(deadline: .now() + limit / .seconds(1) * 0.75) { [self] in
            logger.warning("requests are still running; closing connections and stopping work on files")
            giveUp()
            orders.yield(.closeConnections)
        }
        queue.asyncAfter(deadline: .now() + limit / .seconds(1)) { [self] in
            logger.warning("the service did not stop in time; ending the process")
            giveUp()
            _exit(0)
        }
    }
}
