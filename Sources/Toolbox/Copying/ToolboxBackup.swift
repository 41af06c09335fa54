import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage

/// A backup of a toolbox: a folder with the layout of a toolbox, which later backups bring up to date.
package struct ToolboxBackup: Sendable {
    /// The folder's parts.
    package let copy: Toolbox

    /// - Parameter copy: the backup's folder.
    package init(_ copy: Toolbox) { self.copy = copy }

    /// Called with the number of originals looked at and of all.
    package typealias Progress = @Sendable (Int, Int) -> Void

    /// Whether a backup is there.
    var exists: Bool { copy.exists && FileManager.default.fileExists(atPath: mark.string) }

    /// Stands in a backup, so that no toolbox is ever taken for one and overwritten.
    private var mark: FilePath { copy.folder.appending("vetsearch.backup") }

    /// Makes the backup, or brings it up to date, while others use the toolbox.
    /// - Parameter withIndex: whether the index is copied, so that a restore need not build it.
    package func write(
        from catalogue: Catalogue,
        withIndex: Bool,
        progress: @escaping Progress
    ) async throws -> ToolboxCopy.Result {
        try prepare(for: catalogue)
        return try await Blocking.run { [copy] in
            // The index first: it must not be ahead of the catalogue that it is restored with.
            if withIndex, FileManager.default.fileExists(atPath: catalogue.toolbox.index.string) {
                try IndexCopy.run(from: catalogue.toolbox.index.string, to: copy.index.string)
            } else if FileManager.default.fileExists(atPath: copy.index.string) {
                try FileManager.default.removeItem(atPath: copy.index.string)
            }
            return try ToolboxCopy.run(from: catalogue, to: copy, progress: progress)
        }
    }

    /// Makes a toolbox of the backup, with an index that is up to date.
    /// - Parameter target: a folder that is empty or does not exist.
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
            if FileManager.default.fileExists(atPath: copy.index.string) {
                try FileManager.default.copyItem(atPath: copy.index.string, toPath: target.index.string)
            }
            return result
        }
        try await Self.bringUpToDate(Catalogue(target, creating: false))
        return result
    }

    /// Makes sure that the folder may become a backup, and marks it.
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
        // A damaged catalogue must not take the place of a whole one.
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

    /// Applies what an index that came along lacks; makes one where none did, a damaged one or another version's.
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
