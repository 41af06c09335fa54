import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web

/// `/desk/documents/{id}/history`: the states that a document's description had, their differences, and restoring one.
struct DocumentHistoryRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk/documents/:document/history") { request, context in
            try await page(nil, request, context)
        }
        router.post("/desk/documents/:document/history") { request, context in
            try await restore(request, context)
        }
    }

    private static let pageSize = 20

    struct Content {
        var nav = CurateNav(.queue)
        var heading: String
        var backHref: String
        var action: String
        var sequence: Int
        var states: [StateContext]
        var turn: TurnContext
        var problem: String?
    }

    struct StateContext {
        var stateHead: String
        var stateWho: String
        var stateNumber: Int
        var stateCurrent: Bool
        /// The first one that is known.
        var stateFirst: Bool
        var stateRestorable: Bool
        var stateChanges: [ChangeContext]
    }

    private func page(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (id, actor, strings) = (try context.parameters.require("document"), context.actor, desk.strings(request))
        let (catalogue, offset) = (desk.catalogue, request.offset)
        let found = try await desk.pools.reading.run { () -> (CatalogueDocument, [HistoryEntry], Int)? in
            guard let document = try catalogue.document(id),
                let total = try catalogue.history.entries(of: id, limit: 1)?.total
            else { return nil }
            // Newest first, with the state before the last one on the page, for its differences.
            let last = max(0, total - offset)
            let first = max(1, last - Self.pageSize)
            guard last >= first,
                let entries = try catalogue.history.entries(of: id, from: first, limit: last - first + 1)?.entries
            else { return (document, [], total) }
            return (document, entries, total)
        }
        guard let (document, entries, total) = found else { throw Problem.unknownDocument(id) }
        let people = try await People(entries.map(\.who), desk, strings)
        let mayRestore = DepositPermission(actor).covers(document.metadata)
        var states: [StateContext] = []
        for (place, entry) in entries.enumerated() where place > 0 || entry.number == 1 {
            let changes = place > 0 ? DocumentState.differences(entries[place - 1].state, entry.state) : [:]
            states.append(
                StateContext(
                    stateHead: strings.message(
                        "stateHead",
                        ["number": .number(entry.number), "time": .text(strings.date(entry.at))]
                    ),
                    stateWho: people[entry.who],
                    stateNumber: entry.number,
                    stateCurrent: entry.number == total,
                    stateFirst: entry.number == 1,
                    stateRestorable: mayRestore && entry.number < total,
                    stateChanges: ChangeContext.all(changes, strings) { $0 }
                )
            )
        }
        let action = ReviewRoutes.path(id) + "/history"
        let content = Content(
            heading: document.shownTitle,
            backHref: ReviewRoutes.path(id),
            action: action,
            sequence: Int(document.sequence),
            states: states.reversed(),
            turn: TurnContext(action, offset: offset, limit: Self.pageSize, total: total),
            problem: problem
        )
        return desk.page(
            "document-history",
            content,
            title: strings.historyHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    private func restore(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let (id, actor, history) = (try context.parameters.require("document"), context.actor, desk.catalogue.history)
        guard let number = form["state"].flatMap({ Int($0) }), number > 0 else {
            throw Problem.badBody("'state' is not the number of a state")
        }
        let seen = form["sequence"].flatMap { Int64($0) }.map { Precondition.at([$0]) } ?? .present
        let rejection = try await desk.rejection(
            of: {
                _ = try history.restore(
                    number,
                    of: id,
                    if: DepositPermission(actor).guarding(seen),
                    by: actor.name
                )
            },
            desk.strings(request)
        )
        if let rejection { return try await page(rejection, request, context) }
        return desk.leave(for: ReviewRoutes.path(id) + "/history", notice: "restored")
    }
}

/// A value that changes or has changed.
struct ChangeContext: Sendable {
    var changeName: String
    var changeFrom: String
    var changeTo: String

    /// - Parameter people: the name of a person, for assignees.
    static func all(
        _ changes: [String: DocumentState.Difference],
        _ strings: PageStrings,
        _ people: (String) -> String
    ) -> [ChangeContext] {
        func shown(_ value: JSONValue, _ member: String) -> String {
            if member == "assignee", case .string(let name) = value { return people(name) }
            return strings.shown(value, of: member)
        }
        return changes.sorted { $0.key < $1.key }.map { member, change in
            ChangeContext(
                changeName: strings.nameOfMember(member),
                changeFrom: shown(change.from, member),
                changeTo: shown(change.to, member)
            )
        }
    }
}
