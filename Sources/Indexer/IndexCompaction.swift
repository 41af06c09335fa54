import Catalogue
import DocumentModel
import Foundation
import Index
import SystemPackage

/// Rewrites an index without the unused space in its blocks, which is nearly half of an index that was written in many
/// commits. A smaller index is also searched faster.
package enum IndexCompaction {
    /// The size from which an index is worth it.
    package static let fewestDocuments = 5000

    /// The path of the copy; after the exchange, of the old index.
    static func path(in toolbox: Toolbox) -> String { toolbox.folder.appending("index.compact").string }

    /// Whether all changes are in the index, and it has twice as many documents as after the last compaction. So the time
    /// that compactions take together is in proportion to the number of documents.
    /// - Parameter fewest: an index with fewer documents is never due.
    package static func isDue(_ catalogue: Catalogue, fewest: Int = fewestDocuments) throws -> Bool {
        let reader = try IndexReader(index: catalogue.toolbox.index.string, seenBy: .curators)
        let last = Int(try reader.metadata(IndexLayout.MetadataKey.compacted)) ?? 0
        guard reader.documentCount >= max(2 * last, fewest) else { return false }
        return try reader.appliedSequence() == catalogue.lastSequence()
    }

    /// Compacts the index, unless another process or object is writing it. If it is interrupted at any moment, the old
    /// index or the new one is in use.
    package static func run(_ toolbox: Toolbox) throws {
        let (old, new) = (toolbox.index.string, path(in: toolbox))
        guard let lock = try IndexLock(path: old) else { return }
        defer { withExtendedLifetime(lock) {} }
        try IndexCopy.run(from: old, to: new)
        let documents = try IndexReader(index: new, seenBy: .curators).documentCount
        let writer = try XapianWriter(path: new)
        try writer.setMetadata(IndexLayout.MetadataKey.compacted, String(documents))
        try writer.commit()
        try IndexFiles.exchange(old, new)
        try FileManager.default.removeItem(atPath: new)
    }

    /// Removes what an interrupted compaction left, unless a process is writing the index, which may be compacting it.
    package static func removeLeftovers(of toolbox: Toolbox) throws {
        let left = [path(in: toolbox), IndexCopy.unfinished(path(in: toolbox))]
            .filter { FileManager.default.fileExists(atPath: $0) }
        guard !left.isEmpty, let lock = try IndexLock(path: toolbox.index.string) else { return }
        defer { withExtendedLifetime(lock) {} }
        for path in left { try FileManager.default.removeItem(atPath: path) }
    }
}
