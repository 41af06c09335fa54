import DocumentModel
import Hummingbird

/// Authenticates requests by their token. An invalid token is an error; the request is not answered as anonymous.
package struct Gate: RouterMiddleware {
    package typealias Context = ServiceContext

    let tokens: TokenVerifier
    private let failures = FailedTokens()

    package init(tokens: TokenVerifier) { self.tokens = tokens }

    /// Paths whose response does not depend on the client.
    private static let sameForAll: Set<String> = ["/healthz", "/readyz", "/openapi.json"]

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        guard let header = request.headers[.authorization], !Self.sameForAll.contains(request.uri.path) else {
            return Self.varied(try await next(request, context), isPrivate: false)
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

    /// Tells caches that the response depends on the token.
    private static func varied(_ response: Response, isPrivate: Bool) -> Response {
        var response = response
        response.headers[.vary] = (response.headers[values: .vary] + ["Authorization"]).joined(separator: ", ")
        if isPrivate { response.headers[.cacheControl] = "private, no-cache" }
        return response
    }
}
