import Foundation
import Testing

/// The pages for administrators, with and without a browser.
@Suite("Pages for administrators") struct AdministrationPageTests {
    struct Service {
        let box: Sandbox
        let server: Server
        let anna: Visitor

        init(_ box: Sandbox, name: String = "Anna Example") async throws {
            self.box = box
            _ = try await Depositor.token("curator", in: box.toolbox)
            server = try await Server(toolbox: box.toolbox)
            anna = try await Visitor.invited("administrator", name: name, to: server, toolbox: box.toolbox)
        }
    }

    /// Every page, with the least role that it needs.
    private static let pages = [
        "/admin", "/admin/accounts", "/admin/tokens", "/admin/thesauri", "/admin/thesauri/vet/remove",
        "/admin/templates",
        "/admin/templates/event", "/admin/templates/event/remove", "/admin/audit", "/admin/status", "/admin/report",
        "/admin/persons", "/admin/persons/anna@example.eu", "/admin/persons/anna@example.eu/export",
        "/admin/persons/anna@example.eu/erase",
    ]

    /// Every form.
    private static let forms = [
        "/admin/accounts", "/admin/tokens", "/admin/tokens/none/revoke", "/admin/imports/none",
        "/admin/thesauri/vet/switch", "/admin/thesauri/vet/remove", "/admin/templates/event/remove", "/admin/persons",
        "/admin/persons/requests/none/dismiss", "/admin/persons/anna@example.eu/erase",
    ]

    @Test("Every page leads strangers to the sign-in form and refuses members; curators see the report")
    func rights() async throws {
        let service = try await Service(Sandbox())
        let stranger = Visitor(service.server)
        let member = try await Visitor.invited(
            "member",
            "mia@example.eu",
            name: "Mia",
            to: service.server,
            toolbox: service.box.toolbox
        )
        let curator = try await Visitor.invited(
            "curator",
            "cleo@example.eu",
            name: "Cleo",
            to: service.server,
            toolbox: service.box.toolbox
        )
        for path in Self.pages + ["/desk/report"] {
            #expect(try await stranger.get(path).location?.hasPrefix("/login?return=") == true, "\(path)")
            #expect(try await member.get(path).status == 403, "\(path)")
            #expect(try await curator.get(path).status == (path == "/desk/report" ? 200 : 403), "\(path)")
        }
        try await member.get("/account")
        let token = try #require(member.token)
        for path in Self.forms {
            #expect(try await member.post(path, ["csrf": token]).status == 403, "\(path)")
            #expect(try await service.anna.post(path, ["csrf": "another"]).status == 403, "\(path)")
        }
        for path in ["/admin/imports", "/admin/templates"] {
            let parts = [("csrf", token, nil), ("file", "x", "x.ttl")] as [(String, String, String?)]
            #expect(try await member.sendFile(path, parts).status == 403, "\(path)")
        }
        for path in Self.pages where !path.hasSuffix("/remove") {
            #expect(try await service.anna.get(path).status == 200, "\(path)")
            guard !path.hasSuffix("/export") else { continue }
            #expect(service.anna.page.body.contains("aria-current=\"page\""), "\(path)")
        }
        await service.server.stop()
    }

    @Test("A token is shown once, works, and ends when it is revoked; wrong forms keep what was typed")
    func tokens() async throws {
        let service = try await Service(Sandbox())
        let anna = service.anna
        try await anna.get("/admin/tokens")
        let wrong = try await anna.post("/admin/tokens", ["name": "", "role": "curator", "days": "0"])
        #expect(wrong.status == 422 && wrong.body.contains("value=\"curator\" selected"))
        #expect(wrong.body.matches(of: /aria-invalid="true"/).count == 2)
        let made = try await anna.post(
            "/admin/tokens",
            ["name": "<b>Platform</b>", "role": "curator", "days": "30"]
        )
        let token = try #require(made.body.firstMatch(of: /vetsearch_[0-9a-f]{64}/)).output
        #expect(!made.body.contains("<b>Platform") && made.body.contains("&lt;b&gt;Platform"))
        let client = Depositor(server: service.server, token: String(token))
        #expect(try await client.send("GET", "/v1/report").status == 200)

        let list = try await anna.get("/admin/tokens")
        #expect(!list.body.contains(token) && !list.body.contains("<b>Platform"))
        // The newest token is the first one.
        let form = try #require(list.body.firstMatch(of: /\/admin\/tokens\/[0-9a-f]+\/revoke/)).output
        #expect(try await anna.post(String(form), [:]).status == 303)
        #expect(try await client.send("GET", "/v1/report").status == 401)
        await service.server.stop()
    }

    private static let welding = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix e: <http://example.eu/v/> .
        e:s a skos:ConceptScheme ; skos:prefLabel "<i>Welding</i>"@en .
        e:a a skos:Concept ; skos:inScheme e:s ; skos:prefLabel "welding"@en, "Schweißen"@de .
        e:b a skos:Concept ; skos:inScheme e:s ; skos:prefLabel "soldering"@en .

        """

    @Test("A thesaurus is tried first; only the person who uploaded it can import it, once; then it is removed")
    func thesauri() async throws {
        let service = try await Service(Sandbox())
        let anna = service.anna
        func upload(_ text: String, name: String = "") async throws -> Visitor.RawReplyText {
            try await anna.get("/admin/thesauri")
            let token = anna.token ?? ""
            return try await anna.sendFile(
                "/admin/imports",
                [("csrf", token, nil), ("file", text, "weld.ttl"), ("name", name, nil)]
            )
        }
        let broken = try await upload(Self.welding + "this is <not turtle\n")
        #expect(broken.status == 422 && broken.body.contains("line 6"))
        #expect(try await upload(Self.welding, name: "Not A Name").status == 422)
        let tried = try await upload(Self.welding)
        #expect(tried.status == 200 && tried.body.contains("Added concepts: 2"))
        #expect(tried.body.contains("http://example.eu/v/b"))
        let form = String(try #require(tried.body.firstMatch(of: /\/admin\/imports\/[A-Za-z0-9_-]{43}/)).output)
        let token = anna.token ?? ""
        #expect(try await !anna.get("/admin/thesauri").body.contains("weld"))

        // Another session of the same person has another upload.
        let again = Visitor(service.server)
        try await again.signIn()
        try await again.get("/admin/thesauri")
        #expect(try await again.post(form, ["decision": "import"]).status == 422)
        #expect(try await anna.post(form, ["decision": "import", "csrf": token]).status == 303)
        let list = try await anna.get("/admin/thesauri")
        #expect(list.body.contains("weld.ttl") && !list.body.contains("<i>Welding"))
        #expect(try await anna.post(form, ["decision": "import"]).status == 422)

        let changed = try await upload(Self.welding.replacing("soldering", with: "brazing"))
        #expect(changed.body.contains("Changed concepts: 1") && changed.body.contains("Added concepts: 0"))
        let second = String(try #require(changed.body.firstMatch(of: /\/admin\/imports\/[A-Za-z0-9_-]{43}/)).output)
        // Somebody changes the thesauri meanwhile: the person looks once more.
        #expect(try await anna.post("/admin/thesauri/vet/switch", ["on": "no"]).status == 303)
        try await anna.get("/admin/thesauri")
        let moved = try await anna.post(second, ["decision": "import"])
        #expect(moved.status == 200 && moved.body.contains("changed meanwhile"))

        #expect(try await anna.get("/admin/thesauri/weld/remove").body.contains("Remove weld?"))
        #expect(try await anna.post("/admin/thesauri/weld/remove", [:]).status == 303)
        #expect(try await !anna.get("/admin/thesauri").body.contains("weld.ttl"))
        // No copy of an upload is left, apart from the one that waits.
        let incoming = try FileManager.default.subpathsOfDirectory(atPath: service.box.toolbox + "/originals")
        #expect(incoming.count { $0.contains("-") } <= 1, "\(incoming)")
        await service.server.stop()
    }

    @Test("Nothing of an upload is kept before its token is right")
    func forgedUpload() async throws {
        let service = try await Service(Sandbox())
        let anna = service.anna
        try await anna.get("/admin/thesauri")
        let token = anna.token ?? ""
        for parts in [
            [("csrf", "another", nil), ("file", Self.welding, "weld.ttl")],
            [("file", Self.welding, "weld.ttl"), ("csrf", token, nil)],
        ] as [[(String, String, String?)]] {
            #expect(try await anna.sendFile("/admin/imports", parts).status == 403)
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: service.box.toolbox + "/originals")
        #expect(!files.contains { $0.contains("-") }, "\(files)")
        await service.server.stop()
    }

    @Test("A template is added, refused with the place of its error, changed by a file, and restored")
    func templates() async throws {
        let service = try await Service(Sandbox())
        let anna = service.anna
        let host = """
            {"title": "<b>Host</b>", "description": "<script>x</script>", "type": "object", "additionalProperties": false,
             "properties": {"host": {"type": "string", "title": "<i>Firm</i>", "maxLength": 200}}, "required": ["host"]}
            """
        func send(_ path: String, _ more: [(String, String, String?)]) async throws -> Visitor.RawReplyText {
            try await anna.sendFile(path, [("csrf", anna.token ?? "", nil)] + more)
        }
        try await anna.get("/admin/templates")
        let wrong = try await send(
            "/admin/templates",
            [("name", "host", nil), ("json", host.replacing("\"string\"", with: "\"strin\""), nil)]
        )
        #expect(wrong.status == 422 && wrong.body.contains("/properties/host/type"))
        #expect(wrong.body.contains("value=\"host\"") && wrong.body.contains("&quot;strin&quot;"))
        #expect(try await send("/admin/templates", [("name", "host", nil), ("json", host, nil)]).status == 303)
        let page = try await anna.get("/admin/templates/host").body
        #expect(page.contains("at most 200 characters") && page.contains("required"))
        for markup in ["<b>Host", "<script>x", "<i>Firm"] { #expect(!page.contains(markup)) }

        // The one that was read is replaced, not another one.
        let version = String(try #require(page.firstMatch(of: /name="version" value="&quot;([0-9a-f]+)/)).1)
        let tag = ("version", "\"\(version)\"", nil as String?)
        let renamed = host.replacing("<b>Host</b>", with: "Company")
        #expect(try await send("/admin/templates/host", [tag, ("file", renamed, "host.json")]).status == 303)
        try await anna.get("/admin/templates/host")
        let stale = try await send("/admin/templates/host", [tag, ("json", host, nil)])
        #expect(stale.status == 422 && stale.body.contains("<h1 dir=\"auto\">Company</h1>"))
        #expect(try await anna.post("/admin/templates/host/remove", [:]).location?.contains("templateRemoved") == true)
        #expect(try await anna.get("/admin/templates/host").status == 404)

        try await anna.get("/admin/templates/guide")
        let own = host.replacing("<b>Host</b>", with: "My guide")
        #expect(try await send("/admin/templates/guide", [("json", own, nil)]).status == 303)
        #expect(try await anna.get("/admin/templates/guide").body.contains("built in, changed"))
        #expect(try await anna.get("/admin/templates/guide/remove").body.contains("Restore the built-in template"))
        #expect(try await anna.post("/admin/templates/guide/remove", [:]).location?.contains("Restored") == true)
        #expect(try await !anna.get("/admin/templates/guide").body.contains("My guide"))
        await service.server.stop()
    }

    @Test("The audit trail shows people by their names, filters by them, and never their markup")
    func audit() async throws {
        let service = try await Service(Sandbox(), name: "Anna & <b>Co</b>")
        let anna = service.anna
        try await anna.get("/admin/tokens")
        try await anna.post("/admin/tokens", ["name": "<i>one</i>", "role": "member", "days": ""])
        let all = try await anna.get("/admin/audit").body
        #expect(all.contains("Anna &amp; &lt;b&gt;Co") && all.contains("&lt;i&gt;one"))
        #expect(!all.contains("<b>Co") && !all.contains("<i>one"))
        for who in ["Anna+%26+%3Cb%3ECo%3C%2Fb%3E", "anna%40example.eu"] {
            let own = try await anna.get("/admin/audit?who=\(who)&action=token-created").body
            #expect(own.contains("&lt;i&gt;one") && !own.contains("test curator"), "\(who)")
            let table = try #require(own.firstMatch(of: /href="(\/v1\/audit\?[^"]+)"/)).1.replacing("&amp;", with: "&")
            let csv = try await anna.get(String(table))
            #expect(csv.body.contains("<i>one</i>") && !csv.body.contains("test curator"))
        }
        #expect(try await anna.get("/admin/audit?from=2026-02-02&until=2026-02-01").status == 422)
        #expect(try await anna.get("/admin/audit?from=2000-01-01&until=2000-01-02").body.contains("no such entries"))
        await service.server.stop()
    }

    @Test("A person sees only the own data, whatever name the person chooses, and asks for its erasure")
    func persons() async throws {
        let service = try await Service(Sandbox())
        let anna = service.anna
        let ben = try await Visitor.invited(
            "member",
            "ben@example.eu",
            name: "Ben Bold",
            to: service.server,
            toolbox: service.box.toolbox
        )
        // The name of a token, which is not Ben's.
        try await ben.get("/account")
        try await ben.post("/account", ["name": "test curator", "language": "en"])
        let export = try await ben.get("/account/data/export")
        let data = try JSON(Data(export.body.utf8))
        #expect(export.header("Content-Disposition")?.contains("attachment") == true)
        #expect(data["tokens"].array.isEmpty && data["account"]["email"].string == "ben@example.eu")
        #expect(!export.body.contains("argon2"))
        try await ben.get("/account")
        try await ben.post("/account", ["name": "Ben Bold", "language": "en"])
        try await ben.get("/account/data")
        #expect(try await ben.post("/account/data/erasure", ["decision": "ask"]).status == 303)

        #expect(try await anna.get("/admin").body.contains("Requests for erasure"))
        #expect(try await anna.get("/admin/persons").body.contains("Ben Bold"))
        #expect(try await anna.post("/admin/persons", ["person": "Nobody"]).status == 422)
        let path = try #require(try await anna.post("/admin/persons", ["person": "Ben Bold"]).location)
        #expect(path.firstMatch(of: /Ben/) == nil)
        #expect(try await anna.get("\(path)/erase").body.contains("Backups"))
        #expect(try await anna.post("\(path)/erase", [:]).status == 422)
        #expect(try await anna.post("\(path)/erase", ["understood": "yes"]).status == 200)
        #expect(try await ben.get("/account").status == 303)
        for page in ["/admin/persons", "/admin/accounts", "/admin/audit"] {
            #expect(try await !anna.get(page).body.contains("Ben Bold"), "\(page)")
        }
        // Nobody erases the own account: it may be the last one that can administrate.
        try await anna.get("/admin/persons")
        let own = try #require(try await anna.post("/admin/persons", ["person": "anna@example.eu"]).location)
        try await anna.get("/admin/persons")
        #expect(try await anna.post("\(own)/erase", ["understood": "yes"]).status == 422)
        #expect(try await anna.get("/admin").status == 200)
        await service.server.stop()
    }
}

/// The same pages in Chromium.
@Suite("Pages for administrators in a browser", .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized)
struct AdministrationBrowserTests {
    private static let axe = Program.repository
        .appending(path: ".build-python/axe_playwright_python/axe.min.js")

    /// A page on which a visitor is signed in.
    private static func tab(_ visitor: Visitor, _ server: Server) async throws -> Tab {
        let tab = try await Tab(in: Browser.shared, apart: true)
        for (name, value) in visitor.cookies {
            _ = try await tab.call(
                "Network.setCookie",
                ["name": .string(name), "value": .string(value), "url": .string(server.origin + "/")]
            )
        }
        return tab
    }

    @Test("A token is created, copied and revoked with the mouse", .timeLimit(.minutes(2)))
    func token() async throws {
        let service = try await AdministrationPageTests.Service(Sandbox())
        let tab = try await Self.tab(service.anna, service.server)
        try await tab.size(width: 360, height: 740)
        try await tab.open(service.server.origin + "/admin")
        try await tab.click(".rooms a[href='/admin/tokens']")
        _ = try await tab.evaluate("document.querySelector('#name').focus(), true")
        try await tab.type("Platform")
        try await tab.click("form[action='/admin/tokens'] button")
        let token = try #require(try await tab.evaluate("document.querySelector('#token').value").string)
        #expect(token.hasPrefix("vetsearch_"))
        let client = Depositor(server: service.server, token: token)
        #expect(try await client.send("GET", "/v1/templates").status == 200)
        try await tab.open(service.server.origin + "/admin/tokens")
        try await tab.click("[aria-label='Revoke Platform']")
        #expect(try await tab.texts(".done") == ["The token was revoked. It is not valid any more."])
        #expect(try await client.send("GET", "/v1/templates").status == 401)
        await service.server.stop()
    }

    @Test("axe finds nothing, and nothing is wider than the page", arguments: ["light", "dark"], [360, 1280])
    func accessibility(scheme: String, width: Int) async throws {
        let service = try await AdministrationPageTests.Service(Sandbox())
        let script = try String(contentsOf: Self.axe, encoding: .utf8)
        let tab = try await Self.tab(service.anna, service.server)
        try await tab.size(width: width, height: 900)
        let media = JSON.object(["name": .string("prefers-color-scheme"), "value": .string(scheme)])
        _ = try await tab.call("Emulation.setEmulatedMedia", ["features": .array([media])])
        for language in ["en", "de", "ar"] {
            for path in [
                "/admin", "/admin/accounts", "/admin/tokens", "/admin/thesauri", "/admin/templates/event",
                "/admin/audit", "/admin/status", "/admin/report", "/admin/persons",
                "/admin/persons/anna@example.eu", "/admin/persons/anna@example.eu/erase", "/account/data", "/account",
            ] {
                try await tab.open("\(service.server.origin)\(path)?lang=\(language)")
                _ = try await tab.evaluate(script + "; true")
                let found = try await tab.evaluate(
                    """
                    axe.run(document, {
                      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                      resultTypes: ['violations']
                    }).then(result => result.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`))
                    """
                )
                #expect(found.array.isEmpty, "\(path) \(language) \(scheme) \(width): \(found)")
                let wide = try await tab.evaluate(
                    """
                    [...document.querySelectorAll('main *')].filter(e => {
                      const box = e.getBoundingClientRect()
                      return (box.right > innerWidth + 1 || box.left < -1) && !e.closest('textarea, .codes')
                    }).map(e => e.outerHTML.slice(0, 100))
                    """
                )
                #expect(wide.array.isEmpty, "\(path) \(language) \(width): \(wide)")
            }
        }
        await service.server.stop()
    }
}
