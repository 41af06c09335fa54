import Catalogue
import DocumentModel
import Foundation
import SystemPackage

/// Repairs what a check finds wrong, as far as possible: originals from a backup or from their folders, unreferenced
/// originals, and the index. Nothing that readers can see is ever removed.
package struct ToolboxRepair {
    let catalogue: Catalogue
    /// A backup from which originals can be restored.
    var backup: Toolbox?
    /// Whether unreferenced originals are moved away even if there are many.
    var movesStrays = false

    /// Whether the catalogue's rows are accepted although another program has changed them.
    var acceptsChanges = false

    package init(
        catalogue: Catalogue,
        backup: Toolbox? = nil,
        movesStrays: Bool = false,
        acceptsChanges: Bool = false
    ) {
        (self.catalogue, self.backup, self.movesStrays) = (catalogue, backup, movesStrays)
        self.acceptsChanges = acceptsChanges
    }

    /// Repairs everything. Returns one sentence for each repair, and for each problem that was left for a reason.
    package func run() async throws -> [String] {
        if let problem = try catalogue.integrityProblems().first { throw StorageTrouble.damagedCatalogue(problem) }
        let repair = self
        let mended = try await Blocking.run {
            try repair.changes() + repair.originals() + repair.strays() + repair.retry()
                + VectorCheck(repair.catalogue).repair()
        }
        return try await mended + index()
    }

    /// Retries documents that could not be indexed, because the machine may have been short of memory then.
    private func retry() throws -> [String] {
        let count = try catalogue.indexTroubles.forgetFailed()
        return count == 0
            ? [] : ["\(count) document\(count == 1 ? "" : "s") that could not be indexed will be tried again"]
    }

    private func changes() throws -> [String] {
        guard acceptsChanges else { return [] }
        let tables = try catalogue.changedTables()
        if !tables.isEmpty { try catalogue.acceptChanges() }
        return tables.map { "the rows of table '\($0)' were accepted" }
    }

    private func originals() throws -> [String] {
        let store = catalogue.originals
        var wrong: Set<String> = []
        for hash in try catalogue.referencedHashes() where !store.holds(hash) || (try? store.rehash(hash)) != hash {
            wrong.insert(hash)
        }
        guard !wrong.isEmpty else { return [] }
        let kept = try backup.map { try Originals(folder: $0.originals, creating: false) }
        let trash = Trash(of: catalogue.toolbox)
        return try wrong.sorted().compactMap { hash in
            if let list = try catalogue.mediaBundleList(of: hash), try replace(hash, by: list) {
                return "original \(hash), the list of a video's files, was written again"
            }
            let places =
                (kept.map { [$0.path(of: hash)] } ?? []) + trash.places(of: hash)
                + (try catalogue.files.paths(withContent: hash))
            for place in places where try replace(hash, by: place) {
                return "original \(hash) was restored from \(place)"
            }
            return nil
        }
    }

    /// Replaces an original with a file. Returns false if there is no such file, or if its content differs.
    private func replace(_ hash: String, by path: FilePath) throws -> Bool {
        guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking]) else {
            return false
        }
        defer { try? descriptor.close() }
        guard let staged = try? catalogue.originals.stage(descriptor) else { return false }
        return try replace(hash, by: staged)
    }

    private func replace(_ hash: String, by bytes: [UInt8]) throws -> Bool {
        try replace(hash, by: catalogue.originals.stage(bytes: bytes))
    }

    private func replace(_ hash: String, by staged: StagedOriginal) throws -> Bool {
        guard staged.hash == hash else {
            catalogue.originals.discard(staged)
            return false
        }
        catalogue.originals.remove(hash)
        try catalogue.originals.keep(staged)
        return true
    }

    /// Moves unreferenced originals to the trash, unless an ingest is running that they may belong to.
    private func strays() throws -> [String] {
        var swept = Catalogue.Swept()
        _ = try IngestPresence(catalogue.toolbox) { swept = try catalogue.sweep(movingAll: movesStrays) }
        if let refusal = swept.refusal { return [refusal] }
        guard swept.moved > 0 else { return [] }
        return ["\(swept.moved) original\(swept.moved == 1 ? "" : "s") that belonged to no document moved to the trash"]
    }

    /// Brings the index up to date, and rebuilds it if it still does not agree with the catalogue.
    private func index() async throws -> [String] {
        let report = try await IndexExaminer.run(catalogue.toolbox)
        if report.problems.isEmpty { return [] }
        if report.isNewer { return ["the index was not changed, because a newer version of vetsearch made it"] }
        let catalogue = catalogue
        if !report.isDamaged {
            let applied = try await Blocking.run { try Self.apply(catalogue) }
            if applied > 0, try await IndexExaminer.run(catalogue.toolbox).problems.isEmpty {
                return ["\(applied) changes applied to the index"]
            }
        }
        let done = try await Blocking.run {
            try IndexRun.rebuild(catalogue)
        }
        return done.map { ["the index was rebuilt from \($0) documents"] } ?? []
    }

    /// Applies pending changes; returns their number.
    private static func apply(_ catalogue: Catalogue) throws -> Int {
        do {
            return try IndexRun.applyAll(catalogue)
        } catch let error as IndexFailure where !error.isLocked {
            return 0  // another process is writing; all other failures are repaired by a rebuild
        }
    }
}
