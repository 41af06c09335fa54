import Synchronization

/// Counts failed sign-ins, and refuses further ones for a while, before the password is looked at.
///
/// Counted are the failures for an account from one address, so that nobody can lock out somebody else; those for an
/// account from everywhere, against many addresses; and those from an address for all accounts, against lists of accounts.
/// Addresses that no account has are counted alike, so that the answer does not tell whether there is one.
package final class SignInLimits: Sendable {
    struct Limit {
        var most: Int
        var window: Duration
    }

    static let pair = Limit(most: 10, window: .seconds(900))
    static let account = Limit(most: 100, window: .seconds(3600))
    static let address = Limit(most: 300, window: .seconds(900))
    /// The maximum number of counts in memory; if there are more, the oldest are forgotten.
    static let mostCounts = 50_000

    private enum Key: Hashable {
        case pair(String, UInt64)
        case account(String)
        case address(UInt64)

        var limit: Limit {
            switch self {
            case .pair: SignInLimits.pair
            case .account: SignInLimits.account
            case .address: SignInLimits.address
            }
        }
    }

    private struct Count {
        var failures = 0
        var began: ContinuousClock.Instant
    }

    private let counts = Mutex<[Key: Count]>([:])

    package init() {}

    private static func keys(_ account: String, _ address: UInt64) -> [Key] {
        let account = String(account.lowercased().prefix(254))
        return [.pair(account, address), .account(account), .address(address)]
    }

    /// The seconds after which another attempt is allowed; nil: now.
    package func wait(for account: String, from address: UInt64, at now: ContinuousClock.Instant = .now) -> Int? {
        counts.withLock { counts in
            Self.keys(account, address).compactMap { key -> Int? in
                guard let count = counts[key], count.failures >= key.limit.most else { return nil }
                let left = key.limit.window - (now - count.began)
                return left > .zero ? Int(left.components.seconds) + 1 : nil
            }.max()
        }
    }

    /// Counts an attempt before it is tried, so that attempts at the same time are not more than the limit.
    package func begin(_ account: String, from address: UInt64, at now: ContinuousClock.Instant = .now) {
        counts.withLock { counts in
            if counts.count >= Self.mostCounts {
                counts = counts.filter { now - $0.value.began < $0.key.limit.window }
                if counts.count >= Self.mostCounts {
                    let oldest = counts.sorted { $0.value.began < $1.value.began }.prefix(Self.mostCounts / 2)
                    for (key, _) in oldest { counts[key] = nil }
                }
            }
            for key in Self.keys(account, address) {
                var count = counts[key] ?? Count(began: now)
                if now - count.began >= key.limit.window { count = Count(began: now) }
                count.failures += 1
                counts[key] = count
            }
        }
    }

    /// Takes back an attempt that succeeded; the account's failures from this address are forgotten.
    package func succeed(_ account: String, from address: UInt64) {
        counts.withLock { counts in
            for key in Self.keys(account, address) {
                if case .pair = key { counts[key] = nil } else { counts[key]?.failures -= 1 }
            }
        }
    }
}
