import DocumentModel
import Encodings
import Foundation
import GRDB

/// What was done, in the audit trail's words.
package enum AuditAction: String, Sendable, CaseIterable, Codable {
    case added, updated, described, removed
    case tokenCreated = "token-created"
    case tokenRevoked = "token-revoked"
}

/// One line of the audit trail.
package struct AuditEntry: Sendable, Equatable, Codable {
    /// Rises with time, without gaps that mean anything.
    package var number: Int64
    package var at: Date
    package var who: String
    package var action: AuditAction
    package var document: String?
    /// What else there is to say: the file, the fields that changed with their old and new values.
    package var details: JSONValue
}

extension Catalogue {
    /// Writes a line of the trail in the transaction that it tells of.
    static func note(
        _ action: AuditAction,
        _ document: String?,
        by who: String,
        _ details: some Encodable,
        in database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO audit (at, who, action, document, details) VALUES (?, ?, ?, ?, ?)",
            arguments: [Date().timeIntervalSince1970, who, action.rawValue, document, try json(details)]
        )
    }

    /// The trail's newest lines, newest first.
    /// - Parameters:
    ///   - document: only those of this document.
    ///   - before: only lines with a smaller number, to read on.
    package func audit(document: String? = nil, before: Int64? = nil, limit: Int) throws -> [AuditEntry] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM audit WHERE (:document IS NULL OR document = :document)
                        AND (:before IS NULL OR number < :before) ORDER BY number DESC LIMIT :limit
                    """,
                arguments: ["document": document, "before": before, "limit": limit]
            ).map { row in
                AuditEntry(
                    number: row["number"],
                    at: Date(timeIntervalSince1970: row["at"]),
                    who: row["who"],
                    action: AuditAction(rawValue: row["action"]) ?? .updated,
                    document: row["document"],
                    details: try JSONDecoder().decode(JSONValue.self, from: Data((row["details"] as String).utf8))
                )
            }
        }
    }
}
