import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import Localisation
import Toolbox
import Web

/// `/admin/tokens`: the tokens of programs. The secret of a new one is shown once.
struct TokensRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/tokens") { request, context in
            try context.need(.administrator)
            return try await list(Sent(), request, context)
        }
        router.post("/admin/tokens") { request, context in try await create(request, context) }
        router.post("/admin/tokens/:token/revoke") { request, context in try await revoke(request, context) }
    }

    static let pageSize = 50
    /// What the form suggests: a year.
    private static let usualDays = "365"

    /// What was sent, and what is wrong with it.
    struct Sent {
        var name = ""
        var role = Role.member
        var days = TokensRoutes.usualDays
        var nameProblem: String?
        var daysProblem: String?
        var problem: String?
    }

    struct Content {
        var nav: AdminNav
        var tokens: [RowContext]
        var isEmpty: Bool
        var earlierHref: String?
        var laterHref: String?
        var name: String
        var roles: [ChoiceContext]
        var days: String
        var mostDays: Int
        var nameProblem: String?
        var daysProblem: String?
        var problem: String?
    }

    struct RowContext {
        var rowName: String
        var rowRole: String
        var rowCreated: String
        var rowState: String
        var rowIsValid: Bool
        /// The address of the form that revokes it; nil if it is revoked.
        var rowRevoke: String?
        var rowRevokeLabel: String
    }

    private func list(_ sent: Sent, _ request: Request, _ context: ServiceContext) async throws -> Response {
        let (tokens, strings) = (desk.catalogue.tokens, desk.strings(request))
        let offset = max(0, request.uri.queryParameters["offset"].flatMap { Int($0) } ?? 0)
        // The newest first: that is the one somebody looks for.
        let all = try await desk.pools.catalogue.run { try Array(tokens.all().reversed()) }
        let href = { (offset: Int) in "/admin/tokens?offset=\(offset)" }
        let content = Content(
            nav: AdminNav(.tokens, strings),
            tokens: all.dropFirst(offset).prefix(Self.pageSize).map { row($0, strings) },
            isEmpty: all.isEmpty,
            earlierHref: offset > 0 ? href(max(0, offset - Self.pageSize)) : nil,
            laterHref: all.count > offset + Self.pageSize ? href(offset + Self.pageSize) : nil,
            name: sent.name,
            roles: [Role.member, .curator, .administrator].map {
                ChoiceContext($0.rawValue, strings.text("role.\($0.rawValue)"), $0 == sent.role)
            },
            days: sent.days,
            mostDays: TokenRules.mostDays,
            nameProblem: sent.nameProblem,
            daysProblem: sent.daysProblem,
            problem: sent.problem ?? (sent.nameProblem ?? sent.daysProblem).map { _ in strings.formWrong }
        )
        return desk.page(
            "tokens",
            content,
            title: strings.tokensHeading,
            request,
            context,
            status: content.problem == nil ? .ok : .unprocessableContent
        )
    }

    private func row(_ token: AccessToken, _ strings: PageStrings) -> RowContext {
        let state: String
        if let revoked = token.revoked {
            state = strings.message("tokenRevoked", ["time": .text(strings.date(revoked))])
        } else if let expires = token.expires {
            let name = expires > Date() ? "tokenUntil" : "tokenExpired"
            state = strings.message(name, ["time": .text(strings.date(expires))])
        } else {
            state = strings.tokenForever
        }
        return RowContext(
            rowName: token.name,
            rowRole: strings.text("role.\(token.role.rawValue)"),
            rowCreated: strings.date(token.created),
            rowState: state,
            rowIsValid: token.isGood(at: Date()),
            rowRevoke: token.revoked == nil ? "/admin/tokens/\(token.id)/revoke" : nil,
            rowRevokeLabel: strings.message("tokenRevokeNamed", ["name": .text(token.name)])
        )
    }

    struct ShownContent {
        var nav: AdminNav
        var name: String
        var role: String
        var state: String
        var secret: String
    }

    private func create(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let strings = desk.strings(request)
        var sent = Sent(
            name: form["name"] ?? "",
            role: form["role"].flatMap(TokenRules.role) ?? .member,
            days: form["days"] ?? ""
        )
        if TokenRules.complaint(aboutName: sent.name) != nil {
            sent.nameProblem = strings.message("tokenNameWrong", ["count": .number(TokenRules.longestName)])
        }
        // Digits of any script.
        let days =
            sent.days.isEmpty ? nil : Int(String(sent.days.compactMap(\.wholeNumberValue).map(String.init).joined()))
        let isNumber = sent.days.allSatisfy { $0.wholeNumberValue != nil }
        if !sent.days.isEmpty, !isNumber || TokenRules.complaint(aboutDays: days ?? 0) != nil {
            sent.daysProblem = strings.message("tokenDaysWrong", ["count": .number(TokenRules.mostDays)])
        }
        guard sent.nameProblem == nil, sent.daysProblem == nil else { return try await list(sent, request, context) }
        let (catalogue, who, wanted) = (desk.catalogue, context.actor.name, sent)
        do {
            let made = try await desk.pools.changes.run {
                try TokenRules.create(name: wanted.name, role: wanted.role, days: days, in: catalogue, by: who)
            }
            let row = row(made.details, strings)
            let content = ShownContent(
                nav: AdminNav(.tokens, strings),
                name: made.details.name,
                role: row.rowRole,
                state: row.rowState,
                secret: made.token
            )
            return desk.page("token-shown", content, title: strings.tokenShownHeading, request, context)
        } catch is TokenRules.TooMany {
            sent.problem = strings.message("tokensTooMany", ["count": .number(TokenRules.mostValid)])
            return try await list(sent, request, context)
        }
    }

    private func revoke(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (id, tokens, who) = (try context.parameters.require("token"), desk.catalogue.tokens, context.actor.name)
        // One that somebody else has revoked meanwhile is what was wanted.
        _ = try await desk.pools.changes.run { try tokens.revoke(id, by: who) }
        return desk.leave(for: "/admin/tokens", notice: "tokenRevoked")
    }
}
