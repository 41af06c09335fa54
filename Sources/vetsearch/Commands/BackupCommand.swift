import ArgumentParser
import Catalogue
import Encodings
import Toolbox

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a toolbox while it is in use.",
        discussion: """
            Copies the catalogue as it is at one moment, and all original files that it names. A second backup into the \
            same folder copies only what is new. 'vetsearch restore' turns a backup into a toolbox.
            """
    )

    @Argument(help: "An empty folder, or one with an earlier backup.", completion: .directory) var folder: String
    @Flag(help: "Also copy the index and the vectors, so that a restore does not have to make them again.")
    var withIndex = false
    @OptionGroup var toolbox: ToolboxOptions

    func run() async throws {
        let backup = ToolboxBackup(Toolbox.locate(folder))
        let result = try await backup.write(
            from: toolbox.openCatalogue(),
            withIndex: withIndex,
            progress: showProgress
        )
        try report(result, "in the backup", backup.copy)
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a toolbox from a backup.",
        discussion: "The toolbox must not exist yet. Each original is checked against its hash."
    )

    @Argument(help: "A folder that 'vetsearch backup' made.", completion: .directory) var backup: String
    @OptionGroup var toolbox: ToolboxOptions

    func run() async throws {
        let target = toolbox.location
        let result = try await ToolboxBackup(Toolbox.locate(backup)).restore(to: target, progress: showProgress)
        try report(result, "restored", target)
    }
}

@Sendable private func showProgress(_ done: Int, _ total: Int) {
    if Terminal.isErrorTerminal, done % 100 == 0 { Terminal.write("\r\(done) of \(total) originals", to: 2) }
}

private func report(_ result: ToolboxCopy.Result, _ where: String, _ target: Toolbox) throws {
    if Terminal.isErrorTerminal { Terminal.error("") }
    for hash in result.missing {
        Terminal.error(
            "the original \(hash) is missing or damaged; 'vetsearch check' shows which document it belongs to"
        )
    }
    Terminal.print(
        "\(counted(result.documents, "document")), \(counted(result.originals, "original")) \(`where`), "
            + "\(result.copied) copied: \(target.folder)"
    )
    if !result.missing.isEmpty { throw ExitCode.failure }
}
