import ArgumentParser
import Ingest

/// The child process that reads files; started by `ingest`, not by people.
struct ExtractWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "extract-worker", shouldDisplay: false)

    @Flag(help: "Print as JSON what confines the worker.") var protections = false
    @Flag(name: .customLong("try-escape"), help: "Try what the worker must not be able to do.") var triesEscape = false
    @Flag(name: .customLong("without-landlock"), help: "With --try-escape: as if the kernel had no Landlock.")
    var omitsLandlock = false
    @Argument(help: "With --try-escape: files that must be out of reach.") var secrets: [String] = []

    func run() throws {
        if protections { ExtractionWorker.tellProtections() }
        if triesEscape { ExtractionWorker.tryEscape(secrets: secrets, omitsLandlock: omitsLandlock) }
        ExtractionWorker.run()
    }
}
