import DocumentModel
import Encodings
import Foundation
import GRDB

/// A document that shares keys with another one, and how much they have in common.
package struct LikeDocument: Sendable {
    package var document: CatalogueDocument
    package var fingerprint: Fingerprint
    /// The estimated part of the shingles of both texts that they have in common, 0 to 1.
    package var text: Double
    /// The same for figures and names, which translations keep.
    package var figures: Double
    package var names: Double
}

/// The fingerprints of all documents, by which documents like another one are found.
///
/// They are derived from the texts. Deposits and ingests write them with the document; those of records, of documents of
/// an earlier version, and of other recipes are made by ``catchUp(within:using:)``, which follows the catalogue's changes.
package struct Fingerprints: Sendable {
    let catalogue: Catalogue

    /// Migration 10. A row of `fingerprint_keys` for each key, so that a look-up is a search in an index.
    ///
    /// SQLite stores these texts including the comments, so they must not be changed.
    static let tables = """
        CREATE TABLE fingerprints (          -- of the newest version of each document
            number INTEGER PRIMARY KEY,
            document TEXT NOT NULL UNIQUE REFERENCES documents (id) ON DELETE CASCADE,
            hash TEXT NOT NULL,              -- that of the document when it was made
            recipe INTEGER NOT NULL,
            content BLOB NOT NULL            -- see Fingerprint
        );
        CREATE TABLE fingerprint_keys (      -- documents with a key in common are perhaps alike
            key INTEGER NOT NULL,
            fingerprint INTEGER NOT NULL REFERENCES fingerprints (number) ON DELETE CASCADE,
            PRIMARY KEY (key, fingerprint)
        ) WITHOUT ROWID;
        CREATE INDEX fingerprint_keys_by_number ON fingerprint_keys (fingerprint);
        CREATE TABLE fingerprint_progress (  -- the last change whose document has been looked at
            recipe INTEGER PRIMARY KEY,
            sequence INTEGER NOT NULL
        );
        CREATE TABLE proposals (             -- what a second deposit of the same file said, for a curator to settle
            number INTEGER PRIMARY KEY,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            at REAL NOT NULL,                -- seconds since 1970
            who TEXT NOT NULL,
            members TEXT NOT NULL            -- JSON, as HTTP takes them
        );
        CREATE INDEX proposals_by_document ON proposals (document);
        CREATE INDEX documents_by_link ON documents (json_extract(record, '$.link'))
            WHERE json_extract(record, '$.link') IS NOT NULL;
        """

    /// Stores the fingerprint of a document, in the transaction that adds its content.
    static func write(_ fingerprint: Fingerprint, of id: String, in database: Database) throws {
        guard
            let row = try Row.fetchOne(
                database,
                sql: "SELECT hash, source FROM documents WHERE id = ?",
                arguments: [id]
            )
        else { return }
        try database.execute(sql: "DELETE FROM fingerprints WHERE document = ?", arguments: [id])
        try database.execute(
            sql: "INSERT INTO fingerprints (document, hash, recipe, content) VALUES (?, ?, ?, ?)",
            arguments: [id, row["hash"] as String, Fingerprint.recipe, Data(fingerprint.encoded())]
        )
        let number = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: "INSERT INTO fingerprint_keys (key, fingerprint) VALUES (?, ?)"
        )
        for key in fingerprint.keys(source: row["source"]) { try statement.execute(arguments: [key, number]) }
    }

    /// The changes that are looked at in one transaction.
    private static let batch = 64

    /// Makes the missing fingerprints, of the longest-waiting documents first.
    /// - Parameter time: how long it may take; the rest is left for the next call. One document is always finished.
    /// - Returns: whether nothing is left.
    package func catchUp(within time: Duration = .seconds(5), using compression: Compression) throws -> Bool {
        guard !catalogue.isReadOnly else { return true }
        let end = ContinuousClock.now + time
        while true {
            let done = try catalogue.database.read { database in
                try Int64.fetchOne(
                    database,
                    sql: "SELECT sequence FROM fingerprint_progress WHERE recipe = ?",
                    arguments: [Fingerprint.recipe]
                ) ?? 0
            }
            let changes = try catalogue.changes(after: done, limit: Self.batch)
            guard !changes.isEmpty else { return true }
            var made: [(id: String, hash: String, fingerprint: Fingerprint)] = []
            var seen = done
            for change in changes {
                if let document = try catalogue.document(change.document), try !isCurrent(document),
                    let content = try catalogue.content(of: document, using: compression)
                {
                    made.append((document.id, document.hash, Fingerprint(of: content)))
                }
                seen = change.sequence
                if ContinuousClock.now > end { break }
            }
            try catalogue.database.write { [made, seen] database in
                for (id, hash, fingerprint) in made {
                    let now = try String.fetchOne(
                        database,
                        sql: "SELECT hash FROM documents WHERE id = ?",
                        arguments: [id]
                    )
                    // If it has changed since, a later change of it is still to come.
                    if now == hash { try Self.write(fingerprint, of: id, in: database) }
                }
                try database.execute(
                    sql: """
                        INSERT INTO fingerprint_progress (recipe, sequence) VALUES (:recipe, :sequence)
                        ON CONFLICT (recipe) DO UPDATE SET sequence = max(sequence, :sequence)
                        """,
                    arguments: ["recipe": Fingerprint.recipe, "sequence": seen]
                )
            }
            if ContinuousClock.now > end { return seen == (try catalogue.lastSequence()) }
        }
    }

    private func isCurrent(_ document: CatalogueDocument) throws -> Bool {
        try catalogue.database.read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM fingerprints WHERE document = ? AND hash = ? AND recipe = ?)",
                arguments: [document.id, document.hash, Fingerprint.recipe]
            ) ?? false
        }
    }

    /// The fingerprint of a document: the stored one, or one made now.
    package func fingerprint(of document: CatalogueDocument, using compression: Compression) throws -> Fingerprint? {
        let stored = try catalogue.database.read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT content FROM fingerprints WHERE document = ? AND hash = ? AND recipe = ?",
                arguments: [document.id, document.hash, Fingerprint.recipe]
            )
        }
        if let stored { return try Fingerprint(decoding: [UInt8](stored)) }
        return try catalogue.content(of: document, using: compression).map { Fingerprint(of: $0) }
    }

    /// More documents with one key say nothing: it is boilerplate.
    private static let mostWithKey = 200
    /// Documents that are looked at, those with most keys in common first.
    private static let mostLookedAt = 200

    /// The documents that share keys with a content, those with most keys first.
    /// - Parameters:
    ///   - source: the name of its file.
    ///   - id: the document itself, which is not among them.
    ///   - audience: only what it may see is returned.
    package func alike(
        _ fingerprint: Fingerprint,
        source: String,
        except id: String?,
        seenBy audience: Visibility
    ) throws -> [LikeDocument] {
        try catalogue.database.read { database in
            var shared: [Int64: Int] = [:]
            let statement = try database.cachedStatement(
                sql: "SELECT fingerprint FROM fingerprint_keys WHERE key = ? LIMIT \(Self.mostWithKey + 1)"
            )
            for key in fingerprint.keys(source: source) {
                let found = try Int64.fetchAll(statement, arguments: [key])
                if found.count <= Self.mostWithKey { for number in found { shared[number, default: 0] += 1 } }
            }
            let ranked = shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            var result: [LikeDocument] = []
            for number in ranked.map(\.key) where result.count < Self.mostLookedAt {
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT fingerprints.document, fingerprints.content FROM fingerprints
                        JOIN documents ON documents.id = fingerprints.document AND documents.hash = fingerprints.hash
                        WHERE number = ? AND recipe = ?
                        """,
                    arguments: [number, Fingerprint.recipe]
                )
                guard let row, row["document"] != id,
                    let document = try Catalogue.document(row["document"], in: database), document.audience <= audience
                else { continue }
                let other = try Fingerprint(decoding: [UInt8](row["content"] as Data))
                let isLong = min(fingerprint.words, other.words) >= Fingerprint.fewestWords
                result.append(
                    LikeDocument(
                        document: document,
                        fingerprint: other,
                        text: isLong ? fingerprint.text.likeness(to: other.text) : 0,
                        figures: fingerprint.figures.likeness(to: other.figures),
                        names: fingerprint.names.likeness(to: other.names)
                    )
                )
            }
            return result
        }
    }
}

extension Catalogue {
    package var fingerprints: Fingerprints { Fingerprints(catalogue: self) }
}
