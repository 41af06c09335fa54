import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage

/// A backup of a toolbox: a folder with the layout of a toolbox, which later backups update.
package struct ToolboxBackup: Sendable {
    /// The paths of the backup's parts.
    package let copy: Toolbox

    /// - Parameter copy: the folder of the backup.
    package init(_ copy: Toolbox) { self.copy = copy }

    /// Called with the number of originals processed so far and in total.
    package typealias Progress = @Sendable (Int, Int) -> Void

    /// Whether there is a backup.
    var exists: Bool { copy.exists && FileManager.default.fileExists(atPath: mark.string) }

    /// A file that marks a backup, so that a toolbox is never taken for one and overwritten.
    private var mark: FilePath { copy.folder.appending("vetsearch.backup") }

    /// Creates or updates the backup while others use the toolbox, and records the result in the toolbox.
    /// - Parameter withIndex: whether to copy the index and the vectors, so that a restore does not have to make them again.
    package func write(
        from catalogue: Catalogue,
        withIndex: Bool,
        progress: @escaping Progress
    ) async throws -> ToolboxCopy.Result {
        var record = BackupRecord(folder: copy.folder.string, withIndex: withIndex)
        do {
            let result = try await update(from: catalogue, withIndex: withIndex, progress: progress)
            record.finish(result)
            BackupLog.add(record, to: catalogue)
            return result
        } catch {
            record.fail(error)
            BackupLog.add(record, to: catalogue)
            throw error
        }
    }

    private func update(
        from catalogue: Catalogue,
        withIndex: Bool,
        progress: @escaping Progress
    ) async throws -> ToolboxCopy.Result {
        try prepare(for: catalogue)
        return try await Blocking.run { [copy] in
            // The index and the vectors first, because they must not be newer than the catalogue that they are restored with.
            if withIndex {
                try VectorCopy.run(from: catalogue.toolbox, to: copy)
            } else if FileManager.default.fileExists(atPath: copy.vectors.string) {
                try FileManager.default.removeItem(atPath: copy.vectors.string)
            }
            if withIndex, FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) {
                try IndexCopy.run(from: catalogue.toolbox.index.string, to: copy.index.string)
            } else if FileManager.default.fileExists(atPath: copy.index.string) {
                try FileManager.default.removeItem(atPath: copy.index.string)
            }
            try Self.copyTemplates(from: catalogue.toolbox, to: copy)
            return try ToolboxCopy.run(from: catalogue, to: copy, progress: progress)
        }
    }

    /// Makes the templates in the target those of the source.
    private static func copyTemplates(from source: Toolbox, to target: Toolbox) throws {
        let files = FileManager.default
        let names = { (toolbox: Toolbox) in
            ((try? files.contentsOfDirectory(atPath: toolbox.templates.string)) ?? []).filter { $0.hasSuffix(".json") }
        }
        let wanted = names(source)
        for name in wanted {
            let data = try Data(contentsOf: URL(filePath: source.templates.appending(name).string))
            try Catalogue.writeDurably([UInt8](data), to: target.templates.appending(name))
        }
        for name in Set(names(target)).subtracting(wanted) {
            try files.removeItem(atPath: target.templates.appending(name).string)
        }
    }

    /// Creates a toolbox from the backup, with an index that is up to date.
    /// - Parameter target: an empty or non-existing folder.
    package func restore(to target: Toolbox, progress: @escaping Progress) async throws -> ToolboxCopy.Result {
        guard exists else {
            throw ToolboxError(
                "\(copy.folder) does not contain a backup; expected a folder that 'vetsearch backup' made"
            )
        }
        guard Self.isEmpty(target.folder) else {
            throw ToolboxError("\(target.folder) is not empty; name a new folder with --toolbox")
        }
        let catalogue = try Catalogue(copy, creating: false)
        if let problem = try catalogue.integrityProblems().first {
            throw ToolboxError("the catalogue of the backup in \(copy.folder) is damaged: \(problem)")
        }
        let result = try await Blocking.run { [copy] in
            let result = try ToolboxCopy.run(from: catalogue, to: target, progress: progress)
            try Self.copyTemplates(from: copy, to: target)
            if FileManager.default.fileExists(atPath: copy.index.string) {
                try FileManager.default.copyItem(atPath: copy.index.string, toPath: target.index.string)
            }
            try VectorCopy.run(from: copy, to: target)
            return result
        }
        try await Self.bringUpToDate(Catalogue(target, creating: false))
        return result
    }

    /// Checks that the folder may be used for a backup, and marks it.
    private func prepare(for catalogue: Catalogue) throws {
        let files = FileManager.default
        guard !copy.folder.starts(with: catalogue.toolbox.folder) else {
            throw ToolboxError("\(copy.folder) is inside the toolbox; choose a folder elsewhere")
        }
        guard Self.isEmpty(copy.folder) || files.fileExists(atPath: mark.string) else {
            throw ToolboxError(
                "\(copy.folder) contains something other than a backup; choose an empty folder or an earlier backup"
            )
        }
        // A damaged catalogue must not replace an intact one.
        if let problem = try catalogue.integrityProblems().first { throw StorageTrouble.damagedCatalogue(problem) }
        try ToolboxCopy.check(from: catalogue, to: copy)
        try files.createDirectory(atPath: copy.folder.string, withIntermediateDirectories: true)
        try Data("made by vetsearch backup\n".utf8).write(to: URL(filePath: mark.string))
    }

    private static func isEmpty(_ folder: FilePath) -> Bool {
        let files = FileManager.default
        return !files.fileExists(atPath: folder.string)
            || (try? files.contentsOfDirectory(atPath: folder.string))?.isEmpty == true
    }

    /// Applies missing changes to a restored index; builds one if there is none, or if it is damaged or of another
    /// version.
    private static func bringUpToDate(_ catalogue: Catalogue) async throws {
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
}
