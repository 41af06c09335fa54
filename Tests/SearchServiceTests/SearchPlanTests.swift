import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage
import TestSupport
import Testing

@testable import Index
@testable import SearchService

@Suite("Searching")
struct SearchPlanTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.addPages("a.pdf", ["The apprentices learn welding", "in small firms"], title: "Guide for companies")
        try box.addPages("b.pdf", ["An apprentice paints. Firms are small, e-learning helps."], title: "Welding")
        try box.addPages("c.pdf", ["Ausbildung im Betrieb, Schweißen und Malen"], language: "de", title: "Lehre")
        try box.addPages("d.pdf", ["L'apprentissage dans l'entreprise"], language: "fr", title: "Métiers")
        try box.addPages(
            "e.pdf",
            ["Contact and directions, learning by doing, the letter e"],
            title: "Adresse"
        )
        return (box, try box.engine())
    }

    @Test(
        "Which documents a query finds",
        arguments: [
            ("apprentice", ["a.pdf", "b.pdf"]), ("apprentices welding", ["a.pdf", "b.pdf"]),
            ("APPRENTICE paints", ["b.pdf"]),
            ("welding OR schweissen", ["a.pdf", "b.pdf", "c.pdf"]),
            ("apprentice welding OR schweissen", ["a.pdf", "b.pdf"]),
            ("\"small firms\"", ["a.pdf"]), ("small firms", ["a.pdf", "b.pdf"]), ("\"firms are small\"", ["b.pdf"]),
            ("\"welding in\"", []), ("\"learn welding\"", ["a.pdf"]), ("apprentice -paints", ["a.pdf"]),
            ("apprentice -\"small firms\"", ["b.pdf"]), ("title:welding", ["b.pdf"]),
            ("title:\"guide for\"", ["a.pdf"]),
            ("-title:welding apprentice", ["a.pdf"]), ("ausbildungen", ["c.pdf"]), ("Schweißen", ["c.pdf"]),
            ("entreprise", ["d.pdf"]), ("l'apprentissages", ["d.pdf"]), ("metiers", ["d.pdf"]),
            ("\"apprentices learn\"", ["a.pdf"]), ("\"apprentice learn\"", []), ("xyzzy", []),
            ("-apprentice", ["c.pdf", "d.pdf", "e.pdf"]),
            ("", ["a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf"]), ("…", []), ("🎓", []), ("?!", []),
        ]
    )
    func finds(query: String, expected: [String]) throws { #expect(try engine.sources(query) == expected) }

    @Test("A word in the title has more weight; a compound's parts more if they are adjacent")
    func order() throws {
        #expect(try engine.search("welding").hits.map(\.source) == ["b.pdf", "a.pdf"])
        #expect(try engine.search("e-learning").hits.map(\.source).first == "b.pdf")
    }

    @Test("If no document has all words, any is sufficient, and the response says so")
    func relaxed() throws {
        let response = try engine.search("schweißen paints")
        #expect(response.query.relaxed)
        #expect(Set(response.hits.map(\.source)) == ["b.pdf", "c.pdf"])
        #expect(try !engine.search("apprentice paints").query.relaxed)
        #expect(
            try !engine.search("xyzzy plugh").query.relaxed,
            "if that does not help either, it is not reported as relaxed"
        )
        #expect(try Set(engine.search("schweißen paints -malen").hits.map(\.source)) == ["b.pdf"])
        #expect(try engine.search("small firms apprentice paints betrieb").query.relaxed)
    }

    @Test("Words are assigned to the languages that have them, or to the one specified")
    func languages() throws {
        #expect(try engine.search("ausbildungen").query.languages == ["de"])
        #expect(try engine.search("").query.languages == [])
        let german = try engine.search("apprentice") { $0.queryLanguages = [LanguageTag("de")!] }
        #expect(german.hits.map(\.source) == ["b.pdf"], "no English stem for a German word")
        #expect(try engine.search("apprentice") { $0.queryLanguages = [LanguageTag("qqx")!] }.total == 1)
    }

    @Test("Any text can be searched", arguments: 1...2)
    func fuzz(seed: Int) throws {
        let parts = [
            "\"", "-", " OR ", " AND ", "title:", " ", "(", "apprentice", "l'", "東京 ", "\u{301}", "😀", "\u{0}", ".",
            "e-", "ﷺ",
        ]
        var random = SplitMix64(UInt64(seed))
        for _ in 0..<150 {
            let count = Int.random(in: 0...9, using: &random)
            let query = (0..<count).map { _ in parts.randomElement(using: &random)! }.joined()
            #expect(throws: Never.self, "seed \(seed): \(query.debugDescription)") { try engine.search(query) }
        }
        #expect(try engine.search(String(repeating: "x", count: 5000)).total == 0)
    }

    @Test("An engine finds documents committed later, and continues after an error")
    func later() throws {
        let (box, engine) = try Self.make()
        #expect(try engine.search("zirkel").total == 0)
        for round in 1...3 {
            try box.addPages("late\(round).pdf", ["zirkel nummer \(round)"], language: "de")
            try box.index()
        }
        try engine.catchUp(with: box.catalogue)
        #expect(try engine.search("zirkel").total == 3)
        #expect(try engine.document("nothing") == nil)
        #expect(try engine.sections(of: "nothing").isEmpty)
        #expect(try engine.revision() == (try box.catalogue.lastSequence()))
        let state = { try engine.withContext { try $0.stamp() } }
        let before = try state()
        _ = try Reindex.run(box.catalogue, progress: { _ in }, isCancelled: { false })
        let end = ContinuousClock.now + .seconds(120)
        while try state() == before, ContinuousClock.now < end { usleep(5000) }
        #expect(try state() != before, "the new index is opened")
        #expect(try engine.search("zirkel").total == 3)
        #expect(try engine.foreignFormat() == nil)
    }

    @Test("Many threads search at once while the index changes")
    func threads() async throws {
        let (box, engine) = try Self.make()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<24 {
                group.addTask {
                    try await offPool { try engine.search(number % 2 == 0 ? "apprentice" : "schweißen").total }
                }
            }
            for round in 0..<4 {
                try box.addPages("more\(round).pdf", ["filler \(round)"])
                try box.index()
            }
            for try await total in group { #expect(total == 1 || total == 2) }
        }
    }

    @Test("An index elsewhere is searched through a folder that names it and contains the lexicon")
    func stubFolder() throws {
        let box = try SearchToolbox()
        try box.addPages("a.pdf", ["Die Lehrlinge schweißen."], language: "de")
        let direct = try box.engine().search("lehrling")
        let stub = box.catalogue.toolbox.folder.appending("stub")
        let files = FileManager.default
        try files.createDirectory(atPath: stub.string, withIntermediateDirectories: false)
        try Data("auto \(box.catalogue.toolbox.index)\n".utf8)
            .write(to: URL(filePath: stub.appending("XAPIANDB").string))
        try files.copyItem(
            atPath: Lexicon.path(in: box.catalogue.toolbox.index.string),
            toPath: Lexicon.path(in: stub.string)
        )
        let found = try SearchEngine(index: stub).search("lehrling")
        #expect(found.total == 1)
        #expect(found.hits == direct.hits)
    }
}
