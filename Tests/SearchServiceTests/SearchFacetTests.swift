import Catalogue
import DocumentModel
import TestSupport
import Testing

@testable import Index
@testable import SearchService

/// Filters, counts, orders and pages over random metadata, compared with a plain implementation in Swift.
@Suite("Filters, facets, orders")
struct SearchFacetTests {
    private struct Sample {
        var source: String
        var hasWord: Bool
        var metadata: Metadata
        var title: String { metadata.title ?? "" }

        func values(_ facet: Facet) -> Set<String> {
            switch facet.name {
            case "country": Set(metadata.countries.map(\.code))
            case "sector": Set(metadata.sectors.map(\.code))
            case "topic": Set(metadata.topics.map(\.code))
            case "type": [metadata.type?.code ?? "document"]
            case "language": [metadata.language!.code]
            case "year": metadata.year.map { [String($0)] } ?? []
            case "partner": metadata.partner.map { [$0] } ?? []
            case "format": ["pdf"]
            default: []
            }
        }

        func passes(_ filters: SearchFilters, except: Facet? = nil) -> Bool {
            Facet.all.allSatisfy { facet in
                if facet == except { return true }
                if facet == .year {
                    guard !filters.years.isEmpty else { return true }
                    return metadata.year.map { year in filters.years.contains { $0.contains(year) } } ?? false
                }
                let wanted = filters[facet]
                return wanted.isEmpty || !values(facet).isDisjoint(with: wanted)
            }
        }
    }

    private static let countries = ["IT", "DE", "FR", "EU"]
    private static let sectors = ["C", "F", "P"]
    private static let topics = ["guidance", "inclusion", "EU-funding"]
    private static let types = ["guide", "course"]
    private static let languages = ["de", "fr", "it"]
    private static let partners = ["Handwerkskammer für München und Oberbayern", "Omnia", "AFPA – Agence nationale"]

    private static func some<Value>(_ values: [Value], _ random: inout SplitMix64) -> [Value] {
        values.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
    }

    private static func samples(_ count: Int, _ random: inout SplitMix64) -> [Sample] {
        (0..<count).map { number in
            var metadata = Metadata()
            metadata.countries = some(countries, &random).map { Country($0)! }
            metadata.sectors = some(sectors, &random).map { Sector($0)! }
            metadata.topics = some(topics, &random).map { Topic($0)! }
            metadata.type = some(types, &random).first.map { ResourceType($0)! }
            metadata.language = LanguageTag(languages.randomElement(using: &random)!)
            metadata.year = Bool.random(using: &random) ? Int.random(in: 2018...2023, using: &random) : nil
            metadata.partner = some(partners, &random).first
            metadata.title = ["Ähre", "abend", "Zebra", "zehn", "Mitte"].randomElement(using: &random)! + " \(number)"
            return Sample(source: "\(number).pdf", hasWord: Bool.random(using: &random), metadata: metadata)
        }
    }

    private static func filters(_ random: inout SplitMix64) -> SearchFilters {
        var filters = SearchFilters()
        filters[.country] = some(countries + ["PT"], &random)
        filters[.sector] = some(sectors, &random)
        filters[.topic] = some(topics, &random)
        filters[.type] = some(types, &random)
        filters[.language] = some(languages, &random)
        filters[.partner] = some(partners, &random)
        if Int.random(in: 0..<4, using: &random) == 0 { filters[.format] = some(["pdf", "epub"], &random) }
        if Int.random(in: 0..<3, using: &random) == 0 {
            let from = Int.random(in: 2016...2023, using: &random)
            filters.years = [from...Int.random(in: from...2025, using: &random)]
            if Bool.random(using: &random) { filters.years.append(2016...2016) }
        }
        return filters
    }

    private static func toolbox(_ samples: [Sample]) throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.add(
            samples.map { ($0.source, SearchToolbox.pages(["text \($0.hasWord ? "needle" : "hay")"]), $0.metadata) }
        )
        return (box, try box.engine())
    }

    @Test("Hits, totals and every facet's counts equal those of a manual count", arguments: 1...4)
    func counts(seed: Int) throws {
        var random = SplitMix64(UInt64(seed))
        let samples = Self.samples(60, &random)
        let (box, engine) = try Self.toolbox(samples)
        defer { withExtendedLifetime(box) {} }
        for round in 0..<30 {
            let filters = Self.filters(&random)
            let wantsWord = Bool.random(using: &random)
            let response = try engine.search(wantsWord ? "needle" : "") { request in
                request.filters = filters
                request.limit = 100
            }
            let comment = "seed \(seed), round \(round)"
            let found = samples.filter { $0.hasWord || !wantsWord }
            let hits = found.filter { $0.passes(filters) }
            #expect(Set(response.hits.map(\.source)) == Set(hits.map(\.source)), "\(comment)")
            #expect(response.total == hits.count, "\(comment)")
            for facet in Facet.all {
                var expected: [String: Int] = [:]
                for sample in found where sample.passes(filters, except: facet) {
                    for value in sample.values(facet) { expected[value, default: 0] += 1 }
                }
                let selected = Set(
                    facet == .year ? filters.years.joined().map(String.init) : filters[facet]
                )
                if facet != .year { for value in selected where expected[value] == nil { expected[value] = 0 } }
                let values = try #require(response.facets[facet.name])
                #expect(
                    Dictionary(uniqueKeysWithValues: values.map { ($0.value, $0.count) }) == expected,
                    "\(comment): \(facet)"
                )
                #expect(values.allSatisfy { $0.selected == selected.contains($0.value) })
            }
        }
    }

    @Test("The pages contain all hits, each once, in every order", arguments: SortOrder.allCases)
    func paging(order: SortOrder) throws {
        var random = SplitMix64(11)
        let samples = Self.samples(47, &random)
        let (box, engine) = try Self.toolbox(samples)
        defer { withExtendedLifetime(box) {} }
        var hits: [SearchHit] = []
        for offset in stride(from: 0, through: 60, by: 10) {
            let page = try engine.search("text") { request in
                (request.sort, request.offset) = (order, offset)
            }
            #expect(page.total == 47)
            #expect(page.hits.count == max(0, min(10, 47 - offset)))
            hits += page.hits
        }
        #expect(hits.map(\.source).sorted() == samples.map(\.source).sorted())
        let years = hits.map { $0.year }
        switch order {
        case .relevance, .recent: #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
        case .mine:
            let mine = hits.map { $0.language.code == "en" }
            #expect(mine == mine.sorted { $0 && !$1 })
        case .newest: #expect(years.map { $0 ?? 0 } == years.map { $0 ?? 0 }.sorted(by: >), "without a year last")
        case .oldest: #expect(years.map { $0 ?? 9999 } == years.map { $0 ?? 9999 }.sorted(), "without a year last")
        case .updated:
            let changed = try hits.map { try box.catalogue.document($0.id)?.sequence ?? 0 }
            #expect(changed == changed.sorted(by: >))
        case .title:
            let initials = hits.map { $0.title.first! }
            let ranks = initials.map { "aÄMZz".firstIndex(of: $0)!.utf16Offset(in: "aÄMZz") }
            #expect(
                ranks.map { $0 == 1 ? 0 : $0 == 4 ? 3 : $0 } == ranks.map { $0 == 1 ? 0 : $0 == 4 ? 3 : $0 }.sorted()
            )
        }
    }

    @Test("Offsets and limits that no interface accepts do no harm")
    func extremes() throws {
        var random = SplitMix64(1)
        let (box, engine) = try Self.toolbox(Self.samples(5, &random))
        defer { withExtendedLifetime(box) {} }
        #expect(try engine.search("") { $0.offset = -3 }.hits.count == 5)
        #expect(try engine.search("") { $0.offset = .max }.hits.isEmpty)
        #expect(try engine.search("") { $0.limit = -1 }.hits.isEmpty)
        #expect(try engine.search("") { $0.limit = .max }.hits.count == 5)
    }

    @Test("An empty toolbox has no results, and says so")
    func empty() throws {
        let box = try SearchToolbox()
        let response = try box.engine().search("anything") { $0.filters[.country] = ["IT"] }
        #expect(response.total == 0)
        #expect(response.facets["country"]?.map(\.count) == [0])
        #expect(response.query.filters == ["country": ["IT"]])
    }

    @Test("Recent documents are boosted only on request, and not above much better ones")
    func liftsRecent() throws {
        let box = try SearchToolbox()
        func year(_ year: Int?) -> Metadata {
            var metadata = Metadata()
            metadata.year = year
            return metadata
        }
        let answer = "The guild examines journeymen and masters."
        try box.add([
            ("old.pdf", SearchToolbox.pages([answer + " journeymen"]), year(2001)),
            ("new.pdf", SearchToolbox.pages([answer]), year(2026)),
            ("undated.pdf", SearchToolbox.pages([answer]), year(nil)),
            (
                "beside.pdf",
                SearchToolbox.pages(["Journeymen " + String(repeating: "of many other things ", count: 60)]), year(2026)
            ),
        ])
        let engine = try box.engine()
        let plain = try engine.search("journeymen")
        #expect(plain.hits.map(\.source).first == "old.pdf")
        let lifted = try engine.search("journeymen") { $0.sort = .recent }
        #expect(lifted.total == 4)
        #expect(lifted.hits.map(\.source).first == "new.pdf")
        let both = try engine.search("guild journeymen") { $0.sort = .recent }
        #expect(both.hits.map(\.source).last != "new.pdf")
        #expect(both.total == 3, "no document is found only by its year")
        let everything = try engine.search("") { $0.sort = .recent }
        #expect(everything.total == 4)
        #expect(Set(everything.hits.prefix(2).map(\.source)) == ["new.pdf", "beside.pdf"])
    }
}
