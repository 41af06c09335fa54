import NIOCore
import Synchronization

/// The open connections, so that they can be counted and closed.
final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// The number of connections.
    var count: Int { channels.withLock { $0.count } }

    /// Adds a connection; returns the number of connections including it.
    func add(_ channel: any Channel) -> Int {
        channels.withLock { channels in
            channels[ObjectIdentifier(channel)] = channel
            return channels.count
        }
    }

    func remove(_ channel: any Channel) { channels.withLock { $0[ObjectIdentifier(channel)] = nil } }

    /// Closes all connections, whatever they are doing.
    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) {
            channel.triggerUserOutboundEvent(ConnectionEvent.closeNow, promise: nil)
        }
    }
}

/// Events sent to the guard of a connection.
enum ConnectionEvent: Sendable {
    /// The request's body is read from here on: a client that waits for `100 Continue` gets it.
    case wantsBody
    /// Calls the function when the client disconnects before the response has begun.
    case watch(@Sendable () -> Void)
    /// Closes the connection at once.
    case closeNow
}
