import Foundation
import Testing

/// Hits of every format stay on the site, with marked words, a way back, and a link to the original.
@Suite("Hits stay on the site", .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized)
struct StayingTests {
    private func open(_ path: String, _ server: Server, scripts: Bool = false) async throws -> Tab {
        let tab = try await Tab(in: Browser.shared)
        if !scripts { try await tab.disableScripts() }
        try await tab.size(width: 1280, height: 900)
        try await tab.open(server.origin + path)
        return tab
    }

    @Test("A hit in a web page opens its text with the words marked", arguments: [".hit-title a", ".place a"])
    func webPage(_ link: String) async throws {
        let server = try await SharedToolbox.value.server
        let query = "?q=printíseacht&format=html"
        let tab = try await open(
            "/\(query.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "")",
            server
        )
        let title = try await tab.texts(".results > .hits .hit-title").first
        try await tab.click(".hit:first-child \(link)")
        #expect(try await tab.evaluate("location.pathname").string?.hasPrefix("/documents/") == true)
        #expect(try await tab.texts("h1").first == title)
        #expect(try await tab.texts(":target mark").isEmpty == false)
        let original = try #require(try await tab.attribute("href", of: ".reading-ways a"))
        #expect(original.hasSuffix("/file"))
        #expect(try await server.request(original).mediaType == "text/html")
        try await tab.click(".reading-back a")
        #expect(try await tab.texts(".results > .hits .hit-title").first == title)
        #expect(tab.requested.allSatisfy { !$0.contains("/file") })
    }

    @Test("The minutes of a video open its player there, without scripts too; its transcripts have headings")
    func minutes() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await open("/?q=guardrail", server)
        try await tab.click(".hit:first-child .place a")
        #expect(try await tab.evaluate("location.pathname").string?.hasPrefix("/documents/") == true)
        #expect(try await tab.texts(":target mark") == ["guardrails"])
        let source = "document.querySelector('video source').src"
        #expect(try await tab.evaluate(source).string?.hasSuffix("#t=250") == true)
        // Each transcript begins with its language, also on the page.
        #expect(try await tab.texts(".transcript-language") == ["Deutsch", "English"])
        let order = try await tab.evaluate(
            "[...document.querySelectorAll('.transcript, .part')].map(e => e.matches('.transcript') ? 'heading' : 'part')"
        ).array.compactMap(\.string)
        #expect(order.first == "heading" && order.dropFirst().first == "part")
        #expect(order.split(separator: "part").map(\.count) == [1, 1], "\(order)")
        try await tab.click(".part[data-start='754'] .part-place a")
        #expect(try await tab.evaluate("location.pathname").string?.hasPrefix("/documents/") == true)
        #expect(try await tab.evaluate(source).string?.hasSuffix("#t=754") == true)
        #expect(try await tab.evaluate("document.querySelector(':target').dataset.start").string == "754")
        #expect(try await tab.attribute("href", of: ".reading-ways a")?.hasSuffix("/file") == true)
        // The API still has the address of the original.
        let hit = try await server.search([("q", "guardrail")])["hits"][0]
        #expect(hit["passages"][0]["url"].string?.hasSuffix("/file#t=250") == true)
    }

    @Test("A record has no original file; its own page elsewhere is offered, if it has one")
    func records() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let depositor = Depositor(server: server, token: token)
        for (id, link) in [("linked", #", "link": "https://platform.example.eu/7""#), ("alone", "")] {
            let body = """
                {"title": "A visit to the workshop", "type": "value-story", "language": "en", \
                "fields": {"activity": "A visit"}\(link)}
                """
            #expect(try await depositor.send("PUT", "/v1/documents/\(id)", body).status == 201)
        }
        // The index follows within a moment.
        for _ in 0..<100 where try await server.request("/documents/linked").status != 200 {
            try await Task.sleep(for: .milliseconds(100))
        }
        let tab = try await open("/documents/alone", server)
        #expect(try await tab.texts(".reading-ways a").isEmpty)
        #expect(try await tab.texts("h1") == ["A visit to the workshop"])
        try await tab.open(server.origin + "/documents/linked")
        #expect(try await tab.texts(".reading-ways a") == ["Open its page on platform.example.eu"])
        #expect(try await tab.attribute("href", of: ".reading-ways a") == "https://platform.example.eu/7")
    }
}
