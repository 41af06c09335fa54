import DocumentModel
import Encodings
import Foundation
import GRDB

/// What somebody who deposits may do with documents that are there already.
package struct DepositRights: Sendable, Equatable {
    /// Whether they may change the descriptions of documents that others have deposited.
    package var mayDescribe: Bool
    /// What they may see.
    package var audience: Visibility
    /// The documents that the right to describe and to publish is limited to.
    package var scope = RoleScope()

    package init(_ role: Role) { (mayDescribe, audience) = (role >= .curator, role.audience) }

    package init(_ actor: Actor) {
        self.init(actor.role)
        if mayDescribe { scope = actor.scope }
    }

    package static let curator = DepositRights(.curator)

    /// Whether a depositor may be told about a document: everybody knows what they deposited themselves.
    func canSee(_ document: CatalogueDocument, as who: String, in database: Database) throws -> Bool {
        if document.audience <= audience { return true }
        return try Catalogue.isDepositor(who, of: document.id, in: database)
    }
}

/// What became of the description that came with a file or a link that the toolbox already has.
package struct DuplicateDescription: Sendable, Equatable, Codable {
    /// A value that was not used, because the document has another one.
    package struct Difference: Sendable, Equatable, Codable {
        /// The member, as HTTP names it.
        package var field: String
        package var existing: JSONValue
        package var offered: JSONValue
    }

    /// The members that the document lacked and now has, or, for lists, that were added to.
    package var kept: [String] = []
    package var differing: [Difference] = []
    /// Whether the document was left as it is and everything offered is stored as a proposal for a curator.
    package var isProposed = false
    /// Whether the depositor may see the document; if not, they must not be told which one it is.
    package var isVisible = true
}

/// What a second deposit said about a document that its depositor may not change.
package struct Proposal: Sendable, Equatable {
    package var number: Int64
    package var document: String
    package var at: Date
    package var who: String
    /// As HTTP takes them; ``Deposit/apply(_:)`` applies them.
    package var members: [String: JSONValue]
}

extension Catalogue {
    /// Settles a deposit of something that a document already is: it fills what the document lacks and never overwrites.
    func settle(
        _ deposit: Deposit,
        duplicating document: CatalogueDocument,
        by who: String,
        _ rights: DepositRights,
        _ compression: Compression,
        in database: Database
    ) throws -> Deposited {
        var done = Deposited(
            id: document.id,
            outcome: .duplicate,
            version: document.version,
            sequence: document.sequence
        )
        var (merged, outcome) = Self.merge(deposit, into: document)
        outcome.isVisible = try rights.canSee(document, as: who, in: database)
        let mayDescribe = rights.mayDescribe && rights.scope.covers(document.metadata)
        if merged != document.deposit {
            if mayDescribe {
                done.sequence = try put(document.id, merged, document, by: who, compression, in: database).sequence
            } else {
                outcome.kept = []
                outcome.isProposed = try Self.propose(deposit, for: document.id, by: who, in: database)
            }
        } else if !outcome.differing.isEmpty, !mayDescribe {
            outcome.isProposed = try Self.propose(deposit, for: document.id, by: who, in: database)
        }
        // What the document says is nothing for somebody who may not see it.
        if !outcome.isVisible { (outcome.kept, outcome.differing) = ([], []) }
        done.duplicate = outcome
        return done
    }

    /// The deposit of a document with everything that it lacks taken from another deposit.
    static func merge(_ offered: Deposit, into document: CatalogueDocument) -> (Deposit, DuplicateDescription) {
        var result = document.deposit
        var outcome = DuplicateDescription()
        let (new, old) = (offered.record.description, document.metadata)
        for field in Metadata.Field.allCases where new.has(field) && !new.says(the: field, as: old) {
            if !old.has(field) {
                result.record.description.take(field, from: new)
                outcome.kept.append(field.jsonName)
            } else if let united = old.adding(field, of: new) {
                guard !united.says(the: field, as: old) else { continue }
                result.record.description.take(field, from: united)
                outcome.kept.append(field.jsonName)
            } else {
                outcome.differing.append(
                    .init(field: field.jsonName, existing: old.value(of: field), offered: new.value(of: field))
                )
            }
        }
        func fill(_ name: String, _ path: WritableKeyPath<Deposit, String?>) {
            guard let value = offered[keyPath: path], value != result[keyPath: path] else { return }
            if let existing = result[keyPath: path] {
                outcome.differing.append(.init(field: name, existing: .string(existing), offered: .string(value)))
            } else {
                result[keyPath: path] = value
                outcome.kept.append(name)
            }
        }
        fill("text", \.record.text)
        fill("link", \.record.link)
        if offered.translationOf != document.id { fill("translationOf", \.translationOf) }
        if !offered.record.fields.isEmpty, offered.record.fields != result.record.fields {
            let isFree = result.record.fields.isEmpty && result.record.template == nil
            // The fields belong to the template of a type, so they fit only a document of that type.
            if isFree, (result.record.description.type ?? old.type) == new.type {
                result.record.fields = offered.record.fields
                result.record.template = offered.record.template
                outcome.kept.append("fields")
            } else {
                outcome.differing.append(
                    .init(
                        field: "fields",
                        existing: .object(result.record.fields),
                        offered: .object(offered.record.fields)
                    )
                )
            }
        }
        // Who may see the document is never changed by a second copy, but its depositor should know.
        if offered.visibility != .public, offered.visibility != document.visibility {
            outcome.differing.append(
                .init(
                    field: "visibility",
                    existing: .string(document.visibility.rawValue),
                    offered: .string(offered.visibility.rawValue)
                )
            )
        }
        return (result, outcome)
    }

    /// Proposals for one document; later ones are not stored.
    static let mostProposals = 20

    /// Stores a proposal; it replaces an earlier one of the same person. Returns whether there was room.
    private static func propose(_ deposit: Deposit, for id: String, by who: String, in database: Database) throws
        -> Bool
    {
        try database.execute(sql: "DELETE FROM proposals WHERE document = ? AND who = ?", arguments: [id, who])
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM proposals WHERE document = ?",
            arguments: [id]
        )
        guard count ?? 0 < mostProposals else { return false }
        var members = deposit.members
        for name in ["visibility", "stage"] { members[name] = nil }
        guard !members.isEmpty else { return false }
        try database.execute(
            sql: "INSERT INTO proposals (document, at, who, members) VALUES (?, ?, ?, ?)",
            arguments: [id, Date().timeIntervalSince1970, who, try json(members)]
        )
        try AuditTrail.note(.proposed, id, by: who, ["members": members.keys.sorted()], in: database)
        return true
    }

    /// What second deposits said about a document, oldest first. For those who may change it.
    package func proposals(for id: String) throws -> [Proposal] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM proposals WHERE document = ? ORDER BY number",
                arguments: [id]
            )
            .map { row in
                let members = try JSONDecoder().decode(
                    [String: JSONValue].self,
                    from: Data((row["members"] as String).utf8)
                )
                return Proposal(
                    number: row["number"],
                    document: row["document"],
                    at: Date(timeIntervalSince1970: row["at"]),
                    who: row["who"],
                    members: members
                )
            }
        }
    }

    /// Removes a proposal, after it was applied with ``describe(_:if:by:_:)`` or declined.
    package func removeProposal(_ number: Int64) throws {
        try database.write { try $0.execute(sql: "DELETE FROM proposals WHERE number = ?", arguments: [number]) }
    }
}

extension Metadata {
    /// This metadata with the values of a list that `other` has in addition; nil if the field is no list, or would be too
    /// long.
    fileprivate func adding(_ field: Field, of other: Metadata) -> Metadata? {
        var result = self
        func add<Value: Equatable>(_ path: WritableKeyPath<Metadata, [Value]>) {
            result[keyPath: path] += other[keyPath: path].filter { !self[keyPath: path].contains($0) }
        }
        switch field {
        case .creator: add(\.creators)
        case .keyword: add(\.keywords)
        case .country: add(\.countries)
        case .sector: add(\.sectors)
        case .topic: add(\.topics)
        default: return nil
        }
        result.origins[field] = other.origins[field]
        var checked = result
        return checked.removeOverlong().isEmpty ? result : nil
    }
}
