import Catalogue

/// Ingests folders, and ingests them again whenever something in them changes.
package struct WatchRun {
    let options: IngestRun.Options
    let catalogue: Catalogue
    /// The actor for the audit trail.
    let actor: String
    /// The time in seconds without a change after which a folder is read.
    let settle: Double
    /// Called repeatedly; returns whether to stop.
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
    /// - Parameter observer: creates the observer of each ingest.
    package func run(observer: () -> any IngestObserver) async throws {
        while !isCancelled() {
            // The watch starts before the folders are read, so that no change is missed.
            let watch = try FolderWatch(options.paths)
            _ = try await IngestRun(
                options: options,
                catalogue: catalogue,
                by: actor,
                observer: observer(),
                isCancelled: isCancelled
            ).run()
            while !isCancelled(), try await !Blocking.run({ watch.hasChanged(within: 0.2) }) {}
            // Copying a large file takes a while.
            let settle = settle
            while !isCancelled(), try await Blocking.run({ watch.hasChanged(within: settle) }) {}
        }
    }
}
