import Catalogue
import DocumentModel
import Foundation
import Logging
import SystemPackage

/// Originals for downloads: each is verified by its hash when it is first requested, and again if its file has changed
/// since. A damaged one is never served.
package actor VerifiedOriginals {
    private let originals: Originals
    private let pools: WorkPools
    private let logger: Logger
    private var verified: [String: Identity] = [:]
    private var running: [String: Task<State, any Error>] = [:]

    /// The maximum number of originals that are remembered as verified.
    private static let mostVerified = 100_000

    /// Identifies the verified state of a file: its inode, size and times.
    private struct Identity: Equatable {
        var inode: UInt64
        var size: Int64
        var modified: Date
        var changed: Date
    }

    private enum State: Sendable { case whole, damaged }

    package init(_ originals: Originals, pools: WorkPools, logger: Logger) {
        (self.originals, self.pools, self.logger) = (originals, pools, logger)
    }

    /// The path of an original.
    /// - Parameter id: the document for which it is requested.
    /// - Throws: ``Problem`` if it is missing or damaged, which is also logged.
    package func path(of hash: String, for id: String) async throws -> FilePath {
        let path = originals.path(of: hash)
        let file: Identity
        do {
            file = try await pools.files.run { try Self.identity(of: path) }
        } catch {
            guard !FileManager.default.fileExists(atPath: path.string) else { throw error }
            logger.error("an original is missing", metadata: ["file": "\(path)", "document": "\(id)"])
            throw Problem.missingOriginal(of: id)
        }
        if verified[hash] == file { return path }
        let work =
            running[hash]
            ?? Task { [originals, pools] in
                try await pools.files.run { try originals.rehash(hash) == hash ? .whole : .damaged }
            }
        running[hash] = work
        defer { running[hash] = nil }
        guard try await work.value == .whole else {
            logger.error("an original is damaged", metadata: ["file": "\(path)", "document": "\(id)"])
            throw Problem.damagedOriginal(of: id)
        }
        if verified.count >= Self.mostVerified { verified = [:] }
        verified[hash] = file
        return path
    }

    private static func identity(of path: FilePath) throws -> Identity {
        let file = URL(filePath: path.string)
        let values = try file.resourceValues(forKeys: [
            .fileSizeKey, .contentModificationDateKey, .attributeModificationDateKey,
        ])
        return Identity(
            inode: UInt64(try path.stat().inode.rawValue),
            size: Int64(values.fileSize ?? -1),
            modified: values.contentModificationDate ?? .distantPast,
            changed: values.attributeModificationDate ?? .distantPast
        )
    }
}
