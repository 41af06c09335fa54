import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Toolbox
import Web

/// `/admin/audit`: who changed what, and when.
struct AuditRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/audit") { request, context in try await page(request, context) }
    }

    static let pageSize = 50

    struct Content {
        var nav: AdminNav
        var who: String
        var actions: [ChoiceContext]
        var document: String
        var from: String
        var until: String
        var entries: [EntryContext]
        var isEmpty: Bool
        /// Whether fewer than all entries are asked for.
        var isFiltered: Bool
        var newestHref: String?
        var laterHref: String?
        var tableHref: String
        var problem: String?
        var fromIsWrong: Bool
        var untilIsWrong: Bool
        var whoIsWrong: Bool
    }

    struct EntryContext {
        var entryTime: String
        /// ISO 8601.
        var entryStamp: String
        var entryWho: String
        /// The same filter for this actor.
        var entryWhoHref: String
        var entryAction: String
        var entryDocument: String?
        var entryDocumentHref: String
        var entryDetails: [FactContext]
    }

    private func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let strings = desk.strings(request)
        let query = DeskForm(request.uri.query ?? "")
        let value = { (name: String) in String((query[name] ?? "").prefix(200)) }
        let action = AuditAction(rawValue: value("action"))
        let (from, until) = (
            AuditTable.time(value("from"), isEnd: false), AuditTable.time(value("until"), isEnd: true)
        )
        let (document, typed) = (value("document"), value("who"))
        let whoever = try await actor(typed)
        var content = Content(
            nav: AdminNav(.audit, strings),
            who: typed,
            actions: [ChoiceContext("", strings.auditAnyAction, action == nil)]
                + AuditAction.allCases.map {
                    ChoiceContext($0.rawValue, strings.text("action.\($0.rawValue)"), $0 == action)
                },
            document: document,
            from: value("from"),
            until: value("until"),
            entries: [],
            isEmpty: true,
            isFiltered: ["who", "action", "document", "from", "until"].contains { !value($0).isEmpty },
            newestHref: nil,
            laterHref: nil,
            tableHref: "",
            problem: nil,
            fromIsWrong: from == nil && !value("from").isEmpty,
            untilIsWrong: until == nil && !value("until").isEmpty
                || from.flatMap { from in until.map { $0 <= from } } == true,
            whoIsWrong: whoever.isAmbiguous
        )
        if content.fromIsWrong || content.untilIsWrong { content.problem = strings.auditTimeWrong }
        if whoever.isAmbiguous { content.problem = strings.auditWhoAmbiguous }
        let filters = [
            "who": whoever.name ?? "", "action": action?.rawValue ?? "", "document": document, "from": value("from"),
            "until": value("until"),
        ].filter { !$0.value.isEmpty }
        content.tableHref = Self.href("/v1/audit", filters.merging(["format": "csv"]) { $1 })
        if content.problem == nil {
            let (audit, before) = (desk.catalogue.audit, Int64(value("before")))
            let found = try await desk.pools.catalogue.run {
                try audit.entries(
                    document: document.isEmpty ? nil : document,
                    who: whoever.name,
                    action: action,
                    from: from,
                    until: until,
                    before: before,
                    limit: Self.pageSize + 1
                )
            }
            let shown = Array(found.prefix(Self.pageSize))
            content.entries = try await self.entries(shown, strings)
            content.isEmpty = shown.isEmpty
            if before != nil { content.newestHref = Self.href("/admin/audit", filters) }
            if found.count > Self.pageSize, let last = shown.last {
                content.laterHref = Self.href(
                    "/admin/audit",
                    filters.merging(["before": String(last.number)]) { $1 }
                )
            }
        }
        return desk.page(
            "audit",
            content,
            title: strings.auditHeading,
            request,
            context,
            status: content.problem == nil ? .ok : .unprocessableContent
        )
    }

    private static func href(_ path: String, _ parameters: [String: String]) -> String {
        let query = SearchLink.query(
            parameters.sorted { $0.key < $1.key }.map { SearchLink.Parameter(name: $0.key, value: $0.value) }
        )
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    /// Who is meant: the name, address or id of an account, or a name as the trail has it, such as `cli anna`.
    private func actor(_ typed: String) async throws -> (name: String?, isAmbiguous: Bool) {
        guard !typed.isEmpty else { return (nil, false) }
        let accounts = desk.catalogue.accounts
        return try await desk.pools.catalogue.run {
            if let account = try accounts.account(typed) ?? accounts.account(withEmail: typed) {
                return (Actor.name(ofAccount: account.id), false)
            }
            let named = try accounts.all(containing: typed, limit: 1000).filter { $0.name == typed }
            guard named.count < 2 else { return (nil, true) }
            return (named.first.map { Actor.name(ofAccount: $0.id) } ?? typed, false)
        }
    }

    private func entries(_ entries: [AuditEntry], _ strings: PageStrings) async throws -> [EntryContext] {
        let ids = entries.flatMap { entry in
            [Actor.account(named: entry.who), Self.account(in: entry.details)].compactMap(\.self)
        }
        let names = try await ActorNames(ofAccounts: ids, desk)
        return entries.map { entry in
            EntryContext(
                entryTime: strings.date(entry.at),
                entryStamp: entry.at.formatted(.iso8601),
                entryWho: names.shown(entry.who, strings),
                entryWhoHref: Self.href("/admin/audit", ["who": entry.who]),
                entryAction: strings.text("action.\(entry.action.rawValue)"),
                entryDocument: entry.document,
                entryDocumentHref: "/documents/\(PercentEncoding.encode(entry.document ?? ""))",
                entryDetails: Self.details(entry.details, names, strings)
            )
        }
    }

    private static func account(in details: JSONValue) -> String? {
        guard case .object(let members) = details, case .string(let id)? = members["account"] else { return nil }
        return id
    }

    /// The maximum length of one detail in characters; the table has all of it.
    private static let longestDetail = 300

    private static func details(
        _ details: JSONValue,
        _ names: ActorNames,
        _ strings: PageStrings
    ) -> [FactContext] {
        guard case .object(let members) = details else { return [] }
        return members.sorted { $0.key < $1.key }.map { name, value in
            var text: String
            switch (name, value) {
            case ("account", .string(let id)): text = names.name(ofAccount: id, strings)
            case ("role", .string(let role)) where Role(rawValue: role) != nil: text = strings.text("role.\(role)")
            case (_, .string(let plain)): text = plain
            default: text = (try? jsonText(value)) ?? ""
            }
            if text.count > longestDetail { text = text.prefix(longestDetail) + "…" }
            return FactContext(strings.known("detail.\(name)") ?? name, text)
        }
    }
}

extension PageStrings {
    /// A text that may be missing.
    fileprivate func known(_ name: String) -> String? { texts[name] ?? Self.english.texts[name] }
}
