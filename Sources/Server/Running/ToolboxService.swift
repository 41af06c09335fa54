import Catalogue
import Foundation
import Ingest
import Logging
import SearchService
import ServiceLifecycle
import Toolbox
import Web

/// The whole service of a toolbox: the HTTP server, the workers that read files and draw pages, and the index kept up to date.
package struct ToolboxService: Sendable {
    let catalogue: Catalogue
    let options: SearchServerOptions
    let logger: Logger
    /// Told what the operator should know, in one line each.
    let warn: @Sendable (String) -> Void

    package init(
        _ catalogue: Catalogue,
        options: SearchServerOptions,
        logger: Logger,
        warn: @escaping @Sendable (String) -> Void
    ) {
        (self.catalogue, self.options, self.logger, self.warn) = (catalogue, options, logger, warn)
    }

    /// How long workers may finish their files when no request waits for them any more.
    private static let workersLimit = Duration.seconds(2)

    /// Serves until the process gets SIGINT or SIGTERM.
    /// - Parameter onReady: called with the port once connections are taken.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        var options = options
        options.descriptors = Descriptors.raiseLimit()
        if geteuid() == 0 {
            warn(
                "warning: the service runs as root, which it does not need; run it as a user of its own that "
                    + "owns the toolbox"
            )
        }
        // Uploads on their way belong to nobody yet: as long as the service runs, no ingest clears them away.
        let presence = try catalogue.isReadOnly ? nil : IngestPresence(catalogue, warn: warn)
        defer { withExtendedLifetime(presence) {} }
        if !catalogue.isReadOnly { try IndexOpening.makeIfMissing(catalogue) }
        let engine = try IndexOpening.engine(of: catalogue, isService: !catalogue.isReadOnly, warn: warn)
        let follower = catalogue.isReadOnly ? nil : IndexFollower(serving: catalogue, logger: logger)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let readers = ExtractionPool(workers: max(1, processors), limits: ExtractionLimits())
        // Drawn by workers of their own: who deposits a file does not wait for who looks at pages, and half of the
        // processors are left to those who search.
        let drawers = ExtractionPool(
            workers: max(1, processors / 2),
            limits: ExtractionLimits(cpuSeconds: 20, wallSeconds: 30)
        )
        // From here on, what was started must be stopped, whatever goes wrong: the group does that.
        let services: [any Service] =
            (follower.map { [Ending($0.stop)] } ?? [])
            + [readers, drawers].map { pool in Ending { await pool.shutdown(within: Self.workersLimit) } }
        let server = try SearchServer(
            catalogue: catalogue,
            engine: engine,
            deposits: DepositServices(
                extractor: Extraction.version,
                extract: { await readers.extractEncoded($0, name: $1) },
                changed: { follower?.notify() },
                indexFailed: { follower?.suspect() },
                troubles: { follower?.troubles ?? [] }
            ),
            pictures: PagePictures(
                folder: catalogue.toolbox.pictures,
                mostBytes: options.pictureCache,
                draw: { await drawers.image(ofPage: $1, $2, of: $0) }
            ),
            options: options,
            logger: logger
        )
        let group = try await server.serviceGroup(after: services, onReady: onReady)
        let shutdown = Shutdown(of: group, limit: options.shutdownLimit, logger: logger) {
            server.closeConnections()
            readers.giveUp()
            drawers.giveUp()
        }
        defer { withExtendedLifetime(shutdown) {} }
        try await group.run()
    }
}

/// Something that runs by itself, and is stopped when no request runs any more.
private struct Ending: Service {
    let stop: @Sendable () async -> Void

    init(_ stop: @escaping @Sendable () async -> Void) { self.stop = stop }

    func run() async {
        // Also where the service cannot begin, which cancels the task.
        try? await gracefulShutdown()
        await stop()
    }
}
