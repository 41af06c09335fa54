import Catalogue
import Cryptography
import DocumentModel
import Encodings
import Hummingbird
import Localisation
import Web

/// `/login` and `/logout`: signing in with the address and the password of an account, and signing out.
struct SignInRoutes: Sendable {
    private let desk: Desk
    private let limits = SignInLimits()

    init(_ desk: Desk) { self.desk = desk }

    func add(to router: Router<ServiceContext>) {
        router.get("/login") { request, context in form(request, context) }
        router.post("/login") { request, context in try await signIn(request, context) }
        router.post("/logout") { request, context in try await signOut(request, context) }
    }

    struct FormContent {
        var returnPath: String
        var email: String
        var problem: String?
        /// The link for signing in at the platform.
        var providerHref: String?
    }

    private func form(_ request: Request, _ context: ServiceContext) -> Response {
        let path = ReturnPath.safe(request.uri.queryParameters["return"].map(String.init))
        if context.session != nil { return desk.leave(for: path) }
        return form(FormContent(returnPath: path, email: ""), request, context)
    }

    private func form(
        _ content: FormContent,
        _ request: Request,
        _ context: ServiceContext,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var content = content
        if desk.provider != nil {
            content.providerHref = "\(ProviderRoutes.path)?return=\(PercentEncoding.encode(content.returnPath))"
        }
        var secret = desk.cookie.value(.signIn, of: request)
        let isNew = secret == nil
        if isNew { secret = RandomToken.make() }
        var response = desk.page(
            "login",
            content,
            title: desk.strings(request).signInHeading,
            request,
            context,
            token: FormToken.make(secret ?? ""),
            status: status
        )
        if isNew, let secret {
            desk.cookie.set(.signIn, secret, lasting: SessionCookie.signInLife, in: &response)
        }
        return response
    }

    private func signIn(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let strings = desk.strings(request)
        let form: DeskForm
        do {
            form = try await DeskForm(request, secret: desk.cookie.value(.signIn, of: request))
        } catch let problem as Problem where problem == .forged && !FormToken.isFromElsewhere(request) {
            // The page was open for too long, or cookies are switched off.
            let content = FormContent(returnPath: "/", email: "", problem: strings.signInTooLate)
            return self.form(content, request, context, status: .forbidden)
        }
        let email = form["email"] ?? ""
        var content = FormContent(returnPath: ReturnPath.safe(form["return"]), email: email)
        if let wait = limits.wait(for: email, from: context.address) {
            content.problem = strings.message("signInTooMany", ["minutes": .number((wait + 59) / 60)])
            var response = self.form(content, request, context, status: .tooManyRequests)
            response.headers[.retryAfter] = String(wait)
            return response
        }
        limits.begin(email, from: context.address)
        guard let account = try await account(email, form.secret("password")) else {
            content.problem = strings.signInWrong
            return self.form(content, request, context, status: .unprocessableContent)
        }
        limits.succeed(email, from: context.address)
        return try await begin(account, providerToken: nil, leadingTo: content.returnPath, context)
    }

    /// The account with this address and password. Takes the same time if there is no account.
    private func account(_ email: String, _ password: String) async throws -> Account? {
        let (accounts, pool) = (desk.catalogue.accounts, desk.pools.catalogue)
        let found = try await pool.run { try accounts.credentials(ofEmail: email) }
        let isRight = try await desk.pools.passwords.run {
            PasswordHash.verify(password, against: found?.password ?? PasswordHash.ofNobody)
        }
        guard isRight, let found else { return nil }
        if PasswordHash.needsRehash(found.password) {
            let hash = try await desk.pools.passwords.run { try PasswordHash.make(password) }
            try await desk.pools.changes.run { try accounts.rehash(hash, of: found.account.id) }
        }
        return found.account
    }

    /// Begins a new session, whatever session the browser had before, and leads to a page.
    func begin(
        _ account: Account,
        providerToken: String?,
        leadingTo path: String,
        _ context: ServiceContext
    ) async throws -> Response {
        let sessions = desk.catalogue.sessions
        let earlier = context.session
        let id = try await desk.pools.changes.run {
            if let earlier { _ = try sessions.end(earlier) }
            return try sessions.begin(account, providerToken: providerToken).id
        }
        var response = desk.leave(for: path)
        desk.cookie.clear(.signIn, in: &response)
        desk.cookie.set(.session, id, lasting: Int(SessionStore.absoluteLife), in: &response)
        return response
    }

    private func signOut(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var context = context
        guard let session = context.session else { return desk.leave(for: "/") }
        _ = try await DeskForm(request, confirming: &context)
        let sessions = desk.catalogue.sessions
        let token = try await desk.pools.changes.run { try sessions.end(session) }
        var target = "/"
        if let provider = desk.provider, let token {
            let routes = ProviderRoutes(desk, provider: provider)
            target = await routes.signOutAddress(token, request) ?? target
        }
        var response = desk.leave(for: target)
        desk.cookie.clear(.session, in: &response)
        desk.cookie.clear(.language, in: &response)
        return response
    }
}
