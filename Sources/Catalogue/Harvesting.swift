import DocumentModel
import Foundation
import GRDB

/// What a harvester is told of a document: that it is there, or that it was.
public struct HarvestedDocument: Sendable, Equatable {
    public var id: String
    /// When it came to be as it is, in whole seconds since 1970.
    public var stamp: Int64
    /// Nil where it is gone, or no longer for everybody.
    public var document: CatalogueDocument?
}

/// The place in a harvest behind a document.
public struct HarvestPlace: Sendable, Equatable {
    public var stamp: Int64
    public var id: String

    public init(stamp: Int64, id: String) { (self.stamp, self.id) = (stamp, id) }
}

/// Documents in the order in which they changed, as everybody may know it: what was never public is not there, what was and
/// is no longer is told as deleted, for ever.
extension Catalogue {
    private static let stamps = """
        SELECT id, CAST(changed AS INTEGER) AS stamp, visibility = 'public' AND stage = 'published' AS is_there
        FROM documents WHERE exposed
        UNION ALL SELECT id, CAST(removed AS INTEGER), 0 FROM tombstones
        """

    /// Up to `limit` documents that changed within a time, both ends included, behind a place. One that changes meanwhile
    /// moves to the end, so that a harvest that goes on by places misses nothing.
    public func harvest(
        from: Int64? = nil,
        until: Int64? = nil,
        after place: HarvestPlace? = nil,
        limit: Int
    ) throws -> [HarvestedDocument] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM (\(Self.stamps)) WHERE stamp >= :from AND stamp <= :until
                        AND (stamp, id) > (:stamp, :id) ORDER BY stamp, id LIMIT :limit
                    """,
                arguments: [
                    "from": from ?? 0, "until": until ?? .max, "stamp": place?.stamp ?? -1, "id": place?.id ?? "",
                    "limit": limit,
                ]
            ).map { try Self.harvested($0, in: database) }
        }
    }

    /// What is told of one document; nil where it never was public.
    public func harvested(_ id: String) throws -> HarvestedDocument? {
        try database.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM (\(Self.stamps)) WHERE id = ?", arguments: [id])
                .map { try Self.harvested($0, in: database) }
        }
    }

    /// The first stamp of all; now, where there is none.
    public func earliestStamp() throws -> Int64 {
        try database.read { try Int64.fetchOne($0, sql: "SELECT min(stamp) FROM (\(Self.stamps))") }
            ?? Int64(Date().timeIntervalSince1970)
    }

    /// Every document that everybody may read, with its stamp, by id.
    public func publicDocuments() throws -> [(id: String, stamp: Int64)] {
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
            stamp: row["stamp"],
            document: isThere ? try document(row["id"], in: database) : nil
        )
    }
}
