import DocumentModel
import Encodings
import Foundation
import GRDB

/// A person who can sign in.
package struct Account: Sendable, Equatable, Codable, Identifiable {
    package var id: String
    package var name: String
    package var email: String
    package var role: Role
    package var scope: RoleScope
    /// The language of the pages; nil: that of the browser.
    package var language: String?
    package var created: Date
    /// The last time that the person signed in; nil: never.
    package var signedIn: Date?
    /// Nobody can sign in with it.
    package var isDisabled: Bool
    /// Whether it has a password here.
    package var hasPassword: Bool
    /// Whether it belongs to a person at an identity provider.
    package var isFromProvider: Bool

    package var actor: Actor { Actor(account: id, role: role, scope: scope) }
}

extension Account: FetchableRecord {
    package init(row: Row) throws {
        id = row["id"]
        name = row["name"]
        email = row["email"]
        role = Role(rawValue: row["role"]) ?? .member
        scope = try JSONDecoder().decode(RoleScope.self, from: Data((row["scope"] as String).utf8))
        language = row["language"]
        created = Date(timeIntervalSince1970: row["created"])
        signedIn = (row["signed_in"] as Double?).map { Date(timeIntervalSince1970: $0) }
        isDisabled = row["disabled"]
        hasPassword = row["password"] != nil
        isFromProvider = row["subject"] != nil
    }
}

/// What is said of a new account, or changed in an existing one.
package struct AccountDetails: Sendable, Equatable {
    package var name: String
    package var email: String
    package var role: Role
    package var scope: RoleScope
    package var language: String?

    package init(name: String, email: String, role: Role, scope: RoleScope = RoleScope(), language: String? = nil) {
        (self.name, self.email, self.role, self.scope) = (name, email, role, scope)
        self.language = language
    }

    package init(_ account: Account) {
        self.init(
            name: account.name,
            email: account.email,
            role: account.role,
            scope: account.scope,
            language: account.language
        )
    }

    static let longestName = 200
    static let mostInScope = 100

    /// These details without surrounding blanks, and with the address in lower case.
    /// - Throws: ``AccountError``.
    func checked() throws -> AccountDetails {
        var result = self
        result.name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        result.email = email.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        guard (1...Self.longestName).contains(result.name.count), !result.name.contains(where: \.isNewline) else {
            throw AccountError.invalid(.name)
        }
        guard MailAddress.isValid(result.email) else { throw AccountError.invalid(.email) }
        guard role > .anonymous else { throw AccountError.invalid(.role) }
        for list in [scope.organisations, scope.topics, scope.countries] {
            guard list.count <= Self.mostInScope, list.allSatisfy({ !$0.isEmpty && $0.count <= Self.longestName })
            else { throw AccountError.invalid(.scope) }
        }
        return result
    }
}

/// Why an account cannot be made or changed. Nothing was changed.
package enum AccountError: Error, Sendable, Equatable {
    package enum Field: String, Sendable { case name, email, role, scope, password }
    case unknown
    /// The value of a field is not valid.
    case invalid(Field)
    /// Another account has this e-mail address.
    case emailTaken
    /// The link was used, replaced or has expired, or never existed.
    case badLink
    /// It is the last administrator who can sign in.
    case lastAdministrator
}

extension AccountError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown: "there is no such account"
        case .invalid(.name):
            "the name must have 1 to \(AccountDetails.longestName) characters on one line"
        case .invalid(.email): "this is not an e-mail address; expected something like anna@example.eu"
        case .invalid(.role): "the role must be member, curator or administrator"
        case .invalid(.scope):
            "a role can be limited to at most \(AccountDetails.mostInScope) organisations, topics and countries each"
        case .invalid(.password): "the password is not strong enough"
        case .emailTaken: "another account has this e-mail address"
        case .badLink: "this link is not valid any more; ask for a new one"
        case .lastAdministrator: "this is the last administrator; make somebody else an administrator first"
        }
    }
}
