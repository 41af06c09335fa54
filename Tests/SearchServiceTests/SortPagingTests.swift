import DocumentModel
import TestSupport
import Testing

@testable import SearchService

@Suite("Pages of hits are consistent")
struct SortPagingTests {
    /// 90 documents in three languages, with few years and titles, so that many are equal in every order.
    private nonisolated(unsafe) static let shared = SearchToolbox.shared {
        var random = SplitMix64(7)
        let box = try SearchToolbox()
        try box.add(
            (0..<90).map { number in
                var metadata = Metadata()
                metadata.language = LanguageTag(["de", "en", "it"].randomElement(using: &random)!)
                metadata.year = [2019, 2020, nil].randomElement(using: &random)!
                metadata.title = ["Guide", "Leitfaden", nil].randomElement(using: &random)!
                let filler = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                    ["welding", "metal", "training", "safety", "thread"].randomElement(using: &random)!
                }
                return ("d\(number).pdf", SearchToolbox.pages([filler.joined(separator: " ") + " welding"]), metadata)
            }
        )
        return (box, try box.engine())
    }

    @Test(
        "In every order, all pages together equal one big page, and no hit is missing or repeated",
        arguments: SearchService.SortOrder.allCases,
        ["welding", "welding training safety metal", ""]
    )
    func pages(order: SearchService.SortOrder, text: String) throws {
        let engine = try Self.shared.get().1
        var request = SearchRequest(text: text)
        request.sort = order
        request.preferredLanguages = [try #require(LanguageTag("it"))]
        request.limit = 100
        let all = try engine.search(request)
        #expect(all.hits.count == all.total && all.total > 30)
        let ids = all.hits.map(\.id)
        #expect(Set(ids).count == ids.count)
        if order == .mine {
            let mine = all.hits.map { $0.language.code == "it" }
            #expect(mine.contains(true) && mine.contains(false))
            #expect(
                mine.lastIndex(of: true)! < mine.firstIndex(of: false)!,
                "documents in the reader's language come first"
            )
        }
        for limit in [1, 7, 10, 20, 33] {
            var paged: [String] = []
            for offset in stride(from: 0, to: all.total, by: limit) {
                (request.limit, request.offset) = (limit, offset)
                paged += try engine.search(request).hits.map(\.id)
            }
            #expect(paged == ids, "\(order) by \(limit)")
        }
    }
}
