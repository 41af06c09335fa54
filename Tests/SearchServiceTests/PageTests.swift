import DocumentModel
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("The search page")
struct PageTests {
    private func page(
        _ request: SearchRequest,
        total: Int = 128,
        hits: [SearchHit] = PageSamples.hits,
        relaxed: Bool = false,
        facets: [String: [FacetValue]] = PageSamples.facets
    ) throws -> PageMarkup {
        PageMarkup(
            try SearchPage().render(
                PageView(
                    request: request,
                    response: PageSamples.response(
                        request.text,
                        total: total,
                        hits: hits,
                        relaxed: relaxed,
                        facets: facets
                    ),
                    toolbox: PageSamples.toolbox
                )
            )
        )
    }

    private func start(_ toolbox: ToolboxSummary = PageSamples.toolbox) throws -> PageMarkup {
        PageMarkup(
            try SearchPage().render(PageView(request: SearchRequest(text: ""), response: nil, toolbox: toolbox))
        )
    }

    private func filtered() throws -> SearchRequest {
        var request = SearchRequest(text: "Ausbildung")
        request.filters[.country] = ["DE", "MA"]
        request.filters.years = [2019...2021]
        return request
    }

    private func hits(_ count: Int) -> [SearchHit] { (0..<count).map { PageSamples.hit("Titel \($0)") } }

    // MARK: Structure

    @Test("Every page is well formed, with headings in order, landmarks, unique ids and labels with targets")
    func structure() throws {
        var nothing = try filtered()
        nothing.text = "\"a b\""
        let pages = [
            try start(), try start(ToolboxSummary()), try page(filtered(), relaxed: true),
            try page(nothing, total: 0, hits: [], facets: [:]),
            PageMarkup(try SearchPage().render(PageProblem(status: 500))),
        ]
        for page in pages {
            #expect(page.unbalanced == [])
            #expect(page.all("main").count == 1)
            #expect(page.all("h1").count == 1)
            #expect(page.all("html").first?["lang"] == "en")
            let levels = page.tags.filter { !$0.closing }.compactMap { tag in
                tag.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) }
            }
            #expect(levels.first == 1)
            #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
            let ids = page.tags.compactMap { $0["id"] }
            #expect(Set(ids).count == ids.count)
            for tag in page.tags {
                for target in [tag["for"], tag["aria-labelledby"]].compactMap(\.self) { #expect(ids.contains(target)) }
            }
            let skip = try #require(page.links.first)
            #expect(skip.hasPrefix("#") && ids.contains(String(skip.dropFirst())))
            #expect(page.all("form").count { $0["role"] == "search" } == 1)
            #expect(page.all("script").compactMap { $0["src"] } == ["/assets/search.js"] && page.all("style").isEmpty)
            #expect(page.tags.allSatisfy { $0["style"] == nil })
        }
    }

    @Test("Every link on a page leads to a search that can be parsed and written again")
    func linksRoundTrip() throws {
        for page in [try start(), try page(filtered()), try page(filtered(), total: 0, hits: [])] {
            for href in page.searchLinks { #expect(SearchLink(reading: href)?.href == href) }
        }
    }

    @Test("Only the start page sets the focus, and only result lists are excluded from search engines")
    func focus() throws {
        #expect(try start().all("input").contains { $0["autofocus"] != nil })
        #expect(try !page(SearchRequest(text: "x")).all("input").contains { $0["autofocus"] != nil })
        #expect(try !start().all("meta").contains { $0["name"] == "robots" })
        #expect(try page(SearchRequest(text: "x")).all("meta").contains { $0["name"] == "robots" })
    }

    @Test("Submitting the form keeps the filters and the order, and starts from the first hit")
    func formKeepsState() throws {
        var request = try filtered()
        request.sort = .title
        request.offset = 20
        request.queryLanguages = [try #require(LanguageTag("sv"))]
        let page = try page(request)
        let hidden = page.all("input").filter { $0["type"] == "hidden" }
        #expect(
            // Those of the search box come first; the form for years has its own.
            hidden.prefix(4).map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }
                == ["country=DE", "country=MA", "year=2019..2021", "sort=title"]
        )
        #expect(page.all("option").filter { $0["selected"] != nil }.map { $0["value"] } == ["sv"])
    }

    // MARK: Facets

    @Test("Each value is a link that toggles it; selected values are marked and always visible")
    func facets() throws {
        let page = try page(filtered())
        let values = page.all("a").filter { $0["class"]?.hasPrefix("value") == true }
        #expect(values.contains { $0["href"] == "/?q=Ausbildung&country=DE&country=MA&country=IT&year=2019..2021" })
        let selected = values.filter { $0["aria-current"] == "true" }.compactMap { $0["href"] }
        #expect(
            selected == [
                "/?q=Ausbildung&country=MA&year=2019..2021", "/?q=Ausbildung&country=DE&year=2019..2021",
                "/?q=Ausbildung&country=DE&country=MA",
            ]
        )
    }

    @Test("The most recent years come first; the rest, and a selected value without hits, are there, too")
    func facetOrder() throws {
        var request = SearchRequest(text: "x")
        request.filters[.country] = ["SE"]
        request.filters.years = [2019...2021]
        let facets = FacetContext.all(PageSamples.facets, link: SearchLink(request), strings: .english)
        let years = try #require(facets.last)
        #expect(years.facetTitle == "Year")
        #expect(years.values.map(\.valueLabel).prefix(4) == ["2019–2021", "2024", "2023", "2022"])
        #expect(years.values.first?.valueCount == "60")
        #expect(years.values.count + years.moreValues.count == 12)
        let country = try #require(facets.first)
        #expect(country.values.first?.valueLabel == "Sweden")
        #expect(country.values.first?.valueCount == "0")
        #expect(country.values.count == 8)
        #expect(country.moreValues.count == 4)
    }

    @Test("Active filters are chips, each of which removes one filter; several are removed at once")
    func chips() throws {
        let page = try page(filtered())
        let chips = page.all("a").filter { $0["class"] == "chip" }.compactMap { $0["href"] }
        #expect(
            chips == [
                "/?q=Ausbildung&country=MA&year=2019..2021", "/?q=Ausbildung&country=DE&year=2019..2021",
                "/?q=Ausbildung&country=DE&country=MA",
            ]
        )
        #expect(page.all("a").first { $0["class"] == "clear" }?["href"] == "/?q=Ausbildung")
        #expect(page.text.contains("Morocco") && page.text.contains("2019–2021"))
        #expect(try self.page(SearchRequest(text: "x")).all("nav").allSatisfy { $0["class"] != "chips" })
    }

    // MARK: Pages of results

    @Test("Pages have links back and forth and show the current position")
    func pagination() throws {
        var request = SearchRequest(text: "x")
        var rel = try pages(request, hits: 10)
        #expect(rel == ["next nofollow": "/?q=x&offset=10"])
        request.offset = 10
        rel = try pages(request, hits: 10)
        #expect(rel == ["prev nofollow": "/?q=x", "next nofollow": "/?q=x&offset=20"])
        #expect(try page(request, hits: hits(10)).text.contains("11–20 of 128"))
        request.offset = 120
        #expect(try pages(request, hits: 8) == ["prev nofollow": "/?q=x&offset=110"])
        request.offset = 4
        #expect(try pages(request, hits: 10)["prev nofollow"] == "/?q=x")
    }

    private func pages(_ request: SearchRequest, total: Int = 128, hits count: Int) throws -> [String: String] {
        let links = try page(request, total: total, hits: hits(count)).all("a").filter { $0["class"] == "button" }
        return Dictionary(uniqueKeysWithValues: links.map { ($0["rel"] ?? "", $0["href"] ?? "") })
    }

    @Test(
        "A single page has no pager; no page is offered that the service would refuse; past the end there is a link back"
    )
    func pageLimits() throws {
        #expect(try pages(SearchRequest(text: "x"), total: 3, hits: 3).isEmpty)
        #expect(try page(SearchRequest(text: "x"), total: 1, hits: hits(1)).text.contains("1 document\n"))
        var deep = SearchRequest(text: "x")
        deep.offset = SearchRequest.maximumOffset
        #expect(try pages(deep, total: 12_000, hits: 10).keys.sorted() == ["prev nofollow"])
        #expect(try page(deep, total: 12_000, hits: hits(10)).text.contains("The list ends here."))
        let beyond = try page(deep, total: 5, hits: [])
        #expect(beyond.text.contains("There are fewer pages than this."))
        #expect(beyond.all("h3").allSatisfy { $0["class"] != "nothing-title" })
    }

    @Test("The list continues the numbering of the previous page")
    func numbering() throws {
        var request = SearchRequest(text: "x")
        request.offset = 10
        #expect(try page(request, hits: hits(10)).all("ol").first?["start"] == "11")
    }

    @Test("The number of documents is announced as a status")
    func status() throws {
        let page = try page(SearchRequest(text: "x"), total: 12_480, hits: hits(10))
        #expect(page.tags.contains { $0["role"] == "status" })
        #expect(page.text.contains("1–10 of 12,480 documents"))
    }
}
