import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Toolbox

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the metadata of all documents as a table (CSV) or as JSON Lines.",
        discussion: "'vetsearch import' reads the edited table; to copy originals, use 'vetsearch backup'."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Option(help: "csv, for spreadsheets, or jsonl.", transform: format(_:)) var format = MetadataTable.Format.csv
    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"))
    var output: String?

    func run() async throws {
        let count = try TableExport(toolbox.openCatalogue(), as: format).write(to: output)
        if let output { Terminal.print("\(count) documents written: \(Terminal.harmless(output))") }
    }
}

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import an edited table of metadata, or JSON Lines.",
        discussion: """
            A row names its document in the column 'id'. A cell that differs from the current value sets that value; an \
            empty cell removes what a curator has set. Missing columns change nothing.
            """
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Argument(help: "The file.") var file: String
    @Option(help: "csv or jsonl (default: by the end of the file's name).", transform: format(_:)) var format:
        MetadataTable.Format?
    @Flag(name: .customLong("dry-run"), help: "Only show what would change.") var isDryRun = false
    @Flag(help: "Create records for rows whose id does not exist yet.") var create = false

    func run() async throws {
        let work = TableImport(
            try toolbox.openCatalogue(),
            by: terminalActor("import"),
            isDryRun: isDryRun,
            creates: create
        )
        let observer = TableImport.Observer(
            warn: { Terminal.error(Terminal.harmless($0)) },
            changed: show,
            refused: { row, error in
                Terminal.error("error: " + Terminal.harmless("row \(row.number), \(row.id): \(error.description)"))
            }
        )
        let counts = try await work.run(file, format, observer: observer)
        Terminal.print(
            "\(counts.changed) \(isDryRun ? "would change" : "changed"), \(counts.same) unchanged, \(counts.wrong) wrong"
        )
        if counts.wrong > 0 { throw ExitCode.failure }
    }

    private func show(_ change: RowChange, _ document: CatalogueDocument?) {
        let title = document.map { $0.metadata.title ?? $0.source } ?? "new"
        Terminal.print("\(Terminal.harmless(change.row.id))  \(Terminal.harmless(title))")
        for (name, values) in change.members.sorted(by: { $0.key < $1.key }) {
            let text = { (value: JSONValue) in
                value == .null ? "–" : Terminal.harmless(String(((try? jsonText(value)) ?? "").prefix(160)))
            }
            Terminal.print("    \(name): \(text(values.old)) → \(text(values.new))")
        }
    }
}

private func format(_ text: String) throws -> MetadataTable.Format {
    guard let format = MetadataTable.Format(rawValue: text) else {
        throw ValidationError("'\(text)' is not a format; expected csv or jsonl")
    }
    return format
}
