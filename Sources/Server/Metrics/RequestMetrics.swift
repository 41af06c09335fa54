import Hummingbird
import Metrics
import Synchronization
import Web

/// Records how long each request took until its answer was ready, by the pattern of its route, its method and its status.
///
/// Hummingbird's `MetricsMiddleware` waits until the body is written and so makes a stream of each body, which costs each answer
/// two more writes to its connection.
struct RequestMetrics: RouterMiddleware {
    typealias Context = ServiceContext

    private struct Kind: Hashable {
        var route: String
        var method: String
        var status: Int
    }

    /// The timers that there are; looking one up is cheaper than having it made.
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
            method: request.method.rawValue,  // one of those that the HTTP parser knows
            status: response.status.code
        )
        timers[kind].record(duration: start.duration(to: .now))
        return response
    }
}
