import ArgumentParser
import Catalogue
import Encodings
import Toolbox

extension Lack: ExpressibleByArgument {}

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report missing metadata, possible translations, and searches without results.",
        discussion: """
            Only the words of searches without results are stored, for 90 days. Searches made three times or more are shown.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "List the documents without this value.") var lacking: Lack?
    @Flag(help: "Print it as JSON.") var json = false

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        if let lacking {
            let documents = try LackingDocuments(lacking, of: catalogue).documents
            if json { return Terminal.print(try jsonText(documents, pretty: true)) }
            for document in documents { Terminal.print("\(document.id)  \(Terminal.harmless(document.source))") }
            return
        }
        let report = try CuratorReport(of: catalogue)
        if json { return Terminal.print(try jsonText(report, pretty: true)) }
        for line in report.lines { Terminal.print(Terminal.harmless(line)) }
    }
}
