import ArgumentParser
import Catalogue
import Encodings
import Toolbox

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Prove that the toolbox is whole: catalogue against originals against index.",
        discussion:
            "Exits with 0 only where everything agrees. The digest is the same for toolboxes that hold the same."
    )

    @OptionGroup var toolbox: ToolboxOptions
    @Flag(help: "Print the result as JSON.") var json = false
    @Flag(help: "Mend first what can be mended: originals, what belongs to nothing, the index.") var repair = false
    @Flag(
        name: .customLong("move-strays"),
        help: "With --repair: move originals that belong to no document to the trash even where there are many."
    )
    var movesStrays = false
    @Flag(
        name: .customLong("accept-changes"),
        help: "With --repair: take the catalogue's rows as they are although another program has changed them."
    )
    var acceptsChanges = false
    @Option(help: "With --repair: a backup to take missing and damaged originals from.", completion: .directory)
    var from: String?

    func validate() throws {
        if from != nil, !repair { throw ValidationError("--from says where --repair takes originals from") }
        if acceptsChanges, !repair { throw ValidationError("--accept-changes says what --repair may do") }
        if movesStrays, !repair { throw ValidationError("--move-strays says what --repair may do") }
    }

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let backup = from.map { Toolbox(folder: Toolbox.locate($0).folder) }
        if let backup, !backup.exists {
            throw CommandFailure(
                "\(backup.folder) holds no backup; a folder that 'vetsearch backup' made would be right"
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
            let count = { (number: Int, name: String) in "\(number) \(name)\(number == 1 ? "" : "s")" }
            let verdict = result.problems.isEmpty ? "everything agrees" : count(result.problems.count, "problem")
            Terminal.print("\(count(result.documents, "document")), \(count(result.originals, "original")): \(verdict)")
            Terminal.print("digest \(result.digest)")
        }
        if !result.problems.isEmpty { throw ExitCode.failure }
    }
}
