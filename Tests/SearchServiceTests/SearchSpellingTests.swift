import DocumentModel
import Testing

@testable import SearchService

@Suite("Mistyped words, parts of words, marks")
struct SearchSpellingTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.addPages("a.pdf", ["The apprentices learn welding in small firms"], language: "en")
        try box.addPages("b.pdf", ["Die Berufsbildung in Österreich, für alle Prüflinge"], language: "de")
        try box.addPages("c.pdf", ["Ammatillisessa koulutuksessa opitaan työtä, kasi käsi"], language: "fi")
        try box.addPages("d.pdf", ["Bilden Sie sich weiter: Bildung für alle"], language: "de")
        try box.addPages("e.pdf", ["Yrkesutbildning för smeder, här och nu"], language: "sv")
        try box.addPages("f.pdf", ["Kształcenie zawodowe młodych ludzi w Łodzi"], language: "pl")
        try box.addPages("g.pdf", ["職業訓練の場所"], language: "ja")
        return (box, try box.engine())
    }

    @Test("An error in a word without results is corrected, and the response reports the correction")
    func corrected() throws {
        let response = try engine.search("weldnig")
        #expect(response.hits.map(\.source) == ["a.pdf"])
        #expect(response.query.corrected == "welding")
        #expect(response.hits.first?.passages.first?.marks == ["welding"])
        let two = try engine.search("Berufsblidung Österreich")
        #expect(two.hits.first?.source == "b.pdf")
        #expect(two.query.corrected == "berufsbildung Österreich")
    }

    @Test("Words are searched as typed on request")
    func verbatim() throws {
        let response = try engine.search("weldnig") { $0.isVerbatim = true }
        #expect(response.total == 0)
        #expect(response.query.corrected == nil)
    }

    @Test("Words with results are not corrected", arguments: ["welding", "Bildung", "koulutus"])
    func leftAlone(query: String) throws { #expect(try engine.search(query).query.corrected == nil) }

    @Test(
        "A word without similar words finds nothing",
        arguments: ["xyzzyplugh", "zettelkasten", "qqqq", "maximumcapacity"]
    )
    func nothing(query: String) throws { #expect(try engine.search(query).total == 0) }

    @Test(
        "Parts of compounds, base forms, missing and substituted marks",
        arguments: [
            ("Bildung", ["b.pdf", "d.pdf"]), ("koulutus", ["c.pdf"]), ("Oesterreich", ["b.pdf"]),
            ("osterreich", ["b.pdf"]),
            ("Prüfling", ["b.pdf"]), ("ksztalcenie", ["f.pdf"]), ("lodz", ["f.pdf"]), ("här", ["e.pdf"]),
            ("har", ["e.pdf"]),
            ("訓練", ["g.pdf"]), ("業訓", ["g.pdf"]), ("職業訓練", ["g.pdf"]),
        ]
    )
    func forms(query: String, expected: [String]) throws {
        #expect(try engine.search(query).hits.map(\.source).sorted() == expected)
    }

    @Test("The whole word ranks before the part, the letters as typed before others")
    func order() throws {
        #expect(try engine.search("Bildung").hits.first?.source == "d.pdf")
        let finnish = try engine.search("käsi") { $0.queryLanguages = [LanguageTag("fi")!] }
        #expect(finnish.hits.first?.passages.first?.marks == ["käsi"], "a typed ä is intended")
        let plain = try engine.search("kasi") { $0.queryLanguages = [LanguageTag("fi")!] }
        #expect(plain.hits.first?.passages.first?.marks == ["kasi", "käsi"], "a typed a may stand for ä")
    }
}
