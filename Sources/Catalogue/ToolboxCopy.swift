import Foundation
import GRDB
import SystemPackage

/// Copies a toolbox's catalogue and originals into another folder while others use it: for backup and restore.
///
/// The catalogue is copied as of one moment (SQLite's online backup). Originals never change and are copied one by one,
/// each checked against its hash. Those already in the target stay, so that a second backup copies only what is new.
package enum ToolboxCopy {
    /// The result of a copy.
    package struct Result: Sendable, Equatable {
        package var documents = 0
        package var originals = 0
        /// Originals that were not in the target yet.
        package var copied = 0
        /// Hashes of originals that the catalogue refers to and that are missing or damaged.
        package var missing: [String] = []

        package init() {}
    }

    /// How often the catalogue is copied again if originals were removed meanwhile.
    private static let mostRounds = 10

    /// Throws ``CatalogueError`` if the target contains a copy of another toolbox, or if an empty toolbox would replace a
    /// copy that is not empty.
    package static func check(from source: Catalogue, to target: Toolbox) throws {
        let id = try source.toolboxID()
        if let id, let existing = ToolboxMark(of: target)?.id, existing != id {
            throw CatalogueError(
                description:
                    "\(target.folder) contains the backup of another toolbox (\(existing); this is \(id)); choose "
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
    ///   - target: an empty folder, or the folder of an earlier copy; its catalogue is replaced at the end, in one step.
    ///   - progress: called with the number of originals processed so far and in total.
    /// - Returns: with `missing` if the source itself is damaged; everything else is copied then.
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
            // A missing original may have been removed after the catalogue was copied: then a new copy of the catalogue
            // does not refer to it. An original that is missing again and again is lost.
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

    /// Whether an original has been copied before, judged by its size.
    private static func isCopied(_ hash: String, from source: Originals, to target: Originals) -> Bool {
        guard let copy = try? target.path(of: hash).stat() else { return false }
        guard let original = try? source.path(of: hash).stat() else { return true }
        return copy.size == original.size
    }

    /// Copies the current catalogue; returns the hashes that it refers to.
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
        // One file, without a log.
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

    /// Returns false if the original is missing or does not match its hash.
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
