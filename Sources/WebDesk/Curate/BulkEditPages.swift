import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web

/// `/desk/bulk` and `/desk/bulk/{edit}`: changes of many documents that were made, and undoing them.
struct BulkEditPages: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/desk/bulk") { request, context in try await list(request, context) }
        router.get("/desk/bulk/:edit") { request, context in try await page(nil, nil, request, context) }
        router.post("/desk/bulk/:edit/undo") { request, context in try await undo(request, context) }
    }

    private static let pageSize = 50
    private static let mostNamed = 50

    struct ListContent {
        var nav = CurateNav(.bulk)
        var edits: [EditContext]
        var isEmpty: Bool
        var turn: TurnContext
    }

    struct EditContext {
        var editHref: String
        var editWhat: String
        var editFacts: String
        var editUndone: Bool
    }

    private func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let (catalogue, strings, offset) = (desk.catalogue, desk.strings(request), request.offset)
        let found = try await desk.pools.catalogue.run {
            try catalogue.bulkEdits.all(offset: offset, limit: Self.pageSize + 1)
        }
        let people = try await People(found.map(\.who), desk, strings)
        let content = ListContent(
            edits: found.prefix(Self.pageSize).map { edit in
                EditContext(
                    editHref: "/desk/bulk/\(edit.id)",
                    editWhat: BulkRoutes.name(ofSearch: edit.search ?? "", strings),
                    editFacts: [people[edit.who], strings.date(edit.at), strings.documents(edit.documents)]
                        .joined(separator: " · "),
                    editUndone: edit.undone != nil
                )
            },
            isEmpty: found.isEmpty,
            turn: TurnContext("/desk/bulk", offset: offset, limit: Self.pageSize, total: offset + found.count)
        )
        return desk.page("bulk", content, title: strings.bulkEditsHeading, request, context)
    }

    struct Content {
        var nav = CurateNav(.bulk)
        var problem: String?
        var action: String
        var what: String
        var searchHref: String
        var facts: String
        var changes: [ChangeLine]
        var undoneText: String?
        var mayUndo: Bool
        var undoHint: String
        var result: ResultContext?
    }

    /// One part of the change: `Add countries: Italy`.
    struct ChangeLine {
        var lineName: String
        var lineText: String
    }

    struct ResultContext {
        var resultText: String
        var hasLeft: Bool
        var left: [LeftContext]
    }

    struct LeftContext {
        var leftHref: String
        var leftName: String
        var leftReason: String
    }

    private func page(
        _ problem: String?,
        _ undone: BulkEdits.Undone?,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        try context.need(.curator)
        let (id, catalogue, strings) = (
            try context.parameters.require("edit"), desk.catalogue, desk.strings(request)
        )
        guard let edit = try await desk.pools.catalogue.run({ try catalogue.bulkEdits.find(id) }) else {
            throw Problem.notFound("there is no edit '\(id.prefix(80))'", parameter: "edit")
        }
        var actors: [String?] = [edit.who, edit.undoneBy]
        if case .object(let change) = edit.change, case .string(let name)? = change["assignee"] { actors.append(name) }
        let people = try await People(actors, desk, strings)
        let search = edit.search ?? ""
        let actor = context.actor
        let content = Content(
            problem: problem,
            action: "/desk/bulk/\(edit.id)",
            what: BulkRoutes.name(ofSearch: search, strings),
            searchHref: "/" + (search.isEmpty ? "" : "?\(search)"),
            facts: [people[edit.who], strings.date(edit.at), strings.documents(edit.documents)]
                .joined(separator: " · "),
            changes: Self.lines(edit.change, people, strings),
            undoneText: edit.undone.map {
                strings.message(
                    "bulkUndoneBy",
                    ["time": .text(strings.date($0)), "name": .text(people[edit.undoneBy ?? ""])]
                )
            },
            mayUndo: edit.undone == nil && (actor.scope.isUnlimited || edit.who == actor.name),
            undoHint: strings.message("bulkUndoHint", ["days": .number(BulkEdits.days)]),
            result: undone.map { Self.result($0, strings) }
        )
        return desk.page(
            "bulk-edit",
            content,
            title: strings.bulkEditHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    private static func lines(_ change: JSONValue, _ people: People, _ strings: PageStrings) -> [ChangeLine] {
        guard case .object(let parts) = change else { return [] }
        var lines: [ChangeLine] = []
        for how in BulkForm.How.allCases {
            guard case .object(let members)? = parts[how.rawValue] else { continue }
            lines += members.sorted { $0.key < $1.key }.map { member, value in
                ChangeLine(
                    lineName: "\(strings.nameOfMember(member)) – \(strings.text("bulkHow.\(how.rawValue)"))",
                    lineText: strings.shown(value, of: member)
                )
            }
        }
        switch parts["assignee"] {
        case .string(let name)?:
            lines.append(ChangeLine(lineName: strings.text("member.assignee"), lineText: people[name]))
        case .null?:
            lines.append(ChangeLine(lineName: strings.text("member.assignee"), lineText: strings.assignedToNobody))
        default: break
        }
        return lines
    }

    private static func result(_ undone: BulkEdits.Undone, _ strings: PageStrings) -> ResultContext {
        let left =
            undone.changedSince.map { ($0, strings.changedSince) }
            + undone.invalid.map { ($0, strings.notValidAnyMore) }
        return ResultContext(
            resultText: strings.message(
                "bulkUndoResult",
                ["restored": .number(undone.restored), "left": .number(left.count), "gone": .number(undone.gone)]
            ),
            hasLeft: !left.isEmpty,
            left: left.prefix(mostNamed).map {
                LeftContext(leftHref: ReviewRoutes.path($0.0), leftName: $0.0, leftReason: $0.1)
            }
        )
    }

    private func undo(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let (id, actor) = (try context.parameters.require("edit"), context.actor)
        let edits = desk.catalogue.bulkEdits(by: actor)
        let undone: BulkEdits.Undone
        do {
            undone = try await desk.pools.changes.run { try edits.undo(id, by: actor.name) }
        } catch let error as DepositError {
            return try await page(desk.strings(request).text(error), nil, request, context)
        }
        desk.deposits.changed()
        guard !undone.changedSince.isEmpty || !undone.invalid.isEmpty || undone.gone > 0 else {
            return desk.leave(for: "/desk/bulk/\(id)", notice: "bulkUndone")
        }
        return try await page(nil, undone, request, context)
    }
}
