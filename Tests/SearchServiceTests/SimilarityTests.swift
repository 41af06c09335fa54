import Catalogue
import DocumentModel
import Templates
import Testing

@testable import Encodings
@testable import SearchService

/// Which documents are similar to another one.
@Suite("Similar documents")
struct SimilarityTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    private func put(
        _ id: String,
        _ language: String,
        _ text: String,
        topics: [String] = [],
        of original: String? = nil
    ) throws {
        var deposit = Deposit()
        try deposit.apply([
            "title": .string(id), "text": .string(text), "language": .string(language),
            "topics": .array(topics.map { .string($0) }),
        ])
        deposit.translationOf = original
        _ = try box.catalogue.put(id, deposit, by: "test")
    }

    /// Ten documents in English with common, meaningless words.
    private func putOthers() throws {
        for number in 0..<10 {
            try put("other\(number)", "en", "The apprentice and the company and the contract number \(number)")
        }
    }

    private func similar(_ id: String, preferred: [String] = [], limit: Int = 6) throws -> [String]? {
        try box.engine().similar(to: id, preferred: preferred.compactMap { LanguageTag($0) }, limit: limit)?.map(\.id)
    }

    @Test("Documents that share distinctive words come first; words that all have do not count")
    func words() throws {
        try putOthers()
        let form = "Please send this form to our office before Friday"
        try put("weld", "en", "The apprentice learns arc welding with electrodes and a visor in the workshop. \(form)")
        for number in 0..<5 { try put("form\(number)", "en", "Something else altogether, \(number). \(form)") }
        try put("visor", "en", "Arc welding: the visor, the electrodes and what else an apprentice needs")
        try put("steel", "en", "The company and its contract; welding is mentioned once")
        let found = try #require(try similar("weld"))
        #expect(found.first == "visor" && !found.contains("weld"))
        #expect(!found.contains { $0.hasPrefix("other") || $0.hasPrefix("form") }, "\(found)")
        #expect(try similar("nothing") == nil)
        #expect(try similar("weld", limit: 1) == ["visor"])
    }

    @Test("Topics find documents in other languages: more shared topics rank higher, the reader's languages come first")
    func topics() throws {
        try putOthers()
        try put("weld", "en", "Arc welding for beginners", topics: ["craft-sme", "guidance"])
        try put("de", "de", "Etwas anderes", topics: ["craft-sme"])
        try put("it", "it", "Una cosa diversa", topics: ["craft-sme"])
        try put("fr", "fr", "Tout autre chose", topics: ["craft-sme", "guidance"])
        try put("pl", "pl", "Coś innego", topics: ["inclusion"])
        for (reader, expected) in [("it", ["fr", "it", "de"]), ("de", ["fr", "de", "it"])] {
            #expect(try similar("weld", preferred: [reader]) == expected)
        }
        // In the document's own language, too.
        try put("bakers", "en", "Something about bakers", topics: ["guidance"])
        #expect(try #require(try similar("weld")).contains("bakers"))
    }

    @Test("A document is not similar to its own translations; others are shown in the reader's preferred version")
    func versions() throws {
        try putOthers()
        try put("weld", "en", "Arc welding with electrodes", topics: ["craft-sme"])
        try put("weld-de", "de", "Schweißen mit Elektroden", topics: ["craft-sme"], of: "weld")
        try put("visor", "en", "Electrodes and visor for arc welding", topics: ["craft-sme"])
        try put("visor-it", "it", "Elettrodi e visiera", topics: ["craft-sme"], of: "visor")
        #expect(try similar("weld", preferred: ["it"]) == ["visor-it"])
        #expect(try similar("weld", preferred: ["en"]) == ["visor"])
        #expect(try similar("weld-de", preferred: ["it"]) == ["visor-it"])
    }
}
