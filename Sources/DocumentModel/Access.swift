/// Who may find and read a document once it is published.
package enum Visibility: String, Sendable, CaseIterable, Codable, Comparable {
    case `public`, members, curators

    package static func < (left: Visibility, right: Visibility) -> Bool { left.rank < right.rank }

    /// 0 for what everybody sees, rising with secrecy.
    package var rank: Int {
        switch self {
        case .public: 0
        case .members: 1
        case .curators: 2
        }
    }
}

/// How far a document has come on its way to its readers; only curators see one that is not published.
package enum Stage: String, Sendable, CaseIterable, Codable {
    case draft, reviewed, published

    /// Whether a document may go on to `next` without passing over a stage; back it may always go.
    package func leads(to next: Stage) -> Bool {
        let order = Stage.allCases
        return order.firstIndex(of: next)! <= order.firstIndex(of: self)! + 1
    }
}

/// What somebody may do; each role may all that those before it may.
package enum Role: String, Sendable, CaseIterable, Codable, Comparable {
    /// Anybody: reads what is public.
    case anonymous
    /// Reads what is for members.
    case member
    /// Reads everything, deposits, describes and removes.
    case curator
    /// Gives and revokes tokens, reads the audit trail.
    case administrator

    package static func < (left: Role, right: Role) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }

    /// The most hidden documents that this role may see.
    package var audience: Visibility {
        switch self {
        case .anonymous: .public
        case .member: .members
        case .curator, .administrator: .curators
        }
    }
}

/// Who does something, for the audit trail and for what they may do.
package struct Actor: Sendable, Equatable {
    /// `token platform`, `jwt 4711`, `cli anna`, `ingest anna`; empty for anybody.
    package var name: String
    package var role: Role

    package init(name: String, role: Role) { (self.name, self.role) = (name, role) }

    /// A reader who has not said who they are.
    package static let anybody = Actor(name: "", role: .anonymous)
}
