import Catalogue
import DocumentModel
import Embedding
import Foundation
import SystemPackage
import Vectors

/// Writes the vectors of a toolbox; one at a time. For use by one thread.
///
/// New vectors are written to a new file, and then `head.json` is replaced, so readers see all changes of a commit together, and
/// a process that is killed at any moment leaves the last commit. What a document's texts had in common with its last version is
/// not computed again.
final class VectorWriter {
    private let folder: FilePath
    private let lock: VectorLock
    private(set) var head: VectorHead
    private var files: [VectorSegment] = []
    /// Where the vectors of each document are: the number of the segment and of the document in it.
    private var homes: [String: [Home]] = [:]
    private var drafts: [Visibility: [VectorSegment.Draft]] = [:]

    private struct Home: Hashable { var segment, document: Int }

    /// So many segments of about the same size are merged into one.
    private static let mostAlike = 8

    /// Opens the vectors, or begins new ones if those that are there are damaged, of another version or of another model.
    /// Returns nil if another process is writing them.
    /// - Parameters:
    ///   - model: the identity of the model.
    ///   - texts: the format of the index whose texts are embedded. If it has changed, all documents are visited again.
    ///   - last: the last change of the catalogue. Vectors with later ones are those of another catalogue.
    init?(_ toolbox: Toolbox, model: String, texts: String, last: Int64) throws {
        folder = toolbox.vectors
        guard let lock = try VectorLock(folder) else { return nil }
        self.lock = lock
        head = VectorHead(model: model, texts: texts)
        if var there = VectorHead.read(folder), there.model == model, there.applied <= last {
            if there.texts != texts { (there.texts, there.applied) = (texts, 0) }
            do {
                files = try there.segments.map { try VectorSegment(path: folder.appending($0.name)) }
                head = there
            } catch is VectorFileError {
                files = []
            }
        }
        removeLeftovers()
        for segment in files.indices { list(segment) }
    }

    private func list(_ segment: Int) {
        for (number, document) in files[segment].documents.enumerated()
        where !head.segments[segment].dead.contains(number) {
            homes[document.id, default: []].append(Home(segment: segment, document: number))
        }
    }

    /// Removes the files that an interrupted commit or a merge left: those that the head on the disk does not name.
    private func removeLeftovers() {
        let committed = VectorHead.read(folder)?.segments.map(\.name) ?? []
        let named = Set(committed + [VectorLock.name, VectorHead.path(in: folder).lastComponent!.string])
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        where !named.contains(name) {
            try? FileManager.default.removeItem(atPath: folder.appending(name).string)
        }
    }

    /// The number of passages that are not committed.
    var waiting: Int { drafts.values.joined().reduce(0) { $0 + $1.passages.count } }

    /// Whether there is anything to commit.
    private(set) var isChanged = false

    /// The committed vectors of a document by the hashes of their texts.
    func vectors(of id: String) -> [UInt64: ByteVector] {
        var vectors: [UInt64: ByteVector] = [:]
        for home in homes[id] ?? [] {
            for number in files[home.segment].documents[home.document].passages {
                let passage = files[home.segment].passage(number)
                vectors[passage.place.hash] = passage.vector
            }
        }
        return vectors
    }

    /// Replaces the vectors of a document.
    func put(_ draft: VectorSegment.Draft, for audience: Visibility) {
        remove(draft.id)
        drafts[audience, default: []].append(draft)
        isChanged = true
    }

    /// Removes the vectors of a document, for every audience.
    func remove(_ id: String) {
        for home in homes.removeValue(forKey: id) ?? [] {
            head.segments[home.segment].dead.insert(home.document)
            head.segments[home.segment].livePassages -= files[home.segment].documents[home.document].passages.count
            isChanged = true
        }
        for audience in Array(drafts.keys) { drafts[audience]?.removeAll { $0.id == id } }
    }

    /// Makes all changes durable and visible.
    /// - Parameter applied: the number of the last change that was applied.
    func commit(applied: Int64) throws {
        guard isChanged || applied != head.applied else { return }
        for audience in Visibility.allCases {
            guard let drafts = drafts[audience], !drafts.isEmpty else { continue }
            list(try append(drafts, audience))
        }
        drafts = [:]
        head.applied = applied
        try mergeAll()
        try Catalogue.writeDurably(try head.bytes, to: VectorHead.path(in: folder))
        isChanged = false
        removeLeftovers()
    }

    private func append(_ drafts: [VectorSegment.Draft], _ audience: Visibility) throws -> Int {
        head.filesWritten += 1
        let name = "\(audience.rawValue)-\(head.filesWritten).vectors"
        let width = drafts.lazy.flatMap(\.passages).first?.vector.numbers.count ?? 64
        try Catalogue.writeDurably(VectorSegment.bytes(of: drafts, width: width), to: folder.appending(name))
        let file = try VectorSegment(path: folder.appending(name))
        files.append(file)
        head.segments.append(
            VectorHead.Segment(name: name, audience: audience, documents: file.documents.count, passages: file.count)
        )
        return files.count - 1
    }

    // MARK: Merging

    /// Merges segments of about the same size, and rewrites those that are mostly dead, so that there are few segments and each
    /// vector is written a few times at most.
    private func mergeAll() throws {
        while let group = Visibility.allCases.lazy.compactMap({ self.mergeable($0) }).first { try merge(group) }
    }

    private func mergeable(_ audience: Visibility) -> [Int]? {
        let own = files.indices.filter { head.segments[$0].audience == audience }
        if let stale = own.first(where: { 2 * head.segments[$0].dead.count > files[$0].documents.count }) {
            return [stale]
        }
        // The number of digits of the size, to base 8.
        let tiers = Dictionary(grouping: own) { (Int.bitWidth - max(1, files[$0].count).leadingZeroBitCount) / 3 }
        return tiers.sorted { $0.key < $1.key }.first { $0.value.count >= Self.mostAlike }?.value
    }

    private func merge(_ group: [Int]) throws {
        let audience = head.segments[group[0]].audience
        let drafts = group.flatMap { number -> [VectorSegment.Draft] in
            let file = files[number]
            return file.documents.enumerated().filter { !head.segments[number].dead.contains($0.offset) }.map {
                VectorSegment.Draft(
                    id: $0.element.id,
                    sequence: $0.element.sequence,
                    isComplete: $0.element.isComplete,
                    passages: $0.element.passages.map(file.passage)
                )
            }
        }
        if !drafts.isEmpty { _ = try append(drafts, audience) }
        for number in group.sorted(by: >) {
            files.remove(at: number)
            head.segments.remove(at: number)
        }
        homes = [:]
        for segment in files.indices { list(segment) }
    }
}
