import Foundation

/// The service's threads for blocking work, apart by kind: whatever one kind of request does, the others go on.
package struct WorkPools: Sendable {
    /// Ordinary searches and suggestions: short work that people wait for.
    let searches: WorkPool
    /// What reads much of the index: long queries, documents, reading views, tables, feeds, harvests.
    package let reading: WorkPool
    /// Reading the catalogue: who asks, what a document is.
    package let catalogue: WorkPool
    /// Changes of the catalogue. SQLite has one writer; what waits for it must not stand before what reads.
    package let changes: WorkPool
    /// Files: uploads on their way to the disk, downloads piece by piece.
    package let files: WorkPool
    /// Whether the service is ready. Nothing else runs here.
    package let health: WorkPool

    /// A query string with more bytes than this is not an ordinary search.
    static let longQuery = 512

    /// - Parameter processors: how many there are.
    package init(processors: Int = ProcessInfo.processInfo.activeProcessorCount) {
        let forComputing = max(2, processors)
        searches = WorkPool(threads: forComputing, mostWaiting: 64, longestWait: .seconds(5))
        reading = WorkPool(threads: forComputing, mostWaiting: 16, longestWait: .seconds(5))
        catalogue = WorkPool(threads: 4, mostWaiting: 128, longestWait: .seconds(10))
        changes = WorkPool(threads: 2, mostWaiting: 64, longestWait: .seconds(30))
        files = WorkPool(threads: 4, mostWaiting: 256, longestWait: .seconds(30))
        health = WorkPool(threads: 1, mostWaiting: 16, longestWait: .seconds(1))
    }

    /// All of them, with what monitoring calls them.
    package var named: [(name: String, pool: WorkPool)] {
        [
            ("searches", searches), ("reading", reading), ("catalogue", catalogue), ("changes", changes),
            ("files", files), ("health", health),
        ]
    }

    /// The pool for a search that a query string asks for.
    package func searching(_ query: String?) -> WorkPool {
        (query?.utf8.count ?? 0) > Self.longQuery ? reading : searches
    }
}
