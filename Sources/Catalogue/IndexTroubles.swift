import Foundation
import GRDB

/// Why a document, or a part of it, is not in the index.
package struct IndexTrouble: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// Only its beginning is indexed, because it exceeds a limit.
        case partial
        /// It is not indexed at all: indexing failed, or crashed the process twice.
        case failed
    }

    /// The document's id, and its path relative to the ingested folder.
    package var document: String
    package var source: String
    package var kind: Kind
    /// What is wrong, for a curator.
    package var reason: String
    /// The document's change, and the format version of the index, that this refers to.
    package var sequence: Int64
    package var formatVersion: String

    /// The names in JSON and in the catalogue, which predate `formatVersion`.
    enum CodingKeys: String, CodingKey {
        case document, source, kind, reason, sequence
        case formatVersion = "recipe"
    }

    package init(document: String, source: String, kind: Kind, reason: String, sequence: Int64, formatVersion: String) {
        (self.document, self.source, self.kind, self.reason) = (document, source, kind, reason)
        (self.sequence, self.formatVersion) = (sequence, formatVersion)
    }

    /// One sentence: what is wrong, and whether the document is searchable nevertheless.
    package var sentence: String {
        switch kind {
        case .partial: "indexed only in part: \(reason)"
        case .failed: "not indexed: \(reason)"
        }
    }
}

extension IndexTrouble: FetchableRecord {}

/// The documents that could not be indexed as a whole. An entry holds for one state of its document and one format
/// version of the index; when either changes, the document is tried again.
package struct IndexTroubles: Sendable {
    let database: DatabasePool

    static let table = """
        CREATE TABLE index_troubles (
            document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,       -- the document's change that this is about
            recipe TEXT NOT NULL,            -- of the index
            kind TEXT NOT NULL,              -- see IndexTrouble.Kind
            reason TEXT NOT NULL,
            noted REAL NOT NULL              -- seconds since 1970
        ) WITHOUT ROWID;
        """

    /// Records why a document is not in the index, replacing an earlier entry. Does nothing if the document no longer
    /// exists.
    package func note(_ trouble: IndexTrouble) throws {
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO index_troubles (document, sequence, recipe, kind, reason, noted)
                    SELECT id, :sequence, :recipe, :kind, :reason, :now FROM documents WHERE id = :document
                    """,
                arguments: [
                    "document": trouble.document, "sequence": trouble.sequence, "recipe": trouble.formatVersion,
                    "kind": trouble.kind.rawValue, "reason": trouble.reason, "now": Date().timeIntervalSince1970,
                ]
            )
        }
    }

    /// Deletes the entry of a document, which is now completely indexed.
    package func forget(_ id: String) throws {
        try database.write {
            try $0.execute(sql: "DELETE FROM index_troubles WHERE document = ?", arguments: [id])
        }
    }

    /// Deletes the entries of documents that could not be indexed, so that they are tried again. Returns their number.
    package func forgetFailed() throws -> Int {
        try database.write { database in
            let ids = try String.fetchAll(database, sql: "SELECT document FROM index_troubles WHERE kind = 'failed'")
            for id in ids {
                try database.execute(sql: "DELETE FROM index_troubles WHERE document = ?", arguments: [id])
                // A change of its own, so that the writer of the index processes it again.
                if try Catalogue.document(id, in: database) != nil {
                    _ = try Catalogue.nextSequence(for: id, in: database)
                }
            }
            return ids.count
        }
    }

    /// Why a document, as it is now, is not in an index of this format version; nil if it is.
    package func trouble(of id: String, formatVersion: String) throws -> IndexTrouble? {
        try all(formatVersion: formatVersion).first { $0.document == id }
    }

    /// All documents that are not completely in an index of this format version, by path.
    package func all(formatVersion: String) throws -> [IndexTrouble] {
        try fetch("WHERE trouble.sequence = changes.sequence AND trouble.recipe = ?", [formatVersion])
    }

    /// All entries, including those about earlier states of documents and other format versions.
    package func all() throws -> [IndexTrouble] { try fetch("", []) }

    private func fetch(_ condition: String, _ arguments: StatementArguments) throws -> [IndexTrouble] {
        try database.read { database in
            try IndexTrouble.fetchAll(
                database,
                sql: """
                    SELECT documents.id AS document, documents.source, trouble.kind, trouble.reason, trouble.sequence,
                        trouble.recipe
                    FROM index_troubles AS trouble
                    JOIN documents ON documents.id = trouble.document
                    JOIN changes ON changes.document = trouble.document
                    \(condition) ORDER BY documents.source, documents.id
                    """,
                arguments: arguments
            )
        }
    }
}
