import DocumentModel
import Testing

@testable import SearchService

@Suite("What a reader caches of the index")
struct ReopeningTests {
    @Test("Languages are counted, and detected from a query's words, again after each commit")
    func languages() throws {
        let box = try SearchToolbox()
        try box.addPages("en.pdf", ["The apprentices learn a trade in the workshop of the chamber."])
        let engine = try box.engine()
        let query = "Lehrlinge in der Werkstatt"
        #expect(try engine.languages().map(\.language.code) == ["en"])
        #expect(try engine.search(query).query.languages == ["en"])
        try box.addPages("de.pdf", ["Die Lehrlinge lernen in der Werkstatt der Kammer ein Handwerk."], language: "de")
        try box.index()
        try engine.catchUp(with: box.catalogue)
        #expect(try engine.languages().map(\.language.code) == ["de", "en"])
        let response = try engine.search(query)
        #expect(response.query.languages.first == "de")
        #expect(response.hits.first?.source == "de.pdf")
    }
}
