import ArgumentParser
import Foundation
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
    @OptionGroup var folders: FolderOptions
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
        var options = IngestRun.Options()
        options.paths = paths
        options.removesMissing = folders.removeMissing
        options.followsLinks = folders.followLinks
        let interrupt = Interrupt()
        await interrupt.listen()
        let run = WatchRun(
            options: options,
            catalogue: try toolbox.openCatalogue(creating: true),
            by: terminalActor("ingest"),
            settle: settle,
            isCancelled: { interrupt.isRaised }
        )
        try await run.run { IngestReport(json: json, onlyNews: true) }
    }
}
