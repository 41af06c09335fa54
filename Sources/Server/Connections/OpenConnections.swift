import NIOCore
import Synchronization

/// The connections that are open, so that they can be counted and closed.
final class OpenConnections: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// How many there are.
    var count: Int { channels.withLock { $0.count } }

    /// Adds one; returns how many there are with it.
    func add(_ channel: any Channel) -> Int {
        channels.withLock { channels in
            channels[ObjectIdentifier(channel)] = channel
            return channels.count
        }
    }

    func remove(_ channel: any Channel) { channels.withLock { $0[ObjectIdentifier(channel)] = nil } }

    /// Closes all of them, whatever they are doing.
    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) {
            channel.triggerUserOutboundEvent(ConnectionEvent.closeNow, promise: nil)
        }
    }
}

/// What the service tells the guard of a connection.
enum ConnectionEvent: Sendable {
    /// The request's body is read from here on: a client that waits for `100 Continue` gets it.
    case wantsBody
    /// Calls the function when the client goes away before the answer has begun.
    case watch(@Sendable () -> Void)
    /// Closes the connection without waiting for anything.
    case closeNow
}
