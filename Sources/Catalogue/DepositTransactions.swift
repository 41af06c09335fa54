import DocumentModel
import Encodings
import Foundation
import GRDB
import Templates

/// Helpers for deposits inside their transaction.
extension Catalogue {
    func change(
        _ id: String,
        if precondition: Precondition,
        _ body: (Database, CatalogueDocument?) throws -> Deposited
    ) throws -> Deposited {
        try Self.check(id)
        return try writeKeeping { database in
            let before = try Self.document(id, in: database)
            var precondition = precondition
            while case .ownDraft(let who, let role, let rest) = precondition {
                if let before { try Self.checkDraft(before, of: who, role: role, in: database) }
                precondition = rest
            }
            switch precondition {
            case .none, .ownDraft: break
            case .absent:
                if before != nil { throw DepositError.stale("document '\(id)' already exists") }
            case .present:
                if before == nil { throw DepositError.unknown(id) }
            case .at(let sequences):
                guard let before else { throw DepositError.unknown(id) }
                guard sequences.contains(before.sequence) else {
                    throw DepositError.stale("document '\(id)' has changed in the meantime; read it again")
                }
            }
            return try body(database, before)
        }
    }

    func put(
        _ id: String,
        _ deposit: Deposit,
        _ before: CatalogueDocument?,
        by who: String,
        _ compression: Compression,
        in database: Database
    ) throws -> Deposited {
        let isRecord = before.map { $0.format == .record } ?? true
        let deposit = try validate(deposit, for: id, before, hasFile: !isRecord, in: database)
        if let before, before.deposit == deposit {
            return Deposited(id: id, outcome: .unchanged, version: before.version, sequence: before.sequence)
        }
        let now = Date().timeIntervalSince1970
        var (hash, size, metadata) = (before?.hash ?? "", before?.size ?? 0, deposit.record.description)
        if isRecord {
            // The id is included, so that two records with the same content are two originals.
            let content = try Self.json(RecordOriginal(id: id, record: deposit.record))
            let staged = try originals.stage(bytes: Array(content.utf8))
            try keep(staged, in: database)
            (hash, size) = (staged.hash, staged.size)
        } else if let before {
            let file = try FileLedger.entry(root: before.root(in: database), source: before.source, in: database)
            let extraction = try FileLedger.withoutTexts(of: id, in: database, using: compression)
            metadata = metadata.filled(from: file?.description ?? Metadata())
                .filled(from: extraction?.metadata ?? Metadata())
        }
        let isNewVersion = hash != before?.hash
        if before == nil {
            try NewDocument(
                id: id,
                source: id,
                root: Self.depositRoot,
                hash: hash,
                size: size,
                format: .record,
                metadata: metadata,
                added: now,
                deposit: deposit
            ).insert(database)
        } else {
            try database.execute(
                sql: """
                    UPDATE documents SET hash = :hash, size = :size, metadata = :metadata, changed = :now,
                        record = :record, visibility = :visibility, stage = :stage, translation_of = :translation,
                        version = version + \(isNewVersion ? 1 : 0) WHERE id = :id
                    """,
                arguments: [
                    "id": id, "hash": hash, "size": size, "metadata": try Self.json(metadata), "now": now,
                    "record": try Self.json(deposit.record), "visibility": deposit.visibility.rawValue,
                    "stage": deposit.stage.rawValue, "translation": deposit.translationOf,
                ]
            )
        }
        if isRecord, isNewVersion {
            let empty = try ExtractedDocument(format: .record).encoded()
            try Self.addVersion(of: id, compression.compress(empty), in: database)
        }
        let sequence = try Self.nextSequence(for: id, in: database)
        let changes = try Self.differences(before?.deposit, deposit)
        try AuditTrail.note(before == nil ? .added : .described, id, by: who, changes, in: database)
        return Deposited(
            id: id,
            outcome: before == nil ? .created : .updated,
            version: (before?.version ?? 0) + (isNewVersion ? 1 : 0),
            sequence: sequence
        )
    }

    /// Adds another source to the document with this content.
    func addSource(_ file: DepositedFile, to id: String, in database: Database) throws -> Deposited {
        guard let document = try Self.document(id, in: database) else { throw DepositError.unknown(id) }
        let source = "\(id)/\(file.name)"
        if try document.source != source || document.root(in: database) != Self.depositRoot {
            let reason = "same content as \(document.source)"
            try list(file, source, id, .duplicate, reason, in: database)
        }
        return Deposited(id: id, outcome: .duplicate, version: document.version, sequence: document.sequence)
    }

    func list(
        _ file: DepositedFile,
        _ source: String,
        _ id: String,
        _ status: FileStatus,
        _ reason: String?,
        in database: Database
    ) throws {
        try LedgerEntry(
            root: Self.depositRoot,
            source: source,
            size: file.staged.size,
            modifiedNanoseconds: 0,
            hash: file.staged.hash,
            document: id,
            status: status,
            reason: reason,
            description: Metadata(),
            extractor: file.extractor
        ).insert(database)
    }

    static func addVersion(of id: String, _ extraction: some Sequence<UInt8>, in database: Database)
        throws
    {
        try database.execute(
            sql: """
                INSERT INTO versions (document, version, hash, size, format, added)
                SELECT id, version, hash, size, format, changed FROM documents WHERE id = ?
                """,
            arguments: [id]
        )
        try database.execute(
            sql: "INSERT OR REPLACE INTO extractions (document, content) VALUES (?, ?)",
            arguments: [id, Data(extraction)]
        )
    }

    /// Detaches the files in folders from a document, so that an ingest does not attach them again.
    static func detachFolders(_ id: String, _ reason: String, in database: Database) throws {
        try database.execute(
            sql: "UPDATE files SET document = NULL, removed = 1, reason = ? WHERE document = ?",
            arguments: [reason, id]
        )
    }

    static func day(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601.year().month().day())
    }
}

/// The original of a record without a file.
private struct RecordOriginal: Encodable {
    var id: String
    var record: DepositRecord
}

extension CatalogueDocument {
    fileprivate func root(in database: Database) throws -> String {
        try String.fetchOne(database, sql: "SELECT root FROM documents WHERE id = ?", arguments: [id]) ?? ""
    }
}
