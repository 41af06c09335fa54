import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Localisation
import Web
import WebAPI

/// `/admin/persons`: what the toolbox knows about a person, shown, exported and erased on request.
struct PersonsRoutes: Sendable {
    private let desk: Desk
    private let persons: PersonRoutes

    init(_ desk: Desk) {
        self.desk = desk
        persons = PersonRoutes(
            catalogue: desk.catalogue,
            services: desk.deposits,
            pools: desk.pools,
            zeroResults: desk.zeroResults
        )
    }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/persons") { request, context in try await find(nil, request, context) }
        router.post("/admin/persons") { request, context in try await lookUp(request, context) }
        router.post("/admin/persons/requests/:account/dismiss") { request, context in
            try await dismiss(request, context)
        }
        router.get("/admin/persons/:person") { request, context in try await show(request, context) }
        router.get("/admin/persons/:person/export") { request, context in try await export(request, context) }
        router.get("/admin/persons/:person/erase") { request, context in
            try context.need(.administrator)
            return try await ask(nil, request, context)
        }
        router.post("/admin/persons/:person/erase") { request, context in try await erase(request, context) }
    }

    // MARK: Finding

    struct FindContent {
        var nav: AdminNav
        var requests: [RequestContext]
        var problem: String?
    }

    struct RequestContext {
        var requestHref: String
        var requestName: String
        var requestTime: String
        var requestDismiss: String
    }

    private static func path(_ person: String) -> String { "/admin/persons/\(PercentEncoding.encode(person))" }

    private func find(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try context.need(.administrator)
        let (catalogue, strings) = (desk.catalogue, desk.strings(request))
        let requests = try await desk.pools.catalogue.run { try catalogue.persons.erasureRequests() }
        let content = FindContent(
            nav: AdminNav(.persons, strings),
            requests: requests.map {
                RequestContext(
                    requestHref: Self.path($0.account.id),
                    requestName: $0.account.name,
                    requestTime: strings.date($0.at),
                    requestDismiss: "/admin/persons/requests/\(PercentEncoding.encode($0.account.id))/dismiss"
                )
            },
            problem: problem
        )
        return desk.page(
            "persons",
            content,
            title: strings.personsHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    /// A form that is sent with POST, so that the name is not in the address until something is known.
    private func lookUp(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let strings = desk.strings(request)
        guard let person = form["person"], person.count <= Persons.longestName, !person.contains(where: \.isNewline)
        else { return try await find(strings.personMissing, request, context) }
        guard let data = try await persons.data(about: person) else {
            return try await find(strings.personUnknown, request, context)
        }
        // The id of the account does not tell the name.
        if case .string(let id)? = data.account?["id"] { return desk.leave(for: Self.path(id)) }
        return desk.leave(for: Self.path(person))
    }

    private func dismiss(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (id, catalogue, who) = (try context.parameters.require("account"), desk.catalogue, context.actor.name)
        try await desk.pools.changes.run { try catalogue.persons.withdrawRequest(ofAccount: id, by: who) }
        return desk.leave(for: "/admin/persons", notice: "requestDismissed")
    }

    // MARK: Showing

    struct ShowContent {
        var nav: AdminNav
        var heading: String
        var data: PersonContext
        var exportHref: String
        var eraseHref: String
        /// The page of the account; nil without one.
        var accountHref: String?
    }

    private func data(_ context: ServiceContext) async throws -> (person: String, data: PersonalData) {
        try context.need(.administrator)
        let written = try context.parameters.require("person")
        let person = written.removingPercentEncoding ?? written
        guard let data = try await persons.data(about: person) else {
            // Without the name, which must not be repeated where it might be kept.
            throw Problem.notFound("nothing is known about this person", parameter: "person")
        }
        return (person, data)
    }

    private static func account(_ data: PersonalData) -> (id: String, name: String)? {
        guard case .string(let id)? = data.account?["id"], case .string(let name)? = data.account?["name"] else {
            return nil
        }
        return (id, name)
    }

    private func show(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let ((person, data), strings) = (try await data(context), desk.strings(request))
        let account = Self.account(data)
        let heading = account?.name ?? person
        let content = ShowContent(
            nav: AdminNav(.persons, strings),
            heading: heading,
            data: PersonContext(data, strings),
            exportHref: Self.path(person) + "/export",
            eraseHref: Self.path(person) + "/erase",
            accountHref: account.map { "/admin/accounts/\(PercentEncoding.encode($0.id))" }
        )
        return desk.page("person", content, title: heading, request, context)
    }

    private func export(_ request: Request, _ context: ServiceContext) async throws -> Response {
        try PersonRoutes.file(try await data(context).data)
    }

    // MARK: Erasing

    struct EraseContent {
        var nav: AdminNav
        var heading: String
        var steps: [String]
        var action: String
        var backHref: String
        /// Whether it is the own account, which somebody else must erase.
        var isOwn: Bool
        var named: String?
        var problem: String?
    }

    private func ask(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        let ((person, data), strings) = (try await data(context), desk.strings(request))
        let account = Self.account(data)
        var steps: [String] = []
        if account != nil { steps.append(strings.eraseAccount) }
        let works = data.deposits.count + data.comments.count + data.auditTotal
        steps.append(strings.message("eraseNames", ["count": .number(works)]))
        if !data.tokens.isEmpty { steps.append(strings.message("eraseTokens", ["count": .number(data.tokens.count)])) }
        steps.append(strings.eraseSearches)
        steps.append(strings.message("eraseDocumentsStay", ["count": .number(data.deposits.count)]))
        if !data.paths.isEmpty { steps.append(strings.message("erasePaths", ["count": .number(data.paths.count)])) }
        steps.append(strings.eraseBackups)
        let heading = strings.message("eraseHeading", ["name": .text(account?.name ?? person)])
        let content = EraseContent(
            nav: AdminNav(.persons, strings),
            heading: heading,
            steps: steps,
            action: Self.path(person) + "/erase",
            backHref: Self.path(person),
            isOwn: account != nil && account?.id == context.session?.account.id,
            named: data.namedIn.isEmpty
                ? nil : strings.message("eraseNamedIn", ["count": .number(data.namedIn.count)]),
            problem: problem
        )
        return desk.page(
            "person-erase",
            content,
            title: heading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    struct ErasedContent {
        var nav: AdminNav
        var lead: String
        var documents: String?
        var mustReindex: Bool
        /// Where the name still is, in English.
        var left: [String]
    }

    private func erase(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        let ((person, data), strings) = (try await data(context), desk.strings(request))
        let account = Self.account(data)
        // Somebody must be left who can administrate.
        guard account == nil || account?.id != context.session?.account.id else {
            return try await ask(strings.eraseOwn, request, context)
        }
        guard form.has("understood") else { return try await ask(strings.eraseUnderstand, request, context) }
        let erased = try await persons.erase(
            person,
            inDocuments: form.has("documents"),
            by: context.actor.name
        )
        guard let erased else { return desk.leave(for: "/admin/persons") }
        let content = ErasedContent(
            nav: AdminNav(.persons, strings),
            lead: strings.message(
                "erasedLead",
                [
                    "count": .number(erased.replaced.values.reduce(0, +)), "id": .text(erased.neutralID),
                ]
            ),
            documents: erased.documents.isEmpty
                ? nil : strings.message("erasedDocuments", ["count": .number(erased.documents.count)]),
            mustReindex: erased.mustReindex,
            left: erased.left
        )
        return desk.page("person-erased", content, title: strings.erasedHeading, request, context)
    }
}
