import Hummingbird
import Metrics
import Synchronization
import Web

/// Records the time until each response was ready, by the route's pattern, the method and the status.
///
/// Hummingbird's `MetricsMiddleware` waits until the body is written and therefore turns each body into a stream, which
/// costs two more writes for each response.
struct RequestMetrics: RouterMiddleware {
    typealias Context = ServiceContext

    private struct Kind: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    /// The timers created so far; looking one up is cheaper than creating it.
    private final class Timers: Sendable {
        private let all = Mutex<[Kind: Timer]>([:])

        subscript(kind: Kind) -> Timer {
            all.withLock { all in
                if let timer = all[kind] { return timer }
                let timer = Timer(
                    label: "http.server.request.duration",
                    dimensions: [
                        ("http.route", kind.route), ("http.request.method", kind.method),
                        ("http.response.status_code", "\(kind.status)"),
                    ]
                )
                all[kind] = timer
                return timer
            }
        }
    }

    private let timers = Timers()

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let kind = Kind(
            route: context.endpointPath ?? "NotFound",
            method: request.method.rawValue,  // one of the HTTP parser's
            status: response.status.code
        )
        timers[kind].record(duration: start.duration(to: .now))
        return response
    }
}
