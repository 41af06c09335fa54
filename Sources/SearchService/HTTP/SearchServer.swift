import Catalogue
import DocumentModel
import Foundation
import HTTPTypes
import Hummingbird
import Indexer
import Logging
import NIOCore

/// How the service listens and whom it lets in.
public struct SearchServerOptions: Sendable {
    public var host = "127.0.0.1"
    /// 0 takes any free port.
    public var port = 8080
    /// The origins whose pages may call the service from a browser; `*` for all.
    public var allowedOrigins: [String] = []
    /// The service's root as everybody reaches it, without a slash at its end; nil: requests' own `Host` is believed.
    public var publicRoot: String?
    /// Whom harvesters write to.
    public var adminEmail: String?
    /// How tokens of the platform are read; nil: none count.
    public var platformTokens: PlatformTokens?
    /// Bytes that an uploaded file may have.
    public var maximumUpload: Int64 = 2 << 30
    /// How long clients may take, and how many there may be.
    public var connections = ConnectionLimits()
    /// Descriptors that the process may have open; fewer connections than ``connections`` has are served where they are few.
    public var descriptors = Int.max

    public init() {}
}

/// The service cannot listen where it was told to.
public struct ServeError: Error, CustomStringConvertible {
    let address: String
    let errno: CInt

    public var description: String {
        let reason = errno == EADDRINUSE ? "another program listens there" : String(cString: strerror(errno))
        return "cannot serve on \(address): \(reason); --host and --port name another address"
    }
}

/// The HTTP service: the JSON interface, the pages, the originals.
public struct SearchServer: Sendable {
    let catalogue: Catalogue
    private let engines: Engines
    private let deposits: DepositServices
    private let pictures: PagePictures
    let options: SearchServerOptions
    let logger: Logger
    private let pages: SearchPage
    let pools: WorkPools
    let connections = OpenConnections()
    let misses: MissCounter

    public init(
        catalogue: Catalogue,
        engine: SearchEngine,
        deposits: DepositServices,
        pictures: PagePictures,
        options: SearchServerOptions,
        logger: Logger
    ) throws {
        self.catalogue = catalogue
        self.deposits = deposits
        self.pictures = pictures
        engines = Engines(engine)
        self.options = options
        self.logger = logger
        pages = try SearchPage()
        pools = WorkPools()
        misses = MissCounter(catalogue)
    }

    func router(_ tokens: TokenVerifier) -> Router<ServiceContext> {
        let router = Router(context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
        router.middlewares.add(CrossOrigin(allowed: options.allowedOrigins))
        router.middlewares.add(ProblemResponder(pages: pages, logger: logger, indexFailed: deposits.indexFailed))
        router.middlewares.add(HostCheck())
        router.middlewares.add(Gate(tokens: tokens))
        let search = SearchRoutes(misses: misses, engines: engines, pages: pages, pools: pools)
        router.get("/") { request, context in try await search.page(request, context) }
        router.get("/v1/search") { request, context in try await search.search(request, context) }
        router.get("/v1/suggest") { request, context in try await search.suggest(request, context) }
        let publicRoot = options.publicRoot
        router.get("/embed") { request, _ in try await search.embed(request, publicRoot: publicRoot) }
        let matrices = MatrixRoutes(engines: engines, pages: pages, pools: pools)
        router.get("/v1/matrix") { request, context in try await matrices.matrix(request, context) }
        router.get("/compare") { request, context in try await matrices.page(request, context) }
        let originals = VerifiedOriginals(catalogue.originals, pools: pools, logger: logger)
        let documents = DocumentRoutes(catalogue: catalogue, engines: engines, pools: pools, originals: originals)
        router.get("/v1/documents/:id") { request, context in try await documents.document(request, context) }
        router.get("/v1/documents/:id/versions") { _, context in try await documents.versions(context) }
        router.get("/v1/documents/:id/file") { request, context in try await documents.file(request, context) }
        router.get("/v1/documents/:id/similar") { request, context in try await documents.similar(request, context) }
        let reading = ReadingRoutes(
            catalogue: catalogue,
            engines: engines,
            pages: pages,
            pools: pools,
            publicRoot: options.publicRoot
        )
        router.get("/documents/:id") { request, context in try await reading.page(request, context) }
        let leaves = PageRoutes(
            catalogue: catalogue,
            engines: engines,
            pages: pages,
            pictures: pictures,
            pools: pools,
            originals: originals
        )
        router.get("/v1/documents/:id/pages/:page") { request, context in try await leaves.page(request, context) }
        router.get("/v1/documents/:id/pages/:page/picture") { request, context in
            try await leaves.picture(request, context)
        }
        router.get("/documents/:id/pages/:page") { request, context in try await leaves.view(request, context) }
        let changes = DepositRoutes(
            catalogue: catalogue,
            services: deposits,
            receiver: UploadReceiver(
                originals: catalogue.originals,
                maximumSize: options.maximumUpload,
                pool: pools.files
            ),
            pools: pools
        )
        router.post("/v1/documents") { request, context in try await changes.deposit(request, context) }
        router.put("/v1/documents/:id") { request, context in try await changes.put(request, context) }
        router.patch("/v1/documents/:id") { request, context in try await changes.describe(request, context) }
        router.delete("/v1/documents/:id") { request, context in try await changes.remove(request, context) }
        router.post("/v1/documents/:id/versions") { request, context in
            try await changes.addVersion(request, context)
        }
        let exchange = ExchangeRoutes(
            catalogue: catalogue,
            engine: engines[.public],
            publicRoot: options.publicRoot,
            adminEmail: options.adminEmail,
            pools: pools
        )
        router.get("/oai") { request, _ in try await exchange.harvest(request) }
        router.post("/oai") { request, _ in try await exchange.harvest(request) }
        router.get("/feed") { request, _ in try await exchange.feed(request) }
        router.get("/sitemap.xml") { request, _ in try await exchange.sitemap(request) }
        router.get("/opensearch.xml") { request, _ in exchange.openSearch(request) }
        let administration = AdministrationRoutes(catalogue: catalogue, pools: pools)
        router.get("/v1/audit") { request, context in try await administration.audit(request, context) }
        for asset in PageAsset.all + [.openAPI] {
            router.get(RouterPath(asset.path)) { request, _ in Self.serve(asset, request) }
        }
        router.get("/healthz") { _, _ in Response.bytes("ok\n".utf8, mediaType: "text/plain; charset=utf-8") }
        let readiness = Readiness(catalogue: catalogue, engines: engines, services: deposits, pools: pools)
        router.get("/readyz") { _, _ in try await readiness.answer() }
        return router
    }

    private static func serve(_ asset: PageAsset, _ request: Request) -> Response {
        var response =
            request.headers[.ifNoneMatch] == asset.entityTag
            ? Response(status: .notModified) : Response.bytes(asset.bytes, mediaType: asset.mediaType)
        response.headers[.eTag] = asset.entityTag
        response.headers[.cacheControl] = "public, max-age=300"
        if asset.path == PageAsset.box.path { response.headers[.accessControlAllowOrigin] = "*" }
        return response
    }
}

/// The engines that answer, one for each sight; they share what does not depend on it.
struct Engines: Sendable {
    private let all: [Visibility: SearchEngine]

    init(_ engine: SearchEngine) {
        all = Dictionary(uniqueKeysWithValues: Visibility.allCases.map { ($0, engine.seen(by: $0)) })
    }

    subscript(sight: Visibility) -> SearchEngine { all[sight]! }

    /// The one that answers who asks.
    func engine(for context: ServiceContext) -> SearchEngine { self[context.actor.role.sight] }
}

/// Turns what handlers throw into problem documents, or into a page for who asked for one.
struct ProblemResponder: RouterMiddleware {
    typealias Context = ServiceContext

    let pages: SearchPage
    let logger: Logger
    let indexFailed: @Sendable () -> Void

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = answer(problem, request)
        } catch let error as HTTPError where error.status == .notFound {
            let path = request.uri.path
            let allowed = Self.methods(of: path)
            let isKnown = allowed.split(separator: ", ").contains { $0 == request.method.rawValue }
            response = answer(isKnown ? .notFound("there is nothing at \(path)") : .methodNotAllowed(allowed), request)
        } catch let error as HTTPError {
            var problem = Problem.inside
            problem.status = error.status.code
            problem.title = error.status.reasonPhrase
            problem.detail = error.body ?? error.status.reasonPhrase
            problem.code = "http-\(error.status.code)"
            response = answer(problem, request)
        } catch is CancellationError {
            response = answer(.givenUp, request)
        } catch let interruption as SearchInterruption {
            response = answer(interruption == .cancelled ? .givenUp : .outOfTime, request)
        } catch {
            logger.error(
                "request failed",
                metadata: ["path": "\(request.uri.path)", "error": "\(error)"]
            )
            response = answer(failure(error), request)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
        return response
    }

    /// What is told of an error that no handler expected.
    private func failure(_ error: any Error) -> Problem {
        if let trouble = StorageTrouble(error) { return Problem(trouble) }
        guard let error = error as? XapianError else { return .inside }
        indexFailed()
        return Problem(error)
    }

    /// The methods that what lies at a path takes, or would take if anything lay there.
    private static func methods(of path: String) -> String {
        let parts = path.split(separator: "/")
        switch (parts.first, parts.dropFirst().first, parts.count) {
        case ("v1", "documents", 2): return "POST"
        case ("v1", "documents", 3): return "GET, HEAD, PUT, PATCH, DELETE"
        case ("v1", "documents", 4) where parts[3] == "versions": return "GET, HEAD, POST"
        case ("oai", _, 1): return "GET, HEAD, POST"
        default: return "GET, HEAD"
        }
    }

    private func answer(_ problem: Problem, _ request: Request) -> Response {
        let path = request.uri.path
        let isPage =
            ["/", "/compare", "/embed"].contains(path) || path.hasPrefix("/documents/")
            || request.headers[.accept]?.contains("text/html") == true
        guard isPage else { return problem.response }
        var response = Response.page(
            pages.render(
                PageProblem(status: problem.status, detail: problem.detail),
                language: SearchRoutes.pageLanguage(request)
            ),
            status: HTTPResponse.Status(code: problem.status)
        )
        for name in [HTTPField.Name.allow, .retryAfter] { response.headers[name] = problem.response.headers[name] }
        return response
    }
}

extension Response {
    static func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response.bytes(html.utf8, mediaType: "text/html; charset=utf-8", status: status)
        response.headers[.contentSecurityPolicy] = PageAsset.contentSecurityPolicy + "; frame-ancestors 'self'"
        return response
    }
}

/// CORS for the origins that the operator names, whose pages may frame this service's pages, too.
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

    /// Lets the pages of the allowed origins frame a page.
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

    /// Says to caches that the answer depends on the origin, beside all else that it depends on.
    private static func varied(_ response: Response) -> Response {
        var response = response
        response.headers[.vary] = (response.headers[values: .vary] + ["Origin"]).joined(separator: ", ")
        return response
    }
}
