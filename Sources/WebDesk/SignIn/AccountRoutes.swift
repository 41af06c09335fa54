import Catalogue
import Cryptography
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import Web

/// `/account`: what a person can see and change of the own account.
struct AccountRoutes: Sendable {
    private let desk: Desk
    private let limits = SignInLimits()

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/account") { request, context in try await page(nil, request, context) }
        router.post("/account") { request, context in try await change(request, context) }
        router.post("/account/password") { request, context in try await changePassword(request, context) }
        router.post("/account/sign-out-everywhere") { request, context in
            try await signOutEverywhere(request, context)
        }
    }

    struct Content {
        var name: String
        var email: String
        var role: String
        var limits: [String]
        var languages: [ChoiceContext]
        var sessions: [SessionContext]
        var hasPassword: Bool
        var isFromProvider: Bool
        var shortest: String
        /// What is wrong with the form that was sent.
        var problem: String?
    }

    struct SessionContext {
        var sessionText: String
        var sessionIsThis: Bool
    }

    private func page(_ problem: String?, _ request: Request, _ context: ServiceContext) async throws -> Response {
        guard let session = context.session else { throw Problem.unauthorized }
        let (account, sessions, strings) = (session.account, desk.catalogue.sessions, desk.strings(request))
        let all = try await desk.pools.catalogue.run { try sessions.all(of: account) }
        let content = Content(
            name: account.name,
            email: account.email,
            role: strings.text("role.\(account.role.rawValue)"),
            limits: strings.texts(of: account.scope),
            languages: [ChoiceContext("", strings.languageOfBrowser, account.language == nil)]
                + PageStrings.all.keys.sorted().map {
                    ChoiceContext($0, strings.ownName(ofLanguage: $0), $0 == account.language)
                },
            sessions: all.map {
                SessionContext(
                    sessionText: strings.message(
                        "sessionText",
                        ["began": .text(strings.date($0.began)), "seen": .text(strings.date($0.seen))]
                    ),
                    sessionIsThis: $0.hash == session.hash
                )
            },
            hasPassword: account.hasPassword,
            isFromProvider: account.isFromProvider,
            shortest: strings.message("passwordRule", ["count": .number(PasswordHash.shortestPassword)]),
            problem: problem
        )
        return desk.page(
            "account",
            content,
            title: strings.accountHeading,
            request,
            context,
            status: problem == nil ? .ok : .unprocessableContent
        )
    }

    private func change(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        guard let account = context.session?.account else { throw Problem.unauthorized }
        var details = AccountDetails(account)
        // The platform's name counts for its people.
        if !account.isFromProvider, let name = form["name"] { details.name = name }
        details.language = form["language"].flatMap { PageStrings.all[$0] == nil ? nil : $0 }
        let (accounts, who, changed) = (desk.catalogue.accounts, context.actor.name, details)
        do {
            _ = try await desk.pools.changes.run {
                try accounts.change(account.id, to: changed, disabled: false, by: who)
            }
        } catch let error as AccountError {
            return try await page(desk.strings(request).text(error), request, context)
        }
        var response = desk.leave(for: "/account", notice: "saved")
        desk.cookie.clear(.language, in: &response)
        return response
    }

    private func changePassword(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        let form = try await DeskForm(request, confirming: &context)
        guard let account = context.session?.account else { throw Problem.unauthorized }
        let (accounts, strings) = (desk.catalogue.accounts, desk.strings(request))
        let (old, new) = (form.secret("old"), form.secret("password"))
        if let wait = limits.wait(for: account.email, from: context.address) {
            let text = strings.message("signInTooMany", ["minutes": .number((wait + 59) / 60)])
            return try await page(text, request, context)
        }
        limits.begin(account.email, from: context.address)
        let found = try await desk.pools.catalogue.run { try accounts.credentials(ofEmail: account.email) }
        let isRight = try await desk.pools.passwords.run {
            PasswordHash.verify(old, against: found?.password ?? PasswordHash.ofNobody)
        }
        guard isRight, found != nil else { return try await page(strings.oldPasswordWrong, request, context) }
        limits.succeed(account.email, from: context.address)
        if let weakness = PasswordHash.isStrong(new, knowing: [account.name, account.email]) {
            return try await page(strings.text(weakness), request, context)
        }
        let hash = try await desk.pools.passwords.run { try PasswordHash.make(new) }
        try await desk.pools.changes.run { try accounts.setPassword(hash, of: account.id) }
        return try await SignInRoutes(desk).begin(
            account,
            providerToken: nil,
            leadingTo: "/account?\(DeskNotice.parameter)=password",
            context
        )
    }

    private func signOutEverywhere(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        _ = try await DeskForm(request, confirming: &context)
        guard let account = context.session?.account else { throw Problem.unauthorized }
        let (sessions, who) = (desk.catalogue.sessions, context.actor.name)
        try await desk.pools.changes.run { try sessions.endAll(of: account.id, by: who) }
        var response = desk.leave(for: "/login", notice: "signedOutEverywhere")
        desk.cookie.clear(.session, in: &response)
        desk.cookie.clear(.language, in: &response)
        return response
    }
}

/// One option of a list to choose from.
struct ChoiceContext {
    var choiceValue: String
    var choiceLabel: String
    var choiceSelected: Bool

    init(_ value: String, _ label: String, _ selected: Bool) {
        (choiceValue, choiceLabel, choiceSelected) = (value, label, selected)
    }
}

extension PageStrings {
    func text(_ error: AccountError) -> String {
        switch error {
        case .unknown: text("accountProblem.unknown")
        case .invalid(let field): text("accountProblem.\(field.rawValue)")
        case .emailTaken: text("accountProblem.emailTaken")
        case .badLink: self.linkInvalidLead
        case .lastAdministrator: text("accountProblem.lastAdministrator")
        }
    }

    /// What a role is limited to, one text for each limit.
    func texts(of scope: RoleScope) -> [String] {
        scope.organisations + scope.countries.map { label(of: $0, in: .country) }
            + scope.topics.map { label(of: $0, in: .topic) }
    }

    /// A time as a day and an hour in this language.
    func date(_ date: Date) -> String {
        date.formatted(
            Date.FormatStyle(date: .abbreviated, time: .shortened, locale: Locale(identifier: language))
        )
    }
}
