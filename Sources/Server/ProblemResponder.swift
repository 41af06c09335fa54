import DocumentModel
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Index
import Logging
import SearchService
import Web
import WebPages

/// Turns errors thrown by handlers into problem documents, or into pages for browsers.
///
/// It is used twice: inside the gate, where it knows who is signed in, and outside, for the errors of the gate.
struct ProblemResponder: RouterMiddleware {
    typealias Context = ServiceContext

    let pages: SearchPage
    let logger: Logger
    let indexFailed: @Sendable () -> Void
    /// The longest address, in bytes, that an error page links to in other languages.
    private static let longestAddress = 1000

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = answer(problem, request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let path = request.uri.path
            let allowed = Self.methods(of: path)
            let isKnown = allowed.split(separator: ", ").contains { $0 == request.method.rawValue }
            let problem = isKnown ? Problem.notFound("there is nothing at \(path)") : .methodNotAllowed(allowed)
            response = answer(problem, request, context)
        } catch let error as HTTPError {
            var problem = Problem.inside
            problem.status = error.status.code
            problem.title = error.status.reasonPhrase
            problem.detail = error.body ?? error.status.reasonPhrase
            problem.code = "http-\(error.status.code)"
            response = answer(problem, request, context)
        } catch is CancellationError {
            response = answer(.givenUp, request, context)
        } catch let interruption as SearchInterruption {
            response = answer(interruption == .cancelled ? .givenUp : .outOfTime, request, context)
        } catch {
            logger.error(
                "request failed",
                metadata: ["path": "\(context.endpointPath ?? "unknown")", "error": "\(error)"]
            )
            response = answer(failure(error), request, context)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
        return response
    }

    /// The problem for an unexpected error.
    private func failure(_ error: any Error) -> Problem {
        if let trouble = StorageTrouble(error) { return Problem(trouble) }
        guard let error = error as? XapianError else { return .inside }
        indexFailed()
        return Problem(error)
    }

    /// The methods of the resource at a path, or of one that would be there.
    private static func methods(of path: String) -> String {
        let parts = path.split(separator: "/")
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("v1", "documents", 2): return "POST"
        case ("v1", "documents", 3): return "GET, HEAD, PUT, PATCH, DELETE"
        case ("v1", "documents", 4) where parts[3] == "versions": return "GET, HEAD, POST"
        case ("v1", "templates", 3): return "GET, HEAD, PUT, DELETE"
        case ("v1", "thesauri", 2), ("v1", "tokens", 2): return "GET, HEAD, POST"
        case ("v1", "thesauri", 3): return "PATCH, DELETE"
        case ("v1", "tokens", 3): return "DELETE"
        case ("v1", "documents", 4) where ["comments"].contains(parts[3]): return "GET, HEAD, POST"
        case ("v1", "documents", 4) where parts[3] == "assignee": return "PUT"
        case ("v1", "documents", 4) where ["send-back", "submission"].contains(parts[3]): return "POST"
        case ("v1", "documents", 6) where parts[3] == "history": return "POST"
        case ("v1", "bulk-edits", 2): return "GET, HEAD, POST"
        case ("v1", "bulk-edits", 3) where parts[2] == "preview": return "POST"
        case ("v1", "bulk-edits", 4): return "POST"
        case ("v1", "failed-deposits", 3): return "GET, HEAD, DELETE"
        case ("v1", "failed-deposits", 4): return "GET, HEAD, POST"
        case ("v1", "persons", 3): return "GET, HEAD, DELETE"
        case ("oai", _, 1): return "GET, HEAD, POST"
        default: return "GET, HEAD"
        }
    }

    /// The first parts of the addresses of pages.
    private static let pages: Set<String> = [
        "", "compare", "embed", "help", "documents", "login", "logout", "account", "upload", "desk", "admin",
    ]

    private func answer(_ problem: Problem, _ request: Request, _ context: Context) -> Response {
        let path = request.uri.path
        let isPage =
            Self.pages.contains(String(path.split(separator: "/").first ?? "")) && !path.hasSuffix(".json")
            || request.headers[.accept]?.contains("text/html") == true
        guard isPage else { return problem.response }
        if problem.code == Problem.unauthorized.code, request.method == .get {
            let form = "/login?return=" + PercentEncoding.encode(request.uri.string)
            return Response(status: .seeOther, headers: [.location: form, .cacheControl: "private, no-store"])
        }
        let language = RequestLanguages.page(of: request)
        var shown = PageProblem(status: problem.status, detail: problem.detail)
        (shown.code, shown.parameter) = (problem.code, problem.parameter)
        let parts = path.split(separator: "/")
        shown.value =
            switch problem.parameter {
            case "id"?: parts.dropFirst().first?.removingPercentEncoding
            case "page"?: parts.last?.removingPercentEncoding
            case let name?: request.uri.queryParameters[Substring(name)].map(String.init)
            case nil: nil
            }
        shown.isLanguageChosen = request.uri.queryParameters["lang"].map(String.init) == language
        let address = path + (request.uri.query.map { "?\($0)" } ?? "")
        // What a form is sent to may not answer a link, and 25 long links would be a large page.
        if request.method == .get || request.method == .head, address.utf8.count <= Self.longestAddress {
            shown.address = PageText.linkable(address)
        }
        var response = Response.page(
            pages.seen(by: context, at: request).render(shown, language: language),
            status: HTTPResponse.Status(code: problem.status)
        )
        response.headers[.vary] = "Accept-Language"
        for name in [HTTPField.Name.allow, .retryAfter] { response.headers[name] = problem.response.headers[name] }
        return response
    }
}
