import ArgumentParser
import Catalogue
import Encodings
import SystemPackage
import Toolbox

struct VectorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Make the vectors that are missing, by which texts are found in other languages.",
        discussion: """
            A running service does so by itself, whenever it has nothing else to do. Ctrl-C stops it; the next run continues \
            from there.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        guard let model = VectorModel.path else { throw ToolboxError(VectorStatus.remedy) }
        let outcome = try await VectorRun.run(
            catalogue.toolbox,
            model: model,
            onCommit: { _ in
                guard let status = try? VectorStatus(of: catalogue) else { return }
                Terminal.error("\(counted(status.passages, "passage")), \(counted(status.pending, "document")) to go")
            },
            onSkip: { Terminal.error("\($0): no vectors are made, because the process crashed at it twice") }
        )
        switch outcome {
        case .done: Terminal.print(try VectorStatus(of: catalogue).sentence)
        case .locked: throw ToolboxError("another process is making the vectors of this toolbox")
        case .stopped: throw ExitCode(130)
        case .failed(let reason): throw ToolboxError(reason)
        }
    }
}

/// The child process that makes vectors; started by other commands, not by people.
struct VectorWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vector-worker", shouldDisplay: false)

    @Argument var toolbox: String
    @Argument var model: String
    @Option(name: .customLong("skip")) var skipped: [String] = []

    func run() { VectorWorker.run(Toolbox(folder: FilePath(toolbox)), model: model, skipping: skipped) }
}
