import Foundation
import Testing

/// Files in pieces and in forms, names in forms, and markup in every field, without a browser.
@Suite(.serialized) struct UploadTests {
    /// A long text whose every part is different.
    private static let text = Data(
        (0..<60_000).map { "Line \($0) of a report about apprenticeships in \($0 % 97) workshops.\n" }.joined().utf8
    )

    @Test(
        "An upload continues after the connection was cut in the middle of a piece, and after a restart of the service"
    )
    func resume() async throws {
        let box = try Sandbox()
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        var server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        try await anna.get("/upload")
        let token = try #require(anna.token)
        let begun = try await call(
            server,
            anna,
            "POST",
            "/upload/files",
            token,
            json: announcement("report.md", Self.text.count)
        )
        #expect(begun.status == 201)
        let id = try #require(try JSON(begun.body)["files"][0]["id"].string)
        let path = "/upload/files/\(id)"

        // The first piece arrives, the connection of the second one breaks.
        let first = Self.text.prefix(1 << 20)
        let sent = try await call(server, anna, "PATCH", path, token, body: first, offset: 0)
        #expect(sent.status == 204 && sent.headers["upload-offset"] == String(first.count))
        do {
            let connection = try RawConnection(server)
            let rest = Self.text.count - first.count
            let head = """
                PATCH \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nCookie: \(anna.cookieHeader)\r\n\
                X-CSRF-Token: \(token)\r\nUpload-Offset: \(first.count)\r\nContent-Length: \(rest)\r\n\r\n
                """
            await connection.send(head)
            await connection.send(String(decoding: Self.text.dropFirst(first.count).prefix(700_000), as: UTF8.self))
        }
        var offset = 0
        for _ in 0..<100 where offset <= first.count {
            try await Task.sleep(for: .milliseconds(50))
            let state = try await call(server, anna, "HEAD", path, token)
            offset = Int(state.headers["upload-offset"] ?? "") ?? 0
        }
        #expect(offset > first.count && offset < Self.text.count, "\(offset)")

        await server.killAtOnce()
        server = try await Server(toolbox: box.toolbox)
        let after = try await call(server, anna, "HEAD", path, token)
        #expect(after.headers["upload-offset"] == String(offset))
        // Bytes at another place are refused, with the right place.
        let wrong = try await call(server, anna, "PATCH", path, token, body: Data("x".utf8), offset: 5)
        #expect(wrong.status == 409 && wrong.headers["upload-offset"] == String(offset))
        // The same file, chosen again, continues.
        let again = try await call(
            server,
            anna,
            "POST",
            "/upload/files",
            token,
            json: announcement("report.md", Self.text.count)
        )
        #expect(try JSON(again.body)["files"][0]["id"].string == id)
        #expect(try JSON(again.body)["files"][0]["offset"].int == offset)
        let early = try await call(server, anna, "POST", path + "/deposit", token)
        #expect(early.status == 409)
        let last = try await call(server, anna, "PATCH", path, token, body: Self.text.dropFirst(offset), offset: offset)
        #expect(last.status == 204 && last.headers["upload-offset"] == String(Self.text.count))

        let done = try await call(server, anna, "POST", path + "/deposit", token)
        #expect(done.status == 200)
        let href = try #require(try JSON(done.body)["outcomeHref"].string)
        #expect(href.hasPrefix("/upload/drafts/"))
        let file = try await call(server, anna, "GET", "/v1/documents/\(href.dropFirst(15))/file", token)
        #expect(file.body == Self.text)
        #expect(try FileManager.default.contentsOfDirectory(atPath: box.toolbox + "/uploads").isEmpty)
        // Asked again, it says the same.
        #expect(try await call(server, anna, "POST", path + "/deposit", token).body == done.body)

        // Uploads belong to their person, and need the token.
        let bob = try await Visitor.invited("member", "bob@example.eu", name: "Bob", to: server, toolbox: box.toolbox)
        try await bob.get("/upload")
        let other = try #require(bob.token)
        #expect(try await call(server, bob, "HEAD", path, other).status == 404)
        #expect(try await call(server, anna, "POST", "/upload/files", nil, json: announcement("x.md", 3)).status == 401)
        #expect(try await call(server, bob, "GET", href, other).status == 404)
        let large = try await call(server, anna, "POST", "/upload/files", token, json: announcement("x.md", 1 << 50))
        #expect(large.status == 413)
    }

    @Test("A form with files is stored only if its first part is the right token")
    func tokens() async throws {
        let box = try Sandbox()
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        try await anna.get("/upload")
        let token = try #require(anna.token)
        let file: (String, String?, Data) = ("files", "note.md", Data("# A note\n\nAbout apprentices in Gozo.\n".utf8))
        let csrf: (String, String?, Data) = ("csrf", nil, Data(token.utf8))
        let wrong: (String, String?, Data) = ("csrf", nil, Data("wrong".utf8))
        for parts in [[file], [file, csrf], [wrong, file]] {
            let answer = try await form(server, anna, "/upload", parts)
            #expect(answer.status == 403)
        }
        #expect(!FileManager.default.fileExists(atPath: box.toolbox + "/uploads"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: box.toolbox + "/originals/incoming").isEmpty)
        let answer = try await form(server, anna, "/upload", [csrf, file])
        #expect(answer.status == 303)
        try await anna.get(try #require(answer.headers["location"]))
        #expect(anna.page.body.contains("note.md") && anna.page.body.contains("/upload/drafts/"))
    }

    @Test("Names are understood in any language, and unknown ones are said with what may have been meant")
    func names() async throws {
        let (box, server, anna, path) = try await draft()
        defer { withExtendedLifetime((box, server)) {} }
        try await anna.post(
            path,
            [
                "do": "save", "title": "A", "country-more": "Germany; Deutschland, DE; Frankreich; Ελλάδα",
                "topic-more": "apprenticeships", "sector-more": "C; Baugewerbe", "language": "němčina", "year": "2024",
            ]
        )
        #expect(anna.page.status == 303)
        try await anna.get(path)
        for value in [
            "country\" value=\"DE", "country\" value=\"FR", "country\" value=\"GR", "topic\" value=\"apprenticeship",
        ]
            + ["sector\" value=\"C", "sector\" value=\"F"]
        {
            #expect(anna.page.body.contains("name=\"\(value)\" checked"), "\(value)")
        }
        #expect(anna.page.body.contains("value=\"German\""))
        try await anna.post(
            path,
            [
                "do": "save", "title": "A", "country-more": "Germny; Italie", "topic-more": "", "sector-more": "",
                "language": "Deutsch",
            ]
        )
        #expect(anna.page.status == 422)
        #expect(anna.page.body.contains("Germny") && anna.page.body.contains("value=\"country=DE\""))
        #expect(anna.page.body.contains("aria-invalid=\"true\""))
        // What was understood is saved and shown as a box.
        #expect(anna.page.body.contains("name=\"country\" value=\"IT\" checked"))
        // The button beside the message corrects it.
        try await anna.post(path, ["use": "country=DE", "title": "A", "country": "IT", "country-more": "Germny"])
        #expect(anna.page.status == 303)
        try await anna.get(path)
        for code in ["DE", "IT"] { #expect(anna.page.body.contains("name=\"country\" value=\"\(code)\" checked")) }
        #expect(anna.page.body.contains("value=\"German\""))
    }

    @Test("Markup in every field is shown as text")
    func markup() async throws {
        let (box, server, anna, path) = try await draft()
        defer { withExtendedLifetime(box) {} }
        let bad = #"<script>alert(1)</script>"'><img src=x onerror=alert(2)>"#
        let names = [
            "title", "description", "creator", "keyword", "partner", "country-more", "topic-more", "sector-more",
            "language",
            "year", "licence-other", "translationOf", "link", "f.problem", "f.actions", "f.results", "f.contact.email",
        ]
        for type in ["best-practice", "guide"] {
            try await anna.post(
                path,
                [("do", "save"), ("type", type), ("licence", "other")] + names.map { ($0, bad) }
            )
            #expect(anna.page.status == 422)
            #expect(!anna.page.body.contains("<script>alert") && !anna.page.body.contains("<img src=x"))
            #expect(anna.page.body.contains("&lt;script&gt;alert"))
        }
        try await anna.get(path)
        try await anna.post(
            path,
            [("do", "save")] + ["title", "description", "creator", "keyword", "partner"].map { ($0, bad) }
        )
        #expect(anna.page.status == 303)
        for page in [path, "/upload/mine", "/upload"] {
            try await anna.get(page)
            #expect(anna.page.status == 200)
            #expect(!anna.page.body.contains("<script>alert") && !anna.page.body.contains("<img src=x"), "\(page)")
        }
        try await anna.get("/upload")
        let token = try #require(anna.token)
        let answer = try await form(
            server,
            anna,
            "/upload",
            [
                ("csrf", nil, Data(token.utf8)),
                ("files", #"<img src=x onerror=alert(3)>.md"#, Data("# Text\n\nWords of it".utf8)),
            ]
        )
        try await anna.get(try #require(answer.headers["location"]))
        #expect(anna.page.body.contains("&lt;img src=x") && !anna.page.body.contains("<img src=x"))
    }

    @Test("What comes with a duplicate is kept: for curators at once, from members as a proposal")
    func duplicates() async throws {
        let box = try Sandbox()
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let carl = try await Visitor.invited(
            "curator",
            "carl@example.eu",
            name: "Carl",
            to: server,
            toolbox: box.toolbox
        )
        let text = Data("# Guidance in Gozo\n\nCareer guidance for apprentices in workshops.\n".utf8)
        func send(_ visitor: Visitor, _ country: String) async throws {
            try await visitor.get("/upload")
            let token = try #require(visitor.token)
            let parts: [(String, String?, Data)] = [
                ("csrf", nil, Data(token.utf8)), ("country-more", nil, Data(country.utf8)), ("files", "gozo.md", text),
            ]
            let answer = try await form(server, visitor, "/upload", parts)
            try await visitor.get(try #require(answer.headers["location"]))
        }
        try await send(carl, "Malta")
        let id = try #require(
            carl.page.body.firstMatch(of: #//upload/drafts/([A-Za-z0-9]+)/#).map { String($0.1) }
        )
        try await carl.get("/upload/drafts/\(id)")
        #expect(carl.page.body.contains("name=\"country\" value=\"MT\" checked"))
        try await carl.post("/upload/drafts/\(id)", ["do": "publish", "title": "Guidance in Gozo"])
        #expect(carl.page.location == "/upload/mine?done=published")
        // Another curator's country is added, a member's is proposed.
        try await send(carl, "Italy")
        #expect(carl.page.body.contains("already here"))
        let described = try await call(server, carl, "GET", "/v1/documents/\(id)", nil)
        #expect(try JSON(described.body)["metadata"]["countries"].array.compactMap(\.string).sorted() == ["IT", "MT"])
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        try await send(anna, "Greece")
        #expect(anna.page.body.contains("kept for the curators"))
        let proposed = try await call(server, carl, "GET", "/v1/documents/\(id)/suggestions", nil)
        #expect(try JSON(proposed.body)["proposals"][0]["members"]["countries"][0].string == "GR")
    }

    // MARK: Requests

    /// A draft of a member.
    private func draft() async throws -> (Sandbox, Server, Visitor, String) {
        let box = try Sandbox()
        _ = try await Program.run(["ingest", Program.fixtures + "/malta", "--toolbox", box.toolbox])
        let server = try await Server(toolbox: box.toolbox)
        let anna = try await Visitor.invited("member", to: server, toolbox: box.toolbox)
        try await anna.get("/upload/link")
        try await anna.post("/upload/link", ["link": "https://example.eu/story", "title": "A story"])
        let path = try #require(anna.page.location?.split(separator: "?").first.map(String.init))
        try await anna.get(path)
        #expect(anna.page.status == 200)
        return (box, server, anna, path)
    }

    private func announcement(_ name: String, _ size: Int) -> String {
        #"{"files": [{"name": "\#(name)", "size": \#(size), "modified": 1700000000000}]}"#
    }

    private func call(
        _ server: Server,
        _ visitor: Visitor,
        _ method: String,
        _ path: String,
        _ token: String?,
        json: String? = nil,
        body: Data? = nil,
        offset: Int? = nil
    ) async throws -> Answer {
        var headers = ["Cookie: \(visitor.cookieHeader)"]
        if let token { headers.append("X-CSRF-Token: \(token)") }
        if json != nil { headers.append("Content-Type: application/json") }
        if let offset { headers.append("Upload-Offset: \(offset)") }
        let body = body ?? json.map { Data($0.utf8) } ?? Data()
        if body.isEmpty, method != "GET", method != "HEAD" { headers.append("Content-Length: 0") }
        let reply = try await RawClient.request(method, path, headers: headers, body: body, patience: 60, to: server)
        let end = reply.bytes.range(of: Data("\r\n\r\n".utf8))?.upperBound ?? reply.bytes.endIndex
        return Answer(
            status: reply.status ?? 0,
            headers: reply.header("Upload-Offset").map { ["upload-offset": $0] } ?? [:],
            body: Data(reply.bytes[end...])
        )
    }

    private func form(
        _ server: Server,
        _ visitor: Visitor,
        _ path: String,
        _ parts: [(String, String?, Data)]
    ) async throws -> (status: Int, headers: [String: String]) {
        let boundary = "----vetsearch-\(UUID().uuidString)"
        var body = Data()
        for (name, file, content) in parts {
            let file = file.map { "; filename=\"\($0.replacing("\"", with: "%22"))\"" } ?? ""
            body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8)
            body += content + Data("\r\n".utf8)
        }
        body += Data("--\(boundary)--\r\n".utf8)
        let reply = try await RawClient.request(
            "POST",
            path,
            headers: ["Cookie: \(visitor.cookieHeader)", "Content-Type: multipart/form-data; boundary=\(boundary)"],
            body: body,
            patience: 60,
            to: server
        )
        let location = reply.header("Location")
        return (reply.status ?? 0, location.map { ["location": $0] } ?? [:])
    }
}
