import DocumentModel
import Testing

@testable import SearchService

@Suite("Words in another script")
struct OtherScriptTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.addPages("greek", ["Η εκπαίδευση των νέων και η μαθητεία στην Αθήνα."], language: "el")
        try box.addPages("russian", ["Профессиональное обучение и стажировка в мастерской."], language: "ru")
        try box.addPages("bulgarian", ["Професионално образование в България, занаяти."], language: "bg")
        try box.addPages("ukrainian", ["Навчання у місті Київ для майстрів."], language: "uk")
        try box.addPages("english", ["The Erasmus mobility of learners in Athens."], language: "en")
        try box.addPages("cities", ["A workshop in Lisbon for masters of the trade."], language: "en")
        return (box, try box.engine())
    }

    @Test(
        "Words in Latin letters find Greek and Cyrillic ones, and the other way round",
        arguments: [
            ("ekpaideusi", "greek"), ("mathiteia", "greek"), ("obuchenie", "russian"), ("stazhirovka", "russian"),
            ("obrazovanie", "bulgarian"), ("navchannia", "ukrainian"), ("Эразмус", "english"),
        ]
    )
    func finds(query: String, source: String) throws {
        let found = try engine.search(query)
        #expect(found.hits.first?.source == source, "\(found.query)")
        #expect(found.query.corrected != nil, "what was searched instead is shown")
    }

    @Test(
        "Another name of a city finds it, and is shown",
        arguments: [
            ("Kiev", "ukrainian"), ("Kijów", "ukrainian"), ("Lissabon", "cities"), ("Lisboa", "cities"),
            ("Λισαβόνα", "cities"),
        ]
    )
    func cities(query: String, source: String) throws {
        let found = try engine.search(query)
        #expect(found.hits.first?.source == source, "\(found.query)")
        #expect(found.query.corrected != nil)
    }

    @Test(
        "A word that documents contain is never written in another script",
        arguments: ["Erasmus", "learners Athens"]
    )
    func known(query: String) throws {
        let found = try engine.search(query)
        #expect(found.query.corrected == nil && found.hits.map(\.source) == ["english"])
    }

    @Test("Only the words as typed are searched if the reader wants that")
    func verbatim() throws { #expect(try engine.search("obuchenie") { $0.isVerbatim = true }.total == 0) }
}
