import ArgumentParser
import Catalogue
import Foundation
import Ingest
import Logging
import SearchService
import Server
import SystemPackage
import Toolbox
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the search page and the HTTP interface."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 chooses a free one.") var port = 8080
    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp(
            "A web origin whose pages may call and frame the service, or *. May be repeated.",
            valueName: "origin"
        )
    )
    var allowedOrigins: [String] = []
    @Option(
        name: .customLong("public-url"),
        help: ArgumentHelp(
            """
            The public address of the service. It is used in the links of feeds, sitemaps and OAI-PMH; without it, they use \
            the host that the request names.
            """,
            valueName: "url"
        )
    )
    var publicURL: String?
    @Option(name: .customLong("admin-email"), help: "The e-mail address that OAI-PMH gives to harvesters.")
    var adminEmail: String?
    @Option(
        help: ArgumentHelp(
            "The public keys (JWKS) of the platform whose tokens (JWT) are accepted.",
            valueName: "file"
        )
    )
    var jwks: String?
    @Option(
        name: .customLong("jwt-issuer"),
        help: "The issuer (iss) that these tokens must have; required with --jwks."
    ) var jwtIssuer: String?
    @Option(
        name: .customLong("jwt-audience"),
        help: "The audience (aud) that these tokens must have; required with --jwks."
    )
    var jwtAudience: String?
    @Option(
        name: .customLong("jwt-roles-claim"),
        help: ArgumentHelp("The claim with the roles (member, curator, administrator).", valueName: "claim")
    )
    var jwtRolesClaim = "roles"
    @Option(
        name: .customLong("max-upload"),
        help: ArgumentHelp("The largest file that can be uploaded, in megabytes.", valueName: "MB")
    )
    var maximumUpload = 2048

    @Option(
        name: .customLong("picture-cache"),
        help: ArgumentHelp("The space for pictures of pages in the toolbox, in megabytes.", valueName: "MB")
    )
    var pictureCache = 500

    @OptionGroup var limits: ConnectionOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be a number from 0 to 65535") }
        if let publicURL {
            let url = URL(string: publicURL)
            guard ["http", "https"].contains(url?.scheme), url?.host() != nil, url?.query() == nil else {
                throw ValidationError(
                    "'\(publicURL)' is not an address; expected something like https://toolbox.example.eu"
                )
            }
        }
        guard (1...1_000_000).contains(maximumUpload) else {
            throw ValidationError("--max-upload must be from 1 to 1000000 megabytes")
        }
        guard (0...1_000_000).contains(pictureCache) else {
            throw ValidationError("--picture-cache must be from 0 to 1000000 megabytes")
        }
        guard jwks != nil || (jwtIssuer == nil && jwtAudience == nil) else {
            throw ValidationError("--jwt-issuer and --jwt-audience need --jwks")
        }
        guard jwks == nil || (jwtIssuer?.isEmpty == false && jwtAudience?.isEmpty == false) else {
            throw ValidationError(
                "--jwks needs --jwt-issuer and --jwt-audience; without them, every token that the platform "
                    + "signs would be valid here"
            )
        }
        for origin in allowedOrigins where origin != "*" {
            guard let url = URL(string: origin), let scheme = url.scheme, let host = url.host,
                origin == "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
            else {
                throw ValidationError(
                    "'\(origin)' is not an origin; expected something like https://example.eu, without a path"
                )
            }
        }
    }

    func run() async throws {
        let descriptors = Descriptors.raiseLimit()
        let catalogue = try toolbox.openCatalogue()
        var options = SearchServerOptions()
        options.descriptors = descriptors
        options.connections = limits.connections
        options.host = host
        options.port = port
        options.allowedOrigins = allowedOrigins
        options.publicRoot = publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        options.adminEmail = adminEmail
        options.maximumUpload = Int64(maximumUpload) << 20
        if let jwks, let jwtIssuer, let jwtAudience {
            var tokens = PlatformTokens(keys: FilePath(jwks), issuer: jwtIssuer, audience: jwtAudience)
            tokens.rolesClaim = jwtRolesClaim
            options.platformTokens = tokens
        }
        if geteuid() == 0 {
            Terminal.error(
                "warning: the service runs as root, which it does not need; run it as a user of its own that "
                    + "owns the toolbox"
            )
        }
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "vetsearch")
        logger.logLevel = .warning
        // Uploads on their way belong to nobody yet: as long as the service runs, no ingest clears them away.
        let presence = try catalogue.isReadOnly ? nil : IngestPresence(catalogue, warn: Terminal.error)
        defer { withExtendedLifetime(presence) {} }
        if !catalogue.isReadOnly { try toolbox.makeIndex(catalogue) }
        let indexing = catalogue.isReadOnly ? nil : IndexService(catalogue, logger: logger)
        let pool = ExtractionPool(
            workers: max(1, ProcessInfo.processInfo.activeProcessorCount),
            limits: ExtractionLimits()
        )
        // Drawn by workers of their own: who deposits a file does not wait for who looks at pages, and half of the
        // processors are left to those who search.
        let drawers = ExtractionPool(
            workers: max(1, ProcessInfo.processInfo.activeProcessorCount / 2),
            limits: ExtractionLimits(cpuSeconds: 20, wallSeconds: 30)
        )
        let server = try SearchServer(
            catalogue: catalogue,
            engine: try toolbox.openEngine(isService: !catalogue.isReadOnly),
            deposits: DepositServices(
                extractor: Extraction.version,
                extract: { await pool.extractEncoded($0, name: $1) },
                changed: { indexing?.notify() },
                indexFailed: { indexing?.suspect() },
                troubles: { indexing?.troubles ?? [] }
            ),
            pictures: PagePictures(
                folder: catalogue.toolbox.pictures,
                mostBytes: pictureCache << 20,
                draw: { await drawers.image(ofPage: $1, $2, of: $0) }
            ),
            options: options,
            logger: logger
        )
        let shutdown = Shutdown(limit: limits.shutdown, logger: logger) {
            pool.giveUp()
            drawers.giveUp()
        }
        let shown = host.contains(":") ? "[\(host)]" : host
        var failure: (any Error)?
        do {
            try await server.run(until: shutdown.stops) { port in
                Terminal.print("vetsearch serves \(catalogue.toolbox.folder) on http://\(shown):\(port)")
            }
        } catch {
            failure = error
        }
        // No request runs any more. What was kept in memory goes to disk here; `shutdown` ends the process if that hangs.
        await pool.shutdown(within: Self.workersLimit)
        await drawers.shutdown(within: Self.workersLimit)
        await indexing?.stop()
        if let failure { throw failure }
    }

    /// How long workers may finish their files when no request waits for them any more.
    private static let workersLimit = Duration.seconds(2)
}
