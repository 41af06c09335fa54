import Foundation
import Testing

/// The page of results: what it says and where, on a phone and in Arabic.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct ResultsPageTests {
    private func open(_ path: String, size: (Int, Int) = (1280, 900)) async throws -> (Tab, Server) {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(server.origin + path)
        return (tab, server)
    }

    @Test(
        "On a phone the first hit is in the upper half of the first screen",
        arguments: [
            "/?q=formazione", "/?q=apprenticeship", "/?q=lehre&lang=de", "/?q=lehre&lang=ar", "/?q=guide&lang=el",
            "/?q=Europass&country=DE&topic=internationalisation", "/?country=EU&year=2020..9999&lang=fr",
        ]
    )
    func firstHit(_ path: String) async throws {
        let (tab, _) = try await open(path, size: (360, 740))
        let top = try await tab.evaluate("document.querySelector('.hit').getBoundingClientRect().top").number
        #expect(top ?? .infinity <= 330, "\(path): \(top ?? -1)")
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= 360)
    }

    @Test("On a phone a button under the filters closes them and leads to the results", arguments: [true, false])
    func showResults(_ scripts: Bool) async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        if !scripts { try await tab.disableScripts() }
        try await tab.size(width: 360, height: 740)
        try await tab.open(server.origin + "/?q=formazione")
        _ = try await tab.evaluate("document.querySelector('.filters-fold').open = true")
        let total = try await server.search([("q", "formazione")])["total"].int ?? 0
        #expect(try await tab.texts(".show-results") == ["Show the results (\(total))"])
        // It is in view although the filters are longer than the screen.
        let bottom = try await tab.evaluate("document.querySelector('.show-results a').getBoundingClientRect().bottom")
        #expect((0...740).contains(bottom.number ?? -1), "\(bottom)")
        _ = try await tab.evaluate("document.querySelector('.show-results a').click()")
        try await tab.until("location.hash === '#results'")
        if scripts {
            #expect(try await tab.evaluate("document.querySelector('.filters-fold').open") == .bool(false))
            #expect(try await tab.evaluate("document.activeElement.id").string == "results")
        }
        let top = try await tab.evaluate("document.querySelector('#results').getBoundingClientRect().top").number
        #expect((-1...740).contains(top ?? -9), "\(top ?? -9)")
        try await tab.size(width: 1280, height: 900)
        #expect(try await tab.evaluate("document.querySelector('.show-results').offsetHeight").int == 0)
    }

    @Test(
        "An open range of years is named in words, and its open end is empty in the form",
        arguments: [
            ("2020..9999", "en", "from 2020", "2020", ""), ("0001..2010", "de", "bis 2010", "", "2010"),
            ("2020..9999", "hu", "legkorábban 2020", "2020", ""), ("0001..2010", "ar", "حتى 2010", "", "2010"),
            ("2019..2021", "it", "2019–2021", "2019", "2021"),
        ]
    )
    func years(_ range: String, _ language: String, _ name: String, _ from: String, _ to: String) async throws {
        let (tab, _) = try await open("/?country=EU&year=\(range)&lang=\(language)")
        #expect(try await tab.texts("a.chip bdi").contains(name))
        #expect(try await tab.texts("a.value.is-selected .value-label").contains(name))
        #expect(try await !tab.texts("body").joined().contains("9999"))
        #expect(try await tab.attribute("value", of: "input[name=yearFrom]") == from)
        #expect(try await tab.attribute("value", of: "input[name=yearTo]") == to)
    }

    @Test("In Arabic the years run as in the chart, all numbers have the same digits, and topics have Arabic names")
    func arabic() async throws {
        let (tab, server) = try await open("/?country=EU&lang=ar")
        let ends = try await tab.evaluate(
            "[...document.querySelectorAll('.years-ends span')].map(e => [e.textContent, e.getBoundingClientRect().left])"
        ).array
        let bars = try await tab.evaluate(
            "[...document.querySelectorAll('.bar')].map(bar => bar.getBoundingClientRect().left)"
        ).array.compactMap(\.number)
        let first = try #require(ends.first)
        let last = try #require(ends.last)
        #expect(Int(first[0].string ?? "") ?? 9999 < Int(last[0].string ?? "") ?? 0)
        #expect(first[1].number ?? 9999 < last[1].number ?? 0)
        #expect(bars.count > 1 && bars == bars.sorted())
        let topics = try await tab.texts("[data-facet=topic] .value-label")
        #expect(
            !topics.isEmpty && topics.allSatisfy { $0.contains { ("\u{0600}"..."\u{06FF}").contains($0) } },
            "\(topics)"
        )
        for path in [
            "/?lang=ar", "/?country=EU&lang=ar", "/?q=guide&offset=10&lang=ar", "/compare?lang=ar", "/help?lang=ar",
        ] {
            try await tab.open(server.origin + path)
            let text = try await tab.texts("body").joined()
            #expect(text.contains { ("0"..."9").contains($0) } || path.hasPrefix("/help"), "\(path)")
            #expect(!text.contains { ("\u{0660}"..."\u{0669}").contains($0) }, "\(path)")
        }
    }

    @Test("A concept that has the name that was typed is not offered again, and notices are one block")
    func notices() async throws {
        let (tab, server) = try await open("/?q=apprenticeship")
        #expect(try await server.search([("q", "apprenticeship")])["query"]["concepts"].array.count == 1)
        let named = "a.concept:not(:has(.chip-facet)) bdi"
        #expect(try await tab.texts(named).isEmpty)
        try await tab.open(server.origin + "/?q=apprenticeships")
        #expect(try await !tab.texts(named).contains("apprenticeship"))
        try await tab.open(server.origin + "/?q=apprendistato")
        #expect(try await tab.texts(named).contains("apprenticeship"))
        try await tab.open(server.origin + "/?" + Server.query([("q", "formazione xqzvwk (Ausbildung")]))
        #expect(try await tab.texts("main .notice").count == 1)
        #expect(try await tab.texts("main .notice p").count > 1)
    }

    @Test("Room is kept for pictures of hits before they are loaded")
    func covers() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        _ = try await tab.call("Network.setBlockedURLs", ["urls": .array([.string("*/picture*")])])
        try await tab.size(width: 1280, height: 900)
        try await tab.open(server.origin + "/?q=formazione")
        let heights = try await tab.evaluate(
            "[...document.querySelectorAll('.cover img')].map(image => image.getBoundingClientRect().height)"
        ).array.compactMap(\.number)
        #expect(!heights.isEmpty && heights.allSatisfy { $0 > 100 }, "\(heights)")
    }

    @Test(
        "A problem is explained in the reader's language, and the page is offered in the others",
        arguments: [
            ("de", "„2020x“ ist für „Jahr“ nicht gültig.", "Es gibt kein Dokument „nothing“."),
            ("ar", "القيمة «2020x» غير صالحة لـ«السنة».", "لا يوجد مستند باسم «nothing»."),
        ]
    )
    func problems(_ language: String, _ badYear: String, _ missing: String) async throws {
        let (tab, server) = try await open("/?q=x&year=2020x&lang=\(language)")
        #expect(try await tab.texts(".problem-detail") == [badYear])
        #expect(try await tab.attribute("href", of: ".tongues a[lang=fr]") == "/?q=x&year=2020x&lang=fr")
        #expect(try await tab.attribute("href", of: ".problem .button") == "/?lang=\(language)")
        try await tab.open(server.origin + "/documents/nothing?lang=\(language)")
        #expect(try await tab.texts(".problem-detail") == [missing])
        let english = try await server.request("/documents/nothing?lang=en", headers: ["Accept": "text/html"]).text
        for selector in ["h1", "main p:nth-of-type(2)"] {
            let text = try #require(try await tab.texts(selector).first)
            #expect(!text.isEmpty && !english.contains(text), "\(text)")
        }
        let json = try await server.request("/v1/search?year=2020x&lang=\(language)").json()
        #expect(json["detail"].string?.contains("is not a year") == true)
        // A path that browsers take for another host's is not linked to.
        let other = try await server.request("//evil.example/x?lang=\(language)", headers: ["Accept": "text/html"])
        #expect(!other.text.contains("href=\"//"))
    }

    @Test("Web search engines may read pages and documents, but not lists of results; there is an icon")
    func robots() async throws {
        let server = try await SharedToolbox.value.server
        let rules = try await server.request("/robots.txt")
        #expect(rules.status == 200 && rules.mediaType == "text/plain")
        #expect(rules.text.contains("\nSitemap: \(server.origin)/sitemap.xml\n"))
        let script = """
            import sys, urllib.robotparser
            rules = urllib.robotparser.RobotFileParser()
            rules.parse(sys.argv[1].splitlines())
            print(''.join('01'[rules.can_fetch('*', path)] for path in sys.argv[2:]))
            """
        let paths = [
            "/", "/documents/abc", "/documents/abc?part=2", "/v1/documents/abc/file", "/help", "/sitemap.xml",
            "/?q=a", "/?country=DE&sort=newest", "/compare?rows=type", "/v1/search?q=a", "/feed?q=a",
        ]
        let read = try await Program.launch("python3", ["-c", script, rules.text] + paths)
        #expect(read.output.trimmingCharacters(in: .whitespacesAndNewlines) == "11111100000", "\(read)")
        let icon = try await server.request("/favicon.ico")
        #expect(icon.status == 200 && icon.mediaType == "image/vnd.microsoft.icon")
        #expect(icon.body.starts(with: [0, 0, 1, 0]))
        let tab = try await Tab(in: Browser.shared)
        try await tab.open(server.origin + "/help")
        _ = try await tab.evaluate(
            "new Promise(done => { const i = new Image(); i.id = 'i'; i.src = '/favicon.ico'; i.onload = i.onerror = () => { window.wide = i.naturalWidth; done(); } })"
        )
        #expect(try await tab.evaluate("window.wide").int ?? 0 >= 16)
    }
}
