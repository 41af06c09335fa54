import DocumentModel
import Encodings
import Foundation
import GRDB

/// What a change of many documents would do.
package struct BulkPreview: Sendable {
    /// A document that would change, with its differences by field.
    package struct Item: Sendable {
        package var document: String
        package var title: String
        package var changes: [String: DocumentState.Difference]
    }

    /// A document that cannot be changed, with the reasons.
    package struct Trouble: Sendable {
        package var document: String
        package var errors: [DepositError.FieldComplaint]
    }

    /// The number of documents that would change, and that would stay as they are.
    package var changing = 0
    package var unchanged = 0
    /// The requested part of the documents that would change, in the given order.
    package var items: [Item] = []
    /// All documents that cannot be changed.
    package var troubles: [Trouble] = []
}

/// An edit of many documents that was made.
package struct BulkEdit: Sendable, Equatable {
    package var id: String
    package var at: Date
    package var who: String
    package var change: JSONValue
    package var search: String?
    /// The number of documents that were changed.
    package var documents: Int
    package var undone: Date?
    package var undoneBy: String?
}

extension BulkEdit: FetchableRecord {
    package init(row: Row) throws {
        id = row["id"]
        at = Date(timeIntervalSince1970: row["at"])
        who = row["who"]
        change = try JSONDecoder().decode(JSONValue.self, from: Data((row["change"] as String).utf8))
        search = row["search"]
        documents = row["documents"]
        undone = (row["undone"] as Double?).map { Date(timeIntervalSince1970: $0) }
        undoneBy = row["undone_by"]
    }
}

/// Edits of many documents at once, with preview and undo. Each batch of documents is one transaction, so that others can
/// change the catalogue in between.
package struct BulkEdits: Sendable {
    let catalogue: Catalogue
    /// The rights of the one who edits; nil for all rights.
    var permission: DepositPermission?

    /// The maximum number of documents of an edit.
    package static let most = 10_000
    /// The number of documents of a transaction.
    static let batch = 200
    /// How long edits can be undone, in days.
    package static let days = 90

    /// What a change would do; nothing is changed.
    /// - Parameters:
    ///   - offset: the number of changing documents to skip in ``BulkPreview/items``.
    ///   - limit: their maximum number.
    package func preview(_ change: BulkChange, of ids: [String], offset: Int = 0, limit: Int) throws -> BulkPreview {
        var preview = BulkPreview()
        for batch in Self.batches(ids) {
            try catalogue.database.read { database in
                for id in batch {
                    do {
                        let (document, deposit) = try prepared(change, id, in: database)
                        let changes = try differences(document, deposit, change, in: database)
                        if changes.isEmpty {
                            preview.unchanged += 1
                            continue
                        }
                        preview.changing += 1
                        guard preview.changing > offset, preview.items.count < limit else { continue }
                        let title = document.metadata.title ?? document.source
                        preview.items.append(.init(document: id, title: title, changes: changes))
                    } catch let error as DepositError {
                        preview.troubles.append(.init(document: id, errors: error.complaints))
                    }
                }
            }
        }
        return preview
    }

    private func prepared(_ change: BulkChange, _ id: String, in database: Database) throws -> (
        CatalogueDocument, Deposit
    ) {
        guard let document = try Catalogue.document(id, in: database) else { throw DepositError.unknown(id) }
        try permission?.check(document, in: database)
        let changed = try change.applied(to: document)
        var basis = document
        // An edit publishes drafts through the stage between.
        if !document.stage.leads(to: changed.stage) { basis.stage = .reviewed }
        let deposit = try catalogue.validate(
            changed,
            for: id,
            basis,
            hasFile: document.format != .record,
            in: database
        )
        try permission?.checkResult(id, deposit.stage, Self.described(document, deposit))
        return (document, deposit)
    }

    /// The metadata of a document with another description: what manifests and the file say stays.
    private static func described(_ document: CatalogueDocument, _ deposit: Deposit) -> Metadata {
        var rest = document.metadata
        for field in Metadata.Field.allCases where document.record.description.has(field) {
            rest.take(field, from: Metadata())
        }
        return deposit.record.description.filled(from: rest)
    }

    private func differences(
        _ document: CatalogueDocument,
        _ deposit: Deposit,
        _ change: BulkChange,
        in database: Database
    ) throws -> [String: DocumentState.Difference] {
        var after = document
        after.metadata = Self.described(document, deposit)
        (after.record, after.visibility, after.stage) = (deposit.record, deposit.visibility, deposit.stage)
        after.translationOf = deposit.translationOf
        var changes = DocumentState.differences(DocumentState(document), DocumentState(after))
        if let assignee = change.assignee {
            let before = try Curation.assignee(of: document.id, in: database)
            if before != assignee {
                changes["assignee"] = .init(
                    from: before.map { .string($0) } ?? .null,
                    to: assignee.map { .string($0) } ?? .null
                )
            }
        }
        return changes
    }

    /// Makes a change to documents.
    /// - Parameters:
    ///   - ids: at most ``most``, each once.
    ///   - search: the search whose hits they are, for the list of edits.
    /// - Returns: the edit, and the documents that could not be changed.
    /// - Throws: `DepositError.conflict` if there are too many documents.
    package func apply(_ change: BulkChange, to ids: [String], search: String? = nil, by who: String) throws -> (
        edit: BulkEdit, troubles: [BulkPreview.Trouble]
    ) {
        guard ids.count <= Self.most else {
            throw DepositError.conflict("\(ids.count) documents are too many at once; the limit is \(Self.most)")
        }
        let compression = try Compression()
        let id = NeutralID.random()
        let now = Date().timeIntervalSince1970
        try catalogue.database.write { database in
            try database.execute(
                sql: "DELETE FROM bulk_edits WHERE at < ?",
                arguments: [now - Double(Self.days) * 86_400]
            )
            try database.execute(
                sql: "INSERT INTO bulk_edits (id, at, who, change, search, documents) VALUES (?, ?, ?, ?, ?, 0)",
                arguments: [id, now, who, try Catalogue.json(change.members), search]
            )
            let details: [String: JSONValue] = ["edit": .string(id), "change": .object(change.members)]
            try AuditTrail.note(.bulkEdited, nil, by: who, details, in: database)
        }
        var troubles: [BulkPreview.Trouble] = []
        for batch in Self.batches(ids) {
            troubles += try catalogue.writeKeeping { database in
                try self.apply(change, to: batch, edit: id, by: who, compression, in: database)
            }
        }
        guard let edit = try find(id) else { throw DepositError.conflict("the edit '\(id)' was deleted") }
        return (edit, troubles)
    }

    private func apply(
        _ change: BulkChange,
        to ids: some Sequence<String>,
        edit: String,
        by who: String,
        _ compression: Compression,
        in database: Database
    ) throws -> [BulkPreview.Trouble] {
        var troubles: [BulkPreview.Trouble] = []
        var count = 0
        for id in ids {
            do {
                let (document, deposit) = try prepared(change, id, in: database)
                let assignee = try Curation.assignee(of: id, in: database)
                var current = document
                if !document.stage.leads(to: deposit.stage) {
                    var between = deposit
                    between.stage = .reviewed
                    _ = try catalogue.put(id, between, document, by: who, compression, in: database)
                    current = try Catalogue.document(id, in: database) ?? document
                }
                let done = try catalogue.put(id, deposit, current, by: who, compression, in: database)
                var isChanged = done.outcome == .updated
                if let wanted = change.assignee,
                    try Curation.assign(id, to: wanted, by: who, in: database)
                {
                    isChanged = true
                }
                guard isChanged else { continue }
                count += 1
                let before = Data(try compression.compress(Array(Catalogue.json(document.deposit).utf8)))
                try database.execute(
                    sql: "INSERT OR REPLACE INTO bulk_edit_documents VALUES (?, ?, ?, ?, ?)",
                    arguments: [edit, id, done.sequence, before, assignee]
                )
            } catch let error as DepositError {
                troubles.append(.init(document: id, errors: error.complaints))
            }
        }
        try database.execute(
            sql: "UPDATE bulk_edits SET documents = documents + ? WHERE id = ?",
            arguments: [count, edit]
        )
        return troubles
    }

    private static func batches(_ ids: [String]) -> [ArraySlice<String>] {
        stride(from: 0, to: ids.count, by: batch).map { ids[$0..<min($0 + batch, ids.count)] }
    }

    // MARK: Edits that were made

    /// The edit with this id.
    package func find(_ id: String) throws -> BulkEdit? {
        try catalogue.database.read {
            try BulkEdit.fetchOne($0, sql: "SELECT * FROM bulk_edits WHERE id = ?", arguments: [id])
        }
    }

    /// The edits, newest first.
    package func all(offset: Int = 0, limit: Int) throws -> [BulkEdit] {
        try catalogue.database.read {
            try BulkEdit.fetchAll(
                $0,
                sql: "SELECT * FROM bulk_edits ORDER BY at DESC, id LIMIT ? OFFSET ?",
                arguments: [limit, offset]
            )
        }
    }

    /// The result of undoing an edit.
    package struct Undone: Sendable, Equatable {
        /// The number of documents that have their earlier description again.
        package var restored = 0
        /// The documents that were left alone because somebody has changed them since.
        package var changedSince: [String] = []
        /// The documents whose earlier description is not valid any more.
        package var invalid: [String] = []
        /// The number of documents that were removed since.
        package var gone = 0
    }

    /// Restores the descriptions that documents had before an edit, except those that were changed since.
    /// - Throws: `DepositError.unknown` or `conflict`.
    package func undo(_ id: String, by who: String) throws -> Undone {
        let compression = try Compression()
        let (edit, ids) = try catalogue.database.write { database -> (BulkEdit, [String]) in
            guard
                let edit = try BulkEdit.fetchOne(
                    database,
                    sql: "SELECT * FROM bulk_edits WHERE id = ?",
                    arguments: [id]
                )
            else { throw DepositError.unknown(id) }
            if let permission, !permission.actor.scope.isUnlimited, edit.who != who {
                throw DepositError.notAllowed("the edit '\(id)' is somebody else's; your role is limited")
            }
            guard edit.undone == nil else { throw DepositError.conflict("the edit '\(id)' was undone already") }
            try database.execute(
                sql: "UPDATE bulk_edits SET undone = ?, undone_by = ? WHERE id = ?",
                arguments: [Date().timeIntervalSince1970, who, id]
            )
            try AuditTrail.note(.bulkUndone, nil, by: who, ["edit": id], in: database)
            let ids = try String.fetchAll(
                database,
                sql: "SELECT document FROM bulk_edit_documents WHERE edit = ? ORDER BY document",
                arguments: [id]
            )
            return (edit, ids)
        }
        var result = Undone(gone: max(0, edit.documents - ids.count))
        var assigned: String??
        if case .object(let change) = edit.change {
            if case .string(let text)? = change["assignee"] { assigned = text }
            if case .null? = change["assignee"] { assigned = .some(nil) }
        }
        for batch in Self.batches(ids) {
            try catalogue.writeKeeping { database in
                for document in batch {
                    try undo(edit: id, document, assigned, by: who, compression, &result, in: database)
                }
            }
        }
        return result
    }

    private func undo(
        edit: String,
        _ id: String,
        _ assigned: String??,
        by who: String,
        _ compression: Compression,
        _ result: inout Undone,
        in database: Database
    ) throws {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM bulk_edit_documents WHERE edit = ? AND document = ?",
            arguments: [edit, id]
        )
        guard let row, let document = try Catalogue.document(id, in: database) else {
            result.gone += 1
            return
        }
        let assignee: String? = try Curation.assignee(of: id, in: database)
        guard document.sequence == row["sequence"], assigned.map({ $0 == assignee }) ?? true else {
            result.changedSince.append(id)
            return
        }
        let json = try compression.decompress([UInt8](row["before"] as Data))
        let before = try JSONDecoder().decode(Deposit.self, from: Data(json))
        do {
            var current = document
            if !document.stage.leads(to: before.stage) {
                // An edit may go back several stages at once; undoing it must go forward one by one.
                var between = before
                between.stage = .reviewed
                _ = try catalogue.put(id, between, current, by: who, compression, in: database)
                current = try Catalogue.document(id, in: database) ?? current
            }
            _ = try catalogue.put(id, before, current, by: who, compression, in: database)
        } catch is DepositError {
            result.invalid.append(id)
            return
        }
        if assigned != nil { try Curation.assign(id, to: row["assignee_before"], by: who, in: database) }
        result.restored += 1
    }
}

extension DepositError {
    /// The problems field by field.
    package var complaints: [FieldComplaint] {
        if case .invalid(let complaints) = self { return complaints }
        return [.init(field: "document", detail: description)]
    }
}

extension Catalogue {
    package var bulkEdits: BulkEdits { BulkEdits(catalogue: self) }

    /// The edits with the rights of somebody.
    package func bulkEdits(by actor: Actor) -> BulkEdits {
        BulkEdits(catalogue: self, permission: DepositPermission(actor))
    }
}
