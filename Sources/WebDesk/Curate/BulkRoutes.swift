import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import SearchService
import Web
import WebAPI

/// `/desk/bulk`: changes of all hits of a search, with preview and undo, and the list of those that were made.
struct BulkRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        BulkEditPages(desk).add(to: router)
        router.get("/desk/bulk/new") { request, context in
            let search = request.uri.queryParameters["search"].map(String.init) ?? ""
            return try await page(Draft(search: search), request, context)
        }
        router.post("/desk/bulk/new") { request, context in try await change(request, context) }
    }

    private static let mostItems = 50
    private static let mostTroubles = 50
    private static let longestSearch = 4_000

    /// The form as it was sent, and what became of it.
    private struct Draft {
        var search: String
        var form = DeskForm("")
        var troubles: [String: String] = [:]
        var problem: String?
        var preview: BulkPreview?
        /// The change of the preview, as JSON.
        var change = ""
    }

    struct Content {
        var nav = CurateNav(.bulk)
        var problem: String?
        var search: String
        var searchHref: String
        var searchName: String
        var lead: String
        var isEmpty: Bool
        var seen: Int
        var previewed: String
        var preview: PreviewContext?
        var fieldLists: [BulkField]
        var singles: [BulkField]
        var visibilities: [ChoiceContext]
        var stages: [ChoiceContext]
        var assignees: [ChoiceContext]
        var lists: [NameList]
    }

    struct PreviewContext {
        var previewLead: String
        var previewRest: String?
        var mayApply: Bool
        var applyText: String
        var items: [ItemContext]
        var hasTroubles: Bool
        var troublesHeading: String
        var troubles: [TroubleContext]
    }

    struct ItemContext {
        var itemHref: String
        var itemTitle: String
        var itemChanges: [ChangeContext]
    }

    struct TroubleContext {
        var troubleHref: String
        var troubleName: String
        var troubleText: String
    }

    private func page(_ draft: Draft, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.curator)
        let ids = try await hits(of: draft.search, context)
        return try await page(draft, ids, request, context)
    }

    private func hits(of search: String, _ context: ServiceContext) async throws -> [String] {
        guard search.utf8.count <= Self.longestSearch else {
            throw Problem.badParameter("search", "the search is longer than \(Self.longestSearch) bytes")
        }
        return try await BulkEditRoutes.hits(of: search, desk.engines.engine(for: context), desk.pools.reading)
    }

    private func page(
        _ draft: Draft,
        _ ids: [String],
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        let (strings, accounts) = (desk.strings(request), desk.catalogue.accounts)
        let curators = try await desk.pools.catalogue.run {
            try accounts.all(limit: 500).filter { $0.role >= .curator && !$0.isDisabled }
        }
        let (form, asIs) = (draft.form, ChoiceContext("", strings.leaveAsIs, false))
        let preview = try await draft.preview.asyncMap { try await shown($0, strings) }
        let content = Content(
            problem: draft.problem,
            search: draft.search,
            searchHref: "/" + (draft.search.isEmpty ? "" : "?\(draft.search)"),
            searchName: Self.name(ofSearch: draft.search, strings),
            lead: strings.message("bulkLead", ["count": .number(ids.count)]),
            isEmpty: ids.isEmpty,
            seen: ids.count,
            previewed: draft.change,
            preview: preview,
            fieldLists: BulkField.lists(form, draft.troubles, strings),
            singles: BulkField.singles(form, draft.troubles, strings),
            visibilities: [asIs]
                + Visibility.allCases.map {
                    ChoiceContext(
                        $0.rawValue,
                        strings.text("visibility.\($0.rawValue)"),
                        form["visibility"] == $0.rawValue
                    )
                },
            stages: [asIs]
                + Stage.allCases.map {
                    ChoiceContext($0.rawValue, strings.text("status.\($0.rawValue)"), form["stage"] == $0.rawValue)
                },
            assignees: [
                asIs, ChoiceContext(BulkForm.nobody, strings.assignedToNobody, form["assignee"] == BulkForm.nobody),
            ]
                + curators.map { ChoiceContext($0.actor.name, $0.name, form["assignee"] == $0.actor.name) },
            lists: NameList.all(strings, [.country, .sector, .topic, .type, .language]) + [NameList.licences]
        )
        return desk.page(
            "bulk-new",
            content,
            title: strings.bulkHeading,
            request,
            context,
            status: draft.problem == nil ? .ok : .unprocessableContent
        )
    }

    /// A search in words: those that were searched, and the filters.
    static func name(ofSearch search: String, _ strings: PageStrings) -> String {
        let parts = SearchLink.parameters(ofQuery: search).filter {
            !["lang", "sort", "limit", "offset"].contains($0.name) && !$0.value.isEmpty
        }.map { $0.name == "q" ? "“\($0.value)”" : $0.value }
        return parts.isEmpty ? strings.allDocuments : PageText.shortened(parts.joined(separator: " · "), to: 200)
    }

    private func shown(_ preview: BulkPreview, _ strings: PageStrings) async throws -> PreviewContext {
        var actors: [String] = []
        for item in preview.items {
            guard let change = item.changes["assignee"] else { continue }
            for case .string(let name) in [change.from, change.to] { actors.append(name) }
        }
        let people = try await People(actors, desk, strings)
        let rest = preview.changing - preview.items.count
        return PreviewContext(
            previewLead: strings.message(
                "bulkPreview",
                ["changing": .number(preview.changing), "unchanged": .number(preview.unchanged)]
            ),
            previewRest: rest > 0 ? strings.message("bulkRest", ["count": .number(rest)]) : nil,
            mayApply: preview.changing > 0,
            applyText: strings.message("bulkApply", ["count": .number(preview.changing)]),
            items: preview.items.map { item in
                ItemContext(
                    itemHref: ReviewRoutes.path(item.document),
                    itemTitle: PageText.shortened(item.title, to: 120),
                    itemChanges: ChangeContext.all(item.changes, strings) { people[$0] }
                )
            },
            hasTroubles: !preview.troubles.isEmpty,
            troublesHeading: strings.message("bulkTroubles", ["count": .number(preview.troubles.count)]),
            troubles: preview.troubles.prefix(Self.mostTroubles).map { trouble in
                TroubleContext(
                    troubleHref: ReviewRoutes.path(trouble.document),
                    troubleName: trouble.document,
                    troubleText: strings.text(.invalid(trouble.errors))
                )
            }
        )
    }

    // MARK: Changing

    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let sent = try await DeskForm(request, confirming: &context)
        try context.need(.curator)
        let (strings, catalogue, actor) = (desk.strings(request), desk.catalogue, context.actor)
        var draft = Draft(search: sent["search"] ?? "", form: sent)
        let form = try await desk.pools.catalogue.run {
            try BulkForm(sent, strings) { try catalogue.thesauri.topics(named: $0) }
        }
        let ids = try await hits(of: draft.search, context)
        draft.troubles = form.troubles
        guard form.troubles.isEmpty else {
            draft.problem = strings.formWrong
            return try await page(draft, ids, request, context)
        }
        guard !form.members.isEmpty else {
            draft.problem = strings.changesNothing
            return try await page(draft, ids, request, context)
        }
        let edits = catalogue.bulkEdits(by: actor)
        do {
            let change = try BulkChange(form.members)
            draft.change = try Self.json(form.members)
            // Only what was looked at is applied.
            if sent["do"] == "apply", sent["previewed"] == draft.change, sent["seen"] == String(ids.count) {
                let search = draft.search
                let (edit, _) = try await desk.pools.changes.run {
                    try edits.apply(change, to: ids, search: search, by: actor.name)
                }
                desk.deposits.changed()
                return desk.leave(for: "/desk/bulk/\(edit.id)", notice: "bulkApplied")
            }
            draft.preview = try await desk.pools.reading.run {
                try edits.preview(change, of: ids, limit: Self.mostItems)
            }
            if sent["do"] == "apply" { draft.problem = strings.previewAgain }
        } catch let error as DepositError {
            draft.problem = strings.text(error)
        }
        return try await page(draft, ids, request, context)
    }

    private static func json(_ members: [String: JSONValue]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONValue.object(members)), as: UTF8.self)
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
