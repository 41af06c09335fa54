import DocumentModel
import Hummingbird
import NIOCore

/// What a handler knows of a request besides the request itself.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection that the request came by.
    let channel: any Channel
    /// Who asks; the gate has seen to it.
    var actor = Actor.anybody
    /// The client's address, as ``FailedTokens`` counts it.
    let address: UInt64

    init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
        address = FailedTokens.key(of: source.channel.remoteAddress)
    }

    /// Throws where the one who asks may not do what this role may.
    func need(_ role: Role) throws {
        guard actor.role < role else { return }
        throw actor.role == .anonymous ? Problem.unauthorized : Problem.forbidden
    }
}

/// Finds out who asks, by the token in the request. A token that does not count is an error, not a missing one: who shows one
/// does not want to be answered as anybody.
struct Gate: RouterMiddleware {
    typealias Context = ServiceContext

    let tokens: TokenVerifier
    private let failures = FailedTokens()

    init(tokens: TokenVerifier) { self.tokens = tokens }

    /// What does not depend on who asks.
    private static let sameForAll: Set<String> = ["/healthz", "/readyz", "/openapi.json"]

    func handle(
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

    /// Says to caches that the answer depends on who asks.
    private static func varied(_ response: Response, isPrivate: Bool) -> Response {
        var response = response
        response.headers[.vary] = (response.headers[values: .vary] + ["Authorization"]).joined(separator: ", ")
        if isPrivate { response.headers[.cacheControl] = "private, no-cache" }
        return response
    }
}
