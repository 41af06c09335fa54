import Foundation
import TestSupport
import Testing

/// The search box on another site's page.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct EmbedTests {
    /// A page of another origin, on its own port, with a search box of a service; its events are recorded.
    private func withForeignPage(
        _ service: Server,
        at origin: ForeignSite,
        _ attributes: String,
        _ body: (Tab) async throws -> Void
    ) async throws {
        let page = """
            <!doctype html><title>A community</title>
            <script>
            window.noted = [];
            for (const name of ['search', 'click']) {
              document.addEventListener('vetsearch-' + name, event => noted.push([name, event.detail]));
            }
            </script>
            <script type="module" src="\(service.origin)/assets/embed.js"></script>
            <vetsearch-box \(attributes)></vetsearch-box>
            """
        try origin.folder.write(page, to: "index.html")
        let tab = try await Tab(in: Browser.shared)
        try await tab.open(origin.origin + "/index.html")
        try await body(tab)
    }

    /// The web server of another site.
    private final class ForeignSite {
        let folder: Sandbox
        let origin: String
        private let running: Task<Void, Never>

        init() async throws {
            folder = try Sandbox()
            try folder.write("x", to: "ready.txt")
            let port = Int.random(in: 20_000..<30_000)
            origin = "http://127.0.0.1:\(port)"
            let served = folder.folder
            running = Task {
                let arguments = ["-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", served]
                _ = try? await Program.launch("python3", arguments)
            }
            for _ in 0..<200 {
                let asked = try await Program.launch("curl", ["-s", "-o", "/dev/null", origin + "/ready.txt"])
                if asked.code == 0 { return }
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        deinit { running.cancel() }
    }

    private static let root = "document.querySelector('vetsearch-box').shadowRoot"

    @Test(
        "A box on another origin's page searches, applies its fixed filters, reports events, and sets no cookie"
    )
    func box() async throws {
        let site = try await ForeignSite()
        let service = try await Server(
            toolbox: try await SharedToolbox.value.toolbox,
            "--allow-origin",
            site.origin
        )
        try await withForeignPage(service, at: site, "country=\"IT DE\" lang=\"de\" query=\"Europass\"") { tab in
            try await tab.until("\(Self.root)?.querySelectorAll('ol li').length > 0")
            let right = try await service.search(
                [("q", "Europass"), ("country", "IT"), ("country", "DE"), ("limit", "5"), ("lang", "de")]
            )
            let titles = try await tab.evaluate(
                "[...\(Self.root).querySelectorAll('[part~=title]')].map(e => e.textContent.trim())"
            )
            #expect(titles.array.compactMap(\.string) == right["hits"].array.compactMap { $0["title"].string })
            let button = "\(Self.root).querySelector('[part~=button]')"
            #expect(try await tab.evaluate("\(button).textContent").string == "Suchen")
            #expect(try await tab.evaluate("window.noted[0][1].total").int == right["total"].int)
            let link = try await tab.evaluate("\(Self.root).querySelector('a[part~=title]').href").string
            // The page with the marked words, not a download.
            #expect(link?.hasPrefix(service.origin + "/documents/") == true, "\(link ?? "")")
            let opened = try await service.request(String((link ?? "").dropFirst(service.origin.count)))
            #expect(opened.status == 200 && String(decoding: opened.body, as: UTF8.self).contains("<mark>"))
            #expect(try await tab.evaluate("document.cookie").string == "")
            #expect(tab.errors.isEmpty, "\(tab.errors)")
        }
        // A service that does not list the site does not respond to it.
        let other = try await SharedToolbox.value.server
        try await withForeignPage(other, at: site, "lang=\"en\" query=\"Europass\"") { tab in
            try await tab.until(
                "\(Self.root)?.querySelector('[role=status]').textContent.includes('not available')",
                seconds: 180
            )
            #expect(try await tab.evaluate("\(Self.root).querySelectorAll('ol li').length").int == 0)
        }
        await service.stop()
    }

    @Test("'All results' opens the service's page with the same filters and language")
    func allResults() async throws {
        let site = try await ForeignSite()
        let service = try await Server(toolbox: try await SharedToolbox.value.toolbox, "--allow-origin", site.origin)
        try await withForeignPage(service, at: site, "country=\"IT DE\" lang=\"sl\" query=\"Europass\" limit=\"1\"") {
            tab in
            try await tab.until("\(Self.root)?.querySelectorAll('ol li').length > 0")
            let all = "\(Self.root).querySelector('[part~=all]')"
            #expect(try await tab.evaluate("\(all).textContent").string == "Vsi zadetki")
            let link = try #require(try await tab.evaluate("\(all).href").string)
            try await tab.open(link)
            #expect(try await tab.evaluate("document.documentElement.lang").string == "sl")
            #expect(try await tab.attribute("value", of: "input[name=q]") == "Europass")
            let right = try await service.search([
                ("q", "Europass"), ("country", "IT"), ("country", "DE"), ("lang", "sl"),
            ])
            #expect(
                try await tab.texts(".results > .hits .hit-title")
                    == right["hits"].array.compactMap { $0["title"].string }
            )
            #expect(try await tab.texts("a.chip").count == 2)
        }
        await service.stop()
    }

    @Test("With a token of the page, members find what is for members; without it, or with an old one, they do not")
    func token() async throws {
        let site = try await ForeignSite()
        let sandbox = try Sandbox()
        let curator = try await Depositor.token("curator", in: sandbox.toolbox)
        let member = try await Depositor.token("member", in: sandbox.toolbox)
        let service = try await Server(toolbox: sandbox.toolbox, "--allow-origin", site.origin)
        let depositor = Depositor(server: service, token: curator)
        for (id, audience) in [("a", "public"), ("b", "members"), ("c", "curators")] {
            let record = #"{"title": "Planing \#(id)", "text": "Wood.", "visibility": "\#(audience)"}"#
            #expect(try await depositor.send("PUT", "/v1/documents/test:\(id)", record).status == 201)
        }
        let headers = ["Authorization": "Bearer \(curator)"]
        try await wait(for: "the index") {
            try await service.search([("q", "planing")], headers: headers)["total"].int == 3
        }
        try await withForeignPage(service, at: site, "lang=\"en\" query=\"planing\"") { tab in
            let titles = "[...\(Self.root).querySelectorAll('[part~=title]')].map(e => e.textContent.trim()).join()"
            try await tab.until("\(titles) === 'Planing a'")
            _ = try await tab.evaluate("document.querySelector('vetsearch-box').token = async () => '\(member)'; 1")
            try await tab.until("\(titles).split(',').sort().join() === 'Planing a,Planing b'")
            _ = try await tab.evaluate("document.querySelector('vetsearch-box').token = 'not-valid'; 1")
            try await tab.until("\(titles) === 'Planing a'")
            #expect(try await tab.evaluate("document.cookie").string == "")
        }
        await service.stop()
    }

    @Test("The box speaks every language of the pages")
    func languages() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        var seen: Set<String> = []
        try await tab.open(server.origin + "/embed?lang=en")
        let languages = try await tab.evaluate("[...document.querySelectorAll('.tongues a')].map(a => a.lang)").array
        #expect(languages.count == 25)
        for language in languages.compactMap(\.string) {
            try await tab.open(server.origin + "/embed?lang=\(language)")
            try await tab.until("\(Self.root)?.querySelector('[part~=button]')?.textContent.length > 0")
            let page = try await tab.texts(".masthead .search-button")
            let box = try await tab.evaluate("\(Self.root).querySelector('[part~=button]').textContent").string ?? ""
            #expect([box] == page, "\(language)")
            let more = try await tab.evaluate("\(Self.root).querySelector('[part~=more]').textContent").string ?? ""
            #expect(seen.insert(more).inserted, "\(language): \(more)")
            let direction = try await tab.evaluate(
                "getComputedStyle(\(Self.root).querySelector('form')).direction"
            ).string
            #expect(direction == (language == "ar" ? "rtl" : "ltr"))
        }
    }

    @Test("Suggestions do not cover the chips, and one press on a chip is enough while they are open")
    func suggestions() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: 360, height: 740)
        try await tab.open(server.origin + "/embed?lang=en")
        try await tab.until("\(Self.root)?.querySelector('input') !== null")
        _ = try await tab.evaluate("\(Self.root).querySelector('input').focus()")
        try await tab.type("appren")
        try await tab.until("\(Self.root).querySelectorAll('[role=option]').length > 2")
        try await tab.until("\(Self.root).querySelectorAll('[part~=chip]').length > 2")
        let chip = "\(Self.root).querySelector('[part~=chip]')"
        let place = try await tab.evaluate(
            """
            (() => {
              \(chip).scrollIntoView({ block: 'center' });
              const [box, menu] = [\(chip), \(Self.root).querySelector('[role=listbox]')].map(e => e.getBoundingClientRect());
              return [menu.height, box.top - menu.bottom, box.left + box.width / 2, box.top + box.height / 2];
            })()
            """
        ).array.compactMap(\.number)
        try #require(place.count == 4)
        #expect(place[0] > 20 && place[1] >= 0, "\(place)")
        for kind in ["mousePressed", "mouseReleased"] {
            _ = try await tab.call(
                "Input.dispatchMouseEvent",
                [
                    "type": .string(kind), "x": .number(place[2]), "y": .number(place[3]), "button": .string("left"),
                    "clickCount": .number(1),
                ]
            )
            try await Task.sleep(for: .milliseconds(300))
        }
        try await tab.until("\(Self.root).querySelector('[aria-pressed=true]') !== null")
        #expect(try await tab.evaluate("\(Self.root).querySelector('[role=listbox]').hidden") == .bool(true))
    }

    @Test("A service responds only to configured origins, and only these may frame its pages")
    func origins() async throws {
        let foreign = try await Server(toolbox: try await SharedToolbox.value.toolbox)
        let script = try await foreign.request("/assets/embed.js")
        #expect(script.headers["access-control-allow-origin"] == "*" && script.body.count < 30_000)
        let closed = try await foreign.request("/v1/search?q=x", headers: ["Origin": "https://other.example"])
        #expect(closed.headers["access-control-allow-origin"] == nil)
        #expect(
            try await foreign.request("/").headers["content-security-policy"]?.hasSuffix("frame-ancestors 'self'")
                == true
        )
        await foreign.stop()
        let service = try await Server(
            toolbox: try await SharedToolbox.value.toolbox,
            "--allow-origin",
            "https://community.example"
        )
        let framed = try await service.request("/")
        #expect(
            framed.headers["content-security-policy"]?
                .hasSuffix("frame-ancestors 'self' https://community.example") == true
        )
        await service.stop()
    }

    @Test("/embed shows the working box and the code to copy")
    func page() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.open(server.origin + "/embed?lang=fr")
        try await tab.until("\(Self.root)?.querySelector('[part~=button]')?.textContent === 'Rechercher'")
        let snippets = try await tab.texts(".snippet")
        #expect(snippets.count == 2)
        #expect(snippets[0].contains("<script type=\"module\" src=\"\(server.origin)/assets/embed.js\"></script>"))
        #expect(snippets[1].hasPrefix("<iframe src=\"\(server.origin)/?lang=fr\""))
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }
}
