import DocumentModel
import Foundation
import GRDB

/// A token as it is listed, without the secret.
package struct AccessToken: Sendable, Equatable, Codable {
    /// Identifies it for `token revoke`.
    package var id: String
    package var name: String
    package var role: Role
    package var created: Date
    /// The time when it expires; nil: never.
    package var expires: Date?
    package var revoked: Date?

    package func isGood(at now: Date) -> Bool { revoked == nil && (expires.map { $0 > now } ?? true) }
}

/// Tokens: 256 random bits each, stored only as their SHA-256, so that reading the catalogue is not enough to use them.
extension Catalogue {
    /// Creates a token and returns it. It cannot be shown again later.
    package func createToken(
        name: String,
        role: Role,
        expires: Date?,
        by who: String
    ) throws -> (token: String, details: AccessToken) {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<5).map { _ in generator.next() }
        let id = String(String(words[4], radix: 16).prefix(8))
        let token = "vetsearch_" + words[..<4].map { Self.sixteenDigits($0) }.joined()
        let details = AccessToken(id: id, name: name, role: role, created: Date(), expires: expires)
        try database.write { database in
            try database.execute(
                sql: "INSERT INTO tokens (id, name, role, hash, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    id, name, role.rawValue, sha256(token.utf8), details.created.timeIntervalSince1970,
                    expires?.timeIntervalSince1970,
                ]
            )
            try Self.note(
                .tokenCreated,
                nil,
                by: who,
                ["token": id, "name": name, "role": role.rawValue],
                in: database
            )
        }
        return (token, details)
    }

    private static func sixteenDigits(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The actor of a token; nil if it is invalid, revoked or expired. Clients are not told which.
    package func actor(showing token: String, at now: Date = Date()) throws -> Actor? {
        let row = try database.read {
            try Row.fetchOne($0, sql: "SELECT * FROM tokens WHERE hash = ?", arguments: [sha256(token.utf8)])
        }
        guard let token = row.flatMap(Self.accessToken), token.isGood(at: now) else { return nil }
        return Actor(name: "token \(token.name)", role: token.role)
    }

    /// All tokens, oldest first.
    package func tokens() throws -> [AccessToken] {
        try database.read {
            try Row.fetchAll($0, sql: "SELECT * FROM tokens ORDER BY created, id").compactMap(Self.accessToken)
        }
    }

    /// Revokes a token at once. Returns false if there is no valid token with this id.
    package func revokeToken(_ id: String, by who: String) throws -> Bool {
        try database.write { database in
            try database.execute(
                sql: "UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL",
                arguments: [Date().timeIntervalSince1970, id]
            )
            guard database.changesCount > 0 else { return false }
            try Self.note(.tokenRevoked, nil, by: who, ["token": id], in: database)
            return true
        }
    }

    private static func accessToken(_ row: Row) -> AccessToken? {
        guard let role = Role(rawValue: row["role"]) else { return nil }
        let date = { (seconds: Double?) in seconds.map { Date(timeIntervalSince1970: $0) } }
        return AccessToken(
            id: row["id"],
            name: row["name"],
            role: role,
            created: Date(timeIntervalSince1970: row["created"]),
            expires: date(row["expires"]),
            revoked: date(row["revoked"])
        )
    }
}
