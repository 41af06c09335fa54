import DocumentModel
import Encodings
import Foundation
import GRDB
import Templates

/// Why a deposit was rejected. Nothing was changed.
package enum DepositError: Error, Sendable, Equatable {
    /// There is no document with this id.
    case unknown(String)
    /// The document is not at the expected change, or exists although it must not.
    case stale(String)
    /// It conflicts with something that exists already.
    case conflict(String)
    /// The document is there, but this person may not change it.
    case notAllowed(String)
    /// The values are invalid: each field with what is wrong and what is expected.
    case invalid([FieldComplaint])

    /// A field by its path (`title`, `fields.contact.email`) and a message.
    package struct FieldComplaint: Sendable, Equatable, Codable {
        package var field: String
        package var detail: String

        package init(field: String, detail: String) { (self.field, self.detail) = (field, detail) }
    }
}

extension DepositError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let id): "there is no document '\(id)'"
        case .conflict(let reason), .stale(let reason), .notAllowed(let reason): reason
        case .invalid(let complaints): complaints.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
        }
    }
}

/// The state that a document must be in to be changed.
package enum Precondition: Sendable, Equatable {
    case none
    /// It must not exist.
    case absent
    /// It must exist.
    case present
    /// Its last change must be one of these.
    case at([Int64])
    /// This permission must allow the change, and the other condition must be true.
    indirect case permitted(DepositPermission, Precondition)
}

/// The result of a deposit. It is on disk.
package struct Deposited: Sendable, Equatable {
    package enum Outcome: String, Sendable, Codable { case created, updated, unchanged, duplicate, removed }
    package var id: String
    package var outcome: Outcome
    package var version: Int
    /// The number of the document's last change. Searches show it once the index has applied this number.
    package var sequence: Int64
    package var warnings: [String] = []
    /// For a duplicate: what became of the description that came with it.
    package var duplicate: DuplicateDescription?
}

/// A file that was uploaded and read, to become the file of a document.
package struct DepositedFile: Sendable {
    package var staged: StagedOriginal
    /// The file name, without folders.
    package var name: String
    package var extraction: EncodedDocument
    package var extractor: Int

    package init(staged: StagedOriginal, name: String, extraction: EncodedDocument, extractor: Int) {
        (self.staged, self.name, self.extraction, self.extractor) = (staged, name, extraction, extractor)
    }
}

/// Documents that are deposited one by one, by the platform or by curators, in addition to those from folders.
///
/// Each call is one transaction; when it returns, the change is on disk. A record without a file has a JSON original of
/// its own, so that versions, backups and checks need no special case for it.
extension Catalogue {
    /// The root of files that were deposited, not found in a folder.
    static let depositRoot = "deposit:"

    /// Adds a record, or replaces the description of a document.
    package func put(
        _ id: String,
        _ deposit: Deposit,
        if precondition: Precondition = .none,
        by who: String
    ) throws -> Deposited {
        let compression = try Compression()
        return try change(id, if: precondition) { database, before in
            try self.put(id, deposit, before, by: who, compression, in: database)
        }
    }

    /// Changes the description of a document.
    package func describe(
        _ id: String,
        if precondition: Precondition = .present,
        by who: String,
        _ change: (inout Deposit) throws -> Void
    ) throws -> Deposited {
        let compression = try Compression()
        return try self.change(id, if: precondition) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            var deposit = before.deposit
            try change(&deposit)
            return try self.put(id, deposit, before, by: who, compression, in: database)
        }
    }

    /// Throws what ``describe(_:if:by:_:)`` or ``put(_:_:if:by:)`` would throw, and changes nothing.
    package func rehearse(_ id: String, _ change: (inout Deposit) throws -> Void) throws {
        try Self.check(id)
        try database.read { database in
            let before = try Self.document(id, in: database)
            var deposit = before?.deposit ?? Deposit()
            try change(&deposit)
            let hasFile = before.map { $0.format != .record } ?? false
            _ = try validate(deposit, for: id, before, hasFile: hasFile, in: database)
        }
    }

    /// Adds a file as a new document, with its description. If there is a document with this content already, that
    /// document gets one more source, and what it lacks of the description.
    /// - Parameters:
    ///   - id: the document's id; nil to derive it from the content.
    ///   - rights: what the depositor may do with a document that is there already.
    package func deposit(
        _ file: DepositedFile,
        _ deposit: Deposit,
        id: String? = nil,
        by who: String,
        rights: DepositRights = .curator
    ) throws -> Deposited {
        let compression = try Compression()
        let encoded = try compression.compress(file.extraction.bytes)
        let fingerprint = Fingerprint(of: try file.extraction.decoded())
        return try writeKeeping { database in
            var deposit = try validate(deposit, for: id, nil, hasFile: true, in: database)
            if let holder = try Self.holder(of: file.staged.hash, in: database) {
                originals.discard(file.staged)
                guard let document = try Self.document(holder, in: database) else { throw DepositError.unknown(holder) }
                if rights.mayDescribe { try addSource(file, to: document, in: database) }
                return try settle(deposit, duplicating: document, by: who, rights, compression, in: database)
            }
            if let id, try Self.document(id, in: database) != nil {
                throw DepositError.conflict("document '\(id)' already exists")
            }
            try keep(file.staged, in: database)
            let id = try id ?? Self.newID(file.staged.hash, salt: file.name, in: database)
            let (now, source) = (Date().timeIntervalSince1970, "\(id)/\(file.name)")
            let metadata = deposit.record.description.filled(from: file.extraction.withoutTexts.metadata)
            if !rights.scope.covers(metadata) { deposit.stage = .draft }
            try NewDocument(
                id: id,
                source: source,
                root: Self.depositRoot,
                hash: file.staged.hash,
                size: file.staged.size,
                format: file.extraction.format,
                metadata: metadata,
                added: now,
                deposit: deposit
            ).insert(database)
            try Self.addVersion(of: id, encoded, in: database)
            try Fingerprints.write(fingerprint, of: id, in: database)
            let (status, reason) = FileLedger.outcome(of: file.extraction.withoutTexts)
            try self.list(file, source, id, status, reason, in: database)
            let sequence = try Self.nextSequence(for: id, in: database)
            try AuditTrail.note(.added, id, by: who, ["file": file.name], in: database)
            return Deposited(
                id: id,
                outcome: .created,
                version: 1,
                sequence: sequence,
                warnings: [reason].compactMap { $0 } + file.extraction.withoutTexts.warnings.dropFirst()
            )
        }
    }

    /// Replaces the file of a document: its next version.
    /// - Parameter rights: which other documents may be named if one of them has this file already.
    package func replaceFile(
        of id: String,
        _ file: DepositedFile,
        if precondition: Precondition = .present,
        by who: String,
        rights: DepositRights = .curator
    ) throws -> Deposited {
        let compression = try Compression()
        let encoded = try compression.compress(file.extraction.bytes)
        let fingerprint = Fingerprint(of: try file.extraction.decoded())
        return try change(id, if: precondition) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            if let holder = try Self.holder(of: file.staged.hash, in: database) {
                guard holder == id else {
                    let other = try Self.document(holder, in: database)
                    let canSee = try other.map { try rights.canSee($0, as: who, in: database) } ?? false
                    throw DepositError.conflict(
                        (canSee ? "document '\(holder)'" : "another document") + " already has this file"
                    )
                }
                originals.discard(file.staged)
                return Deposited(id: id, outcome: .unchanged, version: before.version, sequence: before.sequence)
            }
            try keep(file.staged, in: database)
            let now = Date().timeIntervalSince1970
            // Whatever had the old content is not a source of it any more.
            try database.execute(
                sql: "DELETE FROM files WHERE document = ? AND root = ?",
                arguments: [id, Self.depositRoot]
            )
            try Self.detachFolders(id, "its document has a newer file, deposited on \(Self.day(now))", in: database)
            let source = "\(id)/\(file.name)"
            try database.execute(
                sql: """
                    UPDATE documents SET source = :source, root = :root, hash = :hash, size = :size, format = :format,
                        metadata = :metadata, version = version + 1, changed = :now WHERE id = :id
                    """,
                arguments: [
                    "source": source, "root": Self.depositRoot, "hash": file.staged.hash, "size": file.staged.size,
                    "format": file.extraction.format.rawValue,
                    "metadata": try Self.json(
                        before.record.description.filled(from: file.extraction.withoutTexts.metadata)
                    ),
                    "now": now, "id": id,
                ]
            )
            try Self.addVersion(of: id, encoded, in: database)
            try Fingerprints.write(fingerprint, of: id, in: database)
            let (status, reason) = FileLedger.outcome(of: file.extraction.withoutTexts)
            try self.list(file, source, id, status, reason, in: database)
            let sequence = try Self.nextSequence(for: id, in: database)
            let details: [String: JSONValue] = ["file": .string(file.name), "version": .integer(before.version + 1)]
            try AuditTrail.note(.updated, id, by: who, details, in: database)
            return Deposited(
                id: id,
                outcome: .updated,
                version: before.version + 1,
                sequence: sequence,
                warnings: [reason].compactMap { $0 } + file.extraction.withoutTexts.warnings.dropFirst()
            )
        }
    }

    /// Removes a document with all its versions. Files in folders with its content are detached: the next ingest does not
    /// add it again.
    package func remove(_ id: String, if precondition: Precondition = .present, by who: String) throws -> Deposited {
        var hashes: [String] = []
        let result = try change(id, if: precondition) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            hashes = try Self.hashes(of: id, in: database)
            try database.execute(
                sql: "DELETE FROM files WHERE document = ? AND root = ?",
                arguments: [id, Self.depositRoot]
            )
            let day = Self.day(Date().timeIntervalSince1970)
            try Self.detachFolders(id, "removed from the toolbox on \(day) by \(who)", in: database)
            try database.execute(sql: "DELETE FROM documents WHERE id = ?", arguments: [id])
            let sequence = try Self.nextSequence(for: id, in: database)
            try AuditTrail.note(.removed, id, by: who, ["title": before.metadata.title ?? before.source], in: database)
            return Deposited(id: id, outcome: .removed, version: before.version, sequence: sequence)
        }
        try removeUnreferenced(among: hashes)
        return result
    }

    /// All versions of a document that were visible to this audience, oldest first. A version that was a draft remains
    /// hidden when the next version is published.
    package func versions(of id: String, seenBy audience: Visibility = .curators) throws -> [DocumentVersion] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM versions WHERE document = ? AND audience <= ? ORDER BY version",
                arguments: [id, audience.rank]
            ).map { row in
                DocumentVersion(
                    version: row["version"],
                    hash: row["hash"],
                    size: row["size"],
                    format: FileFormat(rawValue: row["format"]) ?? .text,
                    added: Date(timeIntervalSince1970: row["added"])
                )
            }
        }
    }

    /// The id of the document that this one is a translation of, if this audience may see that; curators also get the id
    /// of one that does not exist.
    package func translationOf(_ document: CatalogueDocument, seenBy audience: Visibility) throws -> String? {
        guard let original = document.translationOf else { return nil }
        return try audience == .curators || self.document(original, seenBy: audience) != nil ? original : nil
    }

    /// The other language versions of a document that this audience may see: its original, and all other translations of
    /// the original or of the document. Sorted.
    package func translations(of document: CatalogueDocument, seenBy audience: Visibility) throws -> [String] {
        let group = document.translationOf ?? document.id
        return try database.read { database in
            try String.fetchAll(
                database,
                sql:
                    "SELECT id FROM documents WHERE (translation_of = :group OR id = :group) AND id <> :id ORDER BY id",
                arguments: ["group": group, "id": document.id]
            ).filter { try Self.document($0, in: database).map { $0.audience <= audience } ?? false }
        }
    }
}
