import Catalogue
import DocumentModel
import Foundation
import Index

/// Copies an index while it is searched and written, without the unused space in its blocks: for backups and compaction.
package enum IndexCopy {
    /// How often a copy is started again because the index was written twice meanwhile.
    private static let mostTries = 20

    /// The path of a copy until it is complete.
    static func unfinished(_ target: String) -> String { target + ".new" }

    /// Copies the index at a path, as of one commit or later, with its lexicon, and replaces the index at the target with
    /// it.
    package static func run(from source: String, to target: String) throws {
        let new = unfinished(target)
        for audience in Visibility.allCases {
            let (from, to) = (IndexLayout.path(of: audience, in: source), IndexLayout.path(of: audience, in: new))
            // A document that moves from one part to another meanwhile is corrected when the copy is brought up to date:
            // the copy's last change is that of the part that was copied first.
            guard IndexLayout.parts(of: source, seenBy: audience).contains(from) else { continue }
            try copy(from, to: to)
            // After the documents, so that it contains all their words: it only grows.
            try copy(Lexicon.path(in: from), to: Lexicon.path(in: to))
        }
        let files = FileManager.default
        if files.fileExists(atPath: target) { try files.removeItem(atPath: target) }
        try files.moveItem(atPath: new, toPath: target)
    }

    private static func copy(_ source: String, to target: String) throws {
        for _ in 1..<mostTries where try begin(source, target) { return }
        guard try begin(source, target) else {
            throw CatalogueError(description: "the index in \(source) is being written faster than it can be copied")
        }
    }

    /// Returns false if the index was committed twice while it was copied.
    private static func begin(_ source: String, _ target: String) throws -> Bool {
        if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
        do throws(XapianError) {
            try IndexReader(path: source).copy(to: target)
            return true
        } catch {
            if error.code == .modified { return false }
            throw error
        }
    }
}
