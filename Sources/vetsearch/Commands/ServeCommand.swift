import ArgumentParser
import Catalogue
import Foundation
import Logging
import SearchService

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the search page and the HTTP interface."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port to listen on; 0 takes any free one.") var port = 8080
    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp("A web origin whose pages may call the service, or *. May be repeated.", valueName: "origin")
    )
    var allowedOrigins: [String] = []

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535") }
        for origin in allowedOrigins where origin != "*" {
            guard let url = URL(string: origin), let scheme = url.scheme, let host = url.host,
                origin == "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
            else {
                throw ValidationError("'\(origin)' is no origin; https://example.eu would be right, without a path")
            }
        }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        var options = SearchServerOptions()
        options.host = host
        options.port = port
        options.allowedOrigins = allowedOrigins
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "vetsearch")
        logger.logLevel = .warning
        let server = try SearchServer(
            catalogue: catalogue,
            engine: try toolbox.openEngine(),
            options: options,
            logger: logger
        )
        let shown = host.contains(":") ? "[\(host)]" : host
        try await server.run { port in
            Terminal.print("vetsearch serves \(catalogue.toolbox.folder) on http://\(shown):\(port)")
        }
    }
}
