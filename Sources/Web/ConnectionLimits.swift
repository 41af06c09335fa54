import NIOCore

/// How long clients may take, and how many there may be. Times are those of a healthy client on a very slow line, many
/// times over.
package struct ConnectionLimits: Sendable {
    /// Connections that are served at once; further ones are answered 503 and closed.
    package var maximumConnections = 4096
    /// From a request's first byte to the end of its header.
    package var headerTimeout = Duration.seconds(30)
    /// How long a connection may stay open between requests, or before the first.
    package var idleTimeout = Duration.seconds(60)
    /// In each such period that a body is read or an answer written, ``minimumRate`` must be reached.
    package var stallTimeout = Duration.seconds(30)
    /// Bytes a second, in either direction. A large file over a slow line is no trouble: there is no limit for the whole.
    package var minimumRate = 500
    /// How long a connection that is being closed is still read, so that the client gets to see the answer.
    package var lingerTime = Duration.seconds(10)

    /// Bytes that the address in a request line may have; more is 414.
    package static let maximumTarget = 80 * 1024
    /// Bytes of all header fields, and of one; more is 431.
    package static let maximumHeaders = 80 * 1024
    package static let maximumHeaderFields = 256
    /// Connections beyond the maximum that are still answered; further ones are closed at once.
    package static let refusedAtOnce = 128
    /// Descriptors that are not for connections: the catalogue, the index, workers' pipes, logs.
    private static let reservedDescriptors = 256

    package init() {}

    /// The same with no more connections than a process with so many descriptors can serve: each may have a file open
    /// besides its socket.
    package func within(descriptors: Int) -> ConnectionLimits {
        var limits = self
        limits.maximumConnections = max(1, min(maximumConnections, (descriptors - Self.reservedDescriptors) / 2))
        return limits
    }

    /// How often each connection is looked at.
    package var interval: TimeAmount {
        let shortest = [headerTimeout, idleTimeout, stallTimeout, lingerTime].min() ?? lingerTime
        return max(.milliseconds(10), TimeAmount(shortest / 4))
    }

    /// Bytes that must move in one ``stallTimeout``.
    package var leastMoved: Int { max(1, minimumRate * Int(stallTimeout / .milliseconds(1)) / 1000) }
}
