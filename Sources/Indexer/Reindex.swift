import CXapianShim
import Catalogue
import Foundation
import Glibc
import SystemPackage

/// Builds the index anew beside the old one, which goes on answering, and swaps the two at the end.
///
/// It resumes: a build that was broken off goes on from its last commit if the recipe is still the same.
public enum Reindex {
    /// Where the new index grows.
    static func path(in toolbox: Toolbox) -> String { toolbox.folder.appending("index.new").string }

    /// - Parameters:
    ///   - progress: called with the number of documents done so far in this run.
    ///   - isCancelled: asked between batches; what is done stays for the next run.
    /// - Returns: the number of documents that went in in this run; nil where it was cancelled.
    public static func run(
        _ catalogue: Catalogue, progress: (Int) -> Void, isCancelled: () -> Bool
    ) throws -> Int? {
        let new = path(in: catalogue.toolbox)
        let writer: IndexWriter
        do {
            writer = try IndexWriter(catalogue, path: new)
        } catch is RecipeError {
            try FileManager.default.removeItem(atPath: new)
            writer = try IndexWriter(catalogue, path: new)
        }
        var done = 0
        func applyAll() throws -> Bool {
            while !isCancelled() {
                let applied = try writer.apply().count
                if applied == 0 {
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
        // Nobody may write the old index while the two change places; what came meanwhile goes into the new one first.
        let old = catalogue.toolbox.index.string
        guard FileManager.default.fileExists(atPath: old) else {
            try FileManager.default.moveItem(atPath: new, toPath: old)
            return done
        }
        let lock = try waitForLock(old)
        guard try applyAll() else { return nil }
        try swap(old, new)
        withExtendedLifetime(lock) {}
        try FileManager.default.removeItem(atPath: new)
        return done
    }

    private static func waitForLock(_ path: String) throws -> XapianWriter {
        while true {
            do {
                return try XapianWriter(path: path)
            } catch {
                guard error.code == .locked else { throw error }
                usleep(100_000)
            }
        }
    }

    /// Exchanges two paths in one step, so that a reader finds one index or the other at any moment.
    private static func swap(_ old: String, _ new: String) throws {
        let failure = cxapian_exchange(old, new)
        guard failure == 0 else { throw Errno(rawValue: failure) }
    }
}
