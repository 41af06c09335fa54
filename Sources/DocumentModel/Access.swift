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
    /// `token platform`, `jwt 4711`, `cli anna`, `ingest anna`; empty for anonymous readers.
    package var name: String
    package var role: Role

    package init(name: String, role: Role) { (self.name, self.role) = (name, role) }

    /// An anonymous reader.
    package static let anybody = Actor(name: "", role: .anonymous)
}
