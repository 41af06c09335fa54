import DocumentModel
import Embedding
import SystemPackage

/// The vectors of the documents that an audience may see, as of one moment. Any number of threads may use it.
package final class VectorSnapshot: Sendable {
    package let head: VectorHead
    private let parts: [Part]

    private struct Part {
        var segment: VectorSegment
        var dead: Set<Int>
    }

    /// The number of passages in all segments.
    package var passages: Int { parts.reduce(0) { $0 + $1.segment.count } }

    /// With more passages than this, only those are compared whose signs are nearest to those of the question.
    package static let mostExact = 1_000_000
    /// The number of passages that are compared then.
    private static let mostChosen = 20_000

    /// Opens the vectors in a folder; nil if there are none.
    /// - Parameter audience: only the segments of this audience and less restricted ones are opened.
    /// - Throws: ``VectorFileError``, also if a file has been replaced meanwhile.
    package init?(folder: FilePath, seenBy audience: Visibility) throws(VectorFileError) {
        guard let head = VectorHead.read(folder) else { return nil }
        self.head = head
        var parts: [Part] = []
        for segment in head.segments where segment.audience <= audience {
            let file = try VectorSegment(path: folder.appending(segment.name))
            guard file.documents.count == segment.documents, file.count == segment.passages else {
                throw VectorFileError(description: "\(segment.name) is not the file that head.json names")
            }
            parts.append(Part(segment: file, dead: segment.dead))
        }
        self.parts = parts
    }

    /// A document near to a question.
    package struct Neighbour: Sendable {
        package var document: String
        package var cosine: Float
        /// The place of its nearest passage.
        package var place: PassagePlace
        package var language: LanguageTag
    }

    /// The documents nearest to a question, best first.
    /// - Parameters:
    ///   - limit: the maximum number of documents.
    ///   - mostExact: see ``mostExact``.
    ///   - isWanted: whether passages in a language count.
    package func nearest(
        to question: ByteVector,
        limit: Int,
        mostExact: Int = VectorSnapshot.mostExact,
        isWanted: (LanguageTag) -> Bool = { _ in true }
    ) -> [Neighbour] {
        let parts = parts.filter { $0.segment.width == question.numbers.count && $0.segment.count > 0 }
        let chosen = passages > mostExact ? choose(question, parts) : nil
        var best: [(cosine: Float, part: Int, document: Int, passage: Int)] = []
        var least = -Float.infinity
        for (number, part) in parts.enumerated() {
            let found = part.segment.table.nearest(
                to: question,
                allowed: part.segment.languages.map(isWanted),
                chosen: chosen?[number]
            )
            for (document, cosine) in found.cosines.enumerated() where cosine > least && !part.dead.contains(document) {
                best.append((cosine, number, document, Int(found.places[document])))
                guard best.count >= 4 * limit else { continue }
                best = Self.first(best, limit)
                least = best.last?.cosine ?? least
            }
        }
        return Self.first(best, limit).map { hit in
            let segment = parts[hit.part].segment
            return Neighbour(
                document: segment.documents[hit.document].id,
                cosine: hit.cosine,
                place: segment.place(of: hit.passage),
                language: segment.language(of: hit.passage)
            )
        }
    }

    private static func first(
        _ hits: [(cosine: Float, part: Int, document: Int, passage: Int)],
        _ limit: Int
    ) -> [(cosine: Float, part: Int, document: Int, passage: Int)] {
        // Equal ones keep their order, so that results do not change from one search to the next.
        Array(hits.sorted { ($1.cosine, $0.part, $0.document) < ($0.cosine, $1.part, $1.document) }.prefix(limit))
    }

    /// The passages whose signs differ least from those of the question, for each part.
    private func choose(_ question: ByteVector, _ parts: [Part]) -> [[UInt32]] {
        let differences = parts.map { $0.segment.table.differences(from: question) }
        var counts = [Int](repeating: 0, count: question.numbers.count + 1)
        for difference in differences.joined() { counts[Int(difference)] += 1 }
        var (limit, total) = (0, counts[0])
        while limit + 1 < counts.count, total + counts[limit + 1] <= Self.mostChosen {
            limit += 1
            total += counts[limit]
        }
        return differences.map { part in
            part.indices.lazy.filter { part[$0] <= UInt16(limit) }.map { UInt32($0) }
        }
    }

    /// The vectors of a document; empty if it has none.
    package func passages(of document: String) -> [VectorSegment.Passage] {
        for part in parts {
            guard let number = part.segment.documents.firstIndex(where: { $0.id == document }),
                !part.dead.contains(number)
            else { continue }
            return part.segment.documents[number].passages.map(part.segment.passage)
        }
        return []
    }
}
