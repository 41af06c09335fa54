import Foundation
import GRDB

/// The request of a person with an account that the own data is erased. It is an entry of the audit trail, valid until it is
/// withdrawn or dismissed, or the account is gone.
package struct ErasureRequest: Sendable, Equatable {
    package var account: Account
    package var at: Date
}

extension Persons {
    /// The requests that wait for an administrator, oldest first.
    package func erasureRequests() throws -> [ErasureRequest] {
        try catalogue.database.read { try Self.requests(in: $0) }
    }

    /// Asks that the data of an account's person is erased. A second request changes nothing.
    package func requestErasure(ofAccount id: String, by who: String) throws {
        try catalogue.database.write { database in
            guard try !Self.requests(in: database).contains(where: { $0.account.id == id }) else { return }
            try AuditTrail.note(.erasureRequested, nil, by: who, ["account": id], in: database)
        }
    }

    /// Withdraws a request, or dismisses it. Without one, nothing changes.
    package func withdrawRequest(ofAccount id: String, by who: String) throws {
        try catalogue.database.write { database in
            guard try Self.requests(in: database).contains(where: { $0.account.id == id }) else { return }
            try AuditTrail.note(.erasureWithdrawn, nil, by: who, ["account": id], in: database)
        }
    }

    private static func requests(in database: Database) throws -> [ErasureRequest] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT accounts.*, at AS asked_at FROM audit JOIN accounts ON id = json_extract(details, '$.account')
                WHERE action = 'erasure-requested' AND name <> id AND NOT EXISTS (
                    SELECT 1 FROM audit AS later WHERE later.number > audit.number AND later.action = 'erasure-withdrawn'
                        AND json_extract(later.details, '$.account') = accounts.id
                ) ORDER BY number
                """
        )
        return try rows.map {
            ErasureRequest(account: try Account(row: $0), at: Date(timeIntervalSince1970: $0["asked_at"]))
        }
    }
}
