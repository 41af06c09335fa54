import ArgumentParser
import Catalogue
import Encodings
import Toolbox

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that catalogue, originals and index agree.",
        discussion:
            "Exits with 0 only if there are no problems. The digest is the same for toolboxes with the same content."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Flag(
        help:
            "First repair what can be repaired: missing and damaged originals, originals without a document, the index."
    ) var repair = false
    @Flag(
        name: .customLong("move-strays"),
        help: "With --repair: move originals that belong to no document to the trash even if there are many."
    )
    var movesStrays = false
    @Flag(
        name: .customLong("accept-changes"),
        help: "With --repair: accept rows of the catalogue that another program has changed."
    )
    var acceptsChanges = false
    @Option(help: "With --repair: a backup to take missing and damaged originals from.", completion: .directory)
    var from: String?

    func validate() throws {
        if from != nil, !repair { throw ValidationError("--from needs --repair") }
        if acceptsChanges, !repair { throw ValidationError("--accept-changes needs --repair") }
        if movesStrays, !repair { throw ValidationError("--move-strays needs --repair") }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let backup = from.map { Toolbox(folder: Toolbox.locate($0).folder) }
        if let backup, !backup.exists {
            throw ToolboxError(
                "\(backup.folder) does not contain a backup; expected a folder that 'vetsearch backup' made"
            )
        }
        if repair {
            let work = ToolboxRepair(
                catalogue: catalogue,
                backup: backup,
                movesStrays: movesStrays,
                acceptsChanges: acceptsChanges
            )
            for sentence in try await work.run() { Terminal.error(Terminal.harmless(sentence)) }
        }
        let result = try await ToolboxCheck(catalogue: catalogue).run()
        if json {
            Terminal.print(try jsonText(result, pretty: true))
        } else {
            for notice in result.notices { Terminal.print("notice: \(Terminal.harmless(notice))") }
            for problem in result.problems { Terminal.print(Terminal.harmless(problem)) }
            let verdict = result.problems.isEmpty ? "no problems" : counted(result.problems.count, "problem")
            Terminal.print(
                "\(counted(result.documents, "document")), \(counted(result.originals, "original")): \(verdict)"
            )
            Terminal.print("digest \(result.digest)")
        }
        if !result.problems.isEmpty { throw ExitCode.failure }
    }
}
