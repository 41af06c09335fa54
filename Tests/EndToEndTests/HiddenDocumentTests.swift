import Foundation
import TestSupport
import Testing

/// What people may not see is in nothing that they are answered: without signing in, and with the sessions of each role.
@Suite("Hidden documents and sessions") struct HiddenDocumentTests {
    private static let words = [
        "planing", "sawing", "welding", "safety", "Werkstatt", "Prüfung", "Lehrling", "officina", "saldatura", "esame",
    ]

    private struct Record {
        var id: String
        var json: String
        /// 0 for the public, 1 for members, 2 for curators.
        var rank: Int
    }

    private static func record(_ number: Int, _ random: inout SplitMix64) -> Record {
        let rank = Int.random(in: 0...2, using: &random)
        let isDraft = Int.random(in: 0..<5, using: &random) == 0
        let text = (0..<12).map { _ in words.randomElement(using: &random)! }.joined(separator: " ")
        let country = ["IT", "DE", "FR"].randomElement(using: &random)!
        // A word that no other document has.
        let json = #"""
            {"title": "Record \#(number) \#(words.randomElement(using: &random)!)", "text": "\#(text) secret\#(number)x",
             "countries": ["\#(country)"], "visibility": "\#(["public", "members", "curators"][rank])",
             "stage": "\#(isDraft ? "draft" : "published")"}
            """#
        return Record(id: "test:\(number)", json: json, rank: isDraft ? 2 : rank)
    }

    /// A service that holds some of the records.
    private static func service(_ records: [Record]) async throws -> (sandbox: Sandbox, server: Server) {
        let sandbox = try Sandbox()
        let token = try await Depositor.token("curator", in: sandbox.toolbox)
        let server = try await Server(toolbox: sandbox.toolbox)
        let depositor = Depositor(server: server, token: token)
        for record in records {
            #expect(try await depositor.send("PUT", "/v1/documents/\(record.id)", record.json).status == 201)
        }
        try await wait(for: "the index") {
            try await server.search([("q", "")], headers: ["Authorization": "Bearer \(token)"])["total"].int
                == records.count
        }
        try await wait(for: "the vectors") {
            let status = try await Program.run(["status", "--toolbox", sandbox.toolbox, "--json"])
            return try JSON(Data(status.output.utf8))["vectors"]["pending"].int == 0
        }
        return (sandbox, server)
    }

    /// The parts of an answer that do not depend on what else the index holds.
    private static func plain(_ answer: JSON) -> [String] {
        let hits = answer["hits"].array.compactMap { $0["id"].string }.sorted()
        let facets = answer["facets"].object.flatMap { name, values in
            values.array.map { "\(name) \($0["value"].string ?? "") \($0["count"].int ?? 0)" }
        }
        let others = answer["otherLanguages"]["hits"].array.compactMap { $0["id"].string }.sorted().map {
            "other \($0)"
        }
        let words = answer["query"]["translations"].array.flatMap { word in
            word["translations"].array.map { "\(word["word"].string ?? "") \($0["id"].string ?? "")" }
        }
        return ["\(answer["total"].int ?? -1)"] + hits + facets.sorted() + others + words
    }

    @Test("Each role gets the answers of a toolbox that never had what it may not see", arguments: [1, 2] as [UInt64])
    func sessions(seed: UInt64) async throws {
        var random = SplitMix64(seed)
        let records = (0..<24).map { Self.record($0, &random) }
        let whole = try await Self.service(records)
        let roles = ["", "member", "curator", "administrator"]
        for (number, role) in roles.enumerated() {
            let rank = min(number, 2)
            let bare = try await Self.service(records.filter { $0.rank <= rank })
            var visitors: [Visitor] = []
            for (sandbox, server) in [whole, bare] {
                let visitor =
                    role.isEmpty
                    ? Visitor(server)
                    : try await .invited(role, "\(role)@example.eu", to: server, toolbox: sandbox.toolbox)
                visitors.append(visitor)
            }
            for _ in 0..<20 {
                var query = [
                    ("q", Self.words.randomElement(using: &random)!), ("limit", "100"), ("otherLanguages", "50"),
                ]
                if Bool.random(using: &random) {
                    query.append(("q", "secret\(Int.random(in: 0..<24, using: &random))x"))
                }
                if Bool.random(using: &random) { query.append(("country", "IT")) }
                let path = "/v1/search?" + Server.query(query)
                let answers = try await [visitors[0].get(path), visitors[1].get(path)]
                    .map { try JSON(Data($0.body.utf8)) }
                #expect(Self.plain(answers[0]) == Self.plain(answers[1]), "\(role) \(path)")
            }
            for record in records {
                let isSeen = record.rank <= rank
                let mark = record.id.replacing("test:", with: "secret") + "x"
                for path in [
                    "/documents/\(record.id)", "/v1/documents/\(record.id)", "/v1/documents/\(record.id)/file",
                ] {
                    let page = try await visitors[0].get(path)
                    #expect((page.status == 200) == isSeen, "\(role) \(path): \(page.status)")
                    #expect(isSeen || !page.body.contains(mark), "\(role) \(path)")
                }
                let found = try await visitors[0].get("/?q=\(mark)").body
                #expect(
                    found.contains("/documents/\(record.id.replacing(":", with: "%3A"))") == isSeen,
                    "\(role) \(mark)"
                )
                let suggested = try await visitors[0].get("/v1/suggest?q=\(mark.prefix(7))").body
                #expect(isSeen || !suggested.contains(mark), "\(role) \(mark)")
            }
            await bare.server.stop()
        }
        // A session that has ended sees what everybody sees.
        let anna = try await Visitor.invited("curator", to: whole.server, toolbox: whole.sandbox.toolbox)
        let cookie = anna.cookies
        try await anna.get("/account")
        try await anna.post("/logout", [:])
        for (name, value) in cookie { anna.set(cookie: name, value) }
        for record in records where record.rank > 0 {
            #expect(try await anna.get("/documents/\(record.id)").status == 404)
        }
        await whole.server.stop()
    }

    @Test("Who deposits what a document that they may not see already is, is not told which one it is")
    func duplicates() async throws {
        let sandbox = try Sandbox()
        let curator = try await Depositor.token("curator", in: sandbox.toolbox)
        let member = try await Depositor.token("member", in: sandbox.toolbox)
        let server = try await Server(toolbox: sandbox.toolbox)
        let (owner, visitor) = (Depositor(server: server, token: curator), Depositor(server: server, token: member))
        let file = { (name: String) in Data("# The \(name) report\n\nA text about planing.".utf8) }
        let visibilities = ["public": true, "members": true, "curators": false, "draft": false]
        for name in visibilities.keys {
            let (visibility, stage) = name == "draft" ? ("public", "draft") : (name, "published")
            let link = "https://example.eu/\(name)"
            let metadata = #"""
                {"id": "kept-\#(name)", "title": "Words of \#(name)", "visibility": "\#(visibility)", "stage": "\#(stage)",
                 "link": "\#(link)"}
                """#
            #expect(try await owner.upload(file(name), as: "\(name).md", metadata: metadata).status == 201)
        }
        let own = try await visitor.upload(file("own"), as: "own.md", metadata: #"{"title": "Own words"}"#)
        let id = try #require(try own.json()["id"].string)
        for (name, isSeen) in visibilities {
            let again = try await visitor.upload(file(name), as: "mine.md", metadata: #"{"title": "Other words"}"#)
            #expect(try again.status == 200 && again.json()["outcome"].string == "duplicate")
            #expect(try (again.json()["id"].string == "kept-\(name)") == isSeen, "\(again.text)")
            #expect((again.headers["etag"] != nil) == isSeen)
            let version = try await visitor.upload(file(name), as: "mine.md", to: "/v1/documents/\(id)/versions")
            #expect(version.status == 409)
            for answer in [again, version] where !isSeen {
                #expect(!answer.text.contains("kept-") && !answer.text.contains("Words of"), "\(answer.text)")
            }
            #expect(version.text.contains("kept-") == isSeen, "\(version.text)")
        }
        // One's own draft is no secret.
        let twice = try await visitor.upload(file("own"), as: "own.md")
        #expect(try twice.json()["outcome"].string == "duplicate" && twice.json()["id"].string == id)
        await server.stop()
    }
}
