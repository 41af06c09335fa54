import ArgumentParser
import Toolbox

/// The child process that reads the complete index; started by `check`, not by people.
struct CheckIndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check-index", shouldDisplay: false)

    @OptionGroup var toolbox: ToolboxOptions

    func run() throws { Terminal.print(try IndexExaminer.report(on: toolbox.openCatalogue())) }
}
