import Cryptography
import DocumentModel
import Foundation
import GRDB

/// A person who is signed in on a device.
package struct Session: Sendable, Equatable {
    package var account: Account
    /// The secret from which the tokens of its forms are made; never sent to the browser.
    package var secret: String
    package var began: Date
    package var seen: Date
    /// The SHA-256 of its id; never the id itself.
    package var hash: String
}

/// The sessions of accounts. The id in the cookie is 256 random bits, stored only as its SHA-256.
package struct SessionStore: Sendable {
    let database: DatabasePool

    /// A session ends after this time without a request.
    package static let idleLife: TimeInterval = 12 * 3600
    /// A session ends after this time in any case.
    package static let absoluteLife: TimeInterval = 14 * 86_400
    /// The time of the last request is written at most this often.
    static let seenInterval: TimeInterval = 300
    /// The oldest sessions of an account end if there are more.
    static let mostPerAccount = 50

    /// Begins a session and returns the id for its cookie. Every sign-in gets a new id, so that nobody can choose it
    /// beforehand.
    /// - Parameter providerToken: the ID token of the identity provider, which wants it back at the end.
    package func begin(
        _ account: Account,
        providerToken: String? = nil,
        at now: Date = Date()
    ) throws -> (id: String, session: Session) {
        let id = RandomToken.make()
        let session = Session(
            account: account,
            secret: RandomToken.make(),
            began: now,
            seen: now,
            hash: sha256(id.utf8)
        )
        try database.write { database in
            let time = now.timeIntervalSince1970
            try database.execute(
                sql: "DELETE FROM sessions WHERE seen < ? OR began < ?",
                arguments: [time - Self.idleLife, time - Self.absoluteLife]
            )
            try database.execute(
                sql: """
                    INSERT INTO sessions (hash, account, secret, began, seen, provider_token) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [session.hash, account.id, session.secret, time, time, providerToken]
            )
            try database.execute(
                sql: """
                    DELETE FROM sessions WHERE account = :account AND hash NOT IN
                        (SELECT hash FROM sessions WHERE account = :account ORDER BY seen DESC LIMIT :most)
                    """,
                arguments: ["account": account.id, "most": Self.mostPerAccount]
            )
            try database.execute(
                sql: "UPDATE accounts SET signed_in = ? WHERE id = ?",
                arguments: [time, account.id]
            )
        }
        return (id, session)
    }

    /// The session with this id; nil if it has ended, or its account is disabled.
    package func session(_ id: String, at now: Date = Date()) throws -> Session? {
        let time = now.timeIntervalSince1970
        let hash = sha256(id.utf8)
        let found = try database.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT accounts.*, hash, secret, began, seen FROM sessions JOIN accounts ON account = id
                    WHERE hash = ? AND seen > ? AND began > ? AND NOT disabled
                    """,
                arguments: [hash, time - Self.idleLife, time - Self.absoluteLife]
            ).map { row in
                Session(
                    account: try Account(row: row),
                    secret: row["secret"],
                    began: Date(timeIntervalSince1970: row["began"]),
                    seen: Date(timeIntervalSince1970: row["seen"]),
                    hash: hash
                )
            }
        }
        if let found, now.timeIntervalSince(found.seen) > Self.seenInterval {
            // A toolbox that cannot be written to can still be read.
            try? database.write {
                try $0.execute(sql: "UPDATE sessions SET seen = ? WHERE hash = ?", arguments: [time, hash])
            }
        }
        return found
    }

    /// The sessions of an account, the last used first.
    package func all(of account: Account) throws -> [Session] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM sessions WHERE account = ? ORDER BY seen DESC",
                arguments: [account.id]
            ).map { row in
                Session(
                    account: account,
                    secret: "",
                    began: Date(timeIntervalSince1970: row["began"]),
                    seen: Date(timeIntervalSince1970: row["seen"]),
                    hash: row["hash"]
                )
            }
        }
    }

    /// Ends a session, and returns the ID token of its identity provider.
    package func end(_ session: Session) throws -> String? {
        try database.write { database in
            let token = try String.fetchOne(
                database,
                sql: "SELECT provider_token FROM sessions WHERE hash = ?",
                arguments: [session.hash]
            )
            try database.execute(sql: "DELETE FROM sessions WHERE hash = ?", arguments: [session.hash])
            return token
        }
    }

    /// Ends all sessions of an account.
    package func endAll(of account: String, by who: String) throws {
        try database.write { database in
            try Self.end(of: account, in: database)
            try AuditTrail.note(.signedOutEverywhere, nil, by: who, ["account": account], in: database)
        }
    }

    static func end(of account: String, in database: Database) throws {
        try database.execute(sql: "DELETE FROM sessions WHERE account = ?", arguments: [account])
    }
}
