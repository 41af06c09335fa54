import Catalogue
import DocumentModel
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Index
import Logging
import NIOCore
import OpenID
import Outgoing
import SearchService
import Toolbox
import Web
import WebAPI
import WebDesk
import WebPages

/// The HTTP service: the JSON API, the pages, the originals.
package struct SearchServer: Sendable {
    let catalogue: Catalogue
    private let engines: Engines
    private let deposits: DepositServices
    private let pictures: PagePictures
    let options: SearchServerOptions
    let logger: Logger
    private let pages: SearchPage
    let pools: WorkPools
    let connections = OpenConnections()
    let suggestions: SuggestionService
    let zeroResults: ZeroResultCounter

    package init(
        catalogue: Catalogue,
        engine: SearchEngine,
        deposits: DepositServices,
        pictures: PagePictures,
        options: SearchServerOptions,
        logger: Logger
    ) throws {
        _ = PrometheusExporter.shared  // before anything is recorded
        self.catalogue = catalogue
        self.deposits = deposits
        self.pictures = pictures
        engines = Engines(engine)
        self.options = options
        self.logger = logger
        pages = try SearchPage()
        pools = WorkPools()
        suggestions = try SuggestionService(catalogue, engine)
        zeroResults = ZeroResultCounter(catalogue.queryLog)
    }

    func router(_ tokens: TokenVerifier) -> Router<ServiceContext> {
        let router = Router(context: ServiceContext.self, options: .autoGenerateHeadEndpoints)
        router.middlewares.add(RequestMetrics())
        router.middlewares.add(RequestLog(logger: logger))
        router.middlewares.add(CrossOrigin(allowed: options.allowedOrigins))
        let problems = ProblemResponder(pages: pages, logger: logger, indexFailed: deposits.indexFailed)
        router.middlewares.add(problems)
        router.middlewares.add(HostCheck())
        let cookie = SessionCookie(isSecure: options.publicRoot?.hasPrefix("https:") == true)
        router.middlewares.add(
            Gate(tokens: tokens, sessions: catalogue.sessions, cookie: cookie, pool: pools.catalogue)
        )
        router.middlewares.add(problems)
        let search = SearchRoutes(zeroResults: zeroResults, engines: engines, pools: pools)
        let results = SearchPageRoutes(
            catalogue: catalogue,
            zeroResults: zeroResults,
            engines: engines,
            pages: pages,
            pools: pools
        )
        router.get("/") { request, context in try await results.page(request, context) }
        router.get("/v1/search") { request, context in try await search.search(request, context) }
        router.get("/v1/suggest") { request, context in try await search.suggest(request, context) }
        let publicRoot = options.publicRoot
        router.get("/embed") { request, context in
            try await results.embed(request, context, publicRoot: publicRoot)
        }
        router.get("/help") { request, context in try await results.help(request, context) }
        let matrices = MatrixRoutes(engines: engines, pools: pools)
        router.get("/v1/matrix") { request, context in try await matrices.matrix(request, context) }
        let comparisons = MatrixPageRoutes(engines: engines, pages: pages, pools: pools)
        router.get("/compare") { request, context in try await comparisons.page(request, context) }
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
        let drawn = DrawnPages(
            catalogue: catalogue,
            engines: engines,
            pictures: pictures,
            pools: pools,
            originals: originals
        )
        let leaves = PageRoutes(drawn)
        let pictures = PicturePageRoutes(drawn: drawn, pages: pages)
        router.get("/v1/documents/:id/pages/:page") { request, context in try await leaves.page(request, context) }
        router.get("/v1/documents/:id/pages/:page/picture") { request, context in
            try await leaves.picture(request, context)
        }
        router.get("/documents/:id/pages/:page") { request, context in try await pictures.view(request, context) }
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
        let suggesting = SuggestionRoutes(catalogue: catalogue, service: suggestions, pools: pools)
        router.get("/v1/documents/:id/suggestions") { request, context in
            try await suggesting.suggestions(request, context)
        }
        addCurating(to: router, engines: engines, deposits: changes, services: deposits)
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
        router.get("/robots.txt") { request, _ in exchange.robots(request) }
        router.get("/opensearch.xml") { request, _ in exchange.openSearch(request) }
        addAdministration(to: router, deposits)
        Desk(
            catalogue: catalogue,
            zeroResults: zeroResults,
            engines: engines,
            deposits: deposits,
            suggestions: suggestions,
            pages: pages,
            pools: pools,
            cookie: cookie,
            publicRoot: options.publicRoot,
            maximumUpload: options.maximumUpload,
            mail: mail,
            provider: options.provider.map { OpenIDProvider($0, client: OutgoingClient(options.outgoing)) },
            logger: logger
        ).addRoutes(to: router)
        for asset in StaticFile.pageAssets + StaticFile.deskAssets + [.openAPI] {
            router.get(RouterPath(asset.path)) { request, _ in Self.serve(asset, request) }
        }
        router.get("/healthz") { _, _ in Response.bytes("ok\n".utf8, mediaType: "text/plain; charset=utf-8") }
        let readiness = Readiness(catalogue: catalogue, engines: engines, services: deposits, pools: pools)
        router.get("/readyz") { _, _ in try await readiness.answer() }
        let metrics = ServiceMetrics(catalogue: catalogue, engines: engines, pools: pools, connections: connections)
        router.get("/metrics") { _, _ in await metrics.answer() }
        return router
    }

    /// Sends a message through the mail server; nil if there is none. What cannot be sent is in the log, without the
    /// address.
    private var mail: (@Sendable (String, String, String) async -> Void)? {
        // Without a public address, links would lead to the host that a request names.
        guard let settings = options.mail, options.publicRoot != nil else { return nil }
        let mailer = Mailer(settings, client: OutgoingClient(options.outgoing))
        return { [logger] address, subject, text in
            do {
                try await mailer.send(to: address, subject: subject, text: text)
            } catch {
                logger.error("a message could not be sent", metadata: ["error": "\(error)"])
            }
        }
    }

    private static func serve(_ asset: StaticFile, _ request: Request) -> Response {
        var response =
            request.headers[.ifNoneMatch] == asset.entityTag
            ? Response(status: .notModified) : Response.bytes(asset.bytes, mediaType: asset.mediaType)
        response.headers[.eTag] = asset.entityTag
        response.headers[.cacheControl] = "public, max-age=300"
        if asset.path == StaticFile.box.path { response.headers[.accessControlAllowOrigin] = "*" }
        return response
    }
}
