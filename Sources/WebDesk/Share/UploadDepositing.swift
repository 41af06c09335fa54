import Catalogue
import DocumentModel
import Encodings
import Foundation
import SystemPackage
import Toolbox
import Web
import WebAPI

/// Turns files that have arrived into drafts. Each file is read once, even if it is asked for twice, and to the end, even
/// if the browser is gone.
actor UploadDepositing {
    private let catalogue: Catalogue
    private let services: DepositServices
    private let pools: WorkPools
    private var running: [String: Task<UploadResult, any Error>] = [:]

    init(catalogue: Catalogue, services: DepositServices, pools: WorkPools) {
        (self.catalogue, self.services, self.pools) = (catalogue, services, pools)
    }

    /// Some bytes of a file, or of one that belongs to it, have not arrived yet.
    struct Incomplete: Error {
        var name: String
    }

    /// Reads a file that has arrived and makes it a draft, or the new file of one.
    func deposit(_ upload: FileUpload, by actor: Actor) async throws -> UploadResult {
        try await begin(upload, by: actor).value
    }

    /// Begins to read the files that have arrived; returns those that are being read.
    func begin(_ uploads: [FileUpload], by actor: Actor) -> [Task<UploadResult, any Error>] {
        uploads.filter { $0.result == nil && $0.mediaOf == nil }.map { begin($0, by: actor) }
    }

    private func begin(_ upload: FileUpload, by actor: Actor) -> Task<UploadResult, any Error> {
        if let task = running[upload.id] { return task }
        let task = Task { [self] in
            defer { running[upload.id] = nil }
            return try await read(upload, by: actor)
        }
        running[upload.id] = task
        return task
    }

    private func read(_ upload: FileUpload, by actor: Actor) async throws -> UploadResult {
        let uploads = catalogue.uploads
        let batch = try await pools.catalogue.run { try uploads.batch(upload.batch, of: upload.owner) }
        // It may have been finished since it was looked up.
        guard let current = batch.first(where: { $0.id == upload.id }) else { throw UploadError.unknown }
        if let result = current.result { return result }
        var others = batch.filter { $0.mediaOf == upload.id && $0.result == nil }
        for file in [current] + others where uploads.offset(of: file.id) < file.size {
            throw Incomplete(name: file.name)
        }
        while true {
            do {
                let file = try await read(current, with: others)
                let done = try await change(current, file, by: actor)
                for other in others {
                    var joined = UploadResult(.joined)
                    joined.document = done.document
                    try await finish(other, joined)
                }
                try await finish(current, done)
                services.changed()
                return done
            } catch let error as UnreadableDeposit {
                if case .extractorBroken = error.failure { throw Problem.inside }
                // The others are deposited without a transcript that cannot be read.
                guard let place = others.firstIndex(where: { Self.name($0) == error.file.name && !others.isEmpty }),
                    error.file.name != Self.name(current)
                else { return try await fail(current, error.failure) }
                _ = try await fail(others.remove(at: place), error.failure)
            }
        }
    }

    private static func name(_ upload: FileUpload) -> String { FileNames.plain(upload.name) }

    private func read(_ upload: FileUpload, with others: [FileUpload]) async throws -> DepositedFile {
        let uploads = catalogue.uploads
        let assembly = MediaAssembly(catalogue.originals, extract: services.extract)
        var staged: [StagedFile] = []
        do {
            for file in [upload] + others {
                let copy = try await pools.files.runAlways { try uploads.stage(file) }
                staged.append(StagedFile(staged: copy, name: Self.name(file)))
            }
        } catch {
            await assembly.discard(staged)
            throw error
        }
        return try await assembly.read(staged[0], with: Array(staged.dropFirst()), extractor: services.extractor)
    }

    /// Adds the file to the catalogue.
    private func change(_ upload: FileUpload, _ file: DepositedFile, by actor: Actor) async throws -> UploadResult {
        let catalogue = catalogue
        let permission = DepositPermission(actor)
        do {
            let done = try await pools.changes.run { () throws -> Deposited in
                if let id = upload.replaces {
                    return try catalogue.replaceFile(
                        of: id,
                        file,
                        if: permission.guarding(.present),
                        by: actor.name,
                        rights: DepositRights(actor)
                    )
                }
                var deposit = Deposit()
                try deposit.apply(upload.members)
                deposit.stage = .draft
                return try catalogue.deposit(file, deposit, by: actor.name, rights: DepositRights(actor))
            }
            var result = UploadResult(UploadResult.Outcome(rawValue: done.outcome.rawValue) ?? .created)
            result.duplicate = done.duplicate
            result.document = done.duplicate?.isVisible == false ? nil : done.id
            result.warnings = Array(done.warnings.prefix(5))
            return result
        } catch let error as DepositError {
            let originals = catalogue.originals
            try? await pools.files.runAlways { originals.discard(file.staged) }
            var result = UploadResult(.refused)
            result.reason = error.description
            return result
        } catch {
            let originals = catalogue.originals
            try? await pools.files.runAlways { originals.discard(file.staged) }
            throw error
        }
    }

    /// Keeps a file that cannot be read with the failed deposits.
    private func fail(_ upload: FileUpload, _ failure: ExtractionFailure) async throws -> UploadResult {
        let (uploads, failed) = (catalogue.uploads, catalogue.failedDeposits)
        let kept = try await pools.files.runAlways {
            try failed.keep(
                uploads.stage(upload),
                name: Self.name(upload),
                failure.status,
                reason: failure.reason,
                members: upload.members,
                document: upload.replaces,
                by: upload.owner
            )
        }
        var result = UploadResult(.failed)
        (result.reason, result.status, result.failed) = (failure.reason, failure.status, kept.id)
        try await finish(upload, result)
        return result
    }

    private func finish(_ upload: FileUpload, _ result: UploadResult) async throws {
        let uploads = catalogue.uploads
        try await pools.changes.run { try uploads.finish(upload.id, result) }
    }
}
