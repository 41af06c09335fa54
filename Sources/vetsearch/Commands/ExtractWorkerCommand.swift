import ArgumentParser
import Ingest

/// The child process in which files are read; started by `ingest`, not by people.
struct ExtractWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "extract-worker", shouldDisplay: false)

    func run() throws { ExtractionWorker.run() }
}
