import HTTPTypes
import Hummingbird
import Logging
import Web

/// Logs each request without anything about a person: the route instead of the path, and neither searches nor ids,
/// addresses or tokens.
struct RequestLog: RouterMiddleware {
    typealias Context = ServiceContext

    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let started = ContinuousClock.now
        let response = try await next(request, context)
        logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "time": "\(ContinuousClock.now - started)",
            ]
        )
        return response
    }
}
