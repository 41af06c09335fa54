import ArgumentParser
import Catalogue
import DocumentModel
import Indexer
import Toolbox

struct ReindexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reindex",
        abstract: "Rebuild the index from the catalogue, beside the old one, and swap them at the end."
    )

    @OptionGroup var toolbox: ToolboxOptions

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        if catalogue.isReadOnly { throw ToolboxError(StorageTrouble.readOnly.description) }
        try Reindex.checkAge(of: catalogue.toolbox)
        let total = try catalogue.documentCount()
        let interrupt = Interrupt()
        await interrupt.listen()
        let done = try await Blocking.run {
            try IndexRun.rebuild(
                catalogue,
                progress: { done in
                    if Terminal.isErrorTerminal { Terminal.write("\r\(min(done, total)) of \(total) documents", to: 2) }
                },
                isCancelled: { interrupt.isRaised }
            )
        }
        if Terminal.isErrorTerminal { Terminal.error("") }
        guard done != nil else {
            Terminal.error("stopped; the next 'vetsearch reindex' continues from here")
            throw ExitCode(130)
        }
        // Changes include removed documents, so there may be more changes than documents.
        let count = try catalogue.documentCount()
        Terminal.print("\(count) documents reindexed")
    }
}
