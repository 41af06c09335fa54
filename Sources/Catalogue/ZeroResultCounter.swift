import Foundation
import Synchronization

/// Counts searches without results in memory, and writes the counts into the catalogue once a minute, so that such a
/// search does not cause a write. Safe for use by any thread. A process that is killed loses the counts of the last
/// minute.
package final class ZeroResultCounter: Sendable {
    private struct Key: Hashable {
        var words: String
        var day: Int
    }

    private let log: QueryLog
    private let counts = Mutex<[Key: Int]>([:])

    /// The maximum number of different searches in memory; more are not counted.
    static let mostWaiting = 2000
    /// How often ``run()`` writes.
    static let interval = Duration.seconds(60)

    package init(_ log: QueryLog) { self.log = log }

    /// Counts a search without results. Does not access the disk.
    package func note(_ text: String, at now: Date = Date()) {
        guard let words = QueryLog.words(of: text) else { return }
        let key = Key(words: words, day: QueryLog.day(of: now))
        counts.withLock { counts in
            guard counts[key] != nil || counts.count < Self.mostWaiting else { return }
            counts[key, default: 0] += 1
        }
    }

    /// Writes the counts since the last time, in one transaction, if there are any. If that fails, the counts are kept
    /// for the next time.
    /// - Throws: the database's error.
    package func flush(at now: Date = Date()) throws {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        guard !taken.isEmpty else { return }
        do {
            try log.add(taken.map { (text: $0.key.words, day: $0.key.day, count: $0.value) }, at: now)
        } catch {
            counts.withLock { counts in
                for (key, count) in taken where counts[key] != nil || counts.count < Self.mostWaiting {
                    counts[key, default: 0] += count
                }
            }
            throw error
        }
    }

    /// Writes once a minute, and deletes old counts once a day, until the task is cancelled.
    /// - Parameter write: runs the write where it may block, and reports errors.
    package func run(_ write: (@escaping @Sendable () throws -> Void) async -> Void) async {
        var cleaned: Int?
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            await write { try self.flush() }
            let today = QueryLog.day(of: Date())
            guard cleaned != today else { continue }
            cleaned = today
            await write { try self.log.deleteOld() }
        }
    }
}
