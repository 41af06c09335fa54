import Catalogue
import Cryptography
import DocumentModel
import Encodings
import HTTPTypes
import Hummingbird
import Localisation
import Web

/// Choosing a password with the link of an invitation, or with one that was asked for.
struct PasswordRoutes: Sendable {
    private let desk: Desk
    /// Against messages without end to somebody's address.
    private let limits = SignInLimits()

    init(_ desk: Desk) { self.desk = desk }

    static let path = "/login/password"

    func add(to router: Router<ServiceContext>) {
        router.get("/login/password") { request, context in try await form(request, context) }
        router.post("/login/password") { request, context in try await choose(request, context) }
        router.get("/login/forgot") { request, context in forgot(request, context) }
        router.post("/login/forgot") { request, context in try await send(request, context) }
    }

    /// The address of the page where the person of a link chooses a password.
    static func address(_ secret: String, _ desk: Desk, _ request: Request) -> String {
        desk.address("\(path)?link=\(secret)", request)
    }

    struct FormContent {
        var name: String
        var email: String
        var problem: String?
        var shortest: String
    }

    private func account(ofLink link: String) async throws -> Account? {
        let accounts = desk.catalogue.accounts
        return try await desk.pools.catalogue.run { try accounts.account(ofLink: link) }
    }

    private func form(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let link = request.uri.queryParameters["link"].map(String.init) ?? ""
        guard let account = try await account(ofLink: link) else { return invalid(request, context) }
        return page(link, account, nil, request, context)
    }

    /// The link itself is the secret of the form: who has it may choose the password.
    private func page(
        _ link: String,
        _ account: Account,
        _ problem: String?,
        _ request: Request,
        _ context: ServiceContext
    ) -> Response {
        let strings = desk.strings(request)
        var response = desk.page(
            "password",
            FormContent(
                name: account.name,
                email: account.email,
                problem: problem,
                shortest: strings.message("passwordRule", ["count": .number(PasswordHash.shortestPassword)])
            ),
            title: strings.choosePassword,
            request,
            context,
            token: FormToken.make(link),
            status: problem == nil ? .ok : .unprocessableContent
        )
        response.headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
        return response
    }

    private func invalid(_ request: Request, _ context: ServiceContext) -> Response {
        let strings = desk.strings(request)
        let content = MessageContent(
            heading: strings.linkInvalid,
            text: strings.linkInvalidLead,
            href: "/login/forgot",
            link: strings.forgotHeading
        )
        return desk.page("message", content, title: strings.linkInvalid, request, context, status: .gone)
    }

    private func choose(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let link = request.uri.queryParameters["link"].map(String.init) ?? ""
        let form = try await DeskForm(request, secret: link)
        guard let account = try await account(ofLink: link) else { return invalid(request, context) }
        let (password, strings) = (form.secret("password"), desk.strings(request))
        if let weakness = PasswordHash.isStrong(password, knowing: [account.name, account.email]) {
            return page(link, account, strings.text(weakness), request, context)
        }
        let accounts = desk.catalogue.accounts
        let hash = try await desk.pools.passwords.run { try PasswordHash.make(password) }
        do {
            let chosen = try await desk.pools.changes.run { try accounts.choosePassword(hash, withLink: link) }
            return try await SignInRoutes(desk).begin(chosen, providerToken: nil, leadingTo: "/account", context)
        } catch AccountError.badLink {
            return invalid(request, context)
        }
    }

    // MARK: A new link

    struct ForgotContent {
        var email = ""
    }

    private func forgot(_ request: Request, _ context: ServiceContext) -> Response {
        let secret = desk.cookie.value(.signIn, of: request) ?? RandomToken.make()
        var response = desk.page(
            "forgot",
            ForgotContent(),
            title: desk.strings(request).forgotHeading,
            request,
            context,
            token: FormToken.make(secret)
        )
        desk.cookie.set(.signIn, secret, lasting: SessionCookie.signInLife, in: &response)
        return response
    }

    /// Sends a link, if there is an account with the address; the answer is the same if there is none.
    private func send(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let form = try await DeskForm(request, secret: desk.cookie.value(.signIn, of: request))
        let strings = desk.strings(request)
        let email = form["email"] ?? ""
        if limits.wait(for: email, from: context.address) == nil, let mail = desk.mail {
            limits.begin(email, from: context.address)
            let accounts = desk.catalogue.accounts
            let found = try await desk.pools.catalogue.run { try accounts.account(withEmail: email) }
            if let account = found, !account.isDisabled {
                let secret = try await desk.pools.changes.run {
                    try accounts.link(for: account.id, lasting: AccountStore.resetLife)
                }
                let language = PageStrings.of(account.language ?? strings.language)
                // Not awaited, so that the time does not tell whether there is an account.
                let address = Self.address(secret, desk, request)
                let text = language.message("resetText", ["name": .text(account.name), "link": .text(address)])
                Task { await mail(account.email, language.resetSubject, text) }
            }
        }
        let content = MessageContent(
            heading: strings.forgotHeading,
            text: desk.mail == nil ? strings.forgotAsk : strings.forgotSent,
            href: "/login",
            link: strings.signInLink
        )
        return desk.page("message", content, title: strings.forgotHeading, request, context)
    }
}

/// A page with a sentence and a link.
struct MessageContent {
    var heading: String
    var text: String
    var href: String
    var link: String
}

extension PageStrings {
    /// What is wrong with a new password.
    func text(_ weakness: PasswordWeakness) -> String {
        switch weakness {
        case .tooShort: message("passwordTooShort", ["count": .number(PasswordHash.shortestPassword)])
        case .tooLong: self.passwordTooLong
        case .common: self.passwordCommon
        case .personal: self.passwordPersonal
        case .notAllowed: self.passwordNotAllowed
        }
    }
}
