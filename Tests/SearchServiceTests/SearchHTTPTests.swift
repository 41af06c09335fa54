import DocumentModel
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebAPI

@Suite("Parsing requests")
struct SearchHTTPTests {
    @Test(
        "A range of bytes, within the original",
        arguments: [
            (nil, .whole), ("", .whole), ("bytes=0-0", .part(0...0)), ("bytes=0-99", .part(0...99)),
            ("bytes=90-500", .part(90...99)),
            ("bytes=5-", .part(5...99)), ("bytes=-10", .part(90...99)), ("bytes=-500", .part(0...99)),
            ("bytes=-0", .unsatisfiable), ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable),
            ("bytes=5-4", .whole),
            ("bytes=0-1,5-6", .whole), ("items=0-1", .whole), ("bytes=a-b", .whole), ("bytes=-", .whole),
            ("bytes=--5", .whole),
            ("bytes=1-2-3", .whole), ("bytes=99999999999999999999-", .whole),
            ("bytes=-9223372036854775807", .part(0...99)),
            ("bytes=0-9223372036854775807", .part(0...99)),
        ] as [(String?, ByteRange)]
    )
    func ranges(header: String?, expected: ByteRange) { #expect(ByteRange(header, size: 100) == expected) }

    @Test("An empty original has no ranges", arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func emptyRanges(header: String) { #expect(ByteRange(header, size: 0) == .unsatisfiable) }

    private func request(_ query: String) throws -> SearchRequest {
        try SearchParameters.request(query: query, interfaceLanguage: "de")
    }

    @Test("Every parameter is parsed; repeated filters are lists; empty ones are ignored")
    func parameters() throws {
        let read = try request(
            "q=dual+system%20x&q=y&queryLanguage=de&language=it&language=NO&country=EL&country=it&sector=c&topic=guidance"
                + "&type=guide&year=2019..2023&sort=newest&limit=100&offset=10000&country="
        )
        #expect(read.text == "dual system x y")
        #expect(read.queryLanguages.map(\.code) == ["de"])
        #expect(read.filters[.language] == ["it", "nb"])
        #expect(read.filters[.country] == ["GR", "IT"])
        #expect(read.filters[.sector] == ["C"])
        #expect(read.filters.years == [2019...2023])
        #expect((read.sort, read.limit, read.offset) == (.newest, 100, 10_000))
        #expect(read.interfaceLanguage == "de")
        var plain = SearchRequest(text: "")
        plain.interfaceLanguage = "de"
        #expect(try request("") == plain)
        #expect(try request("limit=&sort=&year=") == plain)
        // The language chosen on the page precedes the browser's languages.
        let browser = [LanguageTag("fr")!]
        let chosen = try SearchParameters.request(query: "lang=it", interfaceLanguage: "de", preferred: browser)
        #expect(chosen.preferredLanguages.map(\.code) == ["it", "fr"] && chosen.interfaceLanguage == "it")
        let unchosen = try SearchParameters.request(query: "", interfaceLanguage: "de", preferred: browser)
        #expect(unchosen.preferredLanguages == browser)
    }

    @Test("More values than anyone sets are refused with the limit; a repeated value counts once")
    func amounts() throws {
        let languages = String(repeating: "queryLanguage=en&", count: 500)
        #expect(try request(languages).queryLanguages.count == 500)
        for (query, parameter, limit) in [
            (
                "queryLanguage=" + "it de fr es pt nl da sv fi".replacing(" ", with: "&queryLanguage="),
                "queryLanguage", "8"
            ),
            ((0..<120).map { "withoutConcept=c\($0)" }.joined(separator: "&"), "withoutConcept", "100"),
            ("withoutConcept=" + String(repeating: "x", count: 5000), "withoutConcept", "4000"),
        ] {
            let problem = #expect(throws: Problem.self) { try request(query) }
            #expect(problem?.parameter == parameter && problem?.status == 400)
            #expect(problem?.detail.contains(limit) == true)
        }
    }

    @Test(
        "Errors are named",
        arguments: [
            ("country=XX", "country"), ("sector=Z9", "sector"), ("topic=nope", "topic"), ("type=slides", "type"),
            ("language=english", "language"), ("queryLanguage=1", "queryLanguage"), ("year=20", "year"),
            ("year=2023..2019", "year"), ("sort=best", "sort"), ("limit=0", "limit"), ("limit=101", "limit"),
            ("limit=x", "limit"),
            ("offset=-1", "offset"), ("offset=10001", "offset"), ("offset=99999999999999999999", "offset"),
            ("page=2", "page"),
            ("q=a&Q=b", "Q"),
        ]
    )
    func wrong(query: String, parameter: String) {
        let problem = #expect(throws: Problem.self) { try request(query) }
        #expect(problem?.parameter == parameter)
        #expect(problem?.status == 400)
        #expect(problem?.code == "bad-parameter")
    }

    @Test(
        "The reader's language is the most preferred one",
        arguments: [
            (nil, "en"), ("", "en"), ("de", "de"), ("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("en;q=0.5, it;q=0.7", "it"),
            ("*", "en"), ("*, lv;q=0.1", "lv"), ("de;q=0, sv;q=0.1", "sv"), ("xx, mt", "mt"), (";;q=,,", "en"),
            ("no", "nb"),
            ("de;q=nan, fi", "fi"), ("pl, cs", "pl"),
        ] as [(String?, String)]
    )
    func acceptLanguage(header: String?, expected: String) {
        var head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")
        if let header { head.headerFields[.acceptLanguage] = header }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(RequestLanguages.preferred(of: request) == expected)
    }

    @Test(
        "A link opens the original at its location, as far as the format allows",
        arguments: [
            (nil, "/v1/documents/a1/file"), (.page(number: 12, label: "xii"), "/v1/documents/a1/file#page=12"),
            (.slide(number: 4), "/v1/documents/a1/file#slide=4"),
            (
                .chapter(number: 2, label: "Two", href: "text/ch 2.xhtml#s1"),
                "/v1/documents/a1/file#chapter=text%2Fch%202.xhtml%23s1"
            ),
            (.cue(start: 754.6, end: 760), "/v1/documents/a1/file?t=754"),
            (.heading(path: ["A"], anchor: "über uns"), "/v1/documents/a1/file#%C3%BCber%20uns"),
            (.heading(path: ["A"], anchor: nil), "/v1/documents/a1/file"), (.text(line: 1), "/v1/documents/a1/file"),
            (.text(line: 40), "/v1/documents/a1/file#line=40"),
        ] as [(Locator?, String)]
    )
    func links(locator: Locator?, expected: String) { #expect(DocumentLink.file("a1", at: locator) == expected) }

    @Test("Counts of joined codes are split; the most frequent value comes first, years newest first")
    func facetCounts() {
        let counts = FacetCounts([("DE\u{1F}IT", 3), ("IT", 2), ("", 9), ("FR", 5)])
        let values = counts.values(of: .country, selected: ["IT", "PT"], Labels(language: "en"))
        #expect(values.map(\.value) == ["FR", "IT", "DE", "PT"])
        #expect(values.map(\.count) == [5, 5, 3, 0])
        #expect(values.map(\.selected) == [false, true, false, true])
        let years = FacetCounts([("2019", 5), ("2023", 1)]).values(
            of: .year,
            selected: ["2020"],
            Labels(language: "en")
        )
        #expect(years.map(\.value) == ["2023", "2019"])
    }

    @Test(
        "Codes have names in the reader's language",
        arguments: [
            (Facet.country, "IT", "de", "Italien"), (.language, "nb", "en", "Norwegian Bokmål"),
            (.language, "und", "en", "Language unknown"), (.topic, "work-based-learning", "en", "Work-based learning"),
            (.topic, "EU-funding", "en", "EU funding"), (.type, "epub", "en", "ePub"),
            (.sector, "C", "en", "Manufacturing"),
            (.year, "2020", "en", "2020"), (.country, "XQ", "en", "XQ"),
        ]
    )
    func labels(facet: Facet, value: String, language: String, expected: String) {
        let label = Labels(language: language).label(value, of: facet)
        #expect(label == expected)
    }
}
