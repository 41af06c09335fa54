import ArgumentParser
import Catalogue
import DocumentModel
import Encodings
import Foundation
import Templates
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
        let catalogue = try toolbox.openCatalogue()
        if let output {
            guard FileManager.default.createFile(atPath: output, contents: nil) else {
                throw CommandFailure("\(output) cannot be written")
            }
        }
        let target = try output.map { try FileHandle(forWritingTo: URL(filePath: $0)) } ?? .standardOutput
        // The mark tells spreadsheets that it is UTF-8.
        if format == .csv {
            try target.write(contentsOf: Data("\u{FEFF}\(MetadataTable.columns.joined(separator: ","))\r\n".utf8))
        }
        var count = 0
        for id in try catalogue.documentIDs() {
            guard let document = try catalogue.document(id) else { continue }
            let end = format == .csv ? "\r\n" : "\n"
            try target.write(contentsOf: Data((try MetadataTable.line(document, format) + end).utf8))
            count += 1
        }
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
        let catalogue = try toolbox.openCatalogue()
        let presence = try IngestPresence(catalogue, warn: Terminal.error)  // records' new originals are on their way
        defer { withExtendedLifetime(presence) {} }
        let told = format ?? (file.lowercased().hasSuffix("l") ? .jsonl : .csv)
        let (rows, problems) = try MetadataTable.read(file, told)
        for problem in problems { Terminal.error("warning: \(Terminal.harmless(problem))") }
        var counts = (changed: 0, same: 0, wrong: problems.isEmpty ? 0 : problems.count)
        let who = terminalActor("import")
        for row in rows {
            do {
                let document = try catalogue.document(row.id)
                guard document != nil || create else { throw DepositError.unknown(row.id) }
                let change = try RowChange(row, document)
                guard !change.members.isEmpty || document == nil else {
                    counts.same += 1
                    continue
                }
                if isDryRun {
                    try catalogue.rehearse(row.id) { try $0.apply(change.patch) }
                } else if document == nil {
                    var deposit = Deposit()
                    try deposit.apply(change.patch)
                    _ = try catalogue.put(row.id, deposit, if: .absent, by: who)
                } else {
                    _ = try catalogue.describe(row.id, by: who) { try $0.apply(change.patch) }
                }
                counts.changed += 1
                show(change, document)
            } catch let error as DepositError {
                counts.wrong += 1
                Terminal.error(
                    "error: row \(row.number), \(Terminal.harmless(row.id)): \(Terminal.harmless(error.description))"
                )
            }
        }
        if !isDryRun, counts.changed > 0 {
            let indexing = IndexThread(catalogue) { _ in }
            indexing.notify()
            try await indexing.finish()
        }
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
