import ArgumentParser
import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage
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
    @Flag(help: "Also copy the index, so that a restore does not have to rebuild it.") var withIndex = false
    @OptionGroup var toolbox: ToolboxOptions

    func run() async throws {
        let catalogue = try toolbox.openCatalogue()
        let target = Toolbox(folder: Toolbox.locate(folder).folder)
        try Backup.prepare(target, of: catalogue)
        let withIndex = withIndex
        let result = try await Blocking.run {
            // The index first: it must not be ahead of the catalogue that it is restored with.
            if withIndex, FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) {
                try IndexCopy.run(from: catalogue.toolbox.index.string, to: target.index.string)
            } else if FileManager.default.fileExists(atPath: target.index.string) {
                try FileManager.default.removeItem(atPath: target.index.string)
            }
            return try ToolboxCopy.run(from: catalogue, to: target, progress: Backup.progress)
        }
        try Backup.tell(result, "in the backup", target)
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
        let source = Toolbox(folder: Toolbox.locate(backup).folder)
        guard Backup.isBackup(source) else {
            throw CommandFailure(
                "\(source.folder) does not contain a backup; expected a folder that 'vetsearch backup' made"
            )
        }
        let target = toolbox.location
        guard Backup.isEmpty(target.folder) else {
            throw CommandFailure(
                "\(target.folder) is not empty; name a new folder with --toolbox"
            )
        }
        let catalogue = try Catalogue(source, creating: false)
        if let problem = try catalogue.integrityProblems().first {
            throw CommandFailure("the catalogue of the backup in \(source.folder) is damaged: \(problem)")
        }
        let result = try await Blocking.run {
            let result = try ToolboxCopy.run(from: catalogue, to: target, progress: Backup.progress)
            if FileManager.default.fileExists(atPath: source.index.string) {
                try FileManager.default.copyItem(atPath: source.index.string, toPath: target.index.string)
            }
            return result
        }
        try await Backup.bringUpToDate(Catalogue(target, creating: false))
        try Backup.tell(result, "restored", target)
    }
}

/// What the two have in common.
private enum Backup {
    /// Stands in a backup, so that no toolbox is ever taken for one and overwritten.
    private static func mark(in toolbox: Toolbox) -> FilePath { toolbox.folder.appending("vetsearch.backup") }

    static func isBackup(_ toolbox: Toolbox) -> Bool {
        toolbox.exists && FileManager.default.fileExists(atPath: mark(in: toolbox).string)
    }

    static func isEmpty(_ folder: FilePath) -> Bool {
        let files = FileManager.default
        return !files.fileExists(atPath: folder.string)
            || (try? files.contentsOfDirectory(atPath: folder.string))?.isEmpty == true
    }

    /// Makes sure that a folder may become a backup, and marks it.
    static func prepare(_ target: Toolbox, of catalogue: Catalogue) throws {
        let files = FileManager.default
        guard !target.folder.starts(with: catalogue.toolbox.folder) else {
            throw CommandFailure("\(target.folder) is inside the toolbox; choose a folder elsewhere")
        }
        let mark = mark(in: target)
        guard isEmpty(target.folder) || files.fileExists(atPath: mark.string) else {
            throw CommandFailure(
                "\(target.folder) contains something other than a backup; choose an empty folder or an earlier backup"
            )
        }
        // A damaged catalogue must not take the place of a whole one.
        if let problem = try catalogue.integrityProblems().first { throw StorageTrouble.damagedCatalogue(problem) }
        try ToolboxCopy.check(from: catalogue, to: target)
        try files.createDirectory(atPath: target.folder.string, withIntermediateDirectories: true)
        try Data("made by vetsearch backup\n".utf8).write(to: URL(filePath: mark.string))
    }

    @Sendable static func progress(_ done: Int, _ total: Int) {
        if Terminal.isErrorTerminal, done % 100 == 0 { Terminal.write("\r\(done) of \(total) originals", to: 2) }
    }

    /// Applies what an index that came along lacks; makes one where none did, a damaged one or another version's.
    static func bringUpToDate(_ catalogue: Catalogue) async throws {
        let index = catalogue.toolbox.index.string
        let report = try await IndexExaminer.run(catalogue.toolbox)
        try await Blocking.run {
            if report.isDamaged, FileManager.default.fileExists(atPath: index) {
                try FileManager.default.removeItem(atPath: index)
            }
            guard FileManager.default.fileExists(atPath: index) else {
                _ = try IndexRun.rebuild(catalogue)
                return
            }
            try IndexRun.applyAll(catalogue)
        }
    }

    static func tell(_ result: ToolboxCopy.Result, _ where: String, _ target: Toolbox) throws {
        if Terminal.isErrorTerminal { Terminal.error("") }
        for hash in result.missing {
            Terminal.error(
                "the original \(hash) is missing or damaged; 'vetsearch check' shows which document it belongs to"
            )
        }
        let count = { (number: Int, name: String) in "\(number) \(name)\(number == 1 ? "" : "s")" }
        Terminal.print(
            "\(count(result.documents, "document")), \(count(result.originals, "original")) \(`where`), "
                + "\(result.copied) copied: \(target.folder)"
        )
        if !result.missing.isEmpty { throw ExitCode.failure }
    }
}
