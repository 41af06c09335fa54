import Catalogue
import DocumentModel
import Foundation
import SystemPackage
import Vectors

/// Checks that the vectors are intact, and that no document has any that its readers may not see.
struct VectorCheck {
    let catalogue: Catalogue
    private var folder: FilePath { catalogue.toolbox.vectors }

    init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    /// How often it begins again if the vectors are written meanwhile.
    private static let mostTries = 10

    /// One sentence for each problem. Missing vectors, and those of another version or model, are none: they are made again.
    func problems() throws -> [String] {
        let path = VectorHead.path(in: folder).string
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        for _ in 0..<Self.mostTries {
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            guard (try? JSONSerialization.jsonObject(with: data)) != nil else {
                return ["the vectors are damaged: \(path) is not JSON; \(Self.remedy)"]
            }
            guard let head = VectorHead.read(folder) else { return [] }
            let problems = try problems(of: head)
            // A merge may have replaced files meanwhile.
            if problems.isEmpty || VectorHead.read(folder) == head { return problems }
        }
        return []
    }

    private static let remedy = "'vetsearch check --repair' removes them, and they are made again"

    private func problems(of head: VectorHead) throws -> [String] {
        let last = try catalogue.lastSequence()
        guard head.applied <= last else {
            return ["the vectors are at change \(head.applied), but the catalogue only at \(last); \(Self.remedy)"]
        }
        let changed = try Set(catalogue.changes(after: head.applied, limit: .max).map(\.document))
        var problems: [String] = []
        for segment in head.segments {
            let file: VectorSegment
            do {
                file = try VectorSegment(path: folder.appending(segment.name))
            } catch {
                problems.append("the vectors are damaged: \(error); \(Self.remedy)")
                continue
            }
            guard file.isIntact, file.documents.count == segment.documents, file.count == segment.passages else {
                problems.append("the vectors are damaged: \(segment.name) is not as it was written; \(Self.remedy)")
                continue
            }
            for (number, document) in file.documents.enumerated()
            where !segment.dead.contains(number) && !changed.contains(document.id) {
                guard let audience = try catalogue.document(document.id)?.audience else {
                    problems.append("document \(document.id) has vectors, but is not in the catalogue; \(Self.remedy)")
                    continue
                }
                guard audience != segment.audience else { continue }
                problems.append(
                    "document \(document.id) is for \(audience.rawValue), but its vectors are for "
                        + "\(segment.audience.rawValue); \(Self.remedy)"
                )
            }
        }
        return problems
    }

    /// Removes the vectors if there is a problem, unless another process is writing them.
    /// - Returns: what was done, in sentences.
    func repair() throws -> [String] {
        guard try !problems().isEmpty else { return [] }
        guard let lock = try VectorLock(folder) else {
            return ["the vectors were not repaired, because another process is writing them"]
        }
        // The head first: without it, nothing else is read.
        try FileManager.default.removeItem(atPath: VectorHead.path(in: folder).string)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.string) where name != VectorLock.name {
            try FileManager.default.removeItem(atPath: folder.appending(name).string)
        }
        withExtendedLifetime(lock) {}
        return ["the vectors were removed; a running service or 'vetsearch vectors' makes them again"]
    }
}
