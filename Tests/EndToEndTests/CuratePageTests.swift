import Foundation
import TestSupport
import Testing

/// The pages of curators.
@Suite("Pages for curating", .serialized) struct CuratePageTests {
    /// A service with ten submitted drafts of a member; the last one is for members.
    private struct Desk {
        let box: Sandbox
        let server: Server
        let member: Depositor
        let carl: Visitor
        var ids: [String] = []

        init(drafts: Int = 10) async throws {
            box = try Sandbox()
            let token = try await Depositor.token("member", in: box.toolbox)
            server = try await Server(toolbox: box.toolbox)
            member = Depositor(server: server, token: token)
            carl = try await Visitor.invited(
                "curator",
                "carl@example.eu",
                name: "Carl <i>Bold</i>",
                to: server,
                toolbox: box.toolbox
            )
            for number in 0..<drafts {
                let audience = number == drafts - 1 ? "members" : "public"
                let made = try await member.upload(
                    Data("Hobelbank und Werkstatt, Band \(number).".utf8),
                    as: "band\(number).txt",
                    metadata: #"{"title": "Band \#(number) <script>x</script>", "visibility": "\#(audience)"}"#
                )
                let id = try #require(try made.json()["id"].string)
                #expect(try await member.send("POST", "/v1/documents/\(id)/submission").status == 200)
                ids.append(id)
            }
        }

        /// The value of a hidden field on the last page of the curator.
        func hidden(_ name: String) throws -> String {
            let range = try #require(carl.page.body.firstRange(of: "name=\"\(name)\" value=\""))
            let value: String = String(carl.page.body[range.upperBound...].prefix(while: { $0 != "\"" }))
            return value.replacing("&quot;", with: "\"")
        }

        /// The number of documents that an anonymous reader finds, once it is this one, else the last one.
        func found(_ expected: Int) async throws -> Int? {
            var total: Int?
            for _ in 0..<100 {
                total = try await server.search([("q", "Hobelbank")])["total"].int
                if total == expected { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            return total
        }
    }

    @Test("A curator sends one back with a reason and publishes nine; readers find only what is public")
    func decide() async throws {
        let desk = try await Desk()
        let (carl, ids) = (desk.carl, desk.ids)
        try await carl.get("/desk")
        #expect(carl.page.body.components(separatedBy: "name=\"document\"").count == 11)
        #expect(carl.page.body.contains("Band 0 &lt;script&gt;") && !carl.page.body.contains("<script>x"))
        // Oldest first.
        let first = try #require(carl.page.body.firstRange(of: ids[0])).lowerBound
        #expect(first < (try #require(carl.page.body.firstRange(of: ids[9])).lowerBound))

        // Without documents or a reason nothing happens, and what was chosen stays chosen.
        #expect(try await carl.post("/desk", ["do": "publish"]).status == 422)
        #expect(try await carl.post("/desk", ["do": "send-back", "document": ids[0]]).status == 422)
        #expect(carl.page.body.contains("aria-invalid=\"true\"") && carl.page.body.contains(" checked>"))
        let reason = "Name the <b>licence</b>, please."
        try await carl.post("/desk", ["do": "send-back", "document": ids[0], "reason": reason])
        #expect(carl.page.status == 303 && carl.page.location == "/desk?show=waiting&done=sentBackNow")
        try await carl.get("/desk?show=sent-back")
        #expect(carl.page.body.contains("Name the &lt;b&gt;licence&lt;/b&gt;, please."))
        #expect(!carl.page.body.contains("<b>licence"))
        try await carl.post("/desk", [("do", "publish")] + ids.dropFirst().map { ("document", $0) })
        #expect(carl.page.status == 303, "\(carl.page.body)")

        #expect(try await desk.found(8) == 8)
        #expect(try await desk.server.request("/v1/documents/\(ids[9])").status == 404)
        #expect(try await desk.server.request("/v1/documents/\(ids[0])").status == 404)
        // The depositor reads the reason.
        let comments = try await desk.member.send("GET", "/v1/documents/\(ids[0])/comments").json().array
        #expect(comments.map(\.["text"].string) == [reason])
        await desk.server.stop()
    }

    @Test("One document: comments, assignee, stale decisions, history with restore, removal; markup is shown as text")
    func review() async throws {
        let desk = try await Desk(drafts: 1)
        let (carl, path) = (desk.carl, "/desk/documents/\(desk.ids[0])")
        try await carl.get(path)
        #expect(carl.page.body.contains("Hobelbank und Werkstatt"))
        let seen = try desk.hidden("sequence")
        #expect(try await carl.post(path, ["do": "comment", "text": " "]).status == 422)
        try await carl.post(path, ["do": "comment", "text": "<img src=x>"])
        #expect(carl.page.status == 303)
        try await carl.get(path)
        #expect(carl.page.body.contains("&lt;img src=x&gt;") && !carl.page.body.contains("<img src=x>"))
        try await carl.post(path, ["do": "take"])
        try await carl.get(path)
        #expect(carl.page.body.contains("Carl &lt;i&gt;Bold&lt;/i&gt; takes care of it"))
        try await carl.get("/desk?show=mine")
        #expect(carl.page.body.contains(desk.ids[0]))

        // Somebody changes it while the curator reads.
        _ = try await desk.member.send(
            "PATCH",
            "/v1/documents/\(desk.ids[0])",
            #"{"title": "New title"}"#,
            headers: ["If-Match": "*"]
        )
        try await carl.get(path)
        #expect(try await carl.post(path, ["do": "publish", "sequence": seen]).status == 422)
        #expect(carl.page.body.contains("changed in the meantime"))
        try await carl.get(path + "/history")
        #expect(carl.page.body.contains("<ins dir=\"auto\">New title</ins>"))
        #expect(carl.page.body.contains("<del dir=\"auto\">Band 0 &lt;script&gt;"))
        try await carl.post(path + "/history", ["state": "1", "sequence": try desk.hidden("sequence")])
        #expect(carl.page.status == 303)
        try await carl.get(path)
        #expect(carl.page.body.contains("<h1 dir=\"auto\">Band 0 &lt;script&gt;"))
        #expect(try await carl.post(path, ["do": "send-back", "reason": ""]).status == 422)
        try await carl.post(path, ["do": "remove", "sequence": try desk.hidden("sequence")])
        #expect(carl.page.location?.hasPrefix("/desk?done=") == true)
        #expect(try await carl.get(path).status == 404)
        await desk.server.stop()
    }

    @Test("Anonymous readers are led to the sign-in, members are refused, and forms need their token")
    func access() async throws {
        let desk = try await Desk(drafts: 1)
        let anna = try await Visitor.invited("member", to: desk.server, toolbox: desk.box.toolbox)
        let document = "/desk/documents/\(desk.ids[0])"
        for path in [
            "/desk", document, document + "/history", "/desk/failed", "/desk/work", "/desk/work/country", "/desk/bulk",
            "/desk/bulk/new?search=q%3DHobelbank",
        ] {
            #expect(try await Visitor(desk.server).get(path).location?.hasPrefix("/login?return=") == true, "\(path)")
            #expect(try await anna.get(path).status == 403, "\(path)")
            #expect(try await desk.carl.get(path).status == 200, "\(path)")
        }
        try await anna.get("/account")
        let forms: [(String, [String: String])] = [
            ("/desk", ["do": "publish", "document": desk.ids[0]]), (document, ["do": "publish"]),
            (document + "/history", ["state": "1"]), ("/desk/bulk/new", ["do": "preview", "year": "2024"]),
            ("/desk/failed/x/dismiss", [:]), ("/desk/bulk/x/undo", [:]),
        ]
        for (path, fields) in forms {
            #expect(try await anna.post(path, fields).status == 403, "\(path)")
            var forged = fields
            forged["csrf"] = "wrong"
            #expect(try await desk.carl.post(path, forged).status == 403, "\(path)")
        }
        #expect(try await desk.member.send("GET", "/v1/documents/\(desk.ids[0])").json()["stage"].string == "draft")
        await desk.server.stop()
    }

    @Test("A limited curator decides about covered documents only, on the pages and over HTTP")
    func limited() async throws {
        let desk = try await Desk(drafts: 2)
        let anna = try await Visitor.invited("administrator", to: desk.server, toolbox: desk.box.toolbox)
        try await anna.get("/admin/accounts")
        let fields = [("name", "Lia"), ("email", "lia@example.eu"), ("role", "curator"), ("country", "IT")]
        let answer = try await anna.post("/admin/accounts", fields)
        let found = try #require(answer.body.firstMatch(of: #/\/login\/password\?link=[A-Za-z0-9_-]+/#)?.output)
        let link = String(found)
        let lia = Visitor(desk.server)
        try await lia.get(link)
        try await lia.post(link, ["password": Visitor.password])
        let (covered, other) = (desk.ids[0], desk.ids[1])
        _ = try await desk.member.send(
            "PATCH",
            "/v1/documents/\(covered)",
            #"{"countries": ["IT"]}"#,
            headers: ["If-Match": "*"]
        )
        try await lia.get("/desk")
        #expect(lia.page.body.contains("value=\"\(covered)\"") && !lia.page.body.contains("value=\"\(other)\""))
        let token = try #require(lia.token)
        for (method, path, body) in [
            ("PATCH", "", #"{"stage": "reviewed"}"#), ("DELETE", "", ""), ("PUT", "/assignee", #"{"assignee": "me"}"#),
            ("POST", "/send-back", #"{"reason": "No."}"#), ("POST", "/history/1/restore", ""),
        ] {
            let reply = try await RawClient.request(
                method,
                "/v1/documents/\(other)\(path)",
                headers: [
                    "Cookie: \(lia.cookieHeader)", "X-CSRF-Token: \(token)", "Content-Type: application/json",
                    "If-Match: *",
                ],
                body: Data(body.utf8),
                to: desk.server
            )
            #expect(reply.status == 403, "\(method) \(path): \(reply.text)")
        }
        #expect(try await lia.post("/desk", [("do", "publish"), ("document", other)]).status == 422)
        #expect(try await lia.get("/desk/documents/\(other)").body.contains("outside your role"))
        #expect(!lia.page.body.contains("value=\"publish\""))
        #expect(try await lia.post("/desk/documents/\(other)", ["do": "remove"]).status == 422)
        #expect(try await lia.post("/desk", [("do", "publish"), ("document", covered)]).status == 303)
        #expect(try await desk.found(1) == 1)
        await desk.server.stop()
    }

    @Test("All hits of a search are changed after a preview, and changed back")
    func bulk() async throws {
        let desk = try await Desk(drafts: 3)
        let (carl, path) = (desk.carl, "/desk/bulk/new")
        try await carl.get("/desk")
        try await carl.post("/desk", [("do", "publish")] + desk.ids.map { ("document", $0) })
        _ = try await desk.found(2)
        try await carl.get("/?q=Hobelbank")
        #expect(carl.page.body.contains("href=\"/desk/bulk/new?search=q%3DHobelbank\""))
        #expect(try await !Visitor(desk.server).get("/?q=Hobelbank").body.contains("/desk/bulk"))
        for _ in 0..<100 where try await !carl.get(path + "?search=q%3DHobelbank").body.contains("all 3 hits") {
            try await Task.sleep(for: .milliseconds(50))
        }
        var fields = ["search": "q=Hobelbank", "country": "Italy; Deutschland", "topic": "nonsense", "do": "preview"]
        #expect(try await carl.post(path, fields).status == 422)
        #expect(carl.page.body.contains("nonsense") && carl.page.body.contains("aria-invalid"))
        fields["topic"] = ""
        fields["year"] = "2024"
        #expect(try await carl.post(path, fields).body.contains("3 documents change"))
        #expect(carl.page.body.contains("<ins dir=\"auto\">Italy · Germany</ins>"))
        let (previewed, seen) = (try desk.hidden("previewed"), try desk.hidden("seen"))
        // What was not looked at is not applied.
        (fields["do"], fields["previewed"], fields["seen"], fields["year"]) = ("apply", previewed, seen, "2025")
        #expect(try await carl.post(path, fields).status == 422)
        fields["year"] = "2024"
        try await carl.post(path, fields)
        #expect(carl.page.status == 303, "\(carl.page.body)")
        let edit = try #require(carl.page.location?.split(separator: "?").first.map(String.init))
        let document = "/v1/documents/\(desk.ids[0])"
        try await wait(for: "the index") {
            try await desk.member.send("GET", document).json()["metadata"]["year"].int == 2024
        }
        #expect(try await carl.get("/desk/bulk").body.contains(edit))
        try await carl.get(edit)
        #expect(try await carl.post(edit + "/undo", [:]).location == edit + "?done=bulkUndone")
        try await wait(for: "the index") {
            try await desk.member.send("GET", document).json()["metadata"]["year"].int == nil
        }
        try await carl.get(edit)
        #expect(!carl.page.body.contains(edit + "/undo"))
        await desk.server.stop()
    }

    @Test("Files that could not be read are listed with a remedy and dismissed; what is missing is listed")
    func lists() async throws {
        let desk = try await Desk(drafts: 1)
        let carl = desk.carl
        #expect(try await desk.member.upload(Data("%PDF-1.4\nnothing".utf8), as: "<b>bad.pdf").status == 422)
        try await carl.get("/desk/failed")
        #expect(carl.page.body.contains("&lt;b&gt;bad.pdf") && carl.page.body.contains("save it anew"))
        let id = try #require(carl.page.body.firstMatch(of: #/\/desk\/failed\/(\w+)\/dismiss/#)?.output.1)
        #expect(try await carl.post("/desk/failed/\(id)/dismiss", [:]).status == 303)
        #expect(try await carl.get("/desk/failed").body.contains("All files could be read"))
        #expect(try await carl.get("/desk/work").body.contains("/desk/work/licence"))
        #expect(try await carl.get("/desk/work/licence").body.contains("/upload/drafts/\(desk.ids[0])"))
        #expect(try await carl.get("/desk/work/nonsense").status == 404)
        await desk.server.stop()
    }

    @Test(
        "On a phone, a curator sends one back and publishes nine",
        .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"),
        arguments: [true, false]
    )
    func phone(withScripts: Bool) async throws {
        let desk = try await Desk()
        let tab = try await Tab(in: Browser.shared, apart: true)
        try await tab.take(desk.carl)
        if !withScripts { try await tab.disableScripts() }
        try await tab.size(width: 360, height: 740)
        func expectNarrow() async throws {
            #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? 999 <= 360)
        }
        try await tab.open(desk.server.origin + "/desk")
        try await expectNarrow()
        try await tab.click(".choose > li a")
        try await expectNarrow()
        _ = try await tab.evaluate("document.querySelector('#reason').value = 'The licence is missing.'")
        try await tab.click("button[value=send-back]")
        #expect(try await tab.texts(".done").first?.contains("Sent back") == true)
        try await tab.open(desk.server.origin + "/desk")
        if withScripts {
            _ = try await tab.evaluate("document.querySelector('#choose-all').click()")
        } else {
            _ = try await tab.evaluate("document.querySelectorAll('.choose input').forEach(e => { e.checked = true })")
        }
        #expect(try await tab.evaluate("document.querySelectorAll('.choose input:checked').length") == .number(9))
        try await tab.click("button[value=publish]")
        #expect(try await tab.texts(".done").first?.contains("Published") == true)
        #expect(try await tab.texts(".choose > li").isEmpty)
        #expect(try await desk.found(8) == 8)
        for path in [
            "/desk?show=all", "/desk/failed", "/desk/work", "/desk/bulk", "/desk/bulk/new?search=q%3DHobelbank",
        ] {
            try await tab.open(desk.server.origin + path)
            try await expectNarrow()
        }
        #expect(tab.errors.isEmpty, "\(tab.errors)")
        await desk.server.stop()
    }

    @Test(
        "axe finds nothing on the pages of curators",
        .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"),
        arguments: [("en", "light", 360), ("de", "dark", 1280), ("ar", "light", 360), ("ar", "dark", 1280)]
    )
    func accessible(language: String, scheme: String, width: Int) async throws {
        let desk = try await Desk(drafts: 2)
        let document = "/desk/documents/\(desk.ids[0])"
        try await desk.carl.get(document)
        try await desk.carl.post(document, ["do": "send-back", "reason": "Name the licence."])
        _ = try await desk.member.upload(Data("%PDF-1.4\nnothing".utf8), as: "bad.pdf")
        let axe = Program.repository.appending(path: ".build-python/axe_playwright_python/axe.min.js")
        let script = try String(contentsOf: axe, encoding: .utf8)
        let tab = try await Tab(in: Browser.shared, apart: true)
        try await tab.take(desk.carl)
        try await tab.size(width: width, height: 800)
        let media = JSON.object(["name": .string("prefers-color-scheme"), "value": .string(scheme)])
        _ = try await tab.call("Emulation.setEmulatedMedia", ["features": .array([media])])
        for path in [
            "/desk?show=all&", document + "?", document + "/history?", "/desk/failed?", "/desk/work?",
            "/desk/work/country?", "/desk/bulk?", "/desk/bulk/new?search=q%3DHobelbank&",
        ] {
            try await tab.open(desk.server.origin + path + "lang=\(language)")
            _ = try await tab.evaluate(script + "; true")
            _ = try await tab.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            let found = try await tab.evaluate(
                """
                axe.run(document, {
                  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                  resultTypes: ['violations']
                }).then(result => result.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`))
                """
            )
            #expect(found.array.isEmpty, "\(path) \(language): \(found)")
        }
        await desk.server.stop()
    }
}
