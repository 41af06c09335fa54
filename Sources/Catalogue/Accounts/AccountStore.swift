import Cryptography
import DocumentModel
import Encodings
import Foundation
import GRDB

/// The accounts of a toolbox. In the audit trail, a person is named by the id of the account only.
package struct AccountStore: Sendable {
    let database: DatabasePool

    /// How long an invitation, or a link for a new password, is valid.
    package static let invitationLife: TimeInterval = 7 * 86_400
    package static let resetLife: TimeInterval = 2 * 3600
    package static let most = 100_000

    // MARK: Reading

    package func account(_ id: String) throws -> Account? {
        try database.read { try Self.account(id, in: $0) }
    }

    package func account(withEmail email: String) throws -> Account? {
        try database.read {
            try Account.fetchOne(
                $0,
                sql: "SELECT * FROM accounts WHERE email = ?",
                arguments: [email.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()]
            )
        }
    }

    /// Accounts whose name or address contains a text, sorted by name.
    package func all(containing text: String = "", limit: Int = 100, offset: Int = 0) throws -> [Account] {
        try database.read {
            try Account.fetchAll(
                $0,
                sql: """
                    SELECT * FROM accounts WHERE :text = '' OR instr(lower(name), lower(:text)) OR instr(email, lower(:text))
                    ORDER BY name, id LIMIT :limit OFFSET :offset
                    """,
                arguments: ["text": text, "limit": limit, "offset": offset]
            )
        }
    }

    package func count() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM accounts") ?? 0 }
    }

    /// The names of accounts by id, for lists; those that do not exist any more are missing.
    package func names(of ids: Set<String>) throws -> [String: String] {
        try database.read { database in
            var names: [String: String] = [:]
            for id in ids {
                names[id] = try String.fetchOne(
                    database,
                    sql: "SELECT name FROM accounts WHERE id = ?",
                    arguments: [id]
                )
            }
            return names
        }
    }

    static func account(_ id: String, in database: Database) throws -> Account? {
        try Account.fetchOne(database, sql: "SELECT * FROM accounts WHERE id = ?", arguments: [id])
    }

    // MARK: Changing

    /// Makes an account without a password, and a secret for the link with which its person chooses one. The secret is
    /// stored nowhere.
    /// - Throws: ``AccountError``.
    package func invite(_ details: AccountDetails, by who: String) throws -> (account: Account, secret: String) {
        let details = try details.checked()
        return try database.write { database in
            let account = try Self.insert(details, by: who, in: database)
            return (account, try Self.link(account.id, for: Self.invitationLife, in: database))
        }
    }

    /// A new link for choosing a password; earlier ones of the account become invalid.
    package func link(for id: String, lasting life: TimeInterval) throws -> String {
        try database.write { database in
            guard try Self.account(id, in: database) != nil else { throw AccountError.unknown }
            return try Self.link(id, for: life, in: database)
        }
    }

    /// The account of a link that is still valid.
    package func account(ofLink secret: String, at now: Date = Date()) throws -> Account? {
        try database.read { database in
            try Account.fetchOne(
                database,
                sql: """
                    SELECT accounts.* FROM accounts JOIN account_links ON account = id
                    WHERE hash = ? AND expires > ? AND NOT disabled
                    """,
                arguments: [sha256(secret.utf8), now.timeIntervalSince1970]
            )
        }
    }

    /// Sets the password of a link's account. The link becomes invalid, and all sessions of the account end.
    /// - Parameter password: its hash, a PHC string.
    package func choosePassword(_ password: String, withLink secret: String, at now: Date = Date()) throws -> Account {
        try database.write { database in
            let id = try String.fetchOne(
                database,
                sql: "SELECT account FROM account_links WHERE hash = ? AND expires > ?",
                arguments: [sha256(secret.utf8), now.timeIntervalSince1970]
            )
            guard let id, let account = try Self.account(id, in: database), !account.isDisabled else {
                throw AccountError.badLink
            }
            try Self.setPassword(password, of: id, in: database)
            return account
        }
    }

    /// Sets the password of a person who knows the old one. All sessions of the account end.
    package func setPassword(_ password: String, of id: String) throws {
        try database.write { try Self.setPassword(password, of: id, in: $0) }
    }

    /// Stores the same password with newer parameters.
    package func rehash(_ password: String, of id: String) throws {
        try database.write {
            try $0.execute(sql: "UPDATE accounts SET password = ? WHERE id = ?", arguments: [password, id])
        }
    }

    /// The account with this address and the hash of its password; nil if there is none, or nobody may sign in with it.
    package func credentials(ofEmail email: String) throws -> (account: Account, password: String)? {
        guard let account = try account(withEmail: email), !account.isDisabled else { return nil }
        let password = try database.read {
            try String.fetchOne($0, sql: "SELECT password FROM accounts WHERE id = ?", arguments: [account.id])
        }
        return password.map { (account, $0) }
    }

    /// Changes an account. A person without the role or with a smaller scope loses rights with the next request.
    /// - Throws: ``AccountError``.
    package func change(_ id: String, to details: AccountDetails, disabled: Bool, by who: String) throws -> Account {
        let details = try details.checked()
        return try database.write { database in
            guard let before = try Self.account(id, in: database) else { throw AccountError.unknown }
            if details.role < .administrator || disabled { try Self.checkOthers(than: before, in: database) }
            try Self.checkFree(details.email, for: id, in: database)
            try database.execute(
                sql: """
                    UPDATE accounts SET name = :name, email = :email, role = :role, scope = :scope, language = :language,
                        disabled = :disabled WHERE id = :id
                    """,
                arguments: [
                    "name": details.name, "email": details.email, "role": details.role.rawValue,
                    "scope": try Catalogue.json(details.scope), "language": details.language, "disabled": disabled,
                    "id": id,
                ]
            )
            if disabled { try SessionStore.end(of: id, in: database) }
            try AuditTrail.note(
                .accountChanged,
                nil,
                by: who,
                ["account": id, "role": details.role.rawValue, "disabled": String(disabled)],
                in: database
            )
            return try Self.account(id, in: database)!
        }
    }

    /// Removes an account with its sessions. The audit trail keeps its id.
    package func remove(_ id: String, by who: String) throws {
        try database.write { database in
            guard let account = try Self.account(id, in: database) else { throw AccountError.unknown }
            try Self.checkOthers(than: account, in: database)
            try database.execute(sql: "DELETE FROM accounts WHERE id = ?", arguments: [id])
            try AuditTrail.note(.accountRemoved, nil, by: who, ["account": id], in: database)
        }
    }

    /// The account of a person at an identity provider, who has just signed in there. It is made at the first time; an
    /// account that was invited with the same verified address is connected. Role and name follow the provider.
    /// - Parameters:
    ///   - role: the role that the provider says; nil: it says none. Then only people who were invited here have an account.
    ///   - isVerified: whether the provider has verified the address.
    /// - Returns: nil if the person has no role.
    package func account(
        issuer: String,
        subject: String,
        name: String,
        email: String?,
        isVerified: Bool,
        role: Role?
    ) throws -> Account? {
        try database.write { database in
            var found = try Account.fetchOne(
                database,
                sql: "SELECT * FROM accounts WHERE issuer = ? AND subject = ?",
                arguments: [issuer, subject]
            )
            if found == nil, isVerified, let email {
                found = try Account.fetchOne(
                    database,
                    sql: "SELECT * FROM accounts WHERE email = ? AND subject IS NULL",
                    arguments: [email.lowercased()]
                )
            }
            guard let role, role > .anonymous else {
                return found.flatMap { !$0.isFromProvider || $0.hasPassword ? $0 : nil }
            }
            var details = found.map { AccountDetails($0) } ?? AccountDetails(name: name, email: "", role: role)
            details.role = role
            if !name.isEmpty { details.name = String(name.prefix(AccountDetails.longestName)) }
            if let email, MailAddress.isValid(email), try Self.isFree(email, for: found?.id, in: database) {
                details.email = email.lowercased()
            }
            // Providers need not tell an address, and another account may have it. This one receives no mail.
            if details.email.isEmpty {
                details.email = "\(sha256("\(issuer) \(subject)".utf8).prefix(16))@provider.invalid"
            }
            if details.name.isEmpty { details.name = details.email }
            details = try details.checked()
            let id =
                try found?.id
                ?? Self.insert(details, by: Actor.name(ofAccount: "provider"), in: database).id
            try database.execute(
                sql: """
                    UPDATE accounts SET issuer = :issuer, subject = :subject, name = :name, email = :email, role = :role
                    WHERE id = :id
                    """,
                arguments: [
                    "issuer": issuer, "subject": subject, "name": details.name, "email": details.email,
                    "role": details.role.rawValue, "id": id,
                ]
            )
            return try Self.account(id, in: database)!
        }
    }

    // MARK: Steps

    private static func insert(_ details: AccountDetails, by who: String, in database: Database) throws -> Account {
        try checkFree(details.email, for: nil, in: database)
        let id = String(RandomToken.make().filter { $0.isLetter || $0.isNumber }.prefix(12)).lowercased()
        try database.execute(
            sql: """
                INSERT INTO accounts (id, name, email, role, scope, language, created)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, details.name, details.email, details.role.rawValue, try Catalogue.json(details.scope),
                details.language, Date().timeIntervalSince1970,
            ]
        )
        try AuditTrail.note(
            .accountInvited,
            nil,
            by: who,
            ["account": id, "role": details.role.rawValue],
            in: database
        )
        return try account(id, in: database)!
    }

    private static func link(_ id: String, for life: TimeInterval, in database: Database) throws -> String {
        let secret = RandomToken.make()
        try database.execute(sql: "DELETE FROM account_links WHERE account = ?", arguments: [id])
        try database.execute(
            sql: "INSERT INTO account_links (hash, account, expires) VALUES (?, ?, ?)",
            arguments: [sha256(secret.utf8), id, Date().timeIntervalSince1970 + life]
        )
        return secret
    }

    private static func setPassword(_ password: String, of id: String, in database: Database) throws {
        try database.execute(sql: "UPDATE accounts SET password = ? WHERE id = ?", arguments: [password, id])
        try database.execute(sql: "DELETE FROM account_links WHERE account = ?", arguments: [id])
        try SessionStore.end(of: id, in: database)
    }

    private static func isFree(_ email: String, for id: String?, in database: Database) throws -> Bool {
        let holder = try String.fetchOne(
            database,
            sql: "SELECT id FROM accounts WHERE email = ?",
            arguments: [email.lowercased()]
        )
        return holder == nil || holder == id
    }

    private static func checkFree(_ email: String, for id: String?, in database: Database) throws {
        guard try isFree(email, for: id, in: database) else { throw AccountError.emailTaken }
    }

    /// Throws if an account is the only one that can administrate.
    private static func checkOthers(than account: Account, in database: Database) throws {
        guard account.role == .administrator, !account.isDisabled else { return }
        let others = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM accounts WHERE role = 'administrator' AND NOT disabled AND id <> ?",
            arguments: [account.id]
        )
        if others == 0 { throw AccountError.lastAdministrator }
    }
}
