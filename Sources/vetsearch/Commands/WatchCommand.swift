import ArgumentParser
import Catalogue
import Foundation
import SystemPackage
import Toolbox

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Ingest folders again whenever something in them changes.",
        discussion: """
            Ingests the folders, and again a moment after the last change in them. It runs until it is stopped (Ctrl-C).
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "Folders.") var paths: [String]
    @Flag(name: .customLong("remove-missing"), help: "Remove documents whose files are no longer in the folders.")
    var removeMissing = false
    @Flag(
        name: .customLong("follow-links"),
        help: "Follow symbolic links that lead out of the folders. Use it only if nobody else can create links in them."
    )
    var followLinks = false
    @Option(
        name: .customLong("settle"),
        help: ArgumentHelp("Seconds without a change before a folder is read.", valueName: "seconds")
    )
    var settle = 2.0
    @Flag(help: "Print a line of JSON for each file, and a summary after each ingest.") var json = false

    func validate() throws {
        guard settle >= 0.1, settle <= 3600 else { throw ValidationError("--settle must be from 0.1 to 3600 seconds") }
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                throw ValidationError("'\(path)' is not a folder")
            }
        }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue(creating: true)
        let interrupt = Interrupt()
        await interrupt.listen()
        while !interrupt.isRaised {
            // Watched before it is read, so that what comes meanwhile is seen.
            let watch = try FolderWatch(paths)
            var options = IngestRun.Options()
            options.paths = paths
            options.removesMissing = removeMissing
            options.followsLinks = followLinks
            _ = try await IngestRun(
                options: options,
                catalogue: catalogue,
                by: terminalActor("ingest"),
                observer: IngestReport(json: json, onlyNews: true),
                isCancelled: { interrupt.isRaised }
            ).run()
            while !interrupt.isRaised, try await !Blocking.run({ watch.hasChanged(within: 0.2) }) {}
            // Whoever copies a large file takes a while.
            let settle = settle
            while !interrupt.isRaised, try await Blocking.run({ watch.hasChanged(within: settle) }) {}
        }
    }
}
