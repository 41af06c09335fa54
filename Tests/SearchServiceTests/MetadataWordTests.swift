import Catalogue
import DocumentModel
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService

@Suite("Words that name the values of facets")
struct MetadataWordTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        func add(
            _ source: String,
            _ text: String,
            _ language: String,
            format: FileFormat = .docx,
            _ change: (inout Metadata) -> Void = { _ in }
        ) throws {
            var metadata = Metadata()
            metadata.language = LanguageTag(language)
            change(&metadata)
            try box.add(source, SearchToolbox.pages([text]), metadata, format: format)
        }
        try add("fi", "Mentoring for young people in small firms.", "en") {
            $0.countries = [Country("FI")!]
            $0.year = 2022
        }
        try add("text", "Mentoring in Finland and elsewhere.", "en") { $0.title = "Mentoring abroad" }
        try add("title", "Finland is a country with many lakes.", "en") { $0.title = "Finland" }
        try add("de", "Die Ausbildung dauert drei Jahre.", "de", format: .pdf) {
            $0.countries = [Country("DE")!]
            $0.sectors = [Sector("F")!]
            $0.type = ResourceType("guide")!
            $0.year = 2023
        }
        try add("fr", "Apprenticeship in small firms, explained for teachers.", "en", format: .pdf) {
            $0.countries = [Country("FR")!]
            $0.year = 2023
            $0.partner = "Chambre de métiers de Lyon"
            $0.creators = ["Agnès Moreau"]
        }
        try add("fr-epub", "Apprenticeship in small firms, explained for masters.", "en", format: .epub) {
            $0.countries = [Country("FR")!]
            $0.year = 2023
        }
        try add("webinar", "Digital tools for trainers.", "en") {
            $0.type = ResourceType("webinar")!
            $0.topics = [Topic("quality-assurance")!]
        }
        try add("practice", "How a workshop plans the year.", "en") { $0.type = ResourceType("best-practice")! }
        try add("farm", "How a farm plans the year.", "en") { $0.sectors = [Sector("A")!] }
        try add("nl", "Leren in het bedrijf.", "nl") { $0.countries = [Country("NL")!] }
        for number in 0..<12 { try add("other-\(number)", "A page about something else, number \(number).", "en") }
        try box.index()
        return (box, try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri))
    }

    @Test(
        "The name of a value finds the documents that have it",
        arguments: [
            ("Germany", "de", "country:DE"), ("Deutschland", "de", "country:DE"), ("Allemagne", "de", "country:DE"),
            ("Germania", "de", "country:DE"), ("Niemcy", "de", "country:DE"), ("Saksa", "de", "country:DE"),
            ("Németország", "de", "country:DE"), ("Γερμανία", "de", "country:DE"), ("Германия", "de", "country:DE"),
            ("Paesi Bassi", "nl", "country:NL"), ("Países Bajos", "nl", "country:NL"),
            ("webinar", "webinar", "type:webinar"), ("webinars", "webinar", "type:webinar"),
            ("best practices", "practice", "type:best-practice"), ("Construction", "de", "sector:F"),
            ("Baugewerbe", "de", "sector:F"), ("agriculture", "farm", "sector:A"),
            ("quality assurance", "webinar", "topic:quality-assurance"),
            ("Qualitätssicherung", "webinar", "topic:quality-assurance"), ("ePub", "fr-epub", "format:epub"),
            ("2022", "fi", "year:2022"), ("Dutch", "nl", "language:nl"), ("Leitfaden", "de", "type:guide"),
        ]
    )
    func names(query: String, source: String, id: String) throws {
        let response = try engine.search(query)
        #expect(response.hits.map(\.source).contains(source), "\(response.hits.map(\.source))")
        #expect(response.query.metadata.map(\.id).contains(id), "\(response.query.metadata)")
        #expect(response.query.missing.isEmpty && response.query.corrected == nil && !response.query.relaxed)
    }

    @Test("The language of the query may be another than that of the document and of its name")
    func languages() throws {
        for (query, language) in [("Allemagne", "fr"), ("Deutschlands", "de"), ("Germany", "fr"), ("Saksassa", "fi")] {
            let response = try engine.search(query) { $0.queryLanguages = [LanguageTag(language)!] }
            #expect(response.hits.map(\.source) == ["de"], "\(query)")
        }
    }

    @Test("The other words are required, each in its own way")
    func rest() throws {
        #expect(Set(try engine.search("mentoring Finland").hits.map(\.source)) == ["fi", "text"])
        let response = try engine.search("PDF apprenticeship France 2023")
        #expect(response.hits.map(\.source) == ["fr"])
        #expect(
            response.query.metadata.map(\.id) == ["format:pdf", "country:FR", "year:2023"]
        )
    }

    @Test("Documents with the word in their title or text come first")
    func order() throws {
        #expect(try engine.search("Finland").hits.map(\.source) == ["title", "text", "fi"])
    }

    @Test("A value that the reader removed is not searched for, and the name is in the reader's language")
    func removed() throws {
        let response = try engine.search("Finland") { $0.interfaceLanguage = "fr" }
        #expect(response.query.metadata == [QueryEcho.NamedValue(.country, "FI", label: "Finlande")])
        let without = try engine.search("Finland") { $0.hiddenConcepts = ["country:FI"] }
        #expect(without.hits.map(\.source) == ["title", "text"] && without.query.metadata.isEmpty)
        #expect(try engine.search("Finland") { $0.isVerbatim = true }.total == 2)
    }

    @Test("Values that no document has, codes and ordinary words name nothing")
    func nothing() throws {
        for query in ["Portugal", "DE", "in", "it", "fi", "word", "document", "1999", "\"Finland\"", "title:Finland"] {
            #expect(try engine.search(query).query.metadata.isEmpty, "\(query)")
        }
        #expect(try engine.search("Word").query.metadata.map(\.id) == ["format:docx"])
    }

    @Test("An excluded name excludes the documents with the value, so that both searches divide the documents")
    func excluded() throws {
        let all = try engine.search("mentoring").total
        let with = try engine.search("mentoring Finland").total
        let without = try engine.search("mentoring -Finland")
        #expect(with + without.total == all && all == 2 && without.total == 0)
        #expect(without.query.metadata.map(\.id) == ["country:FI"])
        let text = try engine.search("mentoring -Finland") { $0.hiddenConcepts = ["country:FI"] }
        #expect(text.hits.map(\.source) == ["fi"])
    }

    @Test("Names in alternatives and brackets find their documents")
    func alternatives() throws {
        #expect(Set(try engine.search("webinar OR Netherlands").hits.map(\.source)) == ["webinar", "nl"])
        #expect(Set(try engine.search("(Germany OR Finland) 2023").hits.map(\.source)) == ["de"])
    }

    @Test("Partners and people are found by their names, and partners and formats are facets")
    func people() throws {
        for query in ["Chambre de métiers Lyon", "Agnès Moreau", "moreau"] {
            #expect(try engine.search(query).hits.first?.source == "fr", "\(query)")
        }
        let response = try engine.search("apprenticeship")
        #expect(response.facets["partner"]?.map(\.value) == ["Chambre de métiers de Lyon"])
        #expect(response.facets["format"]?.map(\.label).sorted() == ["PDF", "ePub"])
        let limited = try engine.search("apprenticeship") { $0.filters[.partner] = ["Chambre de métiers de Lyon"] }
        #expect(limited.hits.map(\.source) == ["fr"])
    }

    @Test("Every name of a country, sector, type and topic means its value, in every language of the pages")
    func all() throws {
        let names = try FacetValueNames()
        let words = try WordsOfLabels()
        for language in PageStrings.all.keys.sorted() {
            let tag = try #require(LanguageTag(language))
            let labels = Labels(language: language)
            let codes: [(Facet, [String])] = [
                (.country, ["DE", "FI", "NL", "GB", "EU", "BA"]), (.sector, Sector.all), (.topic, Topic.all),
                (.type, ResourceType.all.filter { $0 != "document" }), (.language, ["de", "fr", "mt"]),
            ]
            for (facet, code) in codes.flatMap({ facet, codes in codes.map { (facet, $0) } }) {
                let label = words.foldedWords(of: labels.label(code, of: facet), in: tag)
                let value = FacetValueName.Value(facet: facet, code: code)
                for table in [names.table(of: tag), names.tableOfAll()] {
                    let found = table.matches(label.map { [$0] }, typed: [])
                    #expect(
                        found.contains { $0.value == value && $0.range == label.indices },
                        "\(language) \(value.id)"
                    )
                }
            }
        }
    }

    @Test("The names of the parts of a sector mean the sector, except fragments of words")
    func parts() throws {
        let names = try FacetValueNames()
        for (language, word, code) in [
            ("en", "forestry", "A"), ("fr", "peche", "A"), ("it", "silvicoltura", "A"), ("pl", "gastronomia", "I"),
        ] {
            let found = names.table(of: LanguageTag(language)!).matches([[word]], typed: [])
            #expect(found.map(\.value.id) == ["sector:\(code)"], "\(word)")
        }
        #expect(names.table(of: LanguageTag("de")!).matches([["land"]], typed: []).isEmpty)
    }
}
