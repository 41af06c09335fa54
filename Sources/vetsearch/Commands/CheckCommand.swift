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
            let count = { (number: Int, name: String) in "\(number) \(name)\(number == 1 ? "" : "s")" }
            let verdict = result.problems.isEmpty ? "everything agrees" : count(result.problems.count, "problem")
            Terminal.print("\(count(result.documents, "document")), \(count(result.originals, "original")): \(verdict)")
            Terminal.print("digest \(result.digest)")
        }
        if !result.problems.isEmpty { throw ExitCode.failure }
    }
}
