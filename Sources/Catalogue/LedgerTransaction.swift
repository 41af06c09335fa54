import DocumentModel
import Encodings
import Foundation
import GRDB

/// Records one finding inside a transaction.
struct LedgerTransaction {
    let database: Database
    let compression: Compression
    let facts: FileFacts
    let extractor: Int

    mutating func record(_ finding: FileFinding) throws -> FileOutcome {
        let before = try FileLedger.entry(root: facts.root, source: facts.source, in: database)
        if let before, let hash = finding.hash, try FileLedger.isRemoved(facts, hash, in: database) {
            // Its document was removed; only new content, or an explicit `add`, adds it again.
            try write(hash: hash, document: nil, status: before.status, reason: before.reason, isRemoved: true)
            return FileOutcome(source: facts.source, status: .unchanged, document: nil, reason: before.reason)
        }
        switch finding {
        case .refused(let hash, let status, let reason):
            return try refuse(hash: hash, status, reason: reason, before: before)
        case .sameContent(let hash):
            if let id = try holder(of: hash) { return try point(at: id, hash: hash, before: before) }
            return try refuseAlike(hash: hash, before: before)
        case .content(let staged, let extraction, let encoded):
            // Another file may have brought the same content since the look-up.
            if let id = try holder(of: staged.hash) { return try point(at: id, hash: staged.hash, before: before) }
            return try put(staged, extraction, encoded, before: before)
        case .companion(let video, let companion): return try note(companion, of: video, before: before)
        }
    }

    /// Records a file that belongs to a video: it has no document of its own, or no longer has one.
    private func note(
        _ companion: StagedMediaBundle.Companion,
        of video: String,
        before: LedgerEntry?
    ) throws -> FileOutcome {
        let id = try FileLedger.entry(root: facts.root, source: video, in: database)?.document
        if let previous = before?.document, previous != id,
            let document = try Catalogue.document(previous, in: database)
        {
            _ = try release(document)
        }
        let isNews = before?.document != id || before?.hash != companion.hash || before?.companionOf != video
        try write(
            hash: companion.hash,
            document: id,
            status: companion.status,
            reason: companion.reason,
            companionOf: video
        )
        return FileOutcome(
            source: facts.source,
            status: isNews || companion.status == .failed ? companion.status : .unchanged,
            document: id,
            reason: companion.reason
        )
    }

    /// The document whose newest version has this content.
    private func holder(of hash: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT id FROM documents WHERE hash = ?", arguments: [hash])
    }

    private func owns(_ id: String) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT root = ? AND source = ? FROM documents WHERE id = ?",
            arguments: [facts.root, facts.source, id]
        ) ?? false
    }

    /// Records new content: a new document, or a new version of the one that this file had.
    private func put(
        _ staged: StagedOriginal,
        _ extraction: ExtractedDocument,
        _ encoded: [UInt8],
        before: LedgerEntry?
    ) throws -> FileOutcome {
        let now = Date().timeIntervalSince1970
        var metadata = facts.description.filled(from: extraction.metadata)
        let status: FileStatus
        let id: String
        if let previous = before?.document, try owns(previous), try !isShared(previous) {
            id = previous
            status = .updated
            if let known = try Catalogue.document(id, in: database) {
                metadata = known.record.description.filled(from: metadata)
            }
            try database.execute(
                sql: """
                    UPDATE documents SET hash = :hash, size = :size, format = :format, metadata = :metadata,
                        version = version + 1, changed = :now WHERE id = :id
                    """,
                arguments: [
                    "hash": staged.hash, "size": staged.size, "format": extraction.format.rawValue,
                    "metadata": try Catalogue.json(metadata), "now": now, "id": id,
                ]
            )
        } else {
            // Other files still have the old content: their document stays, this file gets its own.
            if let previous = before?.document, let document = try Catalogue.document(previous, in: database) {
                _ = try release(document)
            }
            id = try Catalogue.newID(staged.hash, salt: facts.source, in: database)
            status = .indexed
            try NewDocument(
                id: id,
                source: facts.source,
                root: facts.root,
                hash: staged.hash,
                size: staged.size,
                format: extraction.format,
                metadata: metadata,
                added: now
            ).insert(database)
        }
        try Catalogue.addVersion(of: id, compression.compress(encoded), in: database)
        let sequence = try Catalogue.nextSequence(for: id, in: database)
        let outcome = FileLedger.outcome(of: extraction)
        let (shown, reason) = (outcome.status == .noText ? .noText : status, outcome.reason)
        try write(hash: staged.hash, document: id, status: shown, reason: reason)
        return FileOutcome(source: facts.source, status: shown, document: id, reason: reason, sequence: sequence)
    }

    /// Records content that a document already has: this file's own (then only its description may have changed), or
    /// another's.
    private func point(at id: String, hash: String, before: LedgerEntry?) throws -> FileOutcome {
        if try owns(id) {
            // The status is not the last one recorded: the file may have been unreadable in between.
            let extraction = try FileLedger.withoutTexts(of: id, in: database, using: compression)
            let (known, reason) = FileLedger.outcome(of: extraction)
            guard let before, before.description != facts.description else {
                // Touched or copied back, but its content did not change.
                try write(hash: hash, document: id, status: known, reason: reason)
                return FileOutcome(source: facts.source, status: .unchanged, document: id, reason: reason)
            }
            let sequence = try describe(id, extraction)
            try write(hash: hash, document: id, status: known, reason: reason)
            return FileOutcome(source: facts.source, status: .updated, document: id, sequence: sequence)
        }
        if let previous = before?.document, previous != id,
            let document = try Catalogue.document(previous, in: database)
        {
            _ = try release(document)
        }
        let owner = try Catalogue.document(id, in: database)
        let reason = "same content as \(owner?.source ?? id)"
        let isNews = before?.document != id || before?.status != .duplicate
        try write(hash: hash, document: id, status: .duplicate, reason: reason)
        return FileOutcome(
            source: facts.source,
            status: isNews ? .duplicate : .unchanged,
            document: id,
            reason: reason
        )
    }

    /// Combines the curators' current description with the file's own metadata.
    private func describe(_ id: String, _ extraction: ExtractedDocument?) throws -> Int64 {
        let record = try Catalogue.document(id, in: database)?.record.description ?? Metadata()
        try database.execute(
            sql: "UPDATE documents SET metadata = ?, changed = ? WHERE id = ?",
            arguments: [
                try Catalogue.json(
                    record.filled(from: facts.description).filled(from: extraction?.metadata ?? Metadata())
                ),
                Date().timeIntervalSince1970, id,
            ]
        )
        return try Catalogue.nextSequence(for: id, in: database)
    }

    private func release(_ document: CatalogueDocument) throws -> Int64? {
        try FileLedger.release(document, from: (facts.root, facts.source), in: database, using: compression)
    }

    /// The end of the reason for a file that cannot be read now but could be read before.
    private static let keptBefore = "; its previous content stays searchable"

    /// Records a file from which nothing could be extracted. What an earlier version of it contained stays searchable. A
    /// document that belongs to another file is not affected.
    private func refuse(
        hash: String?,
        _ status: FileStatus,
        reason: String,
        before: LedgerEntry?
    ) throws -> FileOutcome {
        let previous = try before?.document.flatMap { try owns($0) ? $0 : nil }
        let reason = previous == nil ? reason : reason + Self.keptBefore
        try write(hash: hash, document: previous, status: status, reason: reason)
        return FileOutcome(source: facts.source, status: status, document: previous, reason: reason)
    }

    /// Records content that was rejected before: it is rejected again, for the same reason.
    private func refuseAlike(hash: String, before: LedgerEntry?) throws -> FileOutcome {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT status, reason, source FROM files
                WHERE hash = ? AND status IN ('encrypted', 'unsupported', 'failed') ORDER BY root, source LIMIT 1
                """,
            arguments: [hash]
        )
        guard let row, let status = FileStatus(rawValue: row["status"]) else {
            // The file that had this content changed between the look-up and now. Without a hash, the file is read again.
            return try refuse(
                hash: nil,
                .failed,
                reason: "the file with the same content changed in the meantime; the next ingest reads it",
                before: before
            )
        }
        let reason = (row["reason"] as String? ?? "").replacing(Self.keptBefore, with: "")
        return try refuse(hash: hash, status, reason: reason, before: before)
    }

    private func write(
        hash: String?,
        document: String?,
        status: FileStatus,
        reason: String?,
        isRemoved: Bool = false,
        companionOf: String? = nil
    ) throws {
        try LedgerEntry(
            root: facts.root,
            source: facts.source,
            size: facts.size,
            modifiedNanoseconds: facts.modifiedNanoseconds,
            hash: hash,
            document: document,
            status: status == .updated ? .indexed : status,
            reason: reason,
            description: facts.description,
            extractor: extractor,
            isRemoved: isRemoved,
            companionOf: companionOf
        ).insert(database)
    }

    /// Whether other files have the document's content, too.
    private func isShared(_ id: String) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM files WHERE document = ? AND companion_of IS NULL AND NOT (root = ? AND source = ?))
                """,
            arguments: [id, facts.root, facts.source]
        ) ?? false
    }
}
