import DocumentModel
import Foundation
import GRDB

/// Who may deposit, change and see what. All interfaces use these rules.
///
/// Members deposit drafts, and change, replace and remove only their own drafts. Curators may do everything with documents.
package struct DepositPermission: Sendable {
    package let actor: Actor

    package init(_ actor: Actor) { self.actor = actor }

    /// Whether the actor may add documents at all.
    package var mayDeposit: Bool { actor.role >= .member }

    /// Whether the actor may review, publish, assign and change documents of others.
    package var mayCurate: Bool { actor.role >= .curator }

    /// A deposit as the actor may make it: that of a member is a draft, whatever stage it asks for.
    package func limited(_ deposit: Deposit) -> Deposit {
        guard !mayCurate else { return deposit }
        var result = deposit
        result.stage = .draft
        return result
    }

    /// A precondition that also requires the right to change the document.
    package func guarding(_ precondition: Precondition) -> Precondition {
        mayCurate ? precondition : .ownDraft(of: actor.name, role: actor.role, precondition)
    }
}

extension Catalogue {
    /// Throws if a document is not a draft of this person.
    /// - Throws: `DepositError.unknown` if the person may not see the document either, else `DepositError.notAllowed`.
    static func checkDraft(
        _ document: CatalogueDocument,
        of who: String,
        role: Role,
        in database: Database
    ) throws {
        let isOwn = try isDepositor(who, of: document.id, in: database)
        guard isOwn || document.audience <= role.audience else { throw DepositError.unknown(document.id) }
        guard isOwn else {
            throw DepositError.notAllowed("document '\(document.id)' was deposited by somebody else")
        }
        guard document.stage == .draft else {
            let detail = "document '\(document.id)' is \(document.stage.rawValue); only curators can change it now"
            throw DepositError.notAllowed(detail)
        }
    }

    static func isDepositor(_ who: String, of id: String, in database: Database) throws -> Bool {
        guard !who.isEmpty else { return false }
        return try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM curation WHERE document = ? AND depositor = ?)",
            arguments: [id, who]
        ) ?? false
    }

    /// The audience with whose rights an actor reads a document: that of the role, or that of curators for documents that
    /// the actor deposited.
    package func audience(of id: String, for actor: Actor) throws -> Visibility {
        guard actor.role == .member else { return actor.role.audience }
        return try database.read { try Self.isDepositor(actor.name, of: id, in: $0) } ? .curators : .members
    }
}
