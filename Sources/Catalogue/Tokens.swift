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

extension AccessToken: FetchableRecord, EncodableRecord {
    package static func databaseDateDecodingStrategy(for column: String) -> DatabaseDateDecodingStrategy {
        .timeIntervalSince1970
    }
    package static func databaseDateEncodingStrategy(for column: String) -> DatabaseDateEncodingStrategy {
        .timeIntervalSince1970
    }
}

/// The tokens of a toolbox: 256 random bits each, stored only as their SHA-256, so that reading the catalogue is not enough
/// to use them.
package struct TokenStore: Sendable {
    let database: DatabasePool

    /// A new row of `tokens`.
    private struct NewToken: PersistableRecord {
        static let databaseTableName = "tokens"
        var details: AccessToken
        var hash: String

        func encode(to container: inout PersistenceContainer) throws {
            try details.encode(to: &container)
            container["hash"] = hash
        }
    }

    /// Creates a token and returns it. It cannot be shown again later.
    package func create(
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
            try NewToken(details: details, hash: sha256(token.utf8)).insert(database)
            try AuditTrail.note(
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
        let found = try database.read {
            try AccessToken.fetchOne($0, sql: "SELECT * FROM tokens WHERE hash = ?", arguments: [sha256(token.utf8)])
        }
        guard let token = found, token.isGood(at: now) else { return nil }
        return Actor(name: "token \(token.name)", role: token.role)
    }

    /// All tokens, oldest first.
    package func all() throws -> [AccessToken] {
        try database.read { try AccessToken.fetchAll($0, sql: "SELECT * FROM tokens ORDER BY created, id") }
    }

    /// Revokes a token at once. Returns false if there is no valid token with this id.
    package func revoke(_ id: String, by who: String) throws -> Bool {
        try database.write { database in
            try database.execute(
                sql: "UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL",
                arguments: [Date().timeIntervalSince1970, id]
            )
            guard database.changesCount > 0 else { return false }
            try AuditTrail.note(.tokenRevoked, nil, by: who, ["token": id], in: database)
            return true
        }
    }
}
