import Catalogue
import Concepts
import DocumentModel
import Foundation
import Templates
import TestSupport
import Testing

@testable import Encodings
@testable import Index
@testable import SearchService
@testable import WebPages

/// Language versions count as one document; counts of topics include narrower ones.
@Suite("Groups and levels")
struct SearchGroupTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    private func put(_ id: String, _ language: String, _ text: String, of original: String? = nil) throws {
        var deposit = Deposit()
        try deposit.apply([
            "title": .string("\(text) \(id)"), "text": .string(text), "language": .string(language),
            "countries": .array([.string(["en": "IE", "de": "DE", "it": "IT"][language]!)]),
        ])
        deposit.translationOf = original
        _ = try box.catalogue.put(id, deposit, by: "test")
    }

    @Test("The language versions of a document are one hit, in the reader's language, which lists the others")
    func oneHit() throws {
        try put("welding-de", "de", "Erasmus Schweißen", of: "welding")
        try put("welding", "en", "Erasmus welding")
        try put("welding-it", "it", "Erasmus saldatura", of: "welding")
        try put("other", "en", "Erasmus for bakers")
        let engine = try box.engine()
        let found = try engine.search("erasmus")
        #expect(found.total == 2 && found.hits.count == 2)
        for (reader, expected) in [("it", "welding-it"), ("de", "welding-de"), ("en", "welding")] {
            let found = try engine.search("erasmus") { $0.preferredLanguages = [LanguageTag(reader)!] }
            let hit = try #require(found.hits.first { $0.id.hasPrefix("welding") })
            #expect(hit.id == expected)
            #expect(Set(hit.translations.map(\.language) + [hit.language.code]) == ["de", "en", "it"])
            #expect(hit.passages.first?.marks == ["Erasmus"])
        }
        // The reader's second language is better than none of theirs.
        let second = try engine.search("erasmus") { $0.preferredLanguages = [LanguageTag("fr")!, LanguageTag("it")!] }
        #expect(second.hits.map(\.id).contains("welding-it"))
        // A version without the word is listed, but it is not the hit.
        let german = try engine.search("schweißen") { $0.preferredLanguages = [LanguageTag("it")!] }
        #expect(german.hits.map(\.id) == ["welding-de"])
        #expect(german.hits[0].translations.map(\.id) == ["welding", "welding-it"])
        // Nor is one excluded by a filter.
        let limited = try engine.search("erasmus") {
            $0.preferredLanguages = [LanguageTag("it")!]
            $0.filters[.country] = ["DE"]
        }
        #expect(limited.hits.map(\.id) == ["welding-de"])
        #expect(found.facets["country"]?.map { "\($0.value) \($0.count)" } == ["IE 2", "DE 1", "IT 1"])
    }

    @Test("Documents in the reader's language can come first regardless of relevance, each group in its own order")
    func mineFirst() throws {
        try put("a", "en", "Erasmus Erasmus Erasmus")
        try put("b", "de", "Erasmus und anderes, das hier lange steht und das Wort verdünnt")
        try put("c", "de", "Erasmus Erasmus")
        try put("d", "it", "Erasmus")
        let engine = try box.engine()
        let usual = try engine.search("erasmus").hits
        let found = try engine.search("erasmus") { request in
            (request.sort, request.preferredLanguages) = (.mine, [LanguageTag("de")!, LanguageTag("it")!])
        }
        #expect(found.hits.prefix(2).map(\.language.code) == ["de", "de"] && found.total == 4)
        #expect(Set(found.hits.map(\.id)) == Set(usual.map(\.id)) && usual.first?.language.code != "de")
        #expect(found.hits.first?.id == "c")
        #expect(found.hits.allSatisfy { $0.score < 1000 })
    }

    @Test("If nothing is found, similar searches are named with their counts: without a filter, or without a word")
    func relaxations() throws {
        try put("a", "en", "Erasmus welding")
        try put("b", "de", "Erasmus Schweißen")
        let engine = try box.engine()
        var request = SearchRequest(text: "erasmus")
        request.filters[.language] = ["hr"]
        request.filters[.country] = ["IE"]
        #expect(try engine.search(request).total == 0)
        let ways = try engine.relaxations(of: request)
        #expect(ways.map(\.what) == [.filter(.language, "hr")] && ways.map(\.documents) == [1])
        let page = PageMarkup(
            try SearchPage().render(
                {
                    var view = PageView(
                        request: request,
                        response: try engine.search(request),
                        toolbox: ToolboxSummary()
                    )
                    view.relaxations = ways
                    return view
                }()
            )
        )
        #expect(page.text.contains("Nothing in Croatian, but 1 document in other languages"))
        #expect(page.links.contains("/?q=erasmus&country=IE"))
        var words = SearchRequest(text: "welding xqzvwkj")
        words.isVerbatim = true
        words.filters[.country] = ["IE"]
        let found = try engine.relaxations(of: words)
        #expect(found.contains { $0.what == .word("xqzvwkj") && $0.request.text == "welding" && $0.documents == 1 })
    }

    @Test("A group follows its documents: they are added, removed and change their original")
    func changes() throws {
        try put("a", "en", "Erasmus welding")
        try put("c", "en", "Erasmus baking")
        let engine = try box.engine()
        func groups() throws -> Set<String> {
            try box.index()
            try engine.catchUp(with: box.catalogue)
            let found = try engine.search("erasmus")
            #expect(found.total == found.hits.count)
            return Set(found.hits.map { ([$0.id] + $0.translations.map(\.id)).sorted().joined(separator: "+") })
        }
        #expect(try groups() == ["a", "c"])
        try put("b", "de", "Erasmus", of: "a")
        #expect(try groups() == ["a+b", "c"])
        try put("b", "de", "Erasmus", of: "c")
        #expect(try groups() == ["a", "b+c"])
        #expect(try box.catalogue.document("a")?.group == nil)
        _ = try box.catalogue.remove("c", by: "test")
        #expect(try groups() == ["a", "b"])
        try put("d", "it", "Erasmus", of: "c")
        #expect(try groups() == ["a", "b+d"])
    }

    private static let narrow = "urn:x:welding"
    private static let turtle = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <urn:x:trades> a skos:Concept ; skos:prefLabel "trades"@en, "Gewerke"@de ; skos:broader <urn:x:all> .
        <urn:x:all> a skos:Concept ; skos:prefLabel "everything"@en ; skos:broader <urn:x:trades> .
        <\(narrow)> a skos:Concept ; skos:prefLabel "welding"@en, "Schweißen"@de ; skos:broader <urn:x:trades> .
        <urn:x:lehre> a skos:Concept ; skos:prefLabel "Lehre"@de ; skos:exactMatch <urn:vetsearch:vet:apprenticeship> .
        <urn:x:dual> a skos:Concept ; skos:prefLabel "dual system"@en ; skos:broader <urn:x:lehre> .
        """

    private func topics(of answer: SearchResponse) -> [String] {
        (answer.facets["topic"] ?? []).map { "\($0.value) \($0.count) \($0.broader ?? "-")" }
    }

    @Test("Concepts of a thesaurus are topics: with names, levels and counts that include narrower ones")
    func levels() throws {
        _ = try box.catalogue.thesauri.add(
            SKOSFile.read(bytes: Array(Self.turtle.utf8), name: "x.ttl"),
            name: "x",
            source: "x.ttl"
        )
        for (number, topics) in [
            [Self.narrow], [Self.narrow, "guidance"], ["urn:x:dual"],
            ["urn:x:lehre", "urn:vetsearch:vet:apprenticeship"],
        ].enumerated() {
            var deposit = Deposit()
            try deposit.apply([
                "title": .string("Title \(number)"), "topics": .array(topics.map { .string($0) }),
            ])
            _ = try box.catalogue.put("d\(number)", deposit, by: "test")
        }
        try box.index()
        let engine = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        let answer = try engine.search("") { $0.interfaceLanguage = "de" }
        #expect(
            topics(of: answer) == [
                "apprenticeship 2 -", "urn:x:dual 1 apprenticeship", "guidance 1 -",
                // These two form a cycle, and yet each occurs once.
                "urn:x:trades 2 urn:x:all", "urn:x:all 2 urn:x:trades", "\(Self.narrow) 2 urn:x:trades",
            ]
        )
        let labels = Dictionary(uniqueKeysWithValues: (answer.facets["topic"] ?? []).map { ($0.value, $0.label) })
        #expect(labels[Self.narrow] == "Schweißen" && labels["urn:x:trades"] == "Gewerke")
        for value in answer.facets["topic"] ?? [] {
            let limited = try engine.search("") { $0.filters[.topic] = [value.value] }
            #expect(limited.total == value.count, "\(value)")
            #expect(limited.facets["topic"]?.first(where: \.selected)?.value == value.value)
        }
        #expect(try engine.search("") { $0.filters[.topic] = ["urn:x:lehre"] }.total == 2)
    }

    @Test("Every facet's count equals that of a search limited to its value", arguments: 1...6 as ClosedRange<UInt64>)
    func exact(seed: UInt64) throws {
        var random = SplitMix64(seed)
        _ = try box.catalogue.thesauri.add(
            SKOSFile.read(bytes: Array(Self.turtle.utf8), name: "x.ttl"),
            name: "x",
            source: "x.ttl"
        )
        let topics = [
            Self.narrow, "urn:x:dual", "urn:x:lehre", "apprenticeship", "urn:x:all", "guidance", "governance",
        ]
        for number in 0..<50 {
            var deposit = try AccessTests.deposit(&random, number: number)
            (deposit.visibility, deposit.stage) = (.public, .published)
            let chosen = topics.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
            let countries = ["IT", "DE", "FR"].filter { _ in Bool.random(using: &random) }
            try deposit.apply([
                "topics": .array(chosen.map { .string($0) }), "countries": .array(countries.map { .string($0) }),
            ])
            if Bool.random(using: &random), number > 9 { deposit.translationOf = "d\(number % 10)" }
            _ = try box.catalogue.put("d\(number)", deposit, by: "test")
        }
        try box.index()
        let engine = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        var checked = 0
        for _ in 0..<12 {
            var request = AccessTests.request(&random)
            request.filters = SearchFilters()
            request.isVerbatim = true
            let answer = try engine.search(request)
            #expect(answer.total == answer.hits.count)
            guard !answer.query.relaxed else { continue }
            for (name, values) in answer.facets {
                for value in values {
                    var limited = request
                    limited.filters[try #require(Facet.named(name))] = [value.value]
                    let found = try engine.search(limited)
                    guard !found.query.relaxed else { continue }
                    #expect(found.total == value.count, "\(name) \(value) \(request.text)")
                    checked += 1
                }
            }
        }
        #expect(checked > 50)
    }
}
