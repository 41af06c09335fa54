import NIOCore

/// Limits for clients and connections. The times are many times those of a normal client on a very slow line.
package struct ConnectionLimits: Sendable {
    /// The maximum number of connections; further ones get a 503 and are closed.
    package var maximumConnections = 4096
    /// The maximum time from a request's first byte to the end of its header.
    package var headerTimeout = Duration.seconds(30)
    /// How long a connection may be idle before and between requests.
    package var idleTimeout = Duration.seconds(60)
    /// In each period of this length in which a body is read or a response written, ``minimumRate`` must be reached.
    package var stallTimeout = Duration.seconds(30)
    /// Bytes per second, in either direction. There is no limit for the total time, so a large file over a slow line is
    /// no problem.
    package var minimumRate = 500
    /// How long a connection that is being closed is still read, so that the client receives the response.
    package var lingerTime = Duration.seconds(10)

    /// The maximum length of the address in a request line, in bytes; more is a 414.
    package static let maximumTarget = 80 * 1024
    /// The maximum size of all header fields, and of one, in bytes; more is a 431.
    package static let maximumHeaders = 80 * 1024
    package static let maximumHeaderFields = 256
    /// The number of connections beyond the maximum that still get a response; further ones are closed at once.
    package static let refusedAtOnce = 128
    /// File descriptors reserved for other purposes: the catalogue, the index, workers' pipes, logs.
    private static let reservedDescriptors = 256

    package init() {}

    /// The same with no more connections than a process with so many file descriptors can serve: each may use one for a
    /// file in addition to its socket.
    package func within(descriptors: Int) -> ConnectionLimits {
        var limits = self
        limits.maximumConnections = max(1, min(maximumConnections, (descriptors - Self.reservedDescriptors) / 2))
        return limits
    }

    /// How often each connection is checked.
    package var interval: TimeAmount {
        let shortest = [headerTimeout, idleTimeout, stallTimeout, lingerTime].min() ?? lingerTime
        return max(.milliseconds(10), TimeAmount(shortest / 4))
    }

    /// The number of bytes that must be transferred in one ``stallTimeout``.
    package var leastMoved: Int { max(1, minimumRate * Int(stallTimeout / .milliseconds(1)) / 1000) }
}
