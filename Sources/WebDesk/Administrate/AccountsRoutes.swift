import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import Web

/// `/admin/accounts`: who can sign in, and what for.
struct AccountsRoutes: Sendable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/admin/accounts") { request, context in try await list(request, context) }
        router.post("/admin/accounts") { request, context in try await invite(request, context) }
        router.get("/admin/accounts/:account") { request, context in try await edit(nil, nil, request, context) }
        router.post("/admin/accounts/:account") { request, context in try await change(request, context) }
        router.post("/admin/accounts/:account/link") { request, context in try await link(request, context) }
        router.post("/admin/accounts/:account/remove") { request, context in try await remove(request, context) }
    }

    static let pageSize = 50

    struct ListContent {
        var nav: AdminNav
        var text: String
        var accounts: [RowContext]
        var earlierHref: String?
        var laterHref: String?
        var isEmpty: Bool
        var form: FieldsContent
        var problem: String?
    }

    struct RowContext {
        var rowHref: String
        var rowName: String
        var rowEmail: String
        var rowRole: String
        var rowLimits: String
        var rowState: String
    }

    /// The fields of the form for an account.
    struct FieldsContent {
        var name = ""
        var email = ""
        var roles: [ChoiceContext]
        var organisations = ""
        var countries: [ChoiceContext]
        var topics: [ChoiceContext]
        /// Whether the role is limited.
        var limited: Bool
        /// What is wrong, by field.
        var nameIsWrong: Bool
        var emailIsWrong: Bool
        var roleIsWrong: Bool

        init(_ details: AccountDetails?, _ error: AccountError?, strings: PageStrings) {
            nameIsWrong = error == .invalid(.name)
            emailIsWrong = error == .invalid(.email) || error == .emailTaken
            roleIsWrong = error == .invalid(.role) || error == .lastAdministrator
            name = details?.name ?? ""
            email = details?.email ?? ""
            roles = [Role.member, .curator, .administrator].map {
                ChoiceContext($0.rawValue, strings.text("role.\($0.rawValue)"), $0 == (details?.role ?? .member))
            }
            organisations = details?.scope.organisations.joined(separator: "\n") ?? ""
            let chosen = details?.scope ?? RoleScope()
            limited = !chosen.isUnlimited || error == .invalid(.scope)
            countries = Country.all.map { ($0, strings.label(of: $0, in: .country)) }
                .sorted { $0.1.localizedCompare($1.1) == .orderedAscending }
                .map { ChoiceContext($0.0, $0.1, chosen.countries.contains($0.0)) }
            topics = Topic.all.map { ChoiceContext($0, strings.label(of: $0, in: .topic), chosen.topics.contains($0)) }
        }
    }

    private func list(
        _ request: Request,
        _ context: ServiceContext,
        sent: AccountDetails? = nil,
        error: AccountError? = nil
    ) async throws -> Response {
        try context.need(.administrator)
        let (accounts, strings) = (desk.catalogue.accounts, desk.strings(request))
        let query = DeskForm(request.uri.query ?? "")
        let text = String((query["q"] ?? "").prefix(200))
        let offset = max(0, query["offset"].flatMap { Int($0) } ?? 0)
        let found = try await desk.pools.catalogue.run {
            try accounts.all(containing: text, limit: Self.pageSize + 1, offset: offset)
        }
        let href = { (offset: Int) in "/admin/accounts?q=\(PercentEncoding.encode(text))&offset=\(offset)" }
        let content = ListContent(
            nav: AdminNav(.accounts, strings),
            text: text,
            accounts: found.prefix(Self.pageSize).map { row($0, strings) },
            earlierHref: offset > 0 ? href(max(0, offset - Self.pageSize)) : nil,
            laterHref: found.count > Self.pageSize ? href(offset + Self.pageSize) : nil,
            isEmpty: found.isEmpty,
            form: FieldsContent(sent, error, strings: strings),
            problem: error.map { strings.text($0) }
        )
        return desk.page(
            "accounts",
            content,
            title: strings.accountsHeading,
            request,
            context,
            status: error == nil ? .ok : .unprocessableContent
        )
    }

    private func row(_ account: Account, _ strings: PageStrings) -> RowContext {
        RowContext(
            rowHref: "/admin/accounts/\(PercentEncoding.encode(account.id))",
            rowName: account.name,
            // An erased account has its id as its name and address.
            rowEmail: account.email == account.id ? "" : account.email,
            rowRole: strings.text("role.\(account.role.rawValue)"),
            rowLimits: strings.texts(of: account.scope).joined(separator: " · "),
            rowState: state(of: account, strings)
        )
    }

    private func state(of account: Account, _ strings: PageStrings) -> String {
        if account.name == account.id { return strings.accountErased }
        if account.isDisabled { return strings.accountDisabled }
        guard let time = account.signedIn else { return strings.accountInvited }
        return strings.message("accountSignedIn", ["time": .text(strings.date(time))])
    }

    private static func details(_ form: DeskForm, before: AccountDetails? = nil) -> AccountDetails {
        var scope = RoleScope()
        scope.organisations = (form["organisations"] ?? "").split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        scope.countries = form.all("country")
        scope.topics = form.all("topic")
        return AccountDetails(
            name: form["name"] ?? "",
            email: form["email"] ?? "",
            role: form["role"].flatMap { Role(rawValue: $0) } ?? .anonymous,
            scope: scope,
            language: before?.language
        )
    }

    private func invite(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (accounts, who, details) = (desk.catalogue.accounts, context.actor.name, Self.details(form))
        do {
            let (account, secret) = try await desk.pools.changes.run { try accounts.invite(details, by: who) }
            return await send(secret, to: account, "invite", request, context)
        } catch let error as AccountError {
            return try await list(request, context, sent: details, error: error)
        }
    }

    /// Sends a link, or shows it if there is no mail server.
    private func send(
        _ secret: String,
        to account: Account,
        _ kind: String,
        _ request: Request,
        _ context: ServiceContext
    ) async -> Response {
        let strings = desk.strings(request)
        let address = PasswordRoutes.address(secret, desk, request)
        if let mail = desk.mail {
            let language = PageStrings.of(account.language ?? strings.language)
            let text = language.message("\(kind)Text", ["name": .text(account.name), "link": .text(address)])
            await mail(account.email, language.text("\(kind)Subject"), text)
        }
        let content = LinkContent(
            nav: AdminNav(.accounts, strings),
            name: account.name,
            email: account.email,
            isSent: desk.mail != nil,
            address: address,
            lead: strings.message(desk.mail == nil ? "linkShow" : "linkSent", ["name": .text(account.name)])
        )
        return desk.page("account-link", content, title: strings.linkHeading, request, context)
    }

    struct LinkContent {
        var nav: AdminNav
        var name: String
        var email: String
        var isSent: Bool
        var address: String
        var lead: String
    }

    struct EditContent {
        var nav: AdminNav
        /// What the toolbox knows about the person.
        var personHref: String
        var id: String
        var isDisabled: Bool
        var isFromProvider: Bool
        var form: FieldsContent
        var problem: String?
    }

    private func edit(
        _ sent: AccountDetails?,
        _ error: AccountError?,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> Response {
        try context.need(.administrator)
        let (account, strings) = (try await account(context), desk.strings(request))
        let content = EditContent(
            nav: AdminNav(.accounts, strings),
            personHref: "/admin/persons/\(PercentEncoding.encode(account.id))",
            id: account.id,
            isDisabled: account.isDisabled,
            isFromProvider: account.isFromProvider,
            form: FieldsContent(sent ?? AccountDetails(account), error, strings: strings),
            problem: error.map { strings.text($0) }
        )
        return desk.page(
            "account-edit",
            content,
            title: account.name,
            request,
            context,
            status: error == nil ? .ok : .unprocessableContent
        )
    }

    private func account(_ context: ServiceContext) async throws -> Account {
        let (id, accounts) = (try context.parameters.require("account"), desk.catalogue.accounts)
        guard let account = try await desk.pools.catalogue.run({ try accounts.account(id) }) else {
            throw Problem.notFound("there is no account '\(id.prefix(40))'", parameter: "account")
        }
        return account
    }

    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let account = try await account(context)
        let details = Self.details(form, before: AccountDetails(account))
        let (accounts, who, disabled) = (desk.catalogue.accounts, context.actor.name, form.has("disabled"))
        do {
            _ = try await desk.pools.changes.run {
                try accounts.change(account.id, to: details, disabled: disabled, by: who)
            }
        } catch let error as AccountError {
            return try await edit(details, error, request, context)
        }
        return desk.leave(for: "/admin/accounts", notice: "saved")
    }

    private func link(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (account, accounts) = (try await account(context), desk.catalogue.accounts)
        let secret = try await desk.pools.changes.run {
            try accounts.link(for: account.id, lasting: AccountStore.invitationLife)
        }
        return await send(secret, to: account, account.hasPassword ? "reset" : "invite", request, context)
    }

    private func remove(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        try context.need(.administrator)
        let (account, accounts, who) = (try await account(context), desk.catalogue.accounts, context.actor.name)
        do {
            try await desk.pools.changes.run { try accounts.remove(account.id, by: who) }
        } catch let error as AccountError {
            return try await edit(nil, error, request, context)
        }
        return desk.leave(for: "/admin/accounts", notice: "accountRemoved")
    }
}
