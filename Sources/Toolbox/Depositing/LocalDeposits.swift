import Catalogue
import DocumentModel
import Encodings
import Foundation
import Ingest
import SystemPackage

/// Adds, describes and removes documents one by one from the command line. Each change is in the index when its function
/// returns.
package struct LocalDeposits: Sendable {
    let catalogue: Catalogue
    /// The actor for the audit trail.
    let actor: String
    /// Called with messages about what an earlier process has left behind.
    let warn: @Sendable (String) -> Void

    package init(_ catalogue: Catalogue, by actor: String, warn: @escaping @Sendable (String) -> Void) {
        (self.catalogue, self.actor, self.warn) = (catalogue, actor, warn)
    }

    /// Adds a file, which is copied into the store and read by a worker; a video with the transcripts beside it.
    /// - Parameters:
    ///   - members: its description, as the HTTP API takes it.
    ///   - id: its id; nil to derive it from its content.
    package func add(_ path: String, _ members: [String: JSONValue], id: String?) async throws -> Deposited {
        try await changing {
            var deposit = Deposit()
            try deposit.apply(members)
            let applied = deposit
            return try await withFile(path) { try catalogue.deposit($0, applied, id: id, by: actor) }
        }
    }

    /// Adds a new version of a document.
    package func addVersion(_ path: String, of id: String) async throws -> Deposited {
        try await changing { try await withFile(path) { try catalogue.replaceFile(of: id, $0, by: actor) } }
    }

    /// Adds a record without a file, or replaces the description of a document.
    package func put(_ id: String, _ members: [String: JSONValue]) async throws -> Deposited {
        try await changing {
            var deposit = Deposit()
            try deposit.apply(members)
            return try catalogue.put(id, deposit, by: actor)
        }
    }

    /// Changes the description of a document.
    package func describe(_ id: String, _ members: [String: JSONValue]) async throws -> Deposited {
        try await changing { try catalogue.describe(id, by: actor) { try $0.apply(members) } }
    }

    /// Removes a document with all its versions.
    package func remove(_ id: String) async throws -> Deposited {
        let done = try catalogue.remove(id, by: actor)
        try await IndexFollower.catchUp(with: catalogue)
        return done
    }

    /// Makes a change while no ingest removes unfinished copies.
    private func changing(_ change: () async throws -> Deposited) async throws -> Deposited {
        let presence = try IngestPresence(catalogue, warn: warn)
        defer { withExtendedLifetime(presence) {} }
        let done = try await change()
        try await IndexFollower.catchUp(with: catalogue)
        return done
    }

    /// Reads a file and passes it to a change of the catalogue; discards its copies if the change fails.
    private func withFile(_ path: String, _ change: (DepositedFile) throws -> Deposited) async throws -> Deposited {
        let pool = ExtractionPool(workers: 1, limits: ExtractionLimits())
        let assembly = MediaAssembly(catalogue.originals) { await pool.extractEncoded($0, name: $1) }
        do {
            let file = try stage(path) {
                try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
            }
            let others: [StagedFile]
            do {
                others = try MediaBundles.isMedia(file.name) ? stageCompanions(of: path) : []
            } catch {
                await assembly.discard([file])
                throw error
            }
            let deposited = try await assembly.read(file, with: others, extractor: Extraction.version)
            await pool.shutdown()
            do {
                return try change(deposited)
            } catch {
                catalogue.originals.discard(deposited.staged)
                throw error
            }
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    private func stageCompanions(of path: String) throws -> [StagedFile] {
        var staged: [StagedFile] = []
        do {
            for companion in MediaBundles.beside(FilePath(path)) {
                staged.append(try stage(companion.string) { try MediaBundles.openBeside(companion) })
            }
            return staged
        } catch {
            for file in staged { catalogue.originals.discard(file.staged) }
            throw error
        }
    }

    private func stage(_ path: String, open: () throws -> FileDescriptor) throws -> StagedFile {
        do {
            let descriptor = try open()
            let staged = try descriptor.closeAfter { try catalogue.originals.stage(descriptor) }
            return StagedFile(staged: staged, name: FilePath(path).lastComponent?.string ?? "file", place: path)
        } catch let error as Errno {
            throw ToolboxError("\(path) cannot be read: \(error)")
        } catch let error as UnreadableFile {
            throw ToolboxError("\(path): \(error.reason)")
        }
    }
}
