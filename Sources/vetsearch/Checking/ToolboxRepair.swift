import Catalogue
import Foundation
import Indexer
import SystemPackage

/// Mends what a check finds wrong, as far as what is left allows: originals from a backup or from where they came, what
/// belongs to nothing, and the index. Nothing that readers see is ever taken away.
struct ToolboxRepair {
    let catalogue: Catalogue
    /// A backup to take originals from.
    var backup: Toolbox?

    /// Each thing mended, in one sentence.
    func run() throws -> [String] {
        try originals() + strays() + retry() + index()
    }

    /// Lets documents be tried again that could not be indexed: the machine may have been short of memory then.
    private func retry() throws -> [String] {
        let count = try catalogue.forgetFailedIndexing()
        return count == 0 ? [] : ["\(count) document\(count == 1 ? "" : "s") that could not be indexed tried again"]
    }

    private func originals() throws -> [String] {
        let store = catalogue.originals
        var wrong: Set<String> = []
        for hash in try catalogue.referencedHashes() where !store.holds(hash) || (try? store.rehash(hash)) != hash {
            wrong.insert(hash)
        }
        guard !wrong.isEmpty else { return [] }
        let kept = try backup.map { try Originals(folder: $0.originals) }
        return try wrong.sorted().compactMap { hash in
            if let list = try catalogue.recordingList(of: hash), try replace(hash, by: list) {
                return "original \(hash), the list of a video's files, was written anew"
            }
            let places = (kept.map { [$0.path(of: hash)] } ?? []) + (try catalogue.files(withHash: hash))
            for place in places where try replace(hash, by: place) {
                return "original \(hash) was brought back from \(place)"
            }
            return nil
        }
    }

    /// False where there is no such file, or one with another content.
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

    /// Removes originals that belong to no document, unless an ingest is at work whose they may be.
    private func strays() throws -> [String] {
        let count = { try catalogue.originals.all().count }
        let before = try count()
        _ = try IngestPresence(catalogue.toolbox) { try catalogue.sweep() }
        let gone = before - (try count())
        return gone > 0 ? ["\(gone) original\(gone == 1 ? "" : "s") that belonged to no document removed"] : []
    }

    /// Brings the index up to date, and builds it anew where that does not make it agree with the catalogue.
    private func index() throws -> [String] {
        guard try !agrees() else { return [] }
        do {
            let applied = try IndexRun.applyAll(catalogue)
            if applied > 0, try agrees() { return ["\(applied) changes applied to the index"] }
        } catch let error as IndexFailure where error.isLocked {
            throw error  // somebody is at work; what looks wrong may only be on its way
        } catch is IndexFailure, is RecipeError {}
        guard let done = try IndexRun.rebuild(catalogue) else { return [] }
        return ["the index was built anew from \(done) documents"]
    }

    private func agrees() throws -> Bool { try ToolboxCheck(catalogue: catalogue).indexProblems().isEmpty }
}
