import ArgumentParser
import Catalogue
import Concepts
import Encodings
import Toolbox

struct ThesaurusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vocabulary",
        abstract: "Manage the vocabularies that connect words of different languages.",
        discussion: """
            A vocabulary (a thesaurus in SKOS) says that 'Lehre', 'apprendistato' and 'apprenticeship' are names of one \
            concept. One for vocational education and training, called 'vet', is built in.

              vetsearch vocabulary import eurovoc.rdf
              vetsearch vocabulary list
            """,
        subcommands: [ThesaurusImportCommand.self, ThesaurusListCommand.self, ThesaurusRemoveCommand.self]
    )
}

struct ThesaurusImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import a vocabulary, or replace it with a newer version.",
        discussion: """
            Reads SKOS and SKOS-XL in Turtle, N-Triples and RDF/XML, and opens no other files or connections. Files of one \
            scheme become one vocabulary. 'vet' instead of a file switches the built-in vocabulary on again.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "The name of the vocabulary (default: the name of its file).") var name: String?
    @Flag(
        name: .customLong("dry-run"),
        help: "Only show what would change, and which documents would lose a topic."
    )
    var isDryRun = false
    @Argument(help: "The vocabulary's files.") var files: [String]

    func validate() throws {
        if let name, let complaint = Thesauri.complaint(aboutName: name) { throw ValidationError(complaint) }
        if files.contains(BuiltInThesaurus.name), files.count > 1 || name != nil {
            throw ValidationError(
                "'vet' is the built-in vocabulary; to switch it on, run 'vetsearch vocabulary import vet'"
            )
        }
    }

    func run() async throws {
        let (toolbox, files, name, isDryRun) = (toolbox, files, name, isDryRun)
        let lines = try await Blocking.run {
            let schemes =
                files == [BuiltInThesaurus.name] ? nil : try ThesaurusImporter.read(files, name: name)
            let importer = ThesaurusImporter(
                try toolbox.openCatalogue(creating: true),
                isDryRun: isDryRun,
                by: terminalActor()
            )
            return try schemes.map { try importer.add($0, name: name) } ?? [importer.useBuiltIn()]
        }.flatMap(\.lines)
        for line in lines { Terminal.print(Terminal.harmless(line)) }
    }
}

struct ThesaurusListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the vocabularies.")

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print it as JSON.") var json = false

    func run() async throws {
        let list = try ThesaurusList(of: toolbox.openCatalogue())
        if json { return Terminal.print(try jsonText(list, pretty: true)) }
        for line in list.lines { Terminal.print(Terminal.harmless(line)) }
    }
}

struct ThesaurusRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a vocabulary, or switch off the built-in one."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(name: .customLong("dry-run"), help: "Only show which documents use its concepts.")
    var isDryRun = false
    @Argument(help: "Its name, as 'vetsearch vocabulary list' shows it.") var name: String

    func run() async throws {
        let importer = ThesaurusImporter(try toolbox.openCatalogue(), isDryRun: isDryRun, by: terminalActor())
        for line in try importer.remove(name).lines { Terminal.print(Terminal.harmless(line)) }
    }
}
