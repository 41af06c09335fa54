import Foundation
import Testing

/// What the page's script does in addition to links and forms, in a real Chromium.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct LivePageTests {
    private func open(_ path: String, size: (Int, Int) = (1280, 900)) async throws -> (Tab, Server) {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(server.origin + path)
        return (tab, server)
    }

    private func click(_ selector: String, _ tab: Tab) async throws {
        _ = try await tab.evaluate("document.querySelector(\"\(selector)\").click()")
    }

    @Test("Results appear while typing, and the address changes; the back button leaves them at once")
    func typing() async throws {
        let (tab, server) = try await open("/?q=Europass")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').select()")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').focus()")
        try await tab.type("formazione")
        try await tab.until("document.querySelector('.hit mark')?.textContent.toLowerCase() === 'formazione'")
        try await tab.until("location.search === '?q=formazione'")
        let answer = try await server.search([("q", "formazione")])
        #expect(
            try await tab.texts(".results > .hits .hit-title") == answer["hits"].array.map { $0["title"].string ?? "" }
        )
        #expect(try await tab.evaluate("document.activeElement.name").string == "q")
        #expect(try await tab.texts(".announcer") == tab.texts("main .status"))
        #expect(try await tab.evaluate("document.title").string?.contains("formazione") == true)
        // Everything typed in one go is a single history entry, after that of the page.
        #expect(try await tab.evaluate("history.length").int == 3)
    }

    @Test("A filter is set and removed in place; back and forward restore the earlier state")
    func filtering() async throws {
        let (tab, server) = try await open("/?q=Europass")
        let all = try await tab.texts(".results > .hits .hit-title")
        _ = try await tab.evaluate("window.stayed = true")
        try await click("a.value[href*='country=DE']", tab)
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        let filtered = try await server.search([("q", "Europass"), ("country", "DE")])
        #expect(
            try await tab.texts(".results > .hits .hit-title")
                == filtered["hits"].array.map { $0["title"].string ?? "" }
        )
        // A second value of the same facet is combined with OR.
        try await click("a.value[href*='country=IT']", tab)
        try await tab.until("document.querySelectorAll('a.chip').length === 2")
        #expect(try await tab.evaluate("location.search").string == "?q=Europass&country=DE&country=IT")
        #expect(try await tab.texts("form[role=search] input[type=hidden][name=country]").count == 2)
        _ = try await tab.evaluate("history.back()")
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        _ = try await tab.evaluate("history.back()")
        try await tab.until("document.querySelectorAll('a.chip').length === 0")
        #expect(try await tab.texts(".results > .hits .hit-title") == all)
        _ = try await tab.evaluate("history.forward()")
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        #expect(try await tab.evaluate("window.stayed === true") == .bool(true))
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }

    @Test("Suggestions are a combobox: arrows select, Enter accepts, Escape closes")
    func suggestions() async throws {
        let (tab, _) = try await open("/")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').focus()")
        try await tab.type("appren")
        try await tab.until("document.querySelectorAll('.suggestion').length > 2")
        #expect(try await tab.attribute("aria-expanded", of: "input[name=q]") == "true")
        // After the first arrow key, a late response does not change the list.
        try await tab.press("ArrowDown")
        var offered = try await tab.texts(".suggestion")
        #expect(try await tab.texts(".suggestion[aria-selected=true]") == [offered[0]])
        try await tab.press("ArrowDown")
        #expect(try await tab.texts(".suggestion[aria-selected=true]") == [offered[1]])
        #expect(try await tab.attribute("aria-activedescendant", of: "input[name=q]") == "suggestion-1")
        try await tab.press("ArrowUp")
        try await tab.press("ArrowUp")
        #expect(try await tab.texts(".suggestion[aria-selected=true]").isEmpty)
        try await tab.press("Escape")
        #expect(try await tab.evaluate("document.querySelector('.suggestions').hidden") == .bool(true))
        try await tab.press("ArrowDown")
        offered = try await tab.texts(".suggestion")
        try await tab.press("Enter")
        try await tab.until("document.body.classList.contains('on-results')")
        #expect(try await tab.attribute("value", of: "input[name=q]") == offered[0])
        try await tab.until("document.querySelector('.hit') !== null")
    }

    @Test(
        "Pages are in the reader's language, and a chosen language is kept",
        arguments: [(360, 740), (1280, 900)]
    )
    func languages(_ width: Int, _ height: Int) async throws {
        let (tab, server) = try await open("/?q=Europass", size: (width, height))
        #expect(try await tab.evaluate("document.documentElement.lang").string == "en")
        try await tab.click(".tongues a[lang=de]")
        #expect(try await tab.evaluate("document.documentElement.lang").string == "de")
        #expect(try await tab.texts(".search-button") == ["Suchen"])
        try await click("a.value[href*='country=DE']", tab)
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        #expect(try await tab.texts("a.chip").first?.contains("Deutschland") == true)
        #expect(try await tab.evaluate("location.search").string == "?q=Europass&country=DE&lang=de")
        let missing = try await server.request("/documents/nothing?lang=it", headers: ["Accept": "text/html"])
        #expect(missing.status == 404 && String(decoding: missing.body, as: UTF8.self).contains("<html lang=\"it\""))
        try await tab.open(server.origin + "/?q=Europass&lang=ar")
        #expect(try await tab.evaluate("getComputedStyle(document.body).direction").string == "rtl")
        let wide = try await tab.evaluate("document.documentElement.scrollWidth").int
        #expect(wide ?? .max <= width)
        let german = try await server.request("/?q=Europass", headers: ["Accept-Language": "de-AT,en;q=0.5"])
        #expect(String(decoding: german.body, as: UTF8.self).contains("<html lang=\"de\""))
    }

    @Test(
        "A video is shown with its transcript: it opens at the hit's section, and a section's time seeks there"
    )
    func player() async throws {
        let (tab, _) = try await open("/?q=guardrail")
        _ = try await tab.call("Page.bringToFront")
        try await tab.click(".hit:first-child .hit-title a")
        #expect(try await tab.texts("mark") == ["guardrails"])
        try await tab.until("document.querySelector('video').readyState >= 2")
        try await tab.until("Math.abs(document.querySelector('video').currentTime - 250) < 5")
        #expect(try await tab.evaluate("document.querySelector('video').videoWidth").int == 160)
        #expect(try await tab.evaluate("document.querySelectorAll('video track').length").int == 2)
        try await tab.until("document.querySelector('.part.is-now')?.dataset.start === '250'")
        _ = try await tab.evaluate(
            "[...document.querySelectorAll('.part[data-start=\"754\"] .part-place a')][0].click()"
        )
        try await tab.until("document.querySelector('video').currentTime >= 754")
        try await tab.until("document.querySelector('.part.is-now')?.dataset.start === '754'")
        #expect(try await tab.texts(".about dt").contains("Permanent link"))
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }

    @Test("A sound is played with its transcript, like a video")
    func sound() async throws {
        let box = try Sandbox()
        try box.write(VideoTests.silence, to: "interview.mp3")
        try box.write(
            "WEBVTT\n\n00:01.000 --> 00:09.000\nGood morning.\n\n00:40.000 --> 00:49.000\nThe harness hangs.\n",
            to: "interview.vtt"
        )
        #expect(try await box.ingest().code == 0)
        let server = try await Server(toolbox: box.toolbox)
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: 360, height: 740)
        try await tab.open(server.origin + "/?q=harness")
        _ = try await tab.call("Page.bringToFront")
        #expect(try await tab.attribute("href", of: ".hit .icon use") == "/assets/icons.svg#sound")
        try await tab.click(".hit:first-child .hit-title a")
        try await tab.until("document.querySelector('audio').readyState >= 2")
        try await tab.until("Math.abs(document.querySelector('audio').currentTime - 40) < 2")
        #expect(Int(try await tab.evaluate("document.querySelector('audio').duration").number ?? 0) == 60)
        try await tab.until("document.querySelector('.part.is-now')?.dataset.start === '40'")
        _ = try await tab.evaluate("document.querySelector('.part[data-start=\"1\"] .part-place a').click()")
        try await tab.until("document.querySelector('audio').currentTime < 20")
        // A browser that seeks in a sound aborts the current download.
        #expect(tab.errors.allSatisfy { $0.contains("ERR_ABORTED") }, "\(tab.errors)")
    }

    @Test("A document's page shows its metadata, its other language versions, and its citation")
    func about() async throws {
        let box = try Sandbox()
        for (id, more) in [("a", ""), ("b", ", \"translationOf\": \"a\", \"language\": \"it\"")] {
            let record = """
                {"title": "Safe <b>work</b> \(id)", "text": "Ladders & scaffolds", "creators": ["Anna Müller"],
                 "licence": "CC-BY-4.0", "partner": "Chamber of Turin", "year": 2022\(more)}
                """
            try box.write(record, to: "\(id).json")
            let added = try await Program.run(
                ["add", "--id", id, "--from", "\(box.folder)/\(id).json", "--toolbox", box.toolbox]
            )
            #expect(added.code == 0, "\(added.errors)")
        }
        let server = try await Server(toolbox: box.toolbox, "--public-url", "https://toolbox.example.eu")
        let tab = try await Tab(in: Browser.shared)
        try await tab.open(server.origin + "/documents/a?q=ladders")
        let facts = try await tab.texts(".about dd")
        #expect(facts.contains("Anna Müller") && facts.contains("CC-BY-4.0") && facts.contains("Chamber of Turin"))
        #expect(
            try await tab.texts(".citation") == [
                "Anna Müller. (2022). Safe <b>work</b> a [Document]. Chamber of Turin. "
                    + "https://toolbox.example.eu/documents/a"
            ]
        )
        #expect(try await tab.texts(".about .snippet").first?.hasPrefix("@misc{a,") == true)
        try await tab.click(".about a[hreflang=it]")
        #expect(try await tab.texts("h1") == ["Safe <b>work</b> b"])
        #expect(try await tab.texts("mark") == ["Ladders"])
        await server.stop()
    }

    @Test("A range of years is entered in a form, shown in the chart, and kept in the address")
    func years() async throws {
        let (tab, server) = try await open("/?country=EU")
        #expect(try await tab.texts(".histogram .bar").count > 1)
        _ = try await tab.evaluate("document.querySelector('input[name=yearFrom]').value = '2021'")
        _ = try await tab.evaluate("document.querySelector('input[name=yearTo]').value = '2023'")
        try await tab.click(".years button")
        #expect(try await tab.evaluate("location.search").string == "?country=EU&year=2021..2023")
        let right = try await server.search([("country", "EU"), ("year", "2021..2023")])
        #expect(
            try await tab.texts(".results > .hits .hit-title") == right["hits"].array.map { $0["title"].string ?? "" }
        )
        #expect(try await tab.texts("a.chip").count == 2)
        let open = try await server.request("/?q=guide&yearFrom=2022&yearTo=")
        #expect(open.status == 200)
    }

    @Test("No content of a document can break a page: neither its title, metadata, file name nor text")
    func hostileDocuments() async throws {
        let box = try Sandbox()
        let long = String(repeating: "w", count: 10_000)
        let evil =
            "<script>document.title='run'</script> \"onload=\"document.title='run' \u{202E}evil\u{2066} </title><b>"
        let said: [String: String] = [
            "title": evil + long, "description": evil, "creators": evil, "keywords": evil + long,
            "partner": evil + long,
            "licence": evil, "text": "needle \(evil) \(long) needle \(evil)", "type": "guide", "topics": "guidance",
            "countries": "IT", "year": "2022",
        ]
        for id in ["a", "b"] {
            let record = try JSONEncoder().encode(said.merging(["title": evil + id + long]) { $1 })
            try box.write(record, to: "\(id).json")
            let added = try await Program.run(
                ["add", "--id", id, "--from", "\(box.folder)/\(id).json", "--toolbox", box.toolbox]
            )
            #expect(added.code == 0, "\(added.errors)")
        }
        try box.write("# \(evil)\n\nneedle \(long) \(evil)\n", to: "c.md")
        #expect(try await box.ingest().code == 0)
        // A page of a PDF without a cross-reference table, which readers reconstruct.
        let script = #"needle <script>document.title='run'</script> "onload=x "#
        let stream = "BT /F 9 Tf 20 700 Td (\(script)) Tj 0 -20 Td (needle \(long)) Tj ET"
        try box.write(
            """
            %PDF-1.4
            1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
            2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
            3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
              /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> endobj
            4 0 obj << /Length \(stream.utf8.count) >> stream
            \(stream)
            endstream endobj
            trailer << /Root 1 0 R >>
            %%EOF
            """,
            to: "p.pdf"
        )
        let file = try await Program.run(
            ["add", box.folder + "/p.pdf", "--id", "p", "--set", "title=\(evil)\(long)", "--toolbox", box.toolbox]
        )
        #expect(file.code == 0, "\(file.errors)")
        let server = try await Server(toolbox: box.toolbox)
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: 360, height: 740)
        let pages = [
            "/?q=needle", "/?q=needle&topic=guidance&lang=ar", "/documents/a?q=needle", "/compare?rows=type", "/",
            "/documents/p?q=needle", "/documents/p/pages/1?q=needle+\(long.prefix(500))",
        ]
        for path in pages {
            try await tab.open(server.origin + path)
            #expect(try await tab.evaluate("document.title").string != "run", "\(path)")
            #expect(
                try await tab.evaluate("document.querySelectorAll('main script, main b').length").int == 0,
                "\(path)"
            )
            #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= 360, "\(path)")
        }
        #expect(try await server.search([("q", "needle")])["total"].int == 4)
        try await tab.open(server.origin + "/documents/p/pages/1?q=needle")
        #expect(try await tab.texts(".part mark") == ["needle", "needle"])
        #expect(try await tab.evaluate("document.querySelectorAll('.leaf-mark').length").int == 2)
        try await tab.open(server.origin + "/")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').focus()")
        try await tab.type("script docu")
        try await tab.until("document.querySelectorAll('.suggestion').length > 0")
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= 360)
        #expect(
            try await tab.evaluate("document.querySelector('.suggestions').innerHTML.includes('<script')")
                == .bool(false)
        )
        #expect(tab.errors.isEmpty, "\(tab.errors)")
        await server.stop()
    }

    @Test("A results page is small, loads nothing from elsewhere, and contains no inline script")
    func light() async throws {
        let (tab, server) = try await open("/?q=formazione")
        #expect(tab.requested.allSatisfy { $0.hasPrefix(server.origin + "/") || $0 == "about:blank" })
        var bytes = 0
        // Covers are loaded after the page, and not at all on a phone.
        for address in Set(tab.requested) where address.hasPrefix(server.origin) && !address.contains("/picture") {
            bytes += try await server.request(String(address.dropFirst(server.origin.count))).body.count
        }
        #expect((10_000...80_000).contains(bytes), "\(bytes) bytes")
        let page = try await server.request("/?q=formazione")
        let policy = page.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"))
        #expect(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"))
        #expect(page.headers["set-cookie"] == nil)
    }

    @Test(
        "No typed text can break a page",
        arguments: [
            "<script>document.title='run'</script>", "\"onload=\"document.title='run'", "\u{202E}evil\u{2066}",
            String(repeating: "w", count: 900),
        ]
    )
    func hostile(_ text: String) async throws {
        let (tab, server) = try await open("/?q=Europass", size: (360, 740))
        _ = try await tab.evaluate("document.querySelector('input[name=q]').select()")
        _ = try await tab.call("Input.insertText", ["text": .string(text)])
        try await tab.until("location.search.length > 20 && !document.querySelector('main').hasAttribute('aria-busy')")
        try await tab.until("document.querySelector('.nothing, .hit, .notice') !== null")
        #expect(try await tab.evaluate("document.title").string != "run")
        #expect(
            try await tab.evaluate("document.querySelectorAll('main script, main img:not(.cover img)').length").int == 0
        )
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= 360)
        #expect(tab.errors.isEmpty, "\(tab.errors)")
        #expect(tab.requested.allSatisfy { $0.hasPrefix(server.origin + "/") || $0 == "about:blank" })
    }
}
