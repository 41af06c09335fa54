import DocumentModel
import Testing

@testable import Index
@testable import SearchService
@testable import Web

@Suite("The addresses of searches")
struct PageSearchLinkTests {
    private var filtered: SearchLink {
        get throws {
            var request = SearchRequest(text: "lehre & mehr")
            request.queryLanguages = [try #require(LanguageTag("de"))]
            request.filters[.country] = ["DE", "IT"]
            request.filters[.topic] = ["EU-funding"]
            request.filters.years = [2019...2023]
            request.sort = .newest
            request.offset = 20
            request.limit = 20
            return SearchLink(request)
        }
    }

    @Test("The empty search is the start page") func empty() {
        #expect(SearchLink(SearchRequest(text: "")).href == "/")
    }

    @Test("The complete state is in the address, including repeated parameters") func wholeState() throws {
        #expect(
            try filtered.href == "/?q=lehre%20%26%20mehr&queryLanguage=de&country=DE&country=IT&topic=EU-funding"
                + "&year=2019..2023&sort=newest&limit=20&offset=20"
        )
    }

    @Test(
        "Any text is preserved in an address",
        arguments: [
            "a+b", "a&b=c", "100 %", "%41", "#1?", "C++ / C#", "Prüfung", "ŻÓŁĆ", "التدريب", "職業訓練", "การฝึก", "👩‍🏭",
            "\"on the job\"",
            "<script>", "a\u{0}b", "line\nbreak", "e\u{301}", ";", "\u{202E}evil", " ", "'", "\\",
        ]
    )
    func anyText(_ text: String) throws {
        let href = SearchLink(SearchRequest(text: text)).href
        #expect(href.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'<>\`"#.utf8.contains($0) })
        let read = try #require(SearchLink(reading: href))
        #expect(Array(read.request.text.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("Form data is parsed correctly") func forms() {
        let parameters = SearchLink.parameters(ofQuery: "q=on+the%2Bjob&queryLanguage=&&x&y=a=b&z=%zz%4")
        #expect(parameters.map(\.name) == ["q", "queryLanguage", "x", "y", "z"])
        #expect(parameters.map(\.value) == ["on the+job", "", "", "a=b", "%zz%4"])
        #expect(SearchLink.parameters(ofQuery: "q=%FF%C3").first?.value.unicodeScalars.contains("\u{FFFD}") == true)
    }

    @Test(
        "Toggling adds a value, toggling again removes it, and both lead to the first hit",
        arguments: Facet.all
    )
    func toggling(_ facet: Facet) throws {
        var metadata = Metadata()
        metadata.countries = [try #require(Country("PL"))]
        metadata.sectors = [try #require(Sector("F"))]
        metadata.topics = [try #require(Topic("validation"))]
        (metadata.eqf, metadata.year, metadata.licence, metadata.partner) = (4, 2024, "CC-BY-4.0", "Chamber")
        let document = Faceted(metadata, type: .video, languages: [.undetermined], format: .mp4)
        let value = try #require(facet.codes(of: document).first)
        var plain = SearchRequest(text: "x")
        plain.offset = 30
        let with = try #require(SearchLink(plain).toggling(facet, value))
        #expect(with.request.filters[facet] == [value])
        #expect(with.href == "/?q=x&\(facet.name)=\(value)")
        #expect(try #require(with.toggling(facet, value)).href == "/?q=x")
        #expect(SearchLink(plain).toggling(facet, facet == .partner ? "" : "no such code") == nil)
    }

    @Test("Removing one of two values keeps the other, and every other filter") func removing() throws {
        let link = try #require(try filtered.toggling(.country, "DE"))
        #expect(link.request.filters[.country] == ["IT"])
        #expect(link.request.filters[.topic] == ["EU-funding"])
        #expect(link.request.sort == .newest)
        #expect(link.request.offset == 0)
    }

    @Test("Several years can be selected, and a range is removed as a whole") func years() throws {
        #expect(try filtered.toggling(.year, "2024")?.request.filters[.year] == ["2019..2023", "2024"])
        #expect(try filtered.toggling(.year, "2019..2023")?.request.filters[.year] == [])
        for wrong in ["19", "2023..2019", "2019...2023", "2019.2023", "..2019", "２０１９", "-2019", ""] {
            #expect(YearRange.parse(wrong) == nil, "\(wrong)")
        }
    }

    @Test("Another order or other words keep the filters; removing the filters keeps the words") func otherChanges()
        throws
    {
        #expect(try filtered.sorted(by: .relevance).request.filters[.country] == ["DE", "IT"])
        #expect(try filtered.asking("x").request.filters == filtered.request.filters)
        #expect(try filtered.withoutFilters.href == "/?q=lehre%20%26%20mehr&queryLanguage=de&sort=newest&limit=20")
        #expect(try filtered.withoutQueryLanguage.request.queryLanguages.isEmpty)
        #expect(try filtered.startingAt(-5).request.offset == 0)
    }

    @Test("Parsing an address and writing it again changes nothing") func roundTrip() throws {
        #expect(SearchLink(reading: try filtered.href) == (try filtered))
    }
}
