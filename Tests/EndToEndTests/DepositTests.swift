import Foundation
import Testing

/// Records, uploads and descriptions over HTTP, and the rights of each role.
@Suite("Deposits over HTTP")
struct DepositTests {
    private struct Service {
        let box: Sandbox
        let server: Server
        let curator: Depositor

        init() async throws {
            box = try Sandbox()
            let token = try await Depositor.token("curator", in: box.toolbox)
            server = try await Server(toolbox: box.toolbox)
            curator = Depositor(server: server, token: token)
        }

        /// Waits until a search finds so many documents; returns its result.
        func total(_ text: String, _ wanted: Int, token: String? = nil) async throws -> Int? {
            var total: Int?
            for _ in 0..<100 {
                let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
                total = try await server.search([("q", text)], headers: headers)["total"].int
                if total == wanted { break }
                try await Task.sleep(for: .milliseconds(50))
            }
            return total
        }
    }

    @Test("A record is added, changed only by a client with the current version, and removed")
    func record() async throws {
        let service = try await Service()
        let curator = service.curator
        let story =
            #"{"title": "Story", "type": "value-story", "language": "de", "fields": {"activity": "Besuch der Lehrwerkstatt"}, "link": "https://platform.example.eu/7"}"#
        let created = try await curator.send("PUT", "/v1/documents/story:7", story)
        #expect(created.status == 201)
        #expect(created.headers["location"] == "/v1/documents/story%3A7")
        let tag = try #require(created.headers["etag"])
        let again = try await curator.send("PUT", "/v1/documents/story:7", story)
        #expect(again.status == 200 && again.headers["etag"] == tag)
        #expect(try again.json()["outcome"].string == "unchanged")
        #expect(try await service.total("lehrwerkstatt", 1) == 1)
        let hit = try await service.server.search([("q", "lehrwerkstatt")])["hits"].array[0]
        #expect(hit["url"].string == "https://platform.example.eu/7")
        #expect(hit["passages"].array[0]["locator"]["label"].string == "Activity")

        let page = try await service.server.request("/documents/story:7")
        #expect(page.status == 200 && page.text.contains("href=\"https://platform.example.eu/7\""))
        #expect(page.text.contains("Besuch der Lehrwerkstatt") && page.text.contains("Activity"))

        let path = "/v1/documents/story:7"
        #expect(try await curator.send("PATCH", path, #"{"year": 2024}"#).status == 428)
        let stale = try await curator.send("PATCH", path, #"{"year": 2024}"#, headers: ["If-Match": "\"9999\""])
        #expect(stale.status == 412)
        let patched = try await curator.send(
            "PATCH",
            path,
            #"{"year": 2024, "fields": {"immediate": "Neue Kontakte"}}"#,
            headers: ["If-Match": tag]
        )
        #expect(patched.status == 200)
        let second = try await curator.send("PATCH", path, #"{"year": 2023}"#, headers: ["If-Match": tag])
        #expect(second.status == 412, "the version that was read is outdated")
        let now = try await service.server.request(path).json()
        #expect(now["metadata"]["year"].int == 2024 && now["fields"]["activity"].string != nil)
        #expect(now["fields"]["immediate"].string == "Neue Kontakte" && now["version"].int == 2)
        #expect(try await curator.send("PUT", path, story, headers: ["If-None-Match": "*"]).status == 412)
        #expect(try await curator.send("DELETE", path, headers: ["If-Match": tag]).status == 412)
        #expect(try await curator.send("DELETE", path).status == 204)
        #expect(try await curator.send("DELETE", path).status == 404)
        #expect(try await service.server.request(path).status == 404)
        #expect(try await service.total("lehrwerkstatt", 0) == 0)
        await service.server.stop()
        #expect(try await service.box.check().code == 0)
    }

    @Test("Errors are reported field by field, and nothing is stored")
    func wrong() async throws {
        let service = try await Service()
        let put = { (body: String) in try await service.curator.send("PUT", "/v1/documents/x", body) }
        let answer = try await put(#"{"type": "best-practice", "countries": ["Itly"], "tpye": "x", "year": "soon"}"#)
        #expect(answer.status == 422 && answer.mediaType == "application/problem+json")
        #expect(Set(try answer.json()["errors"].array.map { $0["field"].string }) == ["countries", "tpye", "year"])
        let lacking = try await put(#"{"type": "best-practice", "fields": {"problem": 7, "evidnce": []}}"#)
        let fields = Set(try lacking.json()["errors"].array.compactMap { $0["field"].string })
        #expect(fields == ["title", "fields.problem", "fields.actions", "fields.results", "fields.evidnce"])
        #expect(lacking.text.contains("did you mean evidence?"))
        #expect(try await put("{").status == 400)
        #expect(try await put("[]").status == 400)
        #expect(try await put(#"{"title": "x", "stage": "finished"}"#).status == 422)
        #expect(try await put(#"{"title": "x", "link": "javascript:alert(1)"}"#).status == 422)
        #expect(try await service.curator.send("PUT", "/v1/documents/a%20b", #"{"title": "x"}"#).status == 422)
        let form = try await service.server.request(
            "/v1/documents/x",
            method: "PUT",
            headers: ["Authorization": "Bearer \(service.curator.token)", "Content-Type": "text/plain"],
            body: Data("{}".utf8)
        )
        #expect(form.status == 415)
        #expect(try await service.server.request("/v1/documents/x").status == 404)
    }

    @Test("Language versions refer to each other, as far as they are visible")
    func translations() async throws {
        let service = try await Service()
        for (id, more) in [
            ("de", ""), ("fr", #", "translationOf": "de""#), ("it", #", "translationOf": "de""#),
            ("pl", #", "translationOf": "de", "visibility": "members""#),
        ] {
            let body = #"{"title": "T", "language": "\#(id)"\#(more)}"#
            #expect(try await service.curator.send("PUT", "/v1/documents/\(id)", body).status == 201)
        }
        // Four for a curator, all of them one hit.
        for _ in 0..<100 {
            let found = try await service.curator.send("GET", "/v1/search?q=T").json()
            if found["hits"].array.first?["translations"].array.count == 3 { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(try await service.total("", 1) == 1)
        for (reader, right) in [("fr, de", "fr"), ("pl, de", "de"), ("it", "it")] {
            let found = try await service.server.search([("q", "T")], headers: ["Accept-Language": reader])
            let hit = found["hits"].array[0]
            #expect(hit["id"].string == right)
            #expect(Set(hit["translations"].array.compactMap { $0["id"].string } + [right]) == ["de", "fr", "it"])
        }
        let others = { (id: String, token: String?) in
            let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
            let document = try await service.server.request("/v1/documents/\(id)", headers: headers).json()
            return document["translations"].array.map { [$0["id"].string, $0["language"].string] }
        }
        #expect(try await others("de", nil) == [["fr", "fr"], ["it", "it"]])
        #expect(try await others("it", nil) == [["de", "de"], ["fr", "fr"]])
        #expect(try await others("it", service.curator.token) == [["de", "de"], ["fr", "fr"], ["pl", "pl"]])
        // Hidden documents are not even named.
        let secret = #"{"title": "T", "language": "cs", "translationOf": "pl"}"#
        #expect(try await service.curator.send("PUT", "/v1/documents/cs", secret).status == 201)
        let itsOwn = try await service.server.request("/v1/documents/cs").json()
        #expect(itsOwn["translationOf"] == .null && itsOwn["translations"].array.isEmpty)
        let itself = try await service.curator.send("PUT", "/v1/documents/x", #"{"title": "T", "translationOf": "x"}"#)
        #expect(itself.status == 422)
    }

    @Test("Stages are passed one by one, and only curators see unpublished documents")
    func stages() async throws {
        let service = try await Service()
        let path = "/v1/documents/s"
        #expect(try await service.curator.send("PUT", path, #"{"title": "Zahnrad", "stage": "draft"}"#).status == 201)
        #expect(try await service.server.request(path).status == 404)
        #expect(try await service.total("zahnrad", 1, token: service.curator.token) == 1)
        #expect(try await service.server.search([("q", "zahnrad")])["total"].int == 0)
        let any = ["If-Match": "*"]
        let skip = try await service.curator.send("PATCH", path, #"{"stage": "published"}"#, headers: any)
        #expect(skip.status == 422 && skip.text.contains("it must be 'reviewed' first"))
        #expect(try await service.curator.send("PATCH", path, #"{"stage": "reviewed"}"#, headers: any).status == 200)
        #expect(try await service.curator.send("PATCH", path, #"{"stage": "published"}"#, headers: any).status == 200)
        #expect(try await service.server.request(path).status == 200)
        #expect(try await service.total("zahnrad", 1) == 1)
        // A version that was only a draft stays hidden, even from readers of the second version.
        let hidden = #"{"title": "Hobel", "text": "Nur im Entwurf.", "stage": "draft"}"#
        let shown = #"{"title": "Hobel", "text": "Für alle."}"#
        #expect(try await service.curator.send("PUT", "/v1/documents/v", hidden).status == 201)
        let leap = try await service.curator.send("PUT", "/v1/documents/v", shown)
        #expect(leap.status == 422 && leap.text.contains("it must be 'reviewed' first"))
        let step = try await service.curator.send("PATCH", "/v1/documents/v", #"{"stage": "reviewed"}"#, headers: any)
        #expect(step.status == 200)
        #expect(try await service.curator.send("PUT", "/v1/documents/v", shown).status == 200)
        let versions = { (token: String?) in
            let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
            return try await service.server.request("/v1/documents/v/versions", headers: headers).json().array
                .map { $0["version"].int }
        }
        #expect(try await versions(nil) == [2])
        #expect(try await versions(service.curator.token) == [1, 2])
        #expect(try await service.server.request("/v1/documents/v/file?version=1").status == 404)
        #expect(try await service.server.request("/v1/documents/v/file?version=2").status == 200)
        #expect(try await service.curator.send("GET", "/v1/documents/v/file?version=1").text.contains("Nur im Entwurf"))
    }

    @Test("Files are uploaded, read and found; unreadable ones are refused with the reason")
    func uploads() async throws {
        let service = try await Service()
        let fixture = { try Data(contentsOf: URL(filePath: Program.fixtures + "/" + $0)) }
        let pdf = try fixture("centro-formazione-torino/formazione-apprendistato.pdf")
        let first = try await service.curator.upload(
            pdf,
            as: "Bericht „größer“.pdf",
            metadata: #"{"id": "report", "countries": ["IT"], "title": "Formazione"}"#
        )
        #expect(first.status == 201, "\(first.text)")
        #expect(try await service.total("formazione", 1) == 1)
        let hit = try await service.server.search([("q", "formazione"), ("country", "IT")])["hits"].array[0]
        #expect(hit["id"].string == "report" && hit["passages"].array[0]["locator"]["kind"].string == "page")
        let file = try await service.server.request("/v1/documents/report/file")
        #expect(file.body == pdf && file.mediaType == "application/pdf")
        let twice = try await service.curator.upload(pdf, as: "other.pdf")
        #expect(twice.status == 200)
        #expect(try twice.json()["outcome"].string == "duplicate" && twice.json()["id"].string == "report")
        let taken = try await service.curator.upload(Data("# Neu".utf8), as: "new.md", metadata: #"{"id": "report"}"#)
        #expect(taken.status == 409)
        let encrypted = try await service.curator.upload(try fixture("archive/encrypted-agreement.pdf"), as: "e.pdf")
        #expect(encrypted.status == 422)
        #expect(try encrypted.json()["code"].string == "encrypted")
        #expect(try await service.curator.upload(Data([0x89, 0x50, 0x4E, 0x47, 0, 1, 2]), as: "p.png").status == 422)
        let wrong = try await service.curator.upload(Data("# Neu".utf8), as: "new.md", metadata: #"{"country": "XX"}"#)
        #expect(wrong.status == 422)
        let none = try await service.server.request(
            "/v1/documents",
            method: "POST",
            headers: [
                "Authorization": "Bearer \(service.curator.token)", "Content-Type": "multipart/form-data; boundary=b",
            ],
            body: Data("--b\r\nContent-Disposition: form-data; name=metadata\r\n\r\n{}\r\n--b--\r\n".utf8)
        )
        #expect(none.status == 400)
        let version = try await service.curator.upload(
            Data("# Formazione\n\nSeconda edizione.".utf8),
            as: "due.md",
            to: "/v1/documents/report/versions"
        )
        #expect(version.status == 200)
        #expect(try version.json()["version"].int == 2)
        #expect(try await service.total("seconda edizione", 1) == 1)
        let unknown = try await service.curator.upload(Data("x".utf8), as: "x.txt", to: "/v1/documents/none/versions")
        #expect(unknown.status == 404)
        await service.server.stop()
        let (code, result) = try await service.box.check()
        #expect(code == 0, "\(result)")
    }

    @Test("An upload is written to disk as it arrives, never kept in memory; one that is too large is refused")
    func large() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox, "--max-upload", "200")
        let upload = { (megabytes: Int) in
            let file = "\(box.path)/\(megabytes).bin"
            // Not a readable format, because only the way to the disk is measured.
            let block = Data([0, 1, 2, 0xFF]) + Data((0..<(1 << 20) - 4).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            #expect(FileManager.default.createFile(atPath: file, contents: nil))
            let handle = try FileHandle(forWritingTo: URL(filePath: file))
            for _ in 0..<megabytes { try handle.write(contentsOf: block) }
            try handle.close()
            return try await Program.launch(
                "curl",
                [
                    "-s", "-o", "/dev/null", "-w", "%{http_code}", "-F", "file=@\(file)", "-H",
                    "Authorization: Bearer \(token)", server.origin + "/v1/documents",
                ]
            ).output
        }
        #expect(try await upload(1) == "422")
        let before = try Self.peak(server)
        #expect(try await upload(180) == "422")
        let grown = try Self.peak(server) - before
        #expect(grown < 60_000, "kB: \(grown)")
        #expect(try await upload(210) == "413")
        await server.stop()
        let (code, result) = try await box.check()
        #expect(code == 0, "\(result)")
    }

    /// The peak memory of a server's process, in kB.
    private static func peak(_ server: Server) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(server.processID)/status", encoding: .utf8)
        return Int(status.firstMatch(of: /VmHWM:\s+(\d+)/)?.1 ?? "") ?? 0
    }

    // MARK: Rights

    @Test("Roles: members read documents for members, curators change them, administrators read the audit trail")
    func roles() async throws {
        let service = try await Service()
        let member = try await Depositor.token("member", in: service.box.toolbox)
        let administrator = try await Depositor.token("administrator", in: service.box.toolbox)
        #expect(
            try await service.curator.send("PUT", "/v1/documents/m", #"{"title": "Hobel", "visibility": "members"}"#)
                .status == 201
        )
        #expect(
            try await service.curator.send("PUT", "/v1/documents/c", #"{"title": "Hobel", "visibility": "curators"}"#)
                .status == 201
        )
        #expect(try await service.total("hobel", 2, token: service.curator.token) == 2)
        #expect(try await service.total("hobel", 1, token: member) == 1)
        #expect(try await service.total("hobel", 0) == 0)
        let read = { (path: String, token: String?) in
            try await service.server.request(path, headers: token.map { ["Authorization": "Bearer \($0)"] } ?? [:])
                .status
        }
        for path in ["/v1/documents/m", "/v1/documents/m/file", "/v1/documents/m/versions", "/documents/m"] {
            #expect(try await read(path, nil) == 404)
            #expect(try await read(path, member) == 200)
            #expect(try await read(path.replacing("/m", with: "/c"), member) == 404)
        }
        let asMember = Depositor(server: service.server, token: member)
        #expect(try await asMember.send("PUT", "/v1/documents/m", #"{"title": "x"}"#).status == 403)
        #expect(try await asMember.send("PUT", "/v1/documents/c", #"{"title": "x"}"#).status == 404)
        #expect(try await asMember.send("DELETE", "/v1/documents/m").status == 403)
        let nobody = try await service.server.request("/v1/documents/m", method: "DELETE")
        #expect(nobody.status == 401 && nobody.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
        #expect(try await read("/v1/audit", member) == 403)
        #expect(try await read("/v1/audit", service.curator.token) == 403)
        #expect(try await read("/v1/audit", nil) == 401)
        let trail = try await service.server.request("/v1/audit", headers: ["Authorization": "Bearer \(administrator)"])
        #expect(try trail.json().array.first?["who"].string == "token test curator")
        #expect(!trail.text.contains(service.curator.token))
        // Hidden documents are not in feeds, sitemaps or harvests either.
        for path in ["/feed", "/sitemap.xml", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/"] {
            let text = try await service.server.request(path, headers: [:]).text
            #expect(!text.contains("Hobel") && !text.contains("/documents/m"))
        }
    }

    @Test("A token that is wrong, revoked or expired gets the same 401 for every request")
    func badTokens() async throws {
        let service = try await Service()
        let toolbox = service.box.toolbox
        let revoked = try await Depositor.token("administrator", in: toolbox)
        let list = try await Program.run(["token", "list", "--json", "--toolbox", toolbox])
        #expect(!list.output.contains(revoked))
        let id = try #require(try list.json(whole: true).array.last?["id"].string)
        #expect(try await Program.run(["token", "revoke", id, "--toolbox", toolbox]).code == 0)
        #expect(try await Program.run(["token", "revoke", id, "--toolbox", toolbox]).code == 1)
        let expired = try await Depositor.token("curator", in: toolbox, "--expires-in", "1")
        // Moves the creation back by a day in the catalogue.
        let moved = try await Program.launch(
            "python3",
            [
                "-c",
                "import sqlite3,sys; c = sqlite3.connect(sys.argv[1], timeout=30); c.execute('UPDATE tokens SET expires = expires - 90000 WHERE expires IS NOT NULL'); c.commit()",
                toolbox + "/catalogue.sqlite",
            ]
        )
        #expect(moved.code == 0)
        var answers: Set<String> = []
        for token in [revoked, expired, "vetsearch_" + String(repeating: "0", count: 64), "x", "", "a.b.c"] {
            for (method, path) in [
                ("GET", "/v1/search?q=x"), ("PUT", "/v1/documents/x"), ("GET", "/v1/documents/none"),
            ] {
                let answer = try await service.server.request(
                    path,
                    method: method,
                    headers: ["Authorization": "Bearer \(token)"]
                )
                #expect(answer.status == 401)
                answers.insert(answer.text)
            }
        }
        #expect(answers.count == 1, "no hint: \(answers)")
        let basic = try await service.server.request("/v1/search", headers: ["Authorization": "Basic eDp5"])
        #expect(basic.status == 401)
        let plain = try Data(contentsOf: URL(filePath: toolbox + "/catalogue.sqlite"))
        #expect(plain.range(of: Data(service.curator.token.utf8)) == nil, "tokens are stored only as hashes")
    }
}
