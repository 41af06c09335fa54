import DocumentModel
import Testing

@testable import SearchService

@Suite("Function words of a query")
struct FunctionWordTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.addPages("dropout", ["Mentors reduce drop-out in three regions."], language: "en")
        try box.addPages("others", ["What do others do, and what do we do of it against the rain?"], language: "en")
        try box.addPages("hamlet", ["To be, or not to be, that is the question."], language: "en")
        try box.addPages("band", ["The Who played in Leeds."], language: "en")
        try box.addPages("sector", ["Jobs in the IT sector."], language: "en")
        try box.addPages("weather", ["It was raining when it was late."], language: "en")
        try box.addPages("abbruch", ["Abbruch der Lehre: Beratung hilft jungen Menschen."], language: "de")
        try box.addPages("wetter", ["Was tun, wenn es regnet? Man kann es wissen oder nicht."], language: "de")
        try box.addPages("abandon", ["Le tutorat réduit les abandons."], language: "fr")
        return (box, try box.engine())
    }

    private func found(_ query: String, _ language: String) throws -> SearchResponse {
        try engine.search(query) { $0.queryLanguages = [LanguageTag(language)!] }
    }

    @Test(
        "A question is answered by its informative words",
        arguments: [
            ("what do others do against drop-out", "en", "dropout"),
            ("how can we reduce the drop-out?", "en", "dropout"),
            ("was tun wenn ein Abbruch der Lehre droht", "de", "abbruch"), ("was ist ein Abbruch", "de", "abbruch"),
            ("comment réduire les abandons", "fr", "abandon"),
        ]
    )
    func questions(query: String, language: String, source: String) throws {
        let hits = try found(query, language).hits
        #expect(hits.first?.source == source, "\(hits.map(\.source))")
    }

    @Test("Function words are not marked beside informative ones")
    func marks() throws {
        let hit = try #require(try found("what do they do against drop-out of it", "en").hits.first)
        let marked = Set(hit.passages.flatMap(\.text).filter(\.match).map { $0.text.lowercased() })
        #expect(marked == ["drop", "out"] || marked == ["drop-out"], "\(marked)")
    }

    @Test(
        "A query of nothing but function words finds them",
        arguments: [("to be or not to be", "hamlet"), ("The Who", "band")]
    )
    func alone(query: String, source: String) throws {
        #expect(try found(query, "en").hits.first?.source == source)
    }

    @Test("IT in capitals is not the pronoun")
    func capitals() throws {
        #expect(try found("IT sector", "en").hits.map(\.source) == ["sector"])
        #expect(try found("IT jobs", "en").hits.first?.source == "sector")
        #expect(try found("sector OR", "en").hits.map(\.source) == ["sector"], "an operator without a second word")
    }
}
