import ArgumentParser
import Encodings
import Toolbox

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the toolbox contains, and which files could not be read."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print it as JSON.") var json = false

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let status = try await ToolboxStatus(of: catalogue)
        if json { return Terminal.print(try jsonText(status, pretty: true)) }
        for line in try status.lines(of: catalogue) { Terminal.print(Terminal.harmless(line)) }
    }
}
