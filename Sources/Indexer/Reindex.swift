import Catalogue
import Foundation
import Glibc
import Index
import SystemPackage

/// Builds a new index beside the old one, which remains in use, and swaps the two at the end.
///
/// An interrupted build continues from its last commit if the format version is still the same.
package enum Reindex {
    /// The path of the new index.
    static func path(in toolbox: Toolbox) -> String { toolbox.folder.appending("index.new").string }

    /// A file in an index that is being built. Without it, the index at ``path(in:)`` is an old one, left by a run that
    /// was killed between the exchange and the removal, and cannot be continued.
    static func mark(in path: String) -> String { path + "/vetsearch.building" }

    /// Throws ``IndexFormatError`` if a newer version made the index, which must not be replaced.
    package static func checkAge(of toolbox: Toolbox) throws {
        if let formatVersion = try? IndexReader(path: toolbox.index.string).formatVersion(),
            IndexLayout.isNewer(formatVersion)
        {
            throw IndexFormatError(found: formatVersion)
        }
    }

    /// - Parameters:
    ///   - progress: called with the number of documents done so far in this run.
    ///   - isCancelled: called between documents; what is done is kept for the next run.
    ///   - lastDeath: why the previous process died, if one did; the documents it had done count for this run.
    /// - Returns: the number of documents indexed in this run; nil if it was cancelled.
    package static func run(
        _ catalogue: Catalogue,
        progress: (Int) -> Void,
        isCancelled: () -> Bool,
        lastDeath: String? = nil
    ) throws -> Int? {
        let old = catalogue.toolbox.index.string
        let new = path(in: catalogue.toolbox)
        let writer = try begin(catalogue, new, lastDeath)
        var done = try lastDeath == nil ? 0 : writer.documentCount
        func applyAll() throws -> Bool {
            while !isCancelled() {
                let applied = try writer.apply(isStopping: isCancelled).count
                if applied == 0, !isCancelled() {
                    try writer.commit()
                    return true
                }
                done += applied
                progress(done)
            }
            try writer.commit()
            return false
        }
        guard try applyAll() else { return nil }
        // Nobody may write to the old index during the exchange; changes made meanwhile are applied to the new one first.
        guard FileManager.default.fileExists(atPath: old) else {
            try FileManager.default.removeItem(atPath: mark(in: new))
            try FileManager.default.moveItem(atPath: new, toPath: old)
            return done
        }
        let lock = try waitForLock(old, isCancelled)
        guard !isCancelled(), try applyAll() else { return nil }
        try FileManager.default.removeItem(atPath: mark(in: new))
        try IndexFiles.exchange(old, new)
        withExtendedLifetime(lock) {}
        try FileManager.default.removeItem(atPath: new)
        return done
    }

    /// Opens the index that an earlier run began, or starts again if that has another format version, is damaged, or is
    /// not a build at all.
    private static func begin(
        _ catalogue: Catalogue,
        _ path: String,
        _ lastDeath: String?
    ) throws -> IndexWriter {
        let files = FileManager.default
        if files.fileExists(atPath: mark(in: path)) {
            do {
                return try IndexWriter(catalogue, path: path, lastDeath: lastDeath)
            } catch let error as XapianError where error.code == .locked {
                throw error  // another reindex is running
            } catch is XapianError, is IndexFormatError {}
        }
        if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
        try files.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard files.createFile(atPath: mark(in: path), contents: nil) else {
            throw CatalogueError(description: "cannot write in \(path)")
        }
        return try IndexWriter(catalogue, path: path)
    }

    /// The lock of the old index, which may be too damaged to be opened; nil if waiting was cancelled.
    private static func waitForLock(_ path: String, _ isCancelled: () -> Bool) throws -> IndexLock? {
        while !isCancelled() {
            if let lock = try IndexLock(path: path) { return lock }
            usleep(100_000)
        }
        return nil
    }
}
