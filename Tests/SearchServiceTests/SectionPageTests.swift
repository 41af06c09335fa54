import DocumentModel
import Foundation
import Testing

@testable import SearchService
@testable import Web
@testable import WebAPI

@Suite("The sections of a document, page by page")
struct SectionPageTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    /// All sections, following the links from each response to the next, and the number of responses.
    private func all(_ id: String, _ engine: SearchEngine, from query: String) throws -> ([DocumentSection], Int) {
        var (sections, answers, next): ([DocumentSection], Int, String?) = ([], 0, query)
        while let query = next {
            let page = try SectionPage(query)
            let answer = try #require(try engine.describe(id, box.catalogue, sections: page))
            #expect(answer.sections.count <= page.limit)
            let size = answer.sections.reduce(0) { $0 + $1.url.utf8.count + ($1.locator.label?.utf8.count ?? 0) }
            #expect(size < SectionPage.mostBytes + 100_000)
            sections += answer.sections
            answers += 1
            let start = "/v1/documents/\(id)?"
            #expect(answer.sectionsNext?.hasPrefix(start) ?? true)
            next = answer.sectionsNext.map { String($0.dropFirst(start.count)) }
        }
        return (sections, answers)
    }

    @Test("The links lead through all sections, each once; the command line has them all at once")
    func links() throws {
        try box.add("a.pdf", SearchToolbox.pages((1...2345).map { "Page \($0)." }))
        let engine = try box.engine()
        let id = try #require(try engine.search("").hits.first?.id)
        let whole = try #require(try engine.describe(id, box.catalogue))
        #expect(whole.sections.count == 2345 && whole.sectionsTotal == 2345 && whole.sectionsNext == nil)
        for (query, answers) in [("", 3), ("limit=100", 24), ("limit=10000", 1), ("limit=1&offset=2344", 1)] {
            let (sections, count) = try all(id, engine, from: query)
            #expect(count == answers)
            #expect(sections == (query.contains("offset") ? [whole.sections[2344]] : whole.sections))
        }
        let behind = try #require(try engine.describe(id, box.catalogue, sections: SectionPage("offset=4294967295")))
        #expect(behind.sections.isEmpty && behind.sectionsTotal == 2345 && behind.sectionsNext == nil)
    }

    @Test("Sections with long labels are divided over more responses, none of them large")
    func longLabels() throws {
        let heading = String(repeating: "a long heading ", count: 1000)
        let sections = (1...300).map { number in
            Section(locator: .heading(path: ["\(number)", heading], anchor: "a\(number)"), text: "Text \(number).")
        }
        try box.add("a.html", sections, format: .html)
        let engine = try box.engine()
        let id = try #require(try engine.search("").hits.first?.id)
        let (found, answers) = try all(id, engine, from: "")
        #expect(found.count == 300 && (3...6).contains(answers))
        #expect(try engine.describe(id, box.catalogue)?.sections == found)
    }

    @Test(
        "Invalid numbers, and unknown parameters, are refused",
        arguments: ["limit=0", "limit=10001", "limit=x", "offset=-1", "offset=4294967296", "offset=1e3", "page=2"]
    )
    func wrong(query: String) { #expect(throws: Problem.self) { try SectionPage(query) } }
}
