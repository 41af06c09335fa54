import Foundation

/// The service's threads for blocking work, separated by kind, so that one kind of request cannot block the others.
package struct WorkPools: Sendable {
    /// Ordinary searches and suggestions: short work that people wait for.
    let searches: WorkPool
    /// Work that reads much of the index: long queries, documents, reading views, matrices, feeds, harvests.
    package let reading: WorkPool
    /// Reading the catalogue: authentication, documents.
    package let catalogue: WorkPool
    /// Changing the catalogue. SQLite has only one writer; waiting for it must not block readers.
    package let changes: WorkPool
    /// Files: uploads to disk, downloads piece by piece.
    package let files: WorkPool
    /// Hashing passwords, which takes a while on purpose.
    package let passwords: WorkPool
    /// The readiness check. Nothing else runs here.
    package let health: WorkPool

    /// A query string with more bytes than this is not an ordinary search.
    static let longQuery = 512

    /// - Parameter processors: the number of processors.
    package init(processors: Int = ProcessInfo.processInfo.activeProcessorCount) {
        let forComputing = max(2, processors)
        searches = WorkPool(threads: forComputing, mostWaiting: 64, longestWait: .seconds(5))
        reading = WorkPool(threads: forComputing, mostWaiting: 16, longestWait: .seconds(5))
        catalogue = WorkPool(threads: 4, mostWaiting: 128, longestWait: .seconds(10))
        changes = WorkPool(threads: 2, mostWaiting: 64, longestWait: .seconds(30))
        files = WorkPool(threads: 4, mostWaiting: 256, longestWait: .seconds(30))
        passwords = WorkPool(threads: 2, mostWaiting: 32, longestWait: .seconds(20))
        health = WorkPool(threads: 1, mostWaiting: 16, longestWait: .seconds(1))
    }

    /// All pools, with their names for monitoring.
    package var named: [(name: String, pool: WorkPool)] {
        [
            ("searches", searches), ("reading", reading), ("catalogue", catalogue), ("changes", changes),
            ("files", files), ("passwords", passwords), ("health", health),
        ]
    }

    /// The pool for a search that a query string asks for.
    package func searching(_ query: String?) -> WorkPool {
        (query?.utf8.count ?? 0) > Self.longQuery ? reading : searches
    }
}
