import Foundation
import Testing

/// What curators and administrators do over HTTP besides depositing: rights, tokens, the audit trail, reports, the state.
@Suite("Administration over HTTP")
struct AdministrationTests {
    struct Service {
        let box: Sandbox
        let server: Server
        let tokens: [String: String]

        init(_ box: Sandbox) async throws {
            self.box = box
            var tokens: [String: String] = [:]
            for role in ["member", "curator", "administrator"] {
                tokens[role] = try await Depositor.token(role, in: box.toolbox)
            }
            self.tokens = tokens
            server = try await Server(toolbox: box.toolbox)
        }

        /// A client with a role; the administrator by default.
        func client(_ role: String = "administrator") -> Depositor {
            Depositor(server: server, token: tokens[role] ?? "")
        }

        func get(_ path: String, _ role: String = "administrator") async throws -> JSON {
            let answer = try await client(role).send("GET", path)
            guard answer.status == 200 else { throw UnexpectedAnswer(answer: answer) }
            return try answer.json()
        }
    }

    /// Every call, with the least role that it needs.
    private static let calls: [(method: String, path: String, role: String, body: String?)] = [
        ("GET", "/v1/audit", "administrator", nil), ("GET", "/v1/tokens", "administrator", nil),
        ("POST", "/v1/tokens", "administrator", "{}"), ("DELETE", "/v1/tokens/nothing", "administrator", nil),
        ("GET", "/v1/templates", "member", nil), ("GET", "/v1/templates/guide", "member", nil),
        ("PUT", "/v1/templates/mine", "administrator", "{}"),
        ("DELETE", "/v1/templates/nothing", "administrator", nil), ("GET", "/v1/thesauri", "curator", nil),
        ("POST", "/v1/thesauri", "administrator", "{}"), ("PATCH", "/v1/thesauri/vet", "administrator", "{}"),
        ("DELETE", "/v1/thesauri/nothing", "administrator", nil), ("GET", "/v1/report", "curator", nil),
        ("GET", "/v1/report/lacking/country", "curator", nil), ("GET", "/v1/zero-results", "curator", nil),
        ("GET", "/v1/status", "curator", nil),
    ]

    @Test("Each call is open to its role and those above, HEAD like GET; others get 401 or 403, and nothing changes")
    func roles() async throws {
        let service = try await Service(Sandbox())
        let roles = ["", "member", "curator", "administrator"]
        for call in Self.calls {
            for (rank, role) in roles.enumerated() {
                let isAllowed = rank >= roles.firstIndex(of: call.role)!
                for method in call.method == "GET" ? ["GET", "HEAD"] : [call.method] {
                    var headers = role.isEmpty ? [:] : ["Authorization": "Bearer \(service.tokens[role] ?? "")"]
                    if call.body != nil { headers["Content-Type"] = "application/json" }
                    let body = call.body.map { Data($0.utf8) }
                    let answer = try await service.server.request(
                        call.path,
                        method: method,
                        headers: headers,
                        body: body
                    )
                    let what: Comment = "\(method) \(call.path) as '\(role)': \(answer.status) \(answer.text)"
                    if isAllowed {
                        // The bodies are invalid and the names unknown, so nothing is changed by an administrator either.
                        #expect(
                            call.method == "GET" ? answer.status == 200 : [404, 415, 422].contains(answer.status),
                            what
                        )
                        if method == "HEAD" {
                            #expect(answer.body.isEmpty && answer.headers["content-type"] != nil, what)
                        }
                    } else {
                        #expect(answer.status == (role.isEmpty ? 401 : 403), what)
                        if method != "HEAD" { #expect(answer.mediaType == "application/problem+json", what) }
                    }
                }
            }
        }
        #expect(try await service.get("/v1/audit").array.allSatisfy { $0["action"].string == "token-created" })
        for (path, allowed) in [
            ("/v1/tokens", "GET, HEAD, POST"), ("/v1/templates/guide", "GET, HEAD, PUT, DELETE"),
            ("/v1/thesauri/vet", "PATCH, DELETE"),
        ] {
            let wrong = try await service.client().send(path == "/v1/thesauri/vet" ? "GET" : "PATCH", path)
            #expect(wrong.status == 405 && wrong.headers["allow"] == allowed, "\(path) \(wrong.headers)")
        }
    }

    @Test("Each answer is as the description says, and an unknown parameter is named")
    func documented() async throws {
        let box = try Sandbox()
        try box.write("# Seam\n\nHow to weld.", to: "seam_en.md")
        try box.write("# Naht\n\nSchweißen.", to: "seam_de.md")
        try box.write("file,topic\nseam_en.md,http://example.eu/welding\n", to: "metadata.csv")
        _ = try await box.ingest()
        #expect(try await Program.run(["backup", box.path + "/backup", "--toolbox", box.toolbox]).code == 0)
        let service = try await Service(box)
        let document = try await service.server.request("/openapi.json").json()
        let schema = Schema(document: document)
        for call in Self.calls where call.method == "GET" {
            let template = call.path.replacing("/guide", with: "/{name}").replacing("/country", with: "/{what}")
            let responses = document["paths"][template]["get"]["responses"]
            let long = String(repeating: "x", count: 100_000)
            for (status, path, headers) in [
                ("200", call.path, [:]), ("400", call.path + "?colour=red", [:]), ("414", call.path + "?" + long, [:]),
                ("431", call.path, ["X-Long": long]),
            ] {
                let answer = try await service.client().send("GET", path, headers: headers)
                let complaints = OpenAPITests.complaints(answer, status, schema.resolve(responses[status]), schema)
                #expect(complaints.isEmpty, "\(path.prefix(80)) \(status): \(complaints.joined(separator: "\n"))")
                if status == "400" { #expect(try answer.json()["parameter"].string == "colour") }
            }
            #expect(responses["401"] != .null && responses["403"] != .null)
        }
        let report = try await service.get("/v1/report?limit=1")
        #expect(report["onUnknownTopics"].array.count == 1 && report["totals"]["perhapsTranslations"].int == 1)
        let lacking = try await service.client("curator").send("GET", "/v1/report/lacking/licence?limit=1&format=csv")
        #expect(lacking.mediaType == "text/csv" && lacking.text.hasPrefix("\u{FEFF}id,source\r\n"))
        #expect(lacking.text.split(separator: "\r\n").count == 2)
        #expect(
            lacking.headers["link"]
                == "</v1/report/lacking/licence?format=csv&limit=1&offset=1>; rel=\"next\"",
            "\(lacking.headers)"
        )
        #expect(try await service.client().send("GET", "/v1/report/lacking/colour").status == 404)
        // The same object as on the command line.
        let printed = try await Program.run(["report", "--json", "--toolbox", box.toolbox]).json(whole: true)
        #expect(try await service.get("/v1/report") == printed)
        let state = try await Program.run(["status", "--json", "--toolbox", box.toolbox]).json(whole: true)
        let shown = try await service.get("/v1/status", "curator")
        for name in ["documents", "languages", "revision", "stages", "wordSources", "workers", "backup"] {
            #expect(shown[name] == state[name], "\(name)")
        }
        #expect(shown["service"]["index"]["state"].string == "current" && shown["diskFree"].int ?? 0 > 0)
    }

    @Test("A token is created, shown once, used, listed and revoked; wrong members are named")
    func tokens() async throws {
        let service = try await Service(Sandbox())
        let administrator = service.client()
        let made = try await administrator.send(
            "POST",
            "/v1/tokens",
            #"{"name": "Forum 論壇", "role": "curator", "expiresInDays": 30}"#
        )
        #expect(made.status == 201)
        let created = try made.json()
        let (id, secret) = (created["id"].string ?? "", created["token"].string ?? "")
        #expect(made.headers["location"] == "/v1/tokens/\(id)")
        let schema = Schema(document: try await service.server.request("/openapi.json").json())
        #expect(schema.complaints(created, .object(["$ref": .string("#/components/schemas/Token")])) == [])
        let holder = Depositor(server: service.server, token: secret)
        #expect(try await holder.send("GET", "/v1/report").status == 200)
        #expect(try await holder.send("GET", "/v1/tokens").status == 403)
        let list = try await administrator.send("GET", "/v1/tokens")
        #expect(!list.text.contains(secret) && !list.text.contains("vetsearch_"))
        let listed = try #require(try list.json()["tokens"].array.first { $0["id"].string == id })
        #expect(listed["role"].string == "curator" && listed["isValid"].bool == true && listed["expires"] != .null)
        #expect(try await service.get("/v1/tokens?offset=3&limit=1")["tokens"].array.map { $0["id"].string } == [id])
        #expect(try await administrator.send("DELETE", "/v1/tokens/\(id)").status == 204)
        #expect(try await holder.send("GET", "/v1/report").status == 401)
        #expect(try await administrator.send("DELETE", "/v1/tokens/\(id)").status == 404)
        let wrong = try await administrator.send(
            "POST",
            "/v1/tokens",
            #"{"name": "a\nb", "role": "king", "expiresInDays": 0}"#
        )
        #expect(wrong.status == 422)
        #expect(
            try wrong.json()["errors"].array.map { $0["field"].string } == ["name", "role", "expiresInDays"],
            "\(wrong.text)"
        )
        let unknown = try await administrator.send("POST", "/v1/tokens", #"{"name": "a", "role": "member", "days": 3}"#)
        #expect(try unknown.status == 422 && unknown.json()["parameter"].string == "days")
        let trail = try await service.get("/v1/audit?action=token-revoked")
        #expect(trail.array.map { $0["who"].string } == ["token test administrator"])
    }

    @Test("The audit trail is filtered by actor, action and time, continued, and read as a table")
    func audit() async throws {
        let service = try await Service(Sandbox())
        for number in 0..<3 {
            let put = try await service.client("curator").send("PUT", "/v1/documents/d\(number)", #"{"title": "=1+1"}"#)
            #expect(put.status == 201)
        }
        #expect(try await service.client("curator").send("DELETE", "/v1/documents/d0").status == 204)
        let count = { (query: String) in try await service.get("/v1/audit?" + query).array.count }
        #expect(try await count("who=token%20test%20curator") == 4)
        #expect(try await count("who=token%20test%20curator&action=removed") == 1)
        #expect(try await count("document=d0") == 2)
        let today = Date().formatted(.iso8601.year().month().day())
        for (query, number) in [
            ("from=\(today)", 7), ("until=\(today)", 7), ("until=2020-01-01", 0), ("from=2099-01-01T00:00:00Z", 0),
        ] {
            #expect(try await count(query) == number, "\(query)")
        }
        for (query, name) in [
            ("action=eaten", "action"), ("from=yesterday", "from"), ("from=2026-01-02&until=2026-01-01", "until"),
            ("limit=1001", "limit"), ("who=a&who=b", "who"), ("format=pdf", "format"),
        ] {
            let wrong = try await service.client().send("GET", "/v1/audit?" + query)
            #expect(try wrong.status == 400 && wrong.json()["parameter"].string == name, "\(query) \(wrong.text)")
        }
        // Page by page, each address from the answer before.
        var (next, numbers): (String?, [Int]) = ("/v1/audit?limit=3&who=token%20test%20curator", [])
        while let path = next {
            let answer = try await service.client().send("GET", path)
            numbers += try answer.json().array.compactMap { $0["number"].int }
            next = answer.headers["link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        #expect(numbers.count == 4 && numbers == numbers.sorted(by: >))
        let table = try await service.client().send("GET", "/v1/audit?document=d1", headers: ["Accept": "text/csv"])
        #expect(
            table.mediaType == "text/csv"
                && table.headers["content-disposition"] == "attachment; filename=\"audit.csv\""
        )
        #expect(table.text.contains("token test curator,added,d1,"))
        let printed = try await Program.run(
            ["audit", "--csv", "--document", "d1", "--action", "added", "--toolbox", service.box.toolbox]
        )
        #expect(printed.output == table.text, "\(printed.errors)")
    }

    @Test("The state tells the last backup: never, complete, failed")
    func backups() async throws {
        let service = try await Service(Sandbox())
        #expect(try await service.get("/v1/status", "curator")["backup"].object.isEmpty)
        let toolbox = service.box.toolbox
        #expect(try await Program.run(["status", "--toolbox", toolbox]).output.contains("backup:     never"))
        let folder = service.box.path + "/backup"
        #expect(try await Program.run(["backup", folder, "--toolbox", toolbox]).code == 0)
        #expect(try await Program.run(["backup", toolbox + "/inside", "--toolbox", toolbox]).code == 1)
        // What is on the disk is found out every five seconds.
        try await Task.sleep(for: .seconds(6))
        let backup = try await service.get("/v1/status", "curator")["backup"]
        #expect(
            backup["last"]["result"].string == "failed" && backup["last"]["reason"].string?.contains("inside") == true
        )
        #expect(backup["lastComplete"]["folder"].string == folder && backup["lastComplete"]["missing"].int == 0)
        let line = try await Program.run(["status", "--toolbox", toolbox]).output
        #expect(line.contains("backup:     failed") && line.contains("the last complete one is of"), "\(line)")
    }

    @Test("Searches without results are listed by day, and rare ones only counted")
    func zeroResults() async throws {
        let box = try Sandbox()
        try box.write("Aus der Werkstatt.", to: "a.txt")
        _ = try await box.ingest()
        let writer = try await Server(toolbox: box.toolbox)
        for (text, times) in [("quantenlehre", 4), ("einmalig", 2)] {
            for _ in 0..<times { _ = try await writer.search([("q", text)]) }
        }
        // The service writes its counts now and then, and when it ends.
        kill(writer.processID, SIGTERM)
        _ = await writer.ended(within: 120)
        let service = try await Service(box)
        let today = Date().formatted(.iso8601.year().month().day())
        let found = try await service.get("/v1/zero-results", "curator")
        #expect(found["total"].int == 1 && found["searches"][0]["text"].string == "quantenlehre")
        #expect(found["searches"][0]["days"].array.map { $0["count"].int }.reduce(0) { $0 + ($1 ?? 0) } == 4)
        #expect(found["days"].array.map { $0["count"].int }.reduce(0) { $0 + ($1 ?? 0) } == 6)
        let table = try await service.client("curator").send("GET", "/v1/zero-results?format=csv&from=2026-01-01")
        #expect(table.text.contains("quantenlehre,\(found["searches"][0]["days"][0]["day"].string ?? today),"))
        #expect(try await service.get("/v1/zero-results?from=2020-01-01&until=2020-12-31")["total"].int == 0)
        let wrong = try await service.client().send("GET", "/v1/zero-results?from=2026-02-01&until=2026-01-01")
        #expect(try wrong.status == 400 && wrong.json()["parameter"].string == "until")
    }
}
