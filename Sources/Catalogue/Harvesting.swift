import DocumentModel
import Foundation
import GRDB

/// What a harvester is told of a document: that it is there, or that it was.
package struct HarvestedDocument: Sendable, Equatable {
    package var id: String
    /// When it came to be as it is, in whole seconds since 1970.
    package var stamp: Int64 { instant / 1_000_000 }
    /// The same in microseconds: changes come one after the other, and so tells their order.
    package var instant: Int64
    /// Nil where it is gone, or no longer for everybody.
    package var document: CatalogueDocument?
}

/// The place in a harvest behind a document.
package struct HarvestPlace: Sendable, Equatable {
    /// Microseconds since 1970. Whole seconds would let one slip through that changes in the second of a page's end.
    package var instant: Int64
    package var id: String

    package init(instant: Int64, id: String) { (self.instant, self.id) = (instant, id) }
}

/// Documents in the order in which they changed, as everybody may know it: what was never public is not there, what was and
/// is no longer is told as deleted, for ever.
extension Catalogue {
    // The expressions are those of the indexes `documents_by_instant` and `tombstones_by_instant`.
    private static let (changed, removed) = ("CAST(changed * 1000000 AS INTEGER)", "CAST(removed * 1000000 AS INTEGER)")

    private static let stamps = stamps(documents: "", tombstones: "")

    /// Documents and those that are gone, each with the conditions given.
    private static func stamps(documents: String, tombstones: String) -> String {
        """
        SELECT id, \(changed) AS instant, visibility = 'public' AND stage = 'published' AS is_there
        FROM documents WHERE exposed \(documents)
        UNION ALL SELECT id, \(removed), 0 FROM tombstones WHERE 1 \(tombstones)
        """
    }

    /// The seconds since 1970 that a harvest can ask for: the years 1 to 9999.
    package static let harvestSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Up to `limit` documents that changed within a time (whole seconds since 1970, both included), behind a place. One that changes meanwhile
    /// moves to the end, so that a harvest that goes on by places misses nothing. Times outside ``harvestSeconds`` count as its ends.
    package func harvest(
        from: Int64? = nil,
        until: Int64? = nil,
        after place: HarvestPlace? = nil,
        limit: Int
    ) throws -> [HarvestedDocument] {
        let possible = Self.harvestSeconds
        let seconds = { (time: Int64) in min(max(time, possible.lowerBound), possible.upperBound) }
        // In each half, so that SQLite reads both in order and no further than the page's end.
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

    /// What is told of one document; nil where it never was public.
    package func harvested(_ id: String) throws -> HarvestedDocument? {
        try database.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM (\(Self.stamps)) WHERE id = ?", arguments: [id])
                .map { try Self.harvested($0, in: database) }
        }
    }

    /// The first stamp of all; now, where there is none.
    package func earliestStamp() throws -> Int64 {
        try database.read { try Int64.fetchOne($0, sql: "SELECT min(instant) / 1000000 FROM (\(Self.stamps))") }
            ?? Int64(Date().timeIntervalSince1970)
    }

    /// Every document that everybody may read, with its stamp, by id.
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
            document: isThere ? try document(row["id"], in: database) : nil
        )
    }
}
