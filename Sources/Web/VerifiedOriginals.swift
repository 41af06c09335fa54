import Catalogue
import DocumentModel
import Foundation
import Logging
import SystemPackage

/// The originals as they are given to readers: each is held against its hash when it is first asked for, and again when its
/// file has changed since; a damaged one is never given away as good.
package actor VerifiedOriginals {
    private let originals: Originals
    private let pools: WorkPools
    private let logger: Logger
    private var verified: [String: Identity] = [:]
    private var running: [String: Task<State, any Error>] = [:]

    /// The most originals that are remembered.
    private static let mostVerified = 100_000

    /// What tells that a file is still the one that was looked at: its number, size and times.
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

    /// Where an original lies.
    /// - Parameter id: the document that it is asked for.
    /// - Throws: ``Problem`` where it is missing or damaged, which the log has, too.
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
