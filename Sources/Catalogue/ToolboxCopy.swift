import Foundation
import GRDB
import SystemPackage

/// Copies a toolbox's catalogue and originals into another folder while others use it: for backups, and back.
///
/// The catalogue is copied as it is at one moment (SQLite's online backup). Originals never change and are copied one by one,
/// each checked against its hash; those that are there already stay, so that a second backup copies what is new.
package enum ToolboxCopy {
    /// What was copied.
    package struct Result: Sendable, Equatable {
        package var documents = 0
        package var originals = 0
        /// Originals that were not there yet.
        package var copied = 0
        /// Hashes of originals that the catalogue names and that are not there, or are not what they were.
        package var missing: [String] = []

        package init() {}
    }

    /// How often the catalogue is copied anew where originals went away meanwhile.
    private static let mostRounds = 10

    /// Throws ``CatalogueError`` where the target holds a copy of another toolbox, or where a toolbox that holds nothing would
    /// take the place of one that holds something.
    package static func check(from source: Catalogue, to target: Toolbox) throws {
        let id = try source.toolboxID()
        if let id, let held = ToolboxMark(of: target)?.id, held != id {
            throw CatalogueError(
                description:
                    "\(target.folder) contains the backup of another toolbox (\(held); this is \(id)); choose "
                    + "an empty folder"
            )
        }
        if try source.referencedHashes().isEmpty, Originals.holdSomething(target.originals) {
            throw CatalogueError(
                description:
                    "the toolbox is empty, but the backup in \(target.folder) is not; it was not changed. "
                    + "Choose an empty folder"
            )
        }
    }

    /// - Parameters:
    ///   - target: an empty folder, or one that an earlier copy went to; its catalogue is replaced at the end, in one step.
    ///   - progress: called with the number of originals looked at and of all.
    /// - Returns: with `missing` where the source itself is damaged; everything else is copied then.
    package static func run(
        from source: Catalogue,
        to target: Toolbox,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> Result {
        try check(from: source, to: target)
        let files = FileManager.default
        try files.createDirectory(atPath: target.folder.string, withIntermediateDirectories: true)
        let originals = try Originals(folder: target.originals)
        let new = target.folder.appending("catalogue.new")
        var result = Result()
        for _ in 0..<mostRounds {
            let before = result.missing
            result.missing = []
            let referenced = try copyCatalogue(source, to: new, &result)
            result.originals = referenced.count
            for (number, hash) in referenced.sorted().enumerated() {
                progress(number, referenced.count)
                if isCopied(hash, from: source.originals, to: originals) { continue }
                if try copy(hash, from: source.originals, to: originals) {
                    result.copied += 1
                } else {
                    result.missing.append(hash)
                }
            }
            // An original that is gone may have been removed after the catalogue was copied: then a new copy knows nothing of
            // it. One that is named again and again is missing.
            if result.missing == before || result.missing.isEmpty { break }
        }
        for suffix in ["-wal", "-shm"] where files.fileExists(atPath: target.catalogue.string + suffix) {
            try files.removeItem(atPath: target.catalogue.string + suffix)
        }
        if let id = try source.toolboxID() {
            try ToolboxMark(id: id).write(to: target)
        } else if files.fileExists(atPath: target.mark.string) {
            try files.removeItem(atPath: target.mark.string)
        }
        guard rename(new.string, target.catalogue.string) == 0 else { throw Errno(rawValue: errno) }
        try Originals.synchronise(target.folder)
        try Catalogue(target, creating: false).sweep(movingAll: true)
        return result
    }

    /// Whether an original has been copied before, as far as its size tells.
    private static func isCopied(_ hash: String, from source: Originals, to target: Originals) -> Bool {
        guard let copy = try? target.path(of: hash).stat() else { return false }
        guard let original = try? source.path(of: hash).stat() else { return true }
        return copy.size == original.size
    }

    /// Copies the catalogue as it is now; returns the hashes that it names.
    private static func copyCatalogue(
        _ source: Catalogue,
        to path: FilePath,
        _ result: inout Result
    ) throws -> Set<String> {
        for name in [path.string, path.string + "-wal", path.string + "-shm", path.string + "-journal"]
        where FileManager.default.fileExists(atPath: name) {
            try FileManager.default.removeItem(atPath: name)
        }
        let copy = try DatabaseQueue(path: path.string)
        try source.database.backup(to: copy)
        // One file, without a log beside it.
        _ = try copy.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        let (documents, hashes) = try copy.read { database in
            (
                try Int.fetchOne(database, sql: "SELECT count(*) FROM documents") ?? 0,
                try Catalogue.referencedHashes(database)
            )
        }
        try copy.close()
        try Originals.synchronise(path)
        result.documents = documents
        return hashes
    }

    /// False where the original is not there, or is not what its hash says.
    private static func copy(_ hash: String, from source: Originals, to target: Originals) throws -> Bool {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(source.path(of: hash), .readOnly, options: .closeOnExec)
        } catch Errno.noSuchFileOrDirectory {
            return false
        }
        defer { try? descriptor.close() }
        let staged = try target.stage(descriptor)
        guard staged.hash == hash else {
            target.discard(staged)
            return false
        }
        try target.keep(staged)
        return true
    }
}
