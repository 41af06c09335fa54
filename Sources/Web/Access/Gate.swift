import Catalogue
import DocumentModel
import Hummingbird
import Localisation

/// Authenticates requests by their token or by the cookie of a session. An invalid token is an error; the request is not
/// answered as anonymous. A session that has ended is not an error: its person reads on as anybody.
package struct Gate: RouterMiddleware {
    package typealias Context = ServiceContext

    let tokens: TokenVerifier
    private let sessions: SessionStore
    private let cookie: SessionCookie
    private let pool: WorkPool
    private let failures = FailedTokens()

    /// - Parameter pool: reads the sessions.
    package init(tokens: TokenVerifier, sessions: SessionStore, cookie: SessionCookie, pool: WorkPool) {
        (self.tokens, self.sessions, self.cookie, self.pool) = (tokens, sessions, cookie, pool)
    }

    /// Paths whose response does not depend on the client.
    private static let sameForAll: Set<String> = ["/healthz", "/readyz", "/openapi.json"]

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        if Self.sameForAll.contains(request.uri.path) || request.uri.path.hasPrefix("/assets/") {
            return try await next(request, context)
        }
        guard let header = request.headers[.authorization] else {
            try await readSession(of: request, into: &context)
            guard let session = context.session else {
                return Self.varied(try await next(request, context), isPrivate: false)
            }
            let response = try await next(inLanguage(of: session.account, request), context)
            return Self.varied(keepingLanguage(of: request, response), isPrivate: true)
        }
        let pieces = header.split(separator: " ", maxSplits: 1).map(String.init)
        guard pieces.count == 2, pieces[0].lowercased() == "bearer",
            let actor = try await tokens.actor(showing: pieces[1])
        else {
            guard let wait = failures.note(context.address) else { throw Problem.badToken }
            try await Task.sleep(for: FailedTokens.delay)
            throw Problem.tooManyFailures(retryAfter: wait)
        }
        context.actor = actor
        return Self.varied(try await next(request, context), isPrivate: true)
    }

    /// A request in which the language that a person chose comes before those of the browser.
    private func inLanguage(of account: Account, _ request: Request) -> Request {
        guard let language = cookie.value(.language, of: request) ?? account.language else { return request }
        var head = request.head
        head.headerFields[.acceptLanguage] = "\(language), " + (request.headers[.acceptLanguage] ?? "en")
        return Request(head: head, body: request.body)
    }

    /// Remembers the language that somebody who is signed in chose for a page, for the pages and forms after it.
    private func keepingLanguage(of request: Request, _ response: Response) -> Response {
        guard request.method == .get, !request.uri.path.hasPrefix("/v1/"),
            let chosen = request.uri.queryParameters["lang"].map(String.init), PageStrings.all[chosen] != nil,
            chosen != cookie.value(.language, of: request)
        else { return response }
        var response = response
        cookie.set(.language, chosen, lasting: SessionCookie.languageLife, in: &response)
        return response
    }

    /// Finds the session of a request. A request that changes something counts as its person's only with a token that
    /// other sites cannot know: in a header, or in a form, which ``ServiceContext/confirm(_:)`` checks.
    private func readSession(of request: Request, into context: inout Context) async throws {
        guard let id = cookie.value(.session, of: request) else { return }
        let sessions = sessions
        guard let session = try await pool.run({ try sessions.session(id) }) else { return }
        context.session = session
        let isReading = [.get, .head, .options].contains(request.method)
        if isReading {
            context.actor = session.account.actor
        } else if let token = request.headers[FormToken.header] {
            guard !FormToken.isFromElsewhere(request) else { throw Problem.forged }
            try context.confirm(token)
        }
    }

    /// Tells caches that the response depends on the client.
    private static func varied(_ response: Response, isPrivate: Bool) -> Response {
        var response = response
        response.headers[.vary] = (response.headers[values: .vary] + ["Authorization", "Cookie"]).joined(
            separator: ", "
        )
        if isPrivate, response.headers[.cacheControl]?.contains("no-store") != true {
            response.headers[.cacheControl] = "private, no-cache"
        }
        return response
    }
}
