import DocumentModel
import Encodings
import Foundation
import GRDB

/// A comment on a document. Curators and the document's depositor read it.
package struct Comment: Sendable, Equatable, Codable {
    package enum Kind: String, Sendable, Codable {
        case comment
        /// The reason for which a curator sent the document back.
        case sentBack = "sent-back"
    }

    /// Increases with time.
    package var number: Int64
    package var at: Date
    /// As in the audit trail.
    package var author: String
    package var kind: Kind
    package var text: String

    /// The maximum length of a text, in characters.
    package static let longest = 5_000
    /// The maximum number of comments on a document.
    package static let most = 1_000
}

extension Comment: FetchableRecord {
    package init(row: Row) throws {
        number = row["number"]
        at = Date(timeIntervalSince1970: row["at"])
        author = row["author"]
        kind = Kind(rawValue: row["kind"]) ?? .comment
        text = row["text"]
    }
}

/// Who works on a document, and whether it was sent back.
package struct CurationState: Sendable, Equatable, Codable {
    package struct SentBack: Sendable, Equatable, Codable {
        package var at: Date
        package var by: String
        package var reason: String
    }

    /// Who deposited it, as in the audit trail; nil for documents from folders.
    package var depositor: String?
    package var assignee: String?
    /// When its depositor submitted it for review the last time.
    package var submitted: Date?
    /// Set until the depositor submits it again.
    package var sentBack: SentBack?

    package init() {}

    /// - Parameter row: a row of `curation`, perhaps of an outer join.
    init(row: Row) {
        depositor = row["depositor"]
        assignee = row["assignee"]
        submitted = (row["submitted"] as Double?).map { Date(timeIntervalSince1970: $0) }
        guard let at = row["sent_back"] as Double? else { return }
        sentBack = SentBack(
            at: Date(timeIntervalSince1970: at),
            by: row["sent_back_by"] ?? "",
            reason: row["sent_back_reason"] ?? ""
        )
    }
}

/// The work of curators on single documents: comments, assignees, sending back.
package struct Curation: Sendable {
    let catalogue: Catalogue

    /// The maximum length of an assignee's name, in characters.
    package static let longestName = 200

    /// Who works on a document; empty if nothing is known.
    package func state(of id: String) throws -> CurationState {
        try catalogue.database.read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM curation WHERE document = ?", arguments: [id])
                .map { CurationState(row: $0) } ?? CurationState()
        }
    }

    /// The comments on a document, oldest first.
    package func comments(on id: String) throws -> [Comment] {
        try catalogue.database.read { database in
            try Comment.fetchAll(
                database,
                sql: "SELECT * FROM comments WHERE document = ? ORDER BY number",
                arguments: [id]
            )
        }
    }

    /// Adds a comment.
    /// - Throws: `DepositError`: `unknown`, `invalid`, or `conflict` if there are too many.
    package func comment(on id: String, _ text: String, by author: String) throws -> Comment {
        let text = try Self.checked(text, "text", most: Comment.longest)
        return try catalogue.database.write { database in
            guard try Catalogue.document(id, in: database) != nil else { throw DepositError.unknown(id) }
            return try Self.add(.comment, text, to: id, by: author, in: database)
        }
    }

    private static func add(
        _ kind: Comment.Kind,
        _ text: String,
        to id: String,
        by author: String,
        in database: Database
    ) throws -> Comment {
        let count =
            try Int.fetchOne(database, sql: "SELECT count(*) FROM comments WHERE document = ?", arguments: [id]) ?? 0
        guard count < Comment.most else {
            throw DepositError.conflict("document '\(id)' has \(Comment.most) comments, which is the limit")
        }
        let now = Date().timeIntervalSince1970
        try database.execute(
            sql: "INSERT INTO comments (document, at, author, kind, text) VALUES (?, ?, ?, ?, ?)",
            arguments: [id, now, author, kind.rawValue, text]
        )
        return Comment(
            number: database.lastInsertedRowID,
            at: Date(timeIntervalSince1970: now),
            author: author,
            kind: kind,
            text: text
        )
    }

    /// Makes somebody responsible for a document; nil: nobody.
    package func assign(_ id: String, to assignee: String?, by who: String) throws {
        let assignee = try assignee.map { try Self.checked($0, "assignee", most: Self.longestName, oneLine: true) }
        try catalogue.database.write { database in
            guard try Catalogue.document(id, in: database) != nil else { throw DepositError.unknown(id) }
            try Self.assign(id, to: assignee, by: who, in: database)
        }
    }

    static func assignee(of id: String, in database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT assignee FROM curation WHERE document = ?", arguments: [id])
    }

    /// Returns whether anything changed.
    @discardableResult
    static func assign(_ id: String, to assignee: String?, by who: String, in database: Database) throws -> Bool {
        let before = try self.assignee(of: id, in: database)
        guard before != assignee else { return false }
        try set(["assignee": assignee], of: id, in: database)
        let details: [String: JSONValue] = [
            "from": before.map { .string($0) } ?? .null, "to": assignee.map { .string($0) } ?? .null,
        ]
        try AuditTrail.note(.assigned, id, by: who, details, in: database)
        return true
    }

    /// Sends a document back to its depositor: it becomes a draft again, with the reason as a comment. Published documents
    /// must be taken back to another stage first.
    package func sendBack(
        _ id: String,
        because reason: String,
        if precondition: Precondition = .present,
        by who: String
    ) throws -> Deposited {
        let reason = try Self.checked(reason, "reason", most: Comment.longest)
        let compression = try Compression()
        return try catalogue.change(id, if: precondition) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            guard before.stage != .published else {
                throw DepositError.conflict("document '\(id)' is published; make it a draft or reviewed first")
            }
            var deposit = before.deposit
            deposit.stage = .draft
            let done = try catalogue.put(id, deposit, before, by: who, compression, in: database)
            try Self.set(
                ["sent_back": Date().timeIntervalSince1970, "sent_back_by": who, "sent_back_reason": reason],
                of: id,
                in: database
            )
            _ = try Self.add(.sentBack, reason, to: id, by: who, in: database)
            try AuditTrail.note(.sentBack, id, by: who, [String: JSONValue](), in: database)
            return done
        }
    }

    /// Submits a draft for review, which ends its being sent back.
    package func submit(_ id: String, if precondition: Precondition = .present, by who: String) throws {
        _ = try catalogue.change(id, if: precondition) { database, before in
            guard let before else { throw DepositError.unknown(id) }
            guard before.stage == .draft else {
                throw DepositError.conflict("document '\(id)' is \(before.stage.rawValue) already")
            }
            try Self.set(
                [
                    "submitted": Date().timeIntervalSince1970, "sent_back": nil, "sent_back_by": nil,
                    "sent_back_reason": nil,
                ],
                of: id,
                in: database
            )
            try AuditTrail.note(.submitted, id, by: who, [String: JSONValue](), in: database)
            return Deposited(id: id, outcome: .unchanged, version: before.version, sequence: before.sequence)
        }
    }

    /// Records who deposited a document, if it was deposited and not found in a folder.
    static func noteDepositor(_ who: String, of id: String, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO curation (document, depositor) SELECT id, ? FROM documents WHERE id = ? AND root = ?
                """,
            arguments: [who, id, Catalogue.depositRoot]
        )
    }

    private static func set(
        _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>,
        of id: String,
        in database: Database
    ) throws {
        try database.execute(sql: "INSERT OR IGNORE INTO curation (document) VALUES (?)", arguments: [id])
        for (column, value) in values {
            try database.execute(
                sql: "UPDATE curation SET \(column) = ? WHERE document = ?",
                arguments: [value, id]
            )
        }
    }

    /// A text without white space around it. Throws `DepositError.invalid` for one that is empty, too long, or has lines
    /// where only one is allowed.
    static func checked(_ text: String, _ field: String, most: Int, oneLine: Bool = false) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let isWrong = text.contains { $0 == "\0" } || (oneLine && text.contains(where: \.isNewline))
        guard (1...most).contains(text.count), text.utf8.count <= most * 8, !isWrong else {
            let lines = oneLine ? " on one line" : ""
            throw DepositError.invalid([
                .init(field: field, detail: "expected 1 to \(most) characters\(lines); this text has \(text.count)")
            ])
        }
        return text
    }
}
