import Catalogue

/// Ingests folders, and again whenever something in them changes.
package struct WatchRun {
    let options: IngestRun.Options
    let catalogue: Catalogue
    /// Who does this, for the audit trail.
    let actor: String
    /// Seconds without a change before a folder is read.
    let settle: Double
    /// Asked again and again whether to stop.
    let isCancelled: @Sendable () -> Bool

    package init(
        options: IngestRun.Options,
        catalogue: Catalogue,
        by actor: String,
        settle: Double,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        (self.options, self.catalogue, self.actor) = (options, catalogue, actor)
        (self.settle, self.isCancelled) = (settle, isCancelled)
    }

    /// Runs until it is stopped.
    /// - Parameter observer: makes the observer of each ingest.
    package func run(observer: () -> any IngestObserver) async throws {
        while !isCancelled() {
            // Watched before it is read, so that what comes meanwhile is seen.
            let watch = try FolderWatch(options.paths)
            _ = try await IngestRun(
                options: options,
                catalogue: catalogue,
                by: actor,
                observer: observer(),
                isCancelled: isCancelled
            ).run()
            while !isCancelled(), try await !Blocking.run({ watch.hasChanged(within: 0.2) }) {}
            // Whoever copies a large file takes a while.
            let settle = settle
            while !isCancelled(), try await Blocking.run({ watch.hasChanged(within: settle) }) {}
        }
    }
}
