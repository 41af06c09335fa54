import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Toolbox
import WebAPI

struct SuggestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest values for the description of a document, and find its copies, versions and translations.",
        discussion: """
            The values are worked out from the text and the file. Each has a score, and the words that it was found by. \
            'vetsearch describe' sets them.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The document's id, as in the output of 'search --json' and in the address of its page.") var id:
        String
    @Option(help: ArgumentHelp("The language of the names of codes.", valueName: "language")) var lang = "en"
    @Flag(help: "Print them as JSON.") var json = false

    func validate() throws { _ = try language(lang) }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let service = try SuggestionService(catalogue, toolbox.openEngine())
        guard let found = try service.suggestions(for: id, seenBy: .curators) else {
            throw ToolboxError("there is no document '\(id)'")
        }
        let shown = DescriptionSuggestions(found, language: try language(lang).code)
        if json { return Terminal.print(try jsonText(shown, pretty: true)) }
        for line in shown.lines { Terminal.print(Terminal.harmless(line)) }
    }
}
