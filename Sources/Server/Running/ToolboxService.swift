import Catalogue
import Foundation
import Ingest
import Logging
import SearchService
import ServiceLifecycle
import Toolbox
import Web

/// The complete service of a toolbox: the HTTP server, the workers that read files and draw pages, and the index
/// follower.
package struct ToolboxService: Sendable {
    let catalogue: Catalogue
    let options: SearchServerOptions
    let logger: Logger
    /// Called with messages for the operator, one line each.
    let warn: @Sendable (String) -> Void

    package init(
        _ catalogue: Catalogue,
        options: SearchServerOptions,
        logger: Logger,
        warn: @escaping @Sendable (String) -> Void
    ) {
        (self.catalogue, self.options, self.logger, self.warn) = (catalogue, options, logger, warn)
    }

    /// How long workers may finish their files after the last request.
    private static let workersLimit = Duration.seconds(2)

    /// Serves until the process receives SIGINT or SIGTERM.
    /// - Parameter onReady: called with the port once connections are accepted.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        var options = options
        options.descriptors = Descriptors.raiseLimit()
        if geteuid() == 0 {
            warn(
                "warning: the service runs as root, which it does not need; run it as a user of its own that "
                    + "owns the toolbox"
            )
        }
        // Uploads in progress belong to no document yet: as long as the service runs, no ingest removes them.
        let presence = try catalogue.isReadOnly ? nil : IngestPresence(catalogue, warn: warn)
        defer { withExtendedLifetime(presence) {} }
        if !catalogue.isReadOnly { try IndexOpening.makeIfMissing(catalogue) }
        let engine = try IndexOpening.engine(of: catalogue, isService: !catalogue.isReadOnly, warn: warn)
        // So that the first reader does not wait for it. An error is reported again by the searches.
        do { try engine.prepare() } catch { warn("warning: the thesauri cannot be read: \(error)") }
        let follower = catalogue.isReadOnly ? nil : IndexFollower(serving: catalogue, logger: logger)
        let vectors = catalogue.isReadOnly ? nil : VectorFollower(serving: catalogue, logger: logger)
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let readers = ExtractionPool(workers: max(1, processors), limits: ExtractionLimits())
        // Pages are drawn by separate workers, so that deposits do not wait for readers, and half of the processors are
        // left for searches.
        let drawers = ExtractionPool(
            workers: max(1, processors / 2),
            limits: ExtractionLimits(cpuSeconds: 20, wallSeconds: 30)
        )
        // From here on, everything that was started must be stopped, whatever goes wrong: the group does that.
        let services: [any Service] =
            (follower.map { [Ending($0.stop)] } ?? []) + (vectors.map { [Ending($0.stop)] } ?? [])
            + [readers, drawers].map { pool in Ending { await pool.shutdown(within: Self.workersLimit) } }
        let server = try SearchServer(
            catalogue: catalogue,
            engine: engine,
            deposits: DepositServices(
                extractor: Extraction.version,
                extract: { await readers.extractEncoded($0, name: $1) },
                changed: { follower?.notify() },
                indexFailed: { follower?.suspect() },
                troubles: { follower?.troubles ?? [] },
                isIndexing: { follower?.isWriting ?? false }
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

/// A service that runs in the background, and is stopped after the last request.
private struct Ending: Service {
    let stop: @Sendable () async -> Void

    init(_ stop: @escaping @Sendable () async -> Void) { self.stop = stop }

    func run() async {
        // Also reached if the service cannot start, which cancels the task.
        try? await gracefulShutdown()
        await stop()
    }
}
