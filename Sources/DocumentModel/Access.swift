/// Who may find and read a published document.
package enum Visibility: String, Sendable, CaseIterable, Codable, Comparable {
    case `public`, members, curators

    package static func < (left: Visibility, right: Visibility) -> Bool { left.rank < right.rank }

    /// 0 for the public; higher for smaller audiences.
    package var rank: Int {
        switch self {
        case .public: 0
        case .members: 1
        case .curators: 2
        }
    }
}

/// The stage of a document's publication. Only curators see documents that are not published.
package enum Stage: String, Sendable, CaseIterable, Codable {
    case draft, reviewed, published

    /// Whether a document may move to `next` without skipping a stage. Going back is always allowed.
    package func leads(to next: Stage) -> Bool {
        let order = Stage.allCases
        return order.firstIndex(of: next)! <= order.firstIndex(of: self)! + 1
    }
}

/// What somebody may do. Each role includes the rights of those before it.
package enum Role: String, Sendable, CaseIterable, Codable, Comparable {
    /// Anyone: reads public documents.
    case anonymous
    /// Reads documents for members.
    case member
    /// Reads everything, deposits, describes and removes.
    case curator
    /// Creates and revokes tokens, and reads the audit trail.
    case administrator

    package static func < (left: Role, right: Role) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }

    /// The most restricted audience whose documents this role may see.
    package var audience: Visibility {
        switch self {
        case .anonymous: .public
        case .member: .members
        case .curator, .administrator: .curators
        }
    }
}

/// Who makes a request or a change: for the audit trail and for access checks.
package struct Actor: Sendable, Equatable {
    /// `token platform`, `jwt 4711`, `account 3f9c…`, `cli anna`, `ingest anna`; empty for anonymous readers.
    package var name: String
    package var role: Role
    /// The id of the account of a person who is signed in.
    package var account: String?
    /// The documents that the rights of a curator or an administrator extend to.
    package var scope = RoleScope()

    package init(name: String, role: Role) { (self.name, self.role) = (name, role) }

    /// A person who is signed in.
    package init(account: String, role: Role, scope: RoleScope) {
        self.init(name: Self.name(ofAccount: account), role: role)
        (self.account, self.scope) = (account, scope)
    }

    /// An anonymous reader.
    package static let anybody = Actor(name: "", role: .anonymous)

    private static let accountPrefix = "account "

    /// The name of an account's person in the audit trail: never that of the person, so that it can be erased.
    package static func name(ofAccount id: String) -> String { accountPrefix + id }

    /// The account that a name in the audit trail stands for; nil for programs and terminals.
    package static func account(named name: String) -> String? {
        name.hasPrefix(accountPrefix) ? String(name.dropFirst(accountPrefix.count)) : nil
    }
}

/// What a role is limited to. An empty list is no limit; several lists apply together.
package struct RoleScope: Sendable, Equatable, Codable {
    /// Names of organisations, as in the field `partner`; case is ignored.
    package var organisations: [String] = []
    /// Codes of topics.
    package var topics: [String] = []
    /// Codes of countries.
    package var countries: [String] = []

    package init() {}

    package var isUnlimited: Bool { organisations.isEmpty && topics.isEmpty && countries.isEmpty }

    /// Whether a document with this metadata is within the limits.
    package func covers(_ metadata: Metadata) -> Bool {
        (organisations.isEmpty
            || organisations.contains { metadata.partner?.lowercased() == $0.lowercased() })
            && (topics.isEmpty || metadata.topics.contains { topics.contains($0.code) })
            && (countries.isEmpty || metadata.countries.contains { countries.contains($0.code) })
    }
}
