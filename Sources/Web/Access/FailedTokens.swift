import CNIOLinux
import Glibc
import NIOCore
import Synchronization

/// Counts invalid tokens by client address, and slows these clients down.
///
/// A valid token is never rejected here, whatever other clients use the same address: a platform has one address for all
/// its users. Each token is verified; only the response to an invalid one is delayed, and has status 429.
package final class FailedTokens: Sendable {
    /// The number of failures of one address within ``window`` that are answered at once.
    static let most = 60
    static let window = Duration.seconds(60)
    /// The delay of the response to further failures.
    static let delay = Duration.milliseconds(200)
    /// The maximum number of addresses counted. If there are more, counting starts again: memory is limited, and a client
    /// with so many addresses cannot be slowed down by address.
    static let mostAddresses = 10_000

    private struct Count {
        var failures = 0
        var began: ContinuousClock.Instant
    }

    private let counts = Mutex<[UInt64: Count]>([:])

    /// Records a failure of an address.
    /// - Returns: the seconds after which the address is not slowed down any more; nil if it is not slowed down.
    func note(_ address: UInt64, at now: ContinuousClock.Instant = .now) -> Int? {
        counts.withLock { counts in
            if counts[address] == nil, counts.count >= Self.mostAddresses {
                counts = counts.filter { now - $0.value.began < Self.window }
                if counts.count >= Self.mostAddresses { counts = [:] }
            }
            var count = counts[address] ?? Count(began: now)
            if now - count.began >= Self.window { count = Count(began: now) }
            // Saturates, because the number of failures of a client is unlimited.
            count.failures = min(count.failures + 1, Self.most + 1)
            counts[address] = count
            guard count.failures > Self.most else { return nil }
            return max(1, Int((Self.window - (now - count.began)).components.seconds) + 1)
        }
    }

    /// The number of addresses counted now.
    var addresses: Int { counts.withLock { $0.count } }

    /// A key for an address: for IPv6 only the network, because a client can use all addresses in it. 0 if there is none.
    static func key(of address: SocketAddress?) -> UInt64 {
        switch address {
        case .v4(let address): return UInt64(address.address.sin_addr.s_addr)
        case .v6(let address):
            var bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            // An IPv4 address as seen by a dual-stack socket.
            if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
                bytes = Array(repeating: 0, count: 4) + bytes.suffix(4)
            }
            return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        case .unixDomainSocket, nil: return 0
        }
    }
}
