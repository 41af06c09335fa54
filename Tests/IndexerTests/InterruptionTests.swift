import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Indexer

@Suite("Interrupted searches")
struct InterruptionTests {
    private let box: IndexedToolbox
    private let reader: IndexReader
    private static let documents = 160

    init() throws {
        box = try IndexedToolbox()
        for number in 0..<Self.documents {
            try box.add(
                "d\(number).txt",
                [Section(locator: .text(line: 1), text: "training of apprentices number \(number)")]
            )
        }
        let writer = try IndexWriter(box.catalogue)
        while !(try writer.apply().isEmpty) {}
        try writer.commit()
        reader = try IndexReader(path: box.index)
    }

    /// A search that is interrupted after so many checks.
    private func search(_ query: IndexQuery, endsAfter calls: Int) throws -> (matches: IndexMatches, checks: Int) {
        var checks = 0
        var options = IndexSearchOptions()
        options.facetSlots = [Facet.language.slot]
        options.isOver = {
            checks += 1
            return checks > calls
        }
        return (try reader.search(query, options), checks)
    }

    @Test("The result has the number of matches seen, and neither hits nor incomplete counts")
    func ended() throws {
        let query = try IndexQuery.term("training")
        let (cut, _) = try search(query, endsAfter: 2)
        #expect(cut.isPartial && cut.hits.isEmpty && cut.facets.allSatisfy(\.isEmpty))
        #expect((1..<Self.documents).contains(cut.total))
        let (whole, checks) = try search(query, endsAfter: .max)
        #expect(!whole.isPartial && whole.total == Self.documents && whole.hits.count == 10)
        #expect(whole.facets[0].reduce(0) { $0 + $1.count } == Self.documents)
        #expect(checks > 3)
        // The interruption of one search does not affect the next.
        #expect(try reader.search(query, IndexSearchOptions()).total == Self.documents)
    }

    @Test("A phrase that occurs nowhere is interrupted, too, although there is never a match")
    func phrase() throws {
        let words = try ["of", "training"].map { try IndexQuery.term($0) }
        let (whole, checks) = try search(.phrase(words), endsAfter: .max)
        #expect(!whole.isPartial && whole.total == 0 && checks > 3)
        let (cut, askedOnce) = try search(.phrase(words), endsAfter: 0)
        #expect(cut.isPartial && cut.total == 0 && askedOnce == 1)
        #expect(try search(.phrase(words.reversed()), endsAfter: .max).matches.total == Self.documents)
    }
}
