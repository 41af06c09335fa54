import Catalogue
import Concepts
import DocumentModel
import Foundation
import Index
import Testing

@testable import SearchService

@Suite("The cache of responses")
struct AnswerCacheTests {
    private let box: SearchToolbox

    init() throws {
        box = try SearchToolbox()
        try box.addPages("a.pdf", ["Welding for apprentices"])
    }

    @Test("A response is reused unchanged")
    func again() throws {
        let engine = try box.engine()
        var first = try engine.search("welding")
        var second = try engine.search("welding")
        // No search was run for it: a search without any time would be partial.
        let late = SearchDeadline(effort: .zero, wait: nil)
        var third = try engine.search(SearchRequest(text: "welding"), deadline: late)
        #expect(try engine.search(SearchRequest(text: "apprentices"), deadline: late).partial)
        (first.tookMs, second.tookMs, third.tookMs) = (0, 0, 0)
        #expect(first == second && first == third && first.total == 1)
    }

    @Test("An added or removed document is reflected in the next response")
    func changes() throws {
        let engine = try box.engine()
        #expect(try engine.search("welding").total == 1)
        try box.addPages("b.pdf", ["Welding for masters"])
        try box.index()
        #expect(try eventually { try engine.search("welding").total == 2 })
        #expect(try engine.search("welding").facets["type"]?.map(\.count) == [2])
        _ = try box.catalogue.files.removeMissing(root: "/r") { $0 == "b.pdf" }
        try box.index()
        #expect(try eventually { try engine.search("welding").hits.map(\.source) == ["b.pdf"] })
    }

    /// Whether a condition becomes true within a minute: a reader may be slightly behind the newest commit.
    private func eventually(_ isTrue: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<3000 {
            if try isTrue() { return true }
            usleep(20_000)
        }
        return false
    }

    @Test("Partial responses are not stored")
    func partial() throws {
        let engine = try box.engine()
        let late = SearchDeadline(effort: .zero, wait: nil)
        #expect(try engine.search(SearchRequest(text: "welding"), deadline: late).partial)
        #expect(try !engine.search("welding").partial)
    }

    @Test("Each language, order, filter and page has its own response")
    func distinct() throws {
        let engine = try box.engine()
        #expect(try engine.search("welding").facets["language"]?.map(\.label) == ["English"])
        #expect(
            try engine.search("welding") { $0.interfaceLanguage = "de" }.facets["language"]?.map(\.label) == [
                "Englisch"
            ]
        )
        #expect(try engine.search("welding") { $0.offset = 1 }.hits.isEmpty)
        #expect(try engine.search("welding") { $0.filters[.country] = ["IT"] }.total == 0)
        #expect(try engine.seen(by: .public).search("welding").total == 1)
    }

    @Test("The cache uses limited memory, and responses that are reused stay longest")
    func bounded() throws {
        let cache = AnswerCache()
        let state = AnswerCache.State(
            stamp: HoldingsCache.Stamp(inode: 1, parts: ["p"], sequence: 1),
            concepts: nil
        )
        var answer = try box.engine().search("welding")
        answer.hits[0].document.description = String(repeating: "x", count: 1 << 20)
        let keep = { (number: Int) in cache.keep(answer, for: SearchRequest(text: "\(number)"), at: state) }
        let isKept = { (number: Int) in cache.answer(to: SearchRequest(text: "\(number)"), at: state) != nil }
        for number in 0..<40 {
            keep(number)
            #expect(isKept(0), "asked for after every other one")
        }
        let kept = (0..<40).filter(isKept)
        #expect(kept.contains(39) && !kept.contains(1) && (7...17).contains(kept.count))
        let later = AnswerCache.State(
            stamp: HoldingsCache.Stamp(inode: 1, parts: ["p"], sequence: 2),
            concepts: nil
        )
        #expect(cache.answer(to: SearchRequest(text: "39"), at: later) == nil)
        cache.keep(answer, for: SearchRequest(text: "new"), at: later)
        #expect(!isKept(39) && cache.answer(to: SearchRequest(text: "new"), at: later) != nil)
    }
}
