import Catalogue
import DocumentModel
import Hummingbird
import Localisation
import Web
import WebAPI

/// `/account/data`: what the toolbox knows about the person who is signed in, and the request to erase it.
struct OwnDataRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/account/data") { request, context in try await show(request, context) }
        router.get("/account/data/export") { _, context in try PersonRoutes.file(try await data(context)) }
        router.post("/account/data/erasure") { request, context in try await ask(request, context) }
    }

    struct Content {
        var data: PersonContext
        /// When the person has asked for the erasure; nil: not.
        var asked: String?
    }

    /// Only what was done with the account: people choose its name themselves.
    private func data(_ context: ServiceContext) async throws -> PersonalData {
        guard let account = context.session?.account else { throw Problem.unauthorized }
        let persons = desk.catalogue.persons
        return try await desk.pools.reading.run { try persons.data(about: account.id, byAccount: true) }
    }

    private func show(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let (data, strings, persons) = (try await data(context), desk.strings(request), desk.catalogue.persons)
        let requests = try await desk.pools.catalogue.run { try persons.erasureRequests() }
        let own = requests.first { $0.account.id == context.session?.account.id }
        let content = Content(
            data: PersonContext(data, strings),
            asked: own.map { strings.message("erasureAsked", ["time": .text(strings.date($0.at))]) }
        )
        return desk.page("own-data", content, title: strings.ownDataHeading, request, context)
    }

    /// `decision` is `ask` or `withdraw`.
    private func ask(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        guard let id = context.session?.account.id else { throw Problem.unauthorized }
        let (persons, who, isWithdrawn) = (desk.catalogue.persons, context.actor.name, form["decision"] == "withdraw")
        try await desk.pools.changes.run {
            if isWithdrawn {
                try persons.withdrawRequest(ofAccount: id, by: who)
            } else {
                try persons.requestErasure(ofAccount: id, by: who)
            }
        }
        return desk.leave(for: "/account/data", notice: isWithdrawn ? "erasureWithdrawn" : "erasureAsked")
    }
}
