import ArgumentParser
import Catalogue
import Encodings
import Index
import SearchService
import Toolbox
import WebAPI

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the metadata of a document, the source of each value, and its sections."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The document's id, as in the output of 'search --json' and in the address of its page.") var id:
        String
    @Flag(help: "Print it as JSON.") var json = false

    /// The data of a document as in HTTP, and which part of it is not indexed.
    private struct Shown: Encodable {
        var document: DocumentResponse
        var trouble: String?

        enum Key: CodingKey { case notIndexed }

        func encode(to encoder: any Encoder) throws {
            try document.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(trouble, forKey: .notIndexed)
        }
    }

    func run() async throws {
        let engine = try toolbox.openEngine()
        let catalogue = try toolbox.openCatalogue()
        let trouble = try catalogue.indexTroubles.trouble(of: id, formatVersion: IndexLayout.formatVersion)
        guard let document = try engine.describe(id, catalogue) else {
            if let trouble { throw ToolboxError("\(trouble.source) (\(id)) is \(trouble.sentence)") }
            throw ToolboxError("there is no document '\(id)'")
        }
        if json {
            let shown = Shown(document: document, trouble: trouble?.sentence)
            return Terminal.print(try jsonText(shown, pretty: true))
        }
        for line in document.lines(trouble: trouble?.sentence) { Terminal.print(Terminal.harmless(line)) }
    }
}
