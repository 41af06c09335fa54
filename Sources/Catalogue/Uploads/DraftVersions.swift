import DocumentModel
import Encodings
import Foundation
import GRDB

extension Catalogue {
    /// Makes the file of a draft the next version of another document. The draft is removed; what the other document
    /// lacks of its description is taken over.
    /// - Parameter permission: what the person may do: the draft, and the document if it is a draft, too, must be theirs.
    package func makeVersion(
        of id: String,
        fromDraft draft: String,
        _ permission: DepositPermission,
        by who: String
    ) throws -> Deposited {
        let compression = try Compression()
        return try change(id, if: permission.guarding(.present)) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            guard let source = try Self.document(draft, in: database), draft != id else {
                throw DepositError.unknown(draft)
            }
            if !permission.mayCurate {
                try Self.checkDraft(source, of: who, role: permission.actor.role, in: database)
            }
            guard source.stage == .draft, source.format != .record, before.format != .record else {
                throw DepositError.conflict("only the file of a draft can become a version of a document with a file")
            }
            let blob = try Data.fetchOne(
                database,
                sql: "SELECT content FROM extractions WHERE document = ?",
                arguments: [draft]
            )
            let entry = try FileLedger.entry(root: Self.depositRoot, source: source.source, in: database)
            guard let blob, let entry else { throw DepositError.conflict("the text of document '\(draft)' is missing") }
            let own = try FileLedger.withoutTexts(of: draft, in: database, using: compression)?.metadata ?? Metadata()
            try database.execute(sql: "DELETE FROM files WHERE document = ?", arguments: [draft])
            try database.execute(sql: "DELETE FROM documents WHERE id = ?", arguments: [draft])
            _ = try Self.nextSequence(for: draft, in: database)
            try AuditTrail.note(.removed, draft, by: who, ["version of": id], in: database)

            let now = Date().timeIntervalSince1970
            try database.execute(
                sql: "DELETE FROM files WHERE document = ? AND root = ?",
                arguments: [id, Self.depositRoot]
            )
            try Self.detachFolders(id, "its document has a newer file, deposited on \(Self.day(now))", in: database)
            let (merged, _) = Self.merge(source.deposit, into: before)
            let name = source.source.split(separator: "/").last.map(String.init) ?? "file"
            try database.execute(
                sql: """
                    UPDATE documents SET source = :source, root = :root, hash = :hash, size = :size, format = :format,
                        record = :record, metadata = :metadata, version = version + 1, changed = :now WHERE id = :id
                    """,
                arguments: [
                    "source": "\(id)/\(name)", "root": Self.depositRoot, "hash": source.hash, "size": source.size,
                    "format": source.format.rawValue, "record": try Self.json(merged.record),
                    "metadata": try Self.json(merged.record.description.filled(from: own)), "now": now, "id": id,
                ]
            )
            try Self.addVersion(of: id, blob, in: database)
            var listed = entry
            (listed.source, listed.document) = ("\(id)/\(name)", id)
            try listed.insert(database)
            let sequence = try Self.nextSequence(for: id, in: database)
            let details: [String: JSONValue] = ["file": .string(name), "version": .integer(before.version + 1)]
            try AuditTrail.note(.updated, id, by: who, details, in: database)
            return Deposited(id: id, outcome: .updated, version: before.version + 1, sequence: sequence)
        }
    }
}
