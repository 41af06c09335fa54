import ArgumentParser
import Catalogue
import SystemPackage
import Toolbox

extension IndexTask: ExpressibleByArgument {}

/// The child process that analyses texts and writes the index; started by other commands, not by people.
struct IndexWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "index-worker", shouldDisplay: false)

    @Argument var toolbox: String
    @Argument var task: IndexTask
    @Option var memory = IndexWorker.memoryBytes
    @Option(name: .customLong("last-death")) var lastDeath: String?

    func run() throws {
        IndexWorker.run(task, Toolbox(folder: FilePath(toolbox)), memoryBytes: memory, lastDeath: lastDeath)
    }
}
