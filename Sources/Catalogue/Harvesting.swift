import DocumentModel
import Foundation
import GRDB

/// A document as harvesters see it: available or deleted.
package struct HarvestedDocument: Sendable, Equatable {
    package var id: String
    /// The time of its last change, in whole seconds since 1970.
    package var stamp: Int64 { instant / 1_000_000 }
    /// The same in microseconds, which keep the order of changes.
    package var instant: Int64
    /// Nil if it was removed, or is no longer public.
    package var document: CatalogueDocument?
}

/// The position in a harvest after a document.
package struct HarvestPlace: Sendable, Equatable {
    /// Microseconds since 1970. With whole seconds, a document that changes within the second in which a page ends would
    /// be missed.
    package var instant: Int64
    package var id: String

    package init(instant: Int64, id: String) { (self.instant, self.id) = (instant, id) }
}

/// Documents in the order of their changes, as far as they are public: a document that was never public is not included,
/// and one that was public once is reported as deleted forever.
package struct HarvestLog: Sendable {
    let database: DatabasePool

    // These expressions are those of the indexes `documents_by_instant` and `tombstones_by_instant`.
    private static let (changed, removed) = ("CAST(changed * 1000000 AS INTEGER)", "CAST(removed * 1000000 AS INTEGER)")

    private static let stamps = stamps(documents: "", tombstones: "")

    /// Documents and deleted documents, each with the given condition.
    private static func stamps(documents: String, tombstones: String) -> String {
        """
        SELECT id, \(changed) AS instant, visibility = 'public' AND stage = 'published' AS is_there
        FROM documents WHERE exposed \(documents)
        UNION ALL SELECT id, \(removed), 0 FROM tombstones WHERE 1 \(tombstones)
        """
    }

    /// The seconds since 1970 that a harvest can request: the years 1 to 9999.
    package static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Up to `limit` documents that changed within a time range (whole seconds since 1970, both ends included), after a
    /// position. A document that changes meanwhile moves to the end, so a harvest that continues from the last position
    /// misses nothing. Times outside ``seconds`` are clamped.
    package func documents(
        from: Int64? = nil,
        until: Int64? = nil,
        after place: HarvestPlace? = nil,
        limit: Int
    ) throws -> [HarvestedDocument] {
        let possible = Self.seconds
        let seconds = { (time: Int64) in min(max(time, possible.lowerBound), possible.upperBound) }
        // The limits are in each half, so that SQLite reads both in order and stops at the end of the page.
        let limits = { (instant: String) in
            "AND \(instant) >= :from AND \(instant) < :until AND (\(instant), id) > (:instant, :id)"
        }
        return try database.read { database in
            try Row.fetchAll(
                database,
                sql: Self.stamps(documents: limits(Self.changed), tombstones: limits(Self.removed))
                    + " ORDER BY instant, id LIMIT :limit",
                arguments: [
                    "from": seconds(from ?? 0) * 1_000_000,
                    "until": until.map { (seconds($0) + 1) * 1_000_000 } ?? .max,
                    "instant": place?.instant ?? -1, "id": place?.id ?? "",
                    "limit": limit,
                ]
            ).map { try Self.harvested($0, in: database) }
        }
    }

    /// One document as harvesters see it; nil if it never was public.
    package func document(_ id: String) throws -> HarvestedDocument? {
        try database.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM (\(Self.stamps)) WHERE id = ?", arguments: [id])
                .map { try Self.harvested($0, in: database) }
        }
    }

    /// The earliest stamp; the current time if there is none.
    package func earliestStamp() throws -> Int64 {
        try database.read { try Int64.fetchOne($0, sql: "SELECT min(instant) / 1000000 FROM (\(Self.stamps))") }
            ?? Int64(Date().timeIntervalSince1970)
    }

    /// All public documents with their stamps, by id.
    package func publicDocuments() throws -> [(id: String, stamp: Int64)] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, CAST(changed AS INTEGER) AS stamp FROM documents
                    WHERE visibility = 'public' AND stage = 'published' ORDER BY id
                    """
            ).map { ($0["id"], $0["stamp"]) }
        }
    }

    private static func harvested(_ row: Row, in database: Database) throws -> HarvestedDocument {
        let isThere: Bool = row["is_there"]
        return HarvestedDocument(
            id: row["id"],
            instant: row["instant"],
            document: isThere ? try Catalogue.document(row["id"], in: database) : nil
        )
    }
}
