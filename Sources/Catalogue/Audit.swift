import DocumentModel
import Encodings
import Foundation
import GRDB

/// The kinds of actions in the audit trail.
package enum AuditAction: String, Sendable, CaseIterable, Codable {
    case added, updated, described, removed
    /// A second deposit of a document offered a description that its depositor may not set.
    case proposed
    case tokenCreated = "token-created"
    case tokenRevoked = "token-revoked"
    case accountInvited = "account-invited"
    case accountChanged = "account-changed"
    case accountRemoved = "account-removed"
    case signedOutEverywhere = "signed-out-everywhere"
    case templateChanged = "template-changed"
    case templateRemoved = "template-removed"
    case vocabularyImported = "vocabulary-imported"
    case vocabularyRemoved = "vocabulary-removed"
    case vocabularySwitched = "vocabulary-switched"
    /// Of a document: a curator became responsible, sent it back, or its depositor submitted it.
    case assigned, submitted
    case sentBack = "sent-back"
    /// An edit of many documents; each document has an entry of its own, too.
    case bulkEdited = "bulk-edited"
    case bulkUndone = "bulk-undone"
    /// A person's name was erased; a person asked for it, or this request was withdrawn or dismissed.
    case erased
    case erasureRequested = "erasure-requested"
    case erasureWithdrawn = "erasure-withdrawn"
}

/// One line of the audit trail.
package struct AuditEntry: Sendable, Equatable, Codable {
    /// Increases with time. Gaps have no meaning.
    package var number: Int64
    package var at: Date
    package var who: String
    package var action: AuditAction
    package var document: String?
    /// Further details: the file, or the changed fields with their old and new values.
    package var details: JSONValue
}

extension AuditEntry: FetchableRecord {
    package init(row: Row) throws {
        number = row["number"]
        at = Date(timeIntervalSince1970: row["at"])
        who = row["who"]
        action = AuditAction(rawValue: row["action"]) ?? .updated
        document = row["document"]
        // GRDB's own decoding would take the JSON for a string, which a value of JSON may be, too.
        details = try JSONDecoder().decode(JSONValue.self, from: Data((row["details"] as String).utf8))
    }
}

/// Who changed what in a toolbox, and when.
package struct AuditTrail: Sendable {
    let database: DatabasePool

    /// A new row of `audit`, which gets the next number.
    private struct NewEntry: PersistableRecord, Encodable {
        static let databaseTableName = "audit"
        var at = Date().timeIntervalSince1970
        var who: String
        var action: AuditAction
        var document: String?
        var details: String
    }

    /// Adds an entry to the trail, in the transaction of the change that it describes.
    static func note(
        _ action: AuditAction,
        _ document: String?,
        by who: String,
        _ details: some Encodable,
        in database: Database
    ) throws {
        try NewEntry(who: who, action: action, document: document, details: Catalogue.json(details)).insert(database)
        guard let document else { return }
        try History.complete(document, by: who, in: database)
        if action == .added { try Curation.noteDepositor(who, of: document, in: database) }
    }

    /// The newest entries of the trail, newest first.
    /// - Parameters:
    ///   - document: only those of this document.
    ///   - who: only those of this actor, by the whole name.
    ///   - from: only entries from this time on.
    ///   - until: only entries before this time.
    ///   - before: only entries with a smaller number, for the next page.
    package func entries(
        document: String? = nil,
        who: String? = nil,
        action: AuditAction? = nil,
        from: Date? = nil,
        until: Date? = nil,
        before: Int64? = nil,
        limit: Int
    ) throws -> [AuditEntry] {
        try database.read { database in
            try AuditEntry.fetchAll(
                database,
                sql: """
                    SELECT * FROM audit WHERE (:document IS NULL OR document = :document)
                        AND (:who IS NULL OR who = :who) AND (:action IS NULL OR action = :action)
                        AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at < :until)
                        AND (:before IS NULL OR number < :before) ORDER BY number DESC LIMIT :limit
                    """,
                arguments: [
                    "document": document, "who": who, "action": action?.rawValue, "from": from?.timeIntervalSince1970,
                    "until": until?.timeIntervalSince1970, "before": before, "limit": limit,
                ]
            )
        }
    }
}
