import ArgumentParser
import Catalogue
import Foundation
import Logging
import Server
import SystemPackage
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

    @OptionGroup var signIn: SignInOptions
    @OptionGroup var limits: ConnectionOptions

    func validate() throws {
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
        guard signIn.smtp == nil || publicURL != nil else {
            throw ValidationError(
                "--smtp needs --public-url: links in messages must not lead to whatever host a request names"
            )
        }
        if let complaint = options.complaint { throw ValidationError(complaint) }
    }

    private var options: SearchServerOptions {
        var options = SearchServerOptions()
        options.connections = limits.connections
        options.shutdownLimit = limits.shutdown
        options.host = host
        options.port = port
        options.allowedOrigins = allowedOrigins
        options.publicRoot = publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        options.adminEmail = adminEmail
        options.maximumUpload = Int64(maximumUpload) << 20
        options.pictureCache = pictureCache << 20
        if let jwks, let jwtIssuer, let jwtAudience {
            var tokens = PlatformTokens(keys: FilePath(jwks), issuer: jwtIssuer, audience: jwtAudience)
            tokens.rolesClaim = jwtRolesClaim
            options.platformTokens = tokens
        }
        return options
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "vetsearch")
        let level = ProcessInfo.processInfo.environment["VETSEARCH_LOG_LEVEL"]
        logger.logLevel = level.flatMap { Logger.Level(rawValue: $0) } ?? .warning
        var options = options
        try signIn.apply(to: &options)
        let service = ToolboxService(catalogue, options: options, logger: logger, warn: Terminal.error)
        let shown = host.contains(":") ? "[\(host)]" : host
        try await service.run { port in
            Terminal.print("vetsearch serves \(catalogue.toolbox.folder) on http://\(shown):\(port)")
        }
    }
}
