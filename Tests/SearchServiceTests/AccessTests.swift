import Catalogue
import DocumentModel
import Foundation
import Indexer
import Templates
import TestSupport
import Testing

@testable import Encodings
@testable import Exchange
@testable import Index
@testable import SearchService
@testable import Web
@testable import WebAPI

/// Hidden documents do not exist for readers without access.
@Suite("Access")
struct AccessTests {
    static let words = [
        "de": [
            "Ausbildung", "Lehrling", "Werkstatt", "Prüfung", "Betrieb", "Handwerk", "Schweißen", "Zahnrad",
            "Fertigung",
            "Meister", "Schule", "Vertrag", "Lohn", "Sicherheit", "Maschine", "Zahnradfertigung", "Berufsschule",
        ],
        "it": [
            "apprendista", "officina", "saldatura", "sicurezza", "impresa", "contratto", "esame", "scuola", "mestiere",
            "formazione", "bottega", "macchina", "stipendio", "maestro", "tirocinio", "saldare", "formatori",
        ],
        "en": [
            "apprentice", "workshop", "welding", "safety", "company", "contract", "exam", "school", "craft", "training",
            "machine", "wages", "master", "placement", "gear", "guidance", "inclusion", "mentoring", "mentors",
        ],
    ]

    static func deposit(_ random: inout SplitMix64, number: Int) throws -> Deposit {
        let language = words.keys.sorted().randomElement(using: &random)!
        let text = (0..<Int.random(in: 5...40, using: &random)).map { _ in
            // Each document has unique words, some of them similar to words of others.
            Int.random(in: 0..<8, using: &random) == 0
                ? typo(words[language]!.randomElement(using: &random)!, &random)
                    + String("abcdefgh".randomElement(using: &random)!)
                : words[language]!.randomElement(using: &random)!
        }
        var deposit = Deposit()
        try deposit.apply(
            [
                "title": .string(words[language]!.randomElement(using: &random)! + " \(number)"),
                "text": .string(text.joined(separator: " ")),
                "countries": .array([.string(["IT", "DE", "FR"].randomElement(using: &random)!)]),
                "topics": .array([.string(["guidance", "inclusion", "craft-sme"].randomElement(using: &random)!)]),
                "year": .integer(Int.random(in: 2015...2024, using: &random)),
                "visibility": .string(Visibility.allCases.randomElement(using: &random)!.rawValue),
                "stage": .string(["published", "published", "draft"].randomElement(using: &random)!),
            ]
        )
        // Some have a specified language, for others it is detected.
        if Bool.random(using: &random) { try deposit.apply(["language": .string(language)]) }
        // Some are translations: of a hidden document, of another translation, or of none.
        let original = Int.random(in: 0..<60, using: &random)
        if Int.random(in: 0..<3, using: &random) == 0, original != number { deposit.translationOf = "d\(original)" }
        return deposit
    }

    static func typo(_ word: String, _ random: inout SplitMix64) -> String {
        var letters = Array(word)
        let place = Int.random(in: 0..<letters.count - 1, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: letters.swapAt(place, place + 1)
        case 1: letters.remove(at: place)
        default: letters.insert("x", at: place)
        }
        return String(letters)
    }

    static func request(_ random: inout SplitMix64) -> SearchRequest {
        let count = Int.random(in: 0...4, using: &random)
        let all = words.values.flatMap(\.self).sorted()
        var request = SearchRequest(
            text: (0..<count).map { _ in
                let word = all.randomElement(using: &random)!
                return Int.random(in: 0..<3, using: &random) == 0 ? typo(word, &random) : word
            }.joined(separator: " ")
        )
        request.limit = 100
        if Int.random(in: 0..<4, using: &random) == 0 { request.filters[.country] = ["IT"] }
        if Int.random(in: 0..<4, using: &random) == 0 { request.filters[.topic] = ["guidance"] }
        if Int.random(in: 0..<5, using: &random) == 0 { request.queryLanguages = [LanguageTag("de")!] }
        request.sort = SortOrder.allCases.randomElement(using: &random)!
        return request
    }

    /// A response as sets and counts, without what depends on the collection's statistics: scores and the order by them.
    struct Plain: Equatable {
        var total: Int
        var hits: Set<String>
        var facets: [String: Set<String>]
        var query: QueryEcho

        init(_ response: SearchResponse) {
            total = response.total
            // Which of several language versions represents the group depends on their scores.
            hits = Set(response.hits.map { ([$0.id] + $0.translations.map(\.id)).sorted().joined(separator: " ") })
            facets = response.facets.mapValues { Set($0.map { "\($0.value) \($0.count)" }) }
            query = response.query
        }
    }

    @Test(
        "A reader gets the same responses as from a toolbox that never had the hidden documents",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func hiddenDocuments(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let whole = try SearchToolbox()
        let deposits = try (0..<60).map { try Self.deposit(&random, number: $0) }
        for (number, deposit) in deposits.enumerated() {
            _ = try whole.catalogue.put("d\(number)", deposit, by: "test")
            if number == 30 { try whole.index() }
        }
        let everything = try whole.engine()
        for audience in Visibility.allCases {
            let bare = try SearchToolbox()
            let isSeen = { (deposit: Deposit) in
                (deposit.stage == .published ? deposit.visibility : .curators) <= audience
            }
            for (number, deposit) in deposits.enumerated() where isSeen(deposit) {
                _ = try bare.catalogue.put("d\(number)", deposit, by: "test")
            }
            let (seen, alone) = (everything.seen(by: audience), try bare.engine().seen(by: audience))
            #expect(try seen.documentCount() == alone.documentCount())
            #expect(try seen.languages().map { "\($0)" } == alone.languages().map { "\($0)" })
            for _ in 0..<60 {
                let request = Self.request(&random)
                let (answer, right) = (try seen.search(request), try alone.search(request))
                #expect(Plain(answer) == Plain(right), "\(audience) \(request)")
                if audience == .public {
                    // Public documents are in a separate part, so not even scores reveal the others.
                    #expect(answer.hits == right.hits, "\(request)")
                }
            }
            for _ in 0..<40 {
                let word = Self.words.values.flatMap(\.self).sorted().randomElement(using: &random)!
                var typed = SuggestionRequest(text: Self.typo(word, &random))
                if Bool.random(using: &random) {
                    typed.text = String(word.prefix(Int.random(in: 2...6, using: &random)))
                }
                typed.preferredLanguages = [LanguageTag("de")!]
                typed.limit = SuggestionRequest.maximumLimit
                #expect(try seen.suggest(typed).suggestions == alone.suggest(typed).suggestions, "\(audience) \(typed)")
            }
            for (number, deposit) in deposits.enumerated() {
                // All similar documents: which come first depends on scores.
                let likes = try [seen, alone].map { engine in
                    try engine.similar(to: "d\(number)", preferred: [LanguageTag("it")!], limit: 1000).map {
                        Set($0.map(\.id))
                    }
                }
                #expect((likes[1] != nil) == isSeen(deposit))
                #expect(likes[0] == likes[1], "\(audience) d\(number)")
                #expect(
                    likes[0]?.isSubset(of: deposits.indices.filter { isSeen(deposits[$0]) }.map { "d\($0)" }) != false
                )
                #expect(try (seen.document("d\(number)") != nil) == isSeen(deposit))
                #expect(try (seen.describe("d\(number)", whole.catalogue) != nil) == isSeen(deposit))
            }
        }
    }

    @Test("A document that is hidden or shown moves to another part, and is never in two")
    func moves() throws {
        let box = try SearchToolbox()
        var deposit = Deposit()
        try deposit.apply(["title": .string("Werkstatt"), "language": .string("de")])
        _ = try box.catalogue.put("d", deposit, by: "test")
        let engine = try box.engine()
        var random = SplitMix64(4)
        for _ in 0..<12 {
            let (visibility, stage) = (
                Visibility.allCases.randomElement(using: &random)!, Stage.allCases.randomElement(using: &random)!
            )
            (deposit.visibility, deposit.stage) = (visibility, stage)
            _ = try box.catalogue.put("d", deposit, by: "test")
            try box.index()
            for audience in Visibility.allCases {
                let isSeen = (stage == .published ? visibility : .curators) <= audience
                // A new engine, which opens the current index.
                #expect(try engine.seen(by: audience).search("werkstatt").total == (isSeen ? 1 : 0))
            }
        }
        _ = try box.catalogue.remove("d", by: "test")
        try box.index()
        #expect(try box.engine().documentCount() == 0)
    }

    @Test("Machine-readable data in a page cannot close its element")
    func linkedData() throws {
        let box = try SearchToolbox()
        let hostile = "</script><script>alert(1)</script>\u{2028}<!--"
        var deposit = Deposit()
        try deposit.apply(["title": .string(hostile), "description": .string(hostile)])
        _ = try box.catalogue.put("d", deposit, by: "test")
        let document = try #require(try box.catalogue.document("d"))
        let data = LinkedData(
            document: document,
            title: hostile,
            languages: ["en"],
            links: Permalinks(root: "https://toolbox.example.eu")
        )
        #expect(!data.json.contains("<") && !data.json.contains("\u{2028}"))
        let read = try JSONDecoder().decode([String: JSONValue].self, from: Data(data.json.utf8))
        #expect(read["name"] == .string(hostile))
        #expect(read["url"] == .string("https://toolbox.example.eu/documents/d"))
    }
}
