import Foundation
import GRDB

/// What kept a document, or a part of it, from the index.
package struct IndexTrouble: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// Only its beginning is searched: it is over a limit.
        case partial
        /// It is not searched at all: indexing it failed, or ended the process twice.
        case failed
    }

    /// The document's id, and its path below the folder that was ingested.
    package var document: String
    package var source: String
    package var kind: Kind
    /// What is wrong, for a curator.
    package var reason: String
    /// The document's change, and the format version of the index, that this is about.
    package var sequence: Int64
    package var formatVersion: String

    /// The names in JSON, which predate `formatVersion`.
    enum CodingKeys: String, CodingKey {
        case document, source, kind, reason, sequence
        case formatVersion = "recipe"
    }

    package init(document: String, source: String, kind: Kind, reason: String, sequence: Int64, formatVersion: String) {
        (self.document, self.source, self.kind, self.reason) = (document, source, kind, reason)
        (self.sequence, self.formatVersion) = (sequence, formatVersion)
    }

    /// One line: what is wrong, and how far the document is searched all the same.
    package var sentence: String {
        switch kind {
        case .partial: "indexed only in part: \(reason)"
        case .failed: "not indexed: \(reason)"
        }
    }
}

/// The documents that could not be indexed as a whole. An entry holds for one state of its document and one format
/// version of the index; when either changes, the document is tried again.
extension Catalogue {
    static let indexTroubleTable = """
        CREATE TABLE index_troubles (
            document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,       -- the document's change that this is about
            recipe TEXT NOT NULL,            -- of the index
            kind TEXT NOT NULL,              -- see IndexTrouble.Kind
            reason TEXT NOT NULL,
            noted REAL NOT NULL              -- seconds since 1970
        ) WITHOUT ROWID;
        """

    /// Records what kept a document from the index, in place of what was recorded before; nothing where the document is
    /// gone.
    package func noteIndexTrouble(_ trouble: IndexTrouble) throws {
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

    /// Forgets what was recorded of a document: it is searched as a whole.
    package func forgetIndexTrouble(of id: String) throws {
        try database.write {
            try $0.execute(sql: "DELETE FROM index_troubles WHERE document = ?", arguments: [id])
        }
    }

    /// Forgets the documents that could not be indexed, so that they are tried again; how many there were.
    package func forgetFailedIndexing() throws -> Int {
        try database.write { database in
            let ids = try String.fetchAll(database, sql: "SELECT document FROM index_troubles WHERE kind = 'failed'")
            for id in ids {
                try database.execute(sql: "DELETE FROM index_troubles WHERE document = ?", arguments: [id])
                // A change of its own, so that whoever writes the index comes to it again.
                if try Self.document(id, in: database) != nil { _ = try Self.nextSequence(for: id, in: database) }
            }
            return ids.count
        }
    }

    /// What keeps a document, as it is now, from an index of this format version; nil where nothing does.
    package func indexTrouble(of id: String, formatVersion: String) throws -> IndexTrouble? {
        try indexTroubles(formatVersion: formatVersion).first { $0.document == id }
    }

    /// All documents that an index of this format version does not hold as a whole, by their paths.
    package func indexTroubles(formatVersion: String) throws -> [IndexTrouble] {
        try indexTroubles("WHERE trouble.sequence = changes.sequence AND trouble.recipe = ?", [formatVersion])
    }

    /// Everything recorded, also what is about earlier states of documents and other versions.
    package func everyIndexTrouble() throws -> [IndexTrouble] { try indexTroubles("", []) }

    private func indexTroubles(_ condition: String, _ arguments: StatementArguments) throws -> [IndexTrouble] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT documents.id, documents.source, trouble.kind, trouble.reason, trouble.sequence, trouble.recipe
                    FROM index_troubles AS trouble
                    JOIN documents ON documents.id = trouble.document
                    JOIN changes ON changes.document = trouble.document
                    \(condition) ORDER BY documents.source, documents.id
                    """,
                arguments: arguments
            ).map { row in
                IndexTrouble(
                    document: row["id"],
                    source: row["source"],
                    kind: IndexTrouble.Kind(rawValue: row["kind"]) ?? .failed,
                    reason: row["reason"],
                    sequence: row["sequence"],
                    formatVersion: row["recipe"]
                )
            }
        }
    }
}
