import ArgumentParser
import Catalogue

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Prove that the toolbox is whole: catalogue against originals against index.",
        discussion:
            "Exits with 0 only where everything agrees. The digest is the same for toolboxes that hold the same."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print the result as JSON.") var json = false

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let result = try await Blocking.run { try ToolboxCheck(catalogue: catalogue).run() }
        if json {
            Terminal.print(try vetsearch.json(result, pretty: true))
        } else {
            for problem in result.problems { Terminal.print(Terminal.harmless(problem)) }
            let verdict = result.problems.isEmpty ? "everything agrees" : "\(result.problems.count) problems"
            Terminal.print("\(result.documents) documents, \(result.originals) originals: \(verdict)")
            Terminal.print("digest \(result.digest)")
        }
        if !result.problems.isEmpty { throw ExitCode.failure }
    }
}
