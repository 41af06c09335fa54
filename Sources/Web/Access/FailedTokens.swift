import CNIOLinux
import Glibc
import NIOCore
import Synchronization

/// Counts by address who shows tokens that do not count, and slows them down.
///
/// A token that counts is never refused here, whoever else is behind its address: a platform has one address for all its
/// people. Each token is checked; only the answer to one that does not count comes later, and as 429.
package final class FailedTokens: Sendable {
    /// Failures of one address within ``window`` that are answered at once.
    static let most = 60
    static let window = Duration.seconds(60)
    /// How long the answer to any more is kept back.
    static let delay = Duration.milliseconds(200)
    /// Addresses that are counted at once. Where there are more, counting begins anew: memory is bounded, and whoever has so many
    /// addresses cannot be slowed down by address.
    static let mostAddresses = 10_000

    private struct Count {
        var failures = 0
        var began: ContinuousClock.Instant
    }

    private let counts = Mutex<[UInt64: Count]>([:])

    /// Notes a failure of an address.
    /// - Returns: in how many seconds the address may fail again without being slowed down; nil where it is not slowed down.
    func note(_ address: UInt64, at now: ContinuousClock.Instant = .now) -> Int? {
        counts.withLock { counts in
            if counts[address] == nil, counts.count >= Self.mostAddresses {
                counts = counts.filter { now - $0.value.began < Self.window }
                if counts.count >= Self.mostAddresses { counts = [:] }
            }
            var count = counts[address] ?? Count(began: now)
            if now - count.began >= Self.window { count = Count(began: now) }
            // Saturates: one client may fail as often as it likes.
            count.failures = min(count.failures + 1, Self.most + 1)
            counts[address] = count
            guard count.failures > Self.most else { return nil }
            return max(1, Int((Self.window - (now - count.began)).components.seconds) + 1)
        }
    }

    /// How many addresses are counted now.
    var addresses: Int { counts.withLock { $0.count } }

    /// What stands for an address: of IPv6 the network alone, as one client has all addresses in it. 0 where there is none.
    static func key(of address: SocketAddress?) -> UInt64 {
        switch address {
        case .v4(let address): return UInt64(address.address.sin_addr.s_addr)
        case .v6(let address):
            var bytes = withUnsafeBytes(of: address.address.sin6_addr) { Array($0) }
            // An IPv4 address as a socket for both kinds sees it.
            if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
                bytes = Array(repeating: 0, count: 4) + bytes.suffix(4)
            }
            return bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        case .unixDomainSocket, nil: return 0
        }
    }
}
