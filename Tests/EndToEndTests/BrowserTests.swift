import Foundation
import Testing

/// The page in a real Chromium, with a real server over all fixtures.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct BrowserTests {
    @Test("The start page has a box to search in, and typing there searches")
    func start() async throws {
        let (tab, server) = try await open("/")
        #expect(try await tab.texts("h1").count == 1)
        #expect(try await tab.attribute("type", of: "form[role=search] input[name=q]") == "search")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').value = 'formazione'")
        try await tab.click("form[role=search] button")
        #expect(try await tab.evaluate("location.search").string?.contains("q=formazione") == true)
        #expect(try await tab.attribute("value", of: "input[name=q]") == "formazione")
        #expect(try await tab.texts(".results > .hits .hit").count > 0)
        try Self.expectHome(tab, server)
    }

    @Test("A search shows hits with marks and places, and facets with counts", arguments: ["formazione", "Ausbildung"])
    func results(_ word: String) async throws {
        let (tab, server) = try await open("/?" + Server.query([("q", word)]))
        let answer = try await server.search([("q", word)])
        #expect(
            try await tab.texts(".results > .hits .hit-title")
                == answer["hits"].array.map { ($0["title"].string ?? "") }
        )
        let marks = try await tab.texts(".hit:first-child mark")
        #expect(marks.contains { $0.lowercased() == word.lowercased() }, "\(marks)")
        let link = try #require(try await tab.attribute("href", of: ".hit:first-child .hit-title a"))
        let place = answer["hits"][0]["passages"][0]["locator"]["number"].int ?? 0
        let best = "/documents/\(answer["hits"][0]["id"].string ?? "")/pages/\(place)"
        #expect(link == "\(best)?\(Server.query([("q", word)]))")
        for facet in ["country", "language", "topic", "type"] {
            let value = answer["facets"][facet][0]
            let shown = try await tab.texts("a.value[href*='\(facet)=\(value["value"].string ?? "")'] .count")
            #expect(shown.first == value["count"].int.map(String.init), "\(facet)")
        }
        try Self.expectHome(tab, server)
    }

    @Test("A facet's link filters, and its chip removes the filter again")
    func filtering() async throws {
        let (tab, server) = try await open("/?q=Europass")
        let all = try await tab.texts(".results > .hits .hit-title")
        #expect(all.count == 4)
        try await tab.click("a.value[href*='country=DE']")
        let filtered = try await server.search([("q", "Europass"), ("country", "DE")])
        #expect(
            try await tab.texts(".results > .hits .hit-title")
                == filtered["hits"].array.map { $0["title"].string ?? "" }
        )
        #expect(try await tab.texts(".results > .hits .hit-title").count == 2)
        let chips = try await tab.texts("a.chip")
        #expect(chips.count == 1 && chips[0].contains("Germany"), "\(chips)")
        try await tab.click("a.chip")
        #expect(try await tab.texts(".results > .hits .hit-title") == all)
        #expect(try await tab.texts("a.chip").isEmpty)
        try Self.expectHome(tab, server)
    }

    @Test("A hit in a presentation opens at its slide with the word marked, and leads back to the search")
    func reading() async throws {
        let (tab, server) = try await open("/?q=cartouches")
        let titles = try await tab.texts(".results > .hits .hit-title")
        #expect(titles.count == 1)
        try await tab.click(".hit:first-child .place a")
        #expect(try await tab.texts("h1") == titles)
        #expect(try await tab.texts(":target .part-place") == ["Slide 3"])
        #expect(try await tab.texts(":target mark") == ["cartouches"])
        #expect(try await tab.texts("mark").count == 1)
        try await tab.click(".reading-back a")
        #expect(try await tab.texts(".results > .hits .hit-title") == titles)
        try Self.expectHome(tab, server)
    }

    @Test(
        "A hit in a PDF opens its page with marked words; one goes from match to match and from page to page",
        arguments: [(360, 740), (1280, 900)]
    )
    func picture(_ width: Int, _ height: Int) async throws {
        let (tab, server) = try await open("/?q=formazione", size: (width, height))
        let title = try #require(try await tab.texts(".results > .hits .hit-title").first)
        let covers = try await tab.evaluate(
            "[...document.querySelectorAll('.cover img')].filter(i => i.offsetWidth > 0 && i.naturalWidth === 160).length"
        ).int
        #expect((covers ?? 0 > 0) == (width > 800))
        try await tab.click(".hit:first-child .place a")
        #expect(try await tab.texts("h1") == [title])
        // The first page with more than one match, and with further matches after it.
        let opened = try #require(try await tab.evaluate("location.pathname").string)
        let pages = try await server.request("/v1\(opened)?q=formazione").json()["matchingPages"].array
        let first = try #require(pages.dropLast().first { $0["matches"].int ?? 0 > 1 })["page"].int ?? 0
        let path = opened.split(separator: "/").dropLast().joined(separator: "/")
        try await tab.open("\(server.origin)/\(path)/\(first)?q=formazione")
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= width)
        let words = try await tab.texts(".part mark")
        let counted = try await tab.texts(".leaf-matches .leaf-number")
        #expect(words.count > 1 && counted.first?.hasPrefix("\(words.count) ") == true, "\(words) \(counted)")
        let marks = try await tab.evaluate(
            """
            [...document.querySelectorAll('.leaf-mark')].map(mark => {
              const [box, page] = [mark, mark.ownerSVGElement].map(e => e.getBoundingClientRect());
              return box.width > 5 && box.left >= page.left && box.right <= page.right
                && box.top >= page.top && box.bottom <= page.bottom && mark.classList.contains('is-current');
            })
            """
        ).array
        #expect(marks.count == words.count)
        #expect(marks.filter { $0 == .bool(true) }.count == 1 && marks.first == .bool(true))
        let page = try await tab.texts(".leaf-turns:first-of-type .leaf-number")
        // From match to match, to the next page with one, and back.
        for _ in words.dropFirst() { try await tab.click(".leaf-matches a:last-child") }
        let seen = "document.querySelector('#match').getBoundingClientRect()"
        #expect(try await tab.evaluate("\(seen).top >= 0 && \(seen).bottom <= innerHeight") == .bool(true))
        #expect(try await tab.evaluate("[...document.querySelectorAll('.leaf-mark')].at(-1).id").string == "match")
        #expect(try await tab.texts(".leaf-turns:first-of-type .leaf-number") == page)
        try await tab.click(".leaf-matches a:last-child")
        let further = try await tab.texts(".leaf-turns:first-of-type .leaf-number")
        #expect(further != page)
        #expect(try await tab.texts(".part mark").count > 0)
        try await tab.click(".leaf-matches a:first-child")
        #expect(try await tab.texts(".leaf-turns:first-of-type .leaf-number") == page)
        try await tab.click("a[rel~=next]")
        #expect(try await tab.texts(".leaf-turns:first-of-type .leaf-number") != page)
        try await tab.click("a[rel~=prev]")
        #expect(try await tab.texts(".leaf-turns:first-of-type .leaf-number") == page)
        try await tab.click(".reading-back a")
        #expect(try await tab.evaluate("location.search").string == "?q=formazione")
        try Self.expectHome(tab, server)
    }

    @Test("A hit in a video opens it at the right moment", arguments: [("guardrail", 250), ("Prüfprotokoll", 754)])
    func video(_ word: String, _ second: Int) async throws {
        let (tab, server) = try await open("/?" + Server.query([("q", word)]), scripts: true)
        let link = try #require(try await tab.attribute("href", of: ".hit:first-child .place a"))
        #expect(link.contains("&t=\(second)#cue-\(second)"))
        // Chromium loads no video in a background tab.
        _ = try await tab.call("Page.bringToFront")
        try await tab.open(server.origin + link)
        try await tab.until("document.querySelector('video').readyState >= 2")
        try await tab.until("document.querySelector('video').currentTime >= \(second)")
        let time = try #require(try await tab.evaluate("document.querySelector('video').currentTime").number)
        #expect((Double(second)..<Double(second) + 20).contains(time), "\(time)")
        #expect(try await tab.evaluate("document.querySelector('video').videoWidth").int == 160)
    }

    @Test("Nothing overflows, on a phone or a desktop", arguments: [(360, 740), (1280, 900)])
    func layout(_ width: Int, _ height: Int) async throws {
        let (tab, server) = try await open("/", size: (width, height))
        let blank = try await Tab(in: Browser.shared)
        try await blank.size(width: width, height: height)
        let blankPicture = try await blank.screenshot()
        for path in [
            "/", "/?q=formazione", "/?q=", "/?country=EU&type=guide&q=apprenticeship", "/?q=xqzvwk", "/?limit=0",
        ] {
            try await tab.open(server.origin + path)
            // Content that is too wide makes a phone's window wider, so the requested width counts.
            let wide = try await tab.evaluate("document.documentElement.scrollWidth").int
            #expect(wide ?? .max <= width, "\(path) is \(wide ?? -1) px wide")
            let picture = try await tab.screenshot()
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]), "\(path)")
            #expect(
                picture.count > 2 * blankPicture.count,
                "\(path): \(picture.count) bytes, blank \(blankPicture.count)"
            )
        }
        #expect(try await tab.evaluate("getComputedStyle(document.body).fontFamily").string?.isEmpty == false)
    }

    @Test("Markup in a query or a title is shown as text")
    func harmless() async throws {
        let evil = #""><script>document.title = "run"</script><img src=x onerror=alert(1)>"#
        let (tab, server) = try await open("/?" + Server.query([("q", evil)]))
        #expect(try await tab.evaluate("document.title").string != "run")
        #expect(
            try await tab.evaluate(
                "document.querySelectorAll('script:not([src=\"/assets/search.js\"]), img:not(.cover img)').length"
            )
            .int == 0
        )
        #expect(try await tab.attribute("value", of: "input[name=q]") == evil)
        try Self.expectHome(tab, server)
    }

    @Test("An original that is a web page is shown, and its scripts do not run")
    func original() async throws {
        let path = try await FileTests.file("handwerkskammer-bayern/digital/werkstatt-digital.html")
        let (tab, _) = try await open(path)
        #expect(try await tab.texts("h1").first?.isEmpty == false)
        #expect(try await tab.evaluate("document.characterSet").string?.lowercased() == "windows-1252")
    }

    private func open(
        _ path: String,
        size: (Int, Int) = (1280, 900),
        scripts: Bool = false
    ) async throws -> (Tab, Server) {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        // All of this must work without JavaScript, whose additions have tests of their own.
        if !scripts { try await tab.disableScripts() }
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(server.origin + path)
        return (tab, server)
    }

    /// Nothing was loaded from elsewhere, and there were no errors.
    private static func expectHome(_ tab: Tab, _ server: Server) throws {
        #expect(!tab.requested.isEmpty)
        let foreign = tab.requested.filter { !$0.hasPrefix(server.origin + "/") && $0 != "about:blank" }
        #expect(foreign.isEmpty, "\(foreign)")
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }
}

/// A hit opens at the page with the words.
@Suite struct RightPageTests {
    @Test(
        "The linked page contains the marked words, according to another program",
        arguments: [
            "formazione", "Ausbildung", "assistierte Ausbildung", "urmakare", "ombudsman", "коровай", "bioclimatic",
        ]
    )
    func page(_ words: String) async throws {
        let server = try await SharedToolbox.value.server
        let hit = try await server.search([("q", words)])["hits"][0]
        #expect(hit["format"].string == "pdf")
        let sandbox = try Sandbox()
        for passage in hit["passages"].array {
            let parts = (passage["url"].string ?? "").split(separator: "#page=")
            let number = try #require(parts.count == 2 ? Int(parts[1]) : nil, "\(passage["url"])")
            #expect(number == passage["locator"]["number"].int)
            let file = sandbox.path + "/original.pdf"
            try await server.request(String(parts[0])).body.write(to: URL(fileURLWithPath: file))
            let printed = try await Program.launch("pdftotext", ["-f", "\(number)", "-l", "\(number)", file, "-"])
            #expect(printed.code == 0, "\(printed.errors)")
            let text = Self.plain(printed.output)
            let marks = passage["text"].array.filter { $0["match"].bool == true }.compactMap { $0["text"].string }
            #expect(!marks.isEmpty)
            for mark in marks {
                #expect(text.contains(Self.plain(mark)), "'\(mark)' on page \(number) of \(hit["source"])")
            }
        }
    }

    /// Without line breaks, hyphenation, case and ligatures.
    private static func plain(_ text: String) -> String {
        text.replacing("-\n", with: "").replacing(/\s+/, with: " ").precomposedStringWithCompatibilityMapping
            .lowercased()
    }
}
