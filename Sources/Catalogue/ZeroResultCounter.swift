import Foundation
import Synchronization

/// Counts searches that found nothing in memory, and writes the counts into the catalogue now and then: a search that finds
/// nothing is no reason to write to the disk. Safe from any thread. A process that is killed loses the counts of the last
/// minute.
package final class ZeroResultCounter: Sendable {
    private struct Key: Hashable {
        var words: String
        var day: Int
    }

    private let catalogue: Catalogue
    private let counts = Mutex<[Key: Int]>([:])

    /// Different searches kept until they are written; what comes beyond is not counted.
    static let mostWaiting = 2000
    /// How often ``run()`` writes.
    static let interval = Duration.seconds(60)

    package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    /// Counts a search that found nothing. Touches no disk.
    package func note(_ text: String, at now: Date = Date()) {
        guard let words = Catalogue.missedWords(text) else { return }
        let key = Key(words: words, day: Catalogue.day(of: now))
        counts.withLock { counts in
            guard counts[key] != nil || counts.count < Self.mostWaiting else { return }
            counts[key, default: 0] += 1
        }
    }

    /// Writes what was counted since the last time, in one transaction; nothing where there is nothing. If that fails, the
    /// counts are kept for the next time.
    /// - Throws: the database's error.
    package func flush(at now: Date = Date()) throws {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        guard !taken.isEmpty else { return }
        do {
            try catalogue.add(misses: taken.map { (text: $0.key.words, day: $0.key.day, count: $0.value) }, at: now)
        } catch {
            counts.withLock { counts in
                for (key, count) in taken where counts[key] != nil || counts.count < Self.mostWaiting {
                    counts[key, default: 0] += count
                }
            }
            throw error
        }
    }

    /// Writes once a minute until the task is cancelled.
    /// - Parameter write: runs the writing where it may block, and tells what goes wrong.
    package func run(_ write: (@escaping @Sendable () throws -> Void) async -> Void) async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.interval) } catch { return }
            await write { try self.flush() }
        }
    }
}
