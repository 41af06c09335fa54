import HTTPTypes
import Hummingbird
import Web

/// CORS for the origins that the operator configured, whose pages may also frame this service's pages.
struct CrossOrigin: RouterMiddleware {
    typealias Context = ServiceContext

    let allowed: [String]

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !allowed.isEmpty else { return try await next(request, context) }
        guard let origin = request.headers[.origin], allowed.contains("*") || allowed.contains(origin) else {
            return Self.varied(framed(try await next(request, context)))
        }
        var response: Response
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            response = Response(status: .noContent)
            response.headers[.accessControlAllowMethods] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
            response.headers[.accessControlAllowHeaders] =
                "accept, authorization, content-type, if-match, if-none-match, range"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response = framed(try await next(request, context))
        }
        response.headers[.accessControlAllowOrigin] = allowed.contains("*") ? "*" : origin
        response.headers[.accessControlExposeHeaders] = "content-range, etag, content-disposition"
        return Self.varied(response)
    }

    /// Allows the configured origins to frame a page.
    private func framed(_ response: Response) -> Response {
        guard let policy = response.headers[.contentSecurityPolicy] else { return response }
        var response = response
        let ancestors = allowed.contains("*") ? "*" : (["'self'"] + allowed).joined(separator: " ")
        response.headers[.contentSecurityPolicy] = policy.replacing(
            "frame-ancestors 'self'",
            with: "frame-ancestors \(ancestors)"
        )
        return response
    }

    /// Tells caches that the response depends on the origin, in addition to other headers.
    private static func varied(_ response: Response) -> Response {
        var response = response
        response.headers[.vary] = (response.headers[values: .vary] + ["Origin"]).joined(separator: ", ")
        return response
    }
}
