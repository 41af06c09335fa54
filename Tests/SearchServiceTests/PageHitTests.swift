import DocumentModel
import Testing

@testable import Encodings
@testable import Index
@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("Hits on the page, and pages without hits")
struct PageHitTests {
    private func page(_ request: SearchRequest, _ response: SearchResponse) throws -> PageMarkup {
        PageMarkup(
            try SearchPage().render(PageView(request: request, response: response, toolbox: PageSamples.toolbox))
        )
    }

    private func page(_ hits: [SearchHit]) throws -> PageMarkup {
        try page(SearchRequest(text: "x"), PageSamples.response("x", total: hits.count, hits: hits))
    }

    @Test("Titles and passages have their own language and direction, whatever the page's")
    func languages() throws {
        let page = try page(PageSamples.hits)
        let titles = page.all("h3").filter { $0["class"] == "hit-title" }
        #expect(titles.map { $0["lang"] } == ["de", "it", "ar", "ja", "th", "", "de"])
        #expect(titles.map { $0["dir"] } == ["ltr", "ltr", "rtl", "ltr", "ltr", "auto", "ltr"])
        let passages = page.all("p").filter { $0["class"] == "passage" }
        #expect(passages.map { $0["lang"] } == ["de", "de", "de", "it", "ar", "ja", "th", "th", ""])
        #expect(page.all("article").compactMap { $0["dir"] } == ["rtl"])
        for code in ["he", "fa", "ur", "yi"] { #expect(PageText.direction(of: code) == "rtl") }
    }

    @Test("The values of facets that the words name are links that remove them; without hits there are none")
    func values() throws {
        var response = PageSamples.response("Finland 2023", total: 7, hits: PageSamples.hits)
        response.query.metadata = [
            QueryEcho.NamedValue(.country, "FI", label: "Finland"), QueryEcho.NamedValue(.year, "2023", label: "2023"),
            QueryEcho.NamedValue(.topic, "<b>", label: "<b>"),
        ]
        var request = SearchRequest(text: "Finland 2023")
        request.hiddenConcepts = ["small-enterprise"]
        request.offset = 20
        let page = try page(request, response)
        let chips = page.all("a").filter { $0["class"] == "concept" }.compactMap { $0["href"] }
        let start = "/?q=Finland%202023&withoutConcept=small-enterprise&withoutConcept="
        #expect(chips == [start + "country%3AFI", start + "year%3A2023", start + "topic%3A%3Cb%3E"])
        let said = page.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("Do not search in the details for Country: Finland"))
        #expect(said.contains("Also searched in the details of the documents:") && page.unbalanced == [])
        response.total = 0
        #expect(try !self.page(request, response).text.contains("in the details"))
    }

    @Test("Matches are marked, and nothing is inserted between the pieces")
    func marks() throws {
        let html = try SearchPage().render(
            PageView(
                request: SearchRequest(text: "x"),
                response: PageSamples.response("x", total: 7, hits: PageSamples.hits),
                toolbox: PageSamples.toolbox
            )
        )
        #expect(
            html.contains(
                ">Ein Teil der <mark>Ausbildung</mark> kann im Ausland stattfinden; der <mark>Betrieb</mark> "
            )
        )
        #expect(html.contains("ผู้เรียนได้รับ<mark>การฝึกอบรม</mark>ในสถานประกอบการจริง</p>"))
    }

    @Test(
        "Locations have their usual names",
        arguments: [
            (Locator.page(number: 14, label: "xii"), "Page xii"),
            (.page(number: 14, label: nil), "Page 14"),
            (.slide(number: 4), "Slide 4"),
            (.chapter(number: 2, label: "Mobility", href: ""), "Chapter Mobility"),
            (.chapter(number: 2, label: nil, href: ""), "Chapter 2"),
            (.cue(start: 754.2, end: 760), "12:34"),
            (.heading(path: ["A", "B"], anchor: nil), "A › B"),
            (.text(line: 40), "From line 40"),
            (.text(line: 1), "Beginning"),
        ]
    )
    func places(_ locator: Locator, _ expected: String) {
        let place = PageStrings.english.place(locator)
        #expect([place.kind, place.label].filter { !$0.isEmpty }.joined(separator: " ") == expected)
    }

    @Test(
        "Each title and location links to the page, into the file, or into its text if browsers cannot open the location"
    )
    func deepLinks() throws {
        let links = try page(PageSamples.hits).links
        #expect(links.contains("/documents/a1/pages/14?q=x"))
        #expect(links.filter { $0 == "/documents/a1?q=x#slide-4" }.count == 2)
    }

    @Test("Known facts are shown under the title, unknown ones are omitted")
    func facts() throws {
        let page = try page([
            PageSamples.hit("Titel", type: "best-practice", countries: ["DE", "EU"], partner: "Kammer"),
            PageSamples.hit(
                "",
                source: "folder/no-title.md",
                language: "und",
                format: "markdown",
                countries: [],
                year: nil
            ),
        ])
        for fact in ["Best practice", "PDF", "German", "Germany, European Union", "Kammer", "2023"] {
            #expect(page.text.contains(fact), "\(fact)")
        }
        #expect(page.text.contains("no-title.md") && page.text.contains("Language unknown"))
    }

    @Test("No title, partner or path fills the page, however long")
    func longWords() throws {
        let hit = PageSamples.hit(
            PageSamples.longWord,
            source: PageSamples.longWord,
            partner: PageSamples.longWord
        )
        #expect(try page([hit]).text.count < 3_000)
    }

    @Test("If hardly any document has all words, the page says that these have some of them")
    func relaxed() throws {
        let notice = "Few or no documents contain all of these words; these contain some of them."
        let request = SearchRequest(text: "x y")
        let hits = [PageSamples.hit("Titel")]
        #expect(
            try page(request, PageSamples.response("x y", total: 1, hits: hits, relaxed: true)).text.contains(notice)
        )
        #expect(try !page(request, PageSamples.response("x y", total: 1, hits: hits)).text.contains(notice))
        #expect(
            try !page(request, PageSamples.response("x y", total: 0, hits: [], relaxed: true)).text.contains(notice)
        )
    }

    @Test("If nothing is found, every suggestion is a link")
    func nothing() throws {
        var request = SearchRequest(text: "„duale Lehre“")
        request.filters[.country] = ["DE"]
        request.filters[.sector] = ["F"]
        request.queryLanguages = [try #require(LanguageTag("de"))]
        let page = try page(request, PageSamples.response(request.text, total: 0, hits: [], facets: [:]))
        let words = PercentEncoding.encode(request.text)
        for way in [
            "/?q=\(words)&queryLanguage=de&sector=F", "/?q=\(words)&queryLanguage=de&country=DE",
            "/?q=\(words)&queryLanguage=de", "/?q=duale%20Lehre&queryLanguage=de&country=DE&sector=F",
            "/?q=\(words)&country=DE&sector=F",
        ] {
            #expect(page.links.contains(way), "\(way)")
        }
        #expect(page.text.contains("Search without “Sector: Construction”") && page.text.contains("fewer words"))
    }

    @Test("The start page summarises the toolbox and links into it; an empty toolbox is reported")
    func start() throws {
        let page = try SearchPage()
        let full = PageMarkup(
            page.render(PageView(request: SearchRequest(text: ""), response: nil, toolbox: PageSamples.toolbox))
        )
        for fact in ["12,480 documents", "11 languages", "9 countries"] { #expect(full.text.contains(fact)) }
        for link in ["/?country=DE", "/?language=de", "/?topic=apprenticeship", "/?q=Meisterpr%C3%BCfung"] {
            #expect(full.links.contains(link))
        }
        let empty = PageMarkup(
            page.render(PageView(request: SearchRequest(text: ""), response: nil, toolbox: ToolboxSummary()))
        )
        #expect(empty.text.contains("still empty"))
        #expect(empty.searchLinks.filter { !$0.hasPrefix("/?lang=") } == ["/"])
        #expect(empty.searchLinks.count == 1 + PageStrings.all.count)
    }

    @Test("An error page says what is wrong and has links", arguments: [400, 404, 418, 500, 503])
    func problems(_ status: Int) throws {
        let page = PageMarkup(
            try SearchPage().render(PageProblem(status: status, detail: "'XX' is not a country code"))
        )
        #expect(page.text.contains("'XX' is not a country code"))
        #expect(page.text.contains(PageStrings.english.problemTitle(status)))
        #expect(page.links.contains("/"))
    }
}
