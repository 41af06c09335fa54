import DocumentModel
import Encodings
import Foundation
import GRDB
import SystemPackage

/// Every file that was ever ingested from a folder, and its outcome. Nothing else changes documents that come from folders.
package struct FileLedger: Sendable {
    let catalogue: Catalogue

    /// Records findings in one transaction, in order, and makes them durable before it returns.
    ///
    /// Staged originals of new content are kept, all others are discarded. Recording the same findings again changes
    /// nothing.
    /// - Parameter actor: who ingests the files, for the audit trail.
    package func record(
        _ findings: [(FileFacts, FileFinding)],
        extractor: Int,
        using compression: Compression,
        by actor: String = "ingest"
    ) throws -> [FileOutcome] {
        // Before the transaction, because it takes time.
        let fingerprints = findings.map { _, finding -> Fingerprint? in
            if case .content(_, let extraction, _) = finding { Fingerprint(of: extraction) } else { nil }
        }
        return try catalogue.writeKeeping { database in
            // The originals come first, because a document must never be without its file. An original that no document
            // refers to in the end is moved to the trash by the next ingest. Inside the transaction, because SQLite's
            // lock keeps `removeUnreferenced` out.
            for case (let facts, .content(let staged, _, _)) in findings {
                if try Self.isRemoved(facts, staged.hash, in: database) {
                    catalogue.originals.discard(staged)
                } else {
                    try catalogue.keep(staged, in: database)
                }
            }
            return try zip(findings, fingerprints).map { found, fingerprint in
                let (facts, finding) = found
                var transaction = LedgerTransaction(
                    database: database,
                    compression: compression,
                    facts: facts,
                    extractor: extractor
                )
                let recorded = try transaction.record(finding)
                if recorded.sequence != nil, let id = recorded.document {
                    if let fingerprint, try Self.has(id, content: finding.hash, in: database) {
                        try Fingerprints.write(fingerprint, of: id, in: database)
                    }
                    let action: AuditAction = recorded.status == .updated ? .updated : .added
                    try AuditTrail.note(action, id, by: actor, ["file": facts.source], in: database)
                }
                return recorded
            }
        }
    }

    /// Whether the newest version of a document has this content.
    private static func has(_ id: String, content hash: String?, in database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT hash = ? FROM documents WHERE id = ?", arguments: [hash, id]) ?? false
    }

    /// Whether the document with this content of this file was removed.
    static func isRemoved(_ facts: FileFacts, _ hash: String, in database: Database) throws -> Bool {
        let before = try entry(root: facts.root, source: facts.source, in: database)
        return before?.isRemoved == true && before?.hash == hash
    }

    /// Forgets the files of a root that `isThere` no longer finds, and removes the documents that came only from them.
    /// Returns what was removed, by path.
    package func removeMissing(
        root: String,
        by actor: String = "ingest",
        isThere: (String) -> Bool
    ) throws -> [FileOutcome] {
        let gone = try catalogue.database.read {
            try String.fetchAll($0, sql: "SELECT source FROM files WHERE root = ? ORDER BY source", arguments: [root])
        }.filter { !isThere($0) }
        let compression = try Compression()
        var hashes: Set<String> = []
        let removed = try catalogue.database.write { database in
            try gone.map { source in
                let file = try Self.entry(root: root, source: source, in: database)
                if let id = file?.document { try hashes.formUnion(Catalogue.hashes(of: id, in: database)) }
                try database.execute(
                    sql: "DELETE FROM files WHERE root = ? AND source = ?",
                    arguments: [root, source]
                )
                var sequence: Int64?
                if let id = file?.document, let document = try Catalogue.document(id, in: database) {
                    sequence = try Self.release(document, from: (root, source), in: database, using: compression)
                    if sequence != nil { try AuditTrail.note(.removed, id, by: actor, ["file": source], in: database) }
                }
                return FileOutcome(
                    source: source,
                    status: file?.status ?? .failed,
                    document: file?.document,
                    sequence: sequence
                )
            }
        }
        if removed.contains(where: { $0.sequence != nil }) { try catalogue.removeUnreferenced(among: hashes) }
        return removed
    }

    /// Called when a file no longer has a document's content: the document is assigned to another file with that content,
    /// or removed. Returns the number of the change, if there was one.
    static func release(
        _ document: CatalogueDocument,
        from file: (root: String, source: String),
        in database: Database,
        using compression: Compression
    ) throws -> Int64? {
        let owner = try Row.fetchOne(
            database,
            sql: "SELECT root, source FROM documents WHERE id = ?",
            arguments: [document.id]
        )
        guard owner?["root"] == file.root, owner?["source"] == file.source else { return nil }
        let heir = try LedgerEntry.fetchOne(
            database,
            sql: """
                SELECT * FROM files WHERE document = ? AND companion_of IS NULL AND NOT (root = ? AND source = ?)
                ORDER BY root, source LIMIT 1
                """,
            arguments: [document.id, file.root, file.source]
        )
        if let heir {
            // From now on the document has the description of its new file, and the file has the outcome that the other
            // had.
            let extraction = try withoutTexts(of: document.id, in: database, using: compression)
            let (status, reason) = outcome(of: extraction)
            try database.execute(
                sql: """
                    UPDATE documents SET root = :root, source = :source, metadata = :metadata, changed = :now
                    WHERE id = :id
                    """,
                arguments: [
                    "root": heir.root, "source": heir.source,
                    "metadata": try Catalogue.json(
                        document.record.description.filled(from: heir.description)
                            .filled(from: extraction?.metadata ?? Metadata())
                    ),
                    "now": Date().timeIntervalSince1970, "id": document.id,
                ]
            )
            try database.execute(
                sql: "UPDATE files SET status = ?, reason = ? WHERE root = ? AND source = ?",
                arguments: [status.rawValue, reason, heir.root, heir.source]
            )
        } else {
            try database.execute(sql: "DELETE FROM documents WHERE id = ?", arguments: [document.id])
        }
        return try Catalogue.nextSequence(for: document.id, in: database)
    }

    /// A document's newest version without its texts.
    static func withoutTexts(
        of id: String,
        in database: Database,
        using compression: Compression
    ) throws -> ExtractedDocument? {
        try Data.fetchOne(database, sql: "SELECT content FROM extractions WHERE document = ?", arguments: [id])
            .map { try EncodedDocument(compression.decompress([UInt8]($0))).withoutTexts }
    }

    /// The beginning of the note about a video or sound without words.
    static let noTranscript = "no transcript in it or beside it"

    /// The status and the reason of a file whose content is that of a document.
    static func outcome(of extraction: ExtractedDocument?) -> (status: FileStatus, reason: String?) {
        guard let extraction, extraction.hasText else {
            // A video is worth finding by its description. That it has no words is a note, not a fault.
            if let extraction, extraction.format.isMedia {
                return (.indexed, ([noTranscript] + extraction.warnings.prefix(1)).joined(separator: "; "))
            }
            return (.noText, extraction?.format == .pdf ? "no text; perhaps it contains scanned pictures" : "no text")
        }
        return (.indexed, extraction.warnings.first)
    }

    /// The ledger's entry of a file.
    package func entry(root: String, source: String) throws -> LedgerEntry? {
        try catalogue.database.read { try Self.entry(root: root, source: source, in: $0) }
    }

    /// Whether there is already a document with this content, or this version of the extractor has rejected it.
    package func knows(hash: String, extractor: Int) throws -> Bool {
        try catalogue.database.read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM documents WHERE hash = :hash)
                        OR EXISTS (SELECT 1 FROM files WHERE hash = :hash AND document IS NULL AND extractor = :extractor
                                   AND status IN ('encrypted', 'unsupported', 'failed'))
                    """,
                arguments: ["hash": hash, "extractor": extractor]
            ) ?? false
        }
    }

    /// The paths where files with this content were found, by hash. The files there may have changed since. A video's
    /// file is listed under the hash of its media bundle.
    package func paths(withContent hash: String) throws -> [FilePath] {
        try catalogue.database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT root, source FROM files
                    WHERE hash = :hash OR hash IN (SELECT whole FROM parts WHERE hash = :hash AND position = 0)
                    ORDER BY root, source
                    """,
                arguments: ["hash": hash]
            ).map { FilePath($0["root"] as String).appending($0["source"] as String) }
        }
    }

    /// How many files are in each status.
    package func statusCounts() throws -> [FileStatus: Int] {
        try catalogue.database.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT status, count(*) AS count FROM files GROUP BY status")
            return Dictionary(
                uniqueKeysWithValues: rows.compactMap { row in
                    FileStatus(rawValue: row["status"]).map { ($0, row["count"]) }
                }
            )
        }
    }

    /// The files without text, with the reason for each, by path.
    package func withoutText() throws -> [LedgerEntry] {
        try catalogue.database.read { database in
            try LedgerEntry.fetchAll(
                database,
                sql: """
                    SELECT * FROM files WHERE status IN ('no-text', 'encrypted', 'unsupported', 'failed')
                    ORDER BY root, source
                    """
            )
        }
    }

    static func entry(root: String, source: String, in database: Database) throws -> LedgerEntry? {
        try LedgerEntry.fetchOne(
            database,
            sql: "SELECT * FROM files WHERE root = ? AND source = ?",
            arguments: [root, source]
        )
    }
}
