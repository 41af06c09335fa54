import Foundation
import Testing

/// Members' drafts, the queue, edits of many documents, failed uploads and persons' data, over HTTP and on the command line.
@Suite("Curating over HTTP")
struct CuratingTests {
    private struct Service {
        let box: Sandbox
        let server: Server
        let member, other, curator, administrator: Depositor
        let schema: Schema

        init(log: String? = nil) async throws {
            box = try Sandbox()
            var tokens: [String] = []
            for role in ["member", "curator", "administrator"] {
                tokens.append(try await Depositor.token(role, in: box.toolbox))
            }
            let made = try await Program.run(
                ["token", "create", "--role", "member", "--name", "other", "--toolbox", box.toolbox]
            )
            let other = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
            server = try await Server(
                toolbox: box.toolbox,
                log: log,
                launcher: ["env", "VETSEARCH_LOG_LEVEL=trace"]
            )
            (member, curator) = (
                Depositor(server: server, token: tokens[0]), Depositor(server: server, token: tokens[1])
            )
            administrator = Depositor(server: server, token: tokens[2])
            self.other = Depositor(server: server, token: other)
            schema = Schema(document: try await server.request("/openapi.json").json())
        }

        /// Waits until a search finds so many documents.
        func wait(for text: String, _ total: Int) async throws {
            for _ in 0..<100 {
                if try await server.search([("q", text)])["total"].int == total { return }
                try await Task.sleep(for: .milliseconds(50))
            }
            Issue.record("'\(text)' never has \(total) hits")
        }

        /// The body of an answer that conforms to its description.
        func body(_ answer: Answer, _ method: String, _ path: String) throws -> JSON {
            let response = schema.document["paths"][path][method]["responses"]["\(answer.status)"]
            let described = schema.resolve(response)["content"]["application/json"]["schema"]
            let value = try answer.json()
            #expect(!described.object.isEmpty, "\(method) \(path) \(answer.status) is not described: \(answer.text)")
            let complaints = schema.complaints(value, described)
            #expect(complaints.isEmpty, "\(method) \(path): \(complaints.prefix(5)) \(answer.text.prefix(500))")
            return value
        }
    }

    @Test("Each call needs its role")
    func roles() async throws {
        let service = try await Service()
        _ = try await service.curator.send("PUT", "/v1/documents/d", #"{"title": "Hobel"}"#)
        let change = #"{"documents": ["d"], "change": {"set": {"year": 2024}}}"#
        // The method, the path, the body, and the statuses for members, curators and administrators.
        let calls: [(String, String, String?, [Int])] = [
            ("GET", "/v1/queue", nil, [200, 200, 200]),
            ("GET", "/v1/queue?depositor=somebody", nil, [403, 200, 200]),
            ("GET", "/v1/documents/d/comments", nil, [403, 200, 200]),
            ("POST", "/v1/documents/d/comments", #"{"text": "Good."}"#, [403, 201, 201]),
            ("PUT", "/v1/documents/d/assignee", #"{"assignee": "me"}"#, [403, 200, 200]),
            ("POST", "/v1/documents/d/send-back", #"{"reason": "No."}"#, [403, 409, 409]),
            ("POST", "/v1/documents/d/submission", nil, [403, 409, 409]),
            ("GET", "/v1/documents/d/history", nil, [403, 200, 200]),
            ("GET", "/v1/documents/d/history/1", nil, [403, 200, 200]),
            ("POST", "/v1/documents/d/history/1/restore", nil, [403, 200, 200]),
            ("GET", "/v1/bulk-edits", nil, [403, 200, 200]),
            ("POST", "/v1/bulk-edits/preview", change, [403, 200, 200]),
            ("POST", "/v1/bulk-edits", change, [403, 201, 201]),
            ("GET", "/v1/bulk-edits/x", nil, [403, 404, 404]),
            ("POST", "/v1/bulk-edits/x/undo", nil, [403, 404, 404]),
            ("GET", "/v1/worklists", nil, [403, 200, 200]),
            ("GET", "/v1/worklists/licence", nil, [403, 200, 200]),
            ("GET", "/v1/failed-deposits", nil, [200, 200, 200]),
            ("GET", "/v1/failed-deposits/x", nil, [404, 404, 404]),
            ("GET", "/v1/failed-deposits/x/file", nil, [404, 404, 404]),
            ("DELETE", "/v1/failed-deposits/x", nil, [404, 404, 404]),
            ("GET", "/v1/persons/nobody", nil, [403, 403, 404]),
            ("DELETE", "/v1/persons/nobody", nil, [403, 403, 404]),
        ]
        for (method, path, body, statuses) in calls {
            let headers = body == nil ? [:] : ["Content-Type": "application/json"]
            let nobody = try await service.server.request(
                path,
                method: method,
                headers: headers,
                body: body.map { Data($0.utf8) }
            )
            #expect(nobody.status == 401, "\(method) \(path)")
            for (client, status) in zip([service.member, service.curator, service.administrator], statuses) {
                let answer = try await client.send(method, path, body)
                #expect(answer.status == status, "\(method) \(path): \(answer.text)")
            }
        }
    }

    @Test("A member's deposit is a draft that only its depositor and curators see, until a curator publishes it")
    func draft() async throws {
        let service = try await Service()
        let (member, curator) = (service.member, service.curator)
        let made = try await member.upload(
            Data("Hobelbank und Säge.".utf8),
            as: "hobel.txt",
            metadata: #"{"title": "Hobel", "stage": "published"}"#
        )
        #expect(made.status == 201, "\(made.text)")
        let id = try #require(try made.json()["id"].string)
        let path = "/v1/documents/\(id)"
        #expect(try await member.send("GET", path).json()["stage"].string == "draft")
        #expect(try await member.send("GET", path + "/file").text == "Hobelbank und Säge.")
        #expect(try await service.other.send("GET", path).status == 404)
        #expect(try await service.other.send("PATCH", path, "{}", headers: ["If-Match": "*"]).status == 404)
        #expect(try await service.other.send("DELETE", path).status == 404)
        #expect(try await service.other.upload(Data("x".utf8), as: "x.txt", to: path + "/versions").status == 404)
        #expect(try await service.server.request(path).status == 404)
        let patched = try await member.send("PATCH", path, #"{"year": 2024}"#, headers: ["If-Match": "*"])
        #expect(patched.status == 200, "\(patched.text)")

        func queue(_ client: Depositor, _ query: String) async throws -> JSON {
            try service.body(try await client.send("GET", "/v1/queue?" + query), "get", "/v1/queue")
        }
        #expect(try await queue(member, "")["entries"].array.map { $0["id"].string } == [id])
        #expect(try await queue(service.other, "")["total"].int == 0)
        let sent = try await curator.send("POST", path + "/send-back", #"{"reason": "Which country?"}"#)
        let state = try service.body(sent, "post", "/v1/documents/{id}/send-back")
        #expect(state["sentBack"]["reason"].string == "Which country?")
        #expect(
            try await queue(curator, "sentBack=true")["entries"][0]["sentBack"]["by"].string == "token test curator"
        )
        let comments = try await member.send("GET", path + "/comments")
        #expect(try service.body(comments, "get", "/v1/documents/{id}/comments")[0]["kind"].string == "sent-back")
        _ = try await member.send("PATCH", path, #"{"countries": ["DE"]}"#, headers: ["If-Match": "*"])
        #expect(try await member.send("POST", path + "/submission").status == 200)
        #expect(try await queue(curator, "sentBack=true")["total"].int == 0)
        for stage in ["reviewed", "published"] {
            let body = #"{"stage": "\#(stage)"}"#
            #expect(try await curator.send("PATCH", path, body, headers: ["If-Match": "*"]).status == 200)
        }
        #expect(try await member.send("DELETE", path).status == 403)
        #expect(try await service.server.request(path).status == 200)
        let list = try service.body(
            try await curator.send("GET", path + "/history"),
            "get",
            "/v1/documents/{id}/history"
        )
        #expect(list["total"].int == 5)
        #expect(list["entries"].array.map { $0["changed"].array.compactMap(\.string) }.last == ["stage"])
        let second = try service.body(
            try await curator.send("GET", path + "/history/2"),
            "get",
            "/v1/documents/{id}/history/{n}"
        )
        #expect(second["differences"]["year"]["to"].number == 2024 && second["who"].string == "token test member")
    }

    @Test("A failed upload is kept for its depositor, and another file takes its place with the same description")
    func failedUpload() async throws {
        let service = try await Service()
        let file = try Data(
            contentsOf: Program.repository.appending(path: "fixtures/toolbox/archive/encrypted-agreement.pdf")
        )
        let refused = try await service.member.upload(file, as: "agreement.pdf", metadata: #"{"title": "Agreement"}"#)
        #expect(refused.status == 422)
        let list = try service.body(
            try await service.member.send("GET", "/v1/failed-deposits"),
            "get",
            "/v1/failed-deposits"
        )
        let entry = list["entries"][0]
        #expect(entry["name"].string == "agreement.pdf" && entry["remedy"].string == "remove-password")
        #expect(try await service.other.send("GET", "/v1/failed-deposits").json()["total"].int == 0)
        let url = try #require(entry["url"].string)
        #expect(try await service.member.send("GET", url).body == file)
        #expect(try await service.other.send("GET", url).status == 404)
        let replaced = try await service.member.upload(Data("An agreement.".utf8), as: "agreement.txt", to: url)
        #expect(replaced.status == 201, "\(replaced.text)")
        let id = try #require(try replaced.json()["id"].string)
        #expect(try await service.member.send("GET", "/v1/documents/\(id)").json()["title"].string == "Agreement")
        #expect(try await service.curator.send("GET", "/v1/failed-deposits").json()["total"].int == 0)
        let left = try FileManager.default.contentsOfDirectory(atPath: service.box.toolbox + "/failed")
        #expect(left == [])
    }

    @Test("All hits of a search are edited after a preview, and the edit is undone")
    func bulkEdit() async throws {
        let service = try await Service()
        let curator = service.curator
        for number in 1...3 {
            _ = try await curator.send("PUT", "/v1/documents/d\(number)", #"{"title": "Hobel \#(number)"}"#)
        }
        try await service.wait(for: "hobel", 3)
        let change = #""change": {"add": {"countries": ["DE"]}, "set": {"licence": "CC-BY-4.0"}}"#
        let preview = try service.body(
            try await curator.send("POST", "/v1/bulk-edits/preview", #"{"search": "q=hobel", \#(change)}"#),
            "post",
            "/v1/bulk-edits/preview"
        )
        #expect(
            preview["changing"].int == 3
                && preview["changes"][0]["changes"]["countries"]["to"] == .array([.string("DE")])
        )
        let wrong = try await curator.send("POST", "/v1/bulk-edits", #"{"documents": ["d1", "none"], \#(change)}"#)
        #expect(wrong.status == 422 && wrong.text.contains("none"), "\(wrong.text)")
        #expect(try await curator.send("GET", "/v1/documents/d1").json()["metadata"]["licence"].string == nil)
        let edit = try service.body(
            try await curator.send("POST", "/v1/bulk-edits", #"{"search": "q=hobel", \#(change)}"#),
            "post",
            "/v1/bulk-edits"
        )
        #expect(edit["documents"].int == 3)
        #expect(try await curator.send("GET", "/v1/documents/d1").json()["metadata"]["licence"].string == "CC-BY-4.0")
        let counts = try service.body(try await curator.send("GET", "/v1/worklists"), "get", "/v1/worklists")
        #expect(counts["lacking"]["licence"].int == 0 && counts["lacking"]["year"].int == 3)
        let years = try service.body(
            try await curator.send("GET", "/v1/worklists/year?limit=2"),
            "get",
            "/v1/worklists/{list}"
        )
        #expect(years["total"].int == 3 && years["entries"].array.count == 2)
        #expect(try await curator.send("GET", "/v1/worklists/language").status == 200)
        let id = try #require(edit["id"].string)
        let undone = try service.body(
            try await curator.send("POST", "/v1/bulk-edits/\(id)/undo"),
            "post",
            "/v1/bulk-edits/{edit}/undo"
        )
        #expect(undone["restored"].int == 3)
        #expect(try await curator.send("POST", "/v1/bulk-edits/\(id)/undo").status == 409)
        #expect(try await curator.send("GET", "/v1/documents/d1").json()["metadata"]["licence"].string == nil)
        _ = try service.body(try await curator.send("GET", "/v1/bulk-edits"), "get", "/v1/bulk-edits")
    }

    @Test("After an erasure, no byte of the name is in the toolbox, the index included, or in the service's log")
    func erasure() async throws {
        let folder = try Sandbox()
        let log = folder.path + "/log"
        let name = "Zyxwina"
        let service = try await Service(log: log)
        let body = #"{"title": "Hobel", "creators": ["\#(name)"]}"#
        _ = try await service.curator.send("PUT", "/v1/documents/d", body)
        _ = try await service.curator.send(
            "PUT",
            "/v1/documents/d",
            #"{"title": "Planing", "creators": ["\#(name)", "Bo"]}"#
        )
        _ = try await service.curator.send("POST", "/v1/documents/d/comments", #"{"text": "Ask \#(name)."}"#)
        _ = try await service.curator.send("PUT", "/v1/documents/d/assignee", #"{"assignee": "cli \#(name)"}"#)
        try await service.wait(for: name, 1)
        let known = try service.body(
            try await service.administrator.send("GET", "/v1/persons/\(name)"),
            "get",
            "/v1/persons/{person}"
        )
        #expect(known["namedIn"].array == [.string("d")])
        let exported = try await Program.run(["person", "export", name, "--toolbox", service.box.toolbox])
        #expect(exported.code == 0 && exported.output.contains("\"namedIn\""), "\(exported.errors)")
        let erased = try service.body(
            try await service.administrator.send("DELETE", "/v1/persons/\(name)"),
            "delete",
            "/v1/persons/{person}"
        )
        #expect(erased["left"].array.contains { $0.string?.contains("1 documents") == true })
        await service.server.stop()
        let again = try await Program.run([
            "person", "erase", name, "--documents", "--json", "--toolbox", service.box.toolbox,
        ])
        #expect(again.code == 0, "\(again.errors)")
        #expect(try JSON(Data(again.output.utf8))["left"].array == [], "\(again.output)")
        let patterns = [name, name.lowercased(), name.uppercased()].flatMap { text in
            [Data(text.utf8), text.data(using: .utf16LittleEndian)!, text.data(using: .utf16BigEndian)!]
        }
        for path in try FileManager.default.subpathsOfDirectory(atPath: service.box.toolbox) {
            let data = FileManager.default.contents(atPath: service.box.toolbox + "/" + path) ?? Data()
            #expect(!patterns.contains { data.range(of: $0) != nil }, "\(path)")
        }
        let written = try #require(FileManager.default.contents(atPath: log))
        #expect(written.count > 500, "the log is empty")
        #expect(!patterns.contains { written.range(of: $0) != nil })
        let found = try await Program.run(["search", "planing", "--json", "--toolbox", service.box.toolbox])
        #expect(try JSON(Data(found.output.utf8))["total"].int == 1)
        let check = try await Program.run(["check", "--toolbox", service.box.toolbox])
        #expect(check.code == 0, "\(check.output) \(check.errors)")
    }
}
