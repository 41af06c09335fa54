import Foundation
import TestSupport
import Testing

/// Edge cases of the HTTP API.
@Suite struct HTTPTests {
    @Test(
        "An invalid parameter is a problem that names it",
        arguments: [
            ("country=Itly", "country", "IT"), ("country=IT&country=XX", "country", "XX"), ("sector=Z", "sector", "Z"),
            ("topic=gidance", "topic", "guidance"), ("type=pdf", "type", "pdf"),
            ("language=ital%20iano", "language", "BCP 47"),
            ("queryLanguage=1", "queryLanguage", "BCP 47"), ("year=20x3", "year", "2019..2023"),
            ("year=2023..", "year", "2023.."),
            ("year=2023..2019", "year", "2023..2019"), ("sort=best", "sort", "relevance"),
            ("limit=0", "limit", "1 to 100"),
            ("limit=101", "limit", "1 to 100"), ("limit=ten", "limit", "ten"),
            ("limit=99999999999999999999", "limit", "1 to 100"),
            ("offset=-1", "offset", "0 to 10000"), ("offset=10001", "offset", "0 to 10000"),
            ("colour=red", "colour", "queryLanguage"),
        ]
    )
    func wrongParameters(_ query: String, _ parameter: String, _ hint: String) async throws {
        let answer = try await server().request("/v1/search?q=guide&\(query)")
        #expect(answer.status == 400)
        #expect(answer.headers["content-type"] == "application/problem+json")
        let problem = try answer.json()
        #expect(problem["code"].string == "bad-parameter")
        #expect(problem["parameter"].string == parameter)
        #expect(problem["status"].int == 400)
        #expect(problem["detail"].string?.contains(hint) == true, "\(problem)")
    }

    @Test("Limits: from zero to a hundred hits, and up to the maximum offset")
    func limits() async throws {
        let server = try await server()
        let all = try await server.search([("limit", "100")])
        let sources = all["hits"].array.compactMap { $0["source"].string }
        #expect(sources.count == all["total"].int && Set(sources).count == sources.count)
        #expect(try await server.search([])["hits"].array.count == 10)
        var paged: [String] = []
        for offset in stride(from: 0, to: sources.count, by: 17) {
            let page = try await server.search([("limit", "17"), ("offset", "\(offset)")])
            #expect(page["total"] == all["total"])
            #expect(page["facets"] == all["facets"])
            paged += page["hits"].array.compactMap { $0["source"].string }
        }
        #expect(paged == sources)
        let beyond = try await server.search([("offset", "10000")])
        #expect(beyond["hits"].array.isEmpty && beyond["total"] == all["total"])
        let long = String(repeating: "Wanderschaft ", count: 400)
        #expect(try await server.request("/v1/search?" + Server.query([("q", long)])).status == 200)
        let endless = try await server.request("/v1/search?q=" + String(repeating: "a", count: 200_000))
        #expect((400..<500).contains(endless.status))
    }

    @Test("Unknown resources are a 404, unsupported methods a 405")
    func missing() async throws {
        let server = try await server()
        for path in [
            "/nothing", "/v1", "/v1/", "/v1/documents/nothing", "/v1/documents/nothing/file",
            "/v1/documents/..%2F..%2Fetc",
        ] {
            let answer = try await server.request(path)
            #expect(answer.status == 404, "\(path)")
            #expect(answer.headers["content-type"] == "application/problem+json", "\(path)")
            #expect(try answer.json()["code"].string == "not-found", "\(path)")
        }
        for (method, path) in [("POST", "/v1/search"), ("DELETE", "/v1/search"), ("PUT", "/healthz"), ("POST", "/")] {
            let answer = try await server.request(path, method: method, headers: ["Accept": "application/json"])
            #expect(answer.status == 405, "\(method) \(path)")
            if path != "/" { #expect(try answer.json()["code"].string == "method-not-allowed") }
            #expect(answer.headers["allow"]?.contains("GET") == true, "RFC 9110, 15.5.6: a 405 lists what is allowed")
        }
        let forPeople = try await server.request("/nothing", headers: ["Accept": "text/html,*/*"])
        #expect(forPeople.status == 404 && forPeople.mediaType == "text/html")
    }

    @Test("Words are decoded correctly, however they are encoded")
    func encodings() async throws {
        let server = try await server()
        let plain = try await server.search([("q", "chalana menú")])
        #expect(plain["query"]["text"].string == "chalana menú")
        #expect(plain["total"].int == 1)
        for query in ["q=chalana+men%C3%BA", "q=chalana%20men%c3%ba", "%71=chalana+men%C3%BA", "q=chalana&q=men%C3%BA"]
        {
            let answer = try await server.request("/v1/search?" + query).json()
            #expect(answer.without("tookMs") == plain.without("tookMs"), "\(query)")
        }
        #expect(try await server.request("/v1/search?q=C%2B%2B").json()["query"]["text"].string == "C++")
        #expect(try await server.request("/v1/search?q=a%26b%3Dc").json()["query"]["text"].string == "a&b=c")
        for odd in ["q=%", "q=%zz", "q=%ff%fe", "q=%00", "q", "q=", "=", "&&", ""] {
            let answer = try await server.request("/v1/search?" + odd)
            #expect([200, 400].contains(answer.status), "\(odd): \(answer.status)")
            #expect(answer.mediaType.hasSuffix("json"))
        }
    }

    @Test(
        "Labels are in the reader's language",
        arguments: [
            ("it", "Italia"), ("de-AT,de;q=0.9", "Italien"), ("en;q=0.2, fr;q=0.8", "Italie"), ("*", "Italy"),
            ("mt", "l-Italja"), ("hr;q=0, cs", "Itálie"), ("", "Italy"), ("???", "Italy"),
        ]
    )
    func labels(_ accept: String, _ label: String) async throws {
        let answer = try await server().request(
            "/v1/search?country=IT&q=formazione",
            headers: accept.isEmpty ? [:] : ["Accept-Language": accept]
        )
        #expect(answer.headers["vary"]?.contains("Accept-Language") == true)
        let italy = try answer.json()["facets"]["country"].array.first { $0["value"].string == "IT" }
        #expect(italy?["label"].string == label)
        #expect(italy?["selected"].bool == true)
    }

    @Test("Only configured origins may read responses from pages elsewhere")
    func crossOrigin() async throws {
        let server = try await server()
        let allowed = try await server.request("/v1/search?q=guide", headers: ["Origin": "https://vet.example"])
        #expect(allowed.headers["access-control-allow-origin"] == "https://vet.example")
        #expect(allowed.headers["vary"]?.contains("Origin") == true)
        #expect(allowed.headers["vary"]?.contains("Accept-Language") == true, "the labels still depend on it")
        for origin in ["https://evil.example", "https://vet.example.evil.example", "http://vet.example", "null"] {
            let refused = try await server.request("/v1/search?q=guide", headers: ["Origin": origin])
            #expect(refused.status == 200)
            #expect(refused.headers["access-control-allow-origin"] == nil, "\(origin)")
        }
        let plain = try await server.request("/v1/search?q=guide")
        #expect(plain.headers["vary"]?.contains("Origin") == true, "a cache must not give this answer to an origin")
        let ask = ["Origin": "https://vet.example", "Access-Control-Request-Method": "GET"]
        let preflight = try await server.request("/v1/search", method: "OPTIONS", headers: ask)
        #expect(preflight.status == 204)
        #expect(preflight.headers["access-control-allow-origin"] == "https://vet.example")
        #expect(preflight.headers["access-control-allow-methods"]?.contains("GET") == true)
        let wrong = try await server.request(
            "/v1/search",
            method: "OPTIONS",
            headers: ask.merging(["Origin": "https://evil.example"]) { $1 }
        )
        #expect(wrong.headers["access-control-allow-origin"] == nil)
        let problem = try await server.request("/v1/search?limit=0", headers: ["Origin": "https://vet.example"])
        #expect(problem.headers["access-control-allow-origin"] == "https://vet.example", "else a page cannot tell why")
    }

    @Test("HEAD returns the headers of GET, without a body")
    func head() async throws {
        let server = try await server()
        let id = try await server.search([("q", "formazione")])["hits"][0]["id"].string ?? ""
        for path in [
            "/", "/v1/search?q=guide", "/v1/documents/\(id)", "/v1/documents/\(id)/file", "/openapi.json", "/healthz",
        ] {
            let (get, head) = (try await server.request(path), try await server.request(path, method: "HEAD"))
            #expect(head.status == get.status && head.body.isEmpty, "\(path)")
            #expect(head.headers["content-type"] == get.headers["content-type"], "\(path)")
            #expect(head.headers["etag"] == get.headers["etag"], "\(path)")
            if path.hasSuffix("/file") { #expect(head.headers["content-length"] == "\(get.body.count)") }
        }
    }

    @Test("Liveness and readiness; all responses forbid guessing of types")
    func health() async throws {
        let server = try await server()
        for (path, type) in [
            ("/healthz", "text/plain"), ("/readyz", "text/plain"), ("/", "text/html"),
            ("/openapi.json", "application/json"),
            ("/assets/vetsearch.css", "text/css"), ("/assets/vetsearch.svg", "image/svg+xml"),
            ("/v1/search", "application/json"),
        ] {
            let answer = try await server.request(path)
            #expect(answer.status == 200, "\(path)")
            #expect(answer.mediaType == type, "\(path)")
            #expect(answer.headers["x-content-type-options"] == "nosniff", "\(path)")
        }
        let page = try await server.request("/?q=guide")
        #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        #expect(page.headers["referrer-policy"] != nil)
        let css = try await server.request("/assets/vetsearch.css")
        let again = try await server.request(
            "/assets/vetsearch.css",
            headers: ["If-None-Match": css.headers["etag"] ?? ""]
        )
        #expect(again.status == 304 && again.body.isEmpty)
    }

    @Test("A service that loses its index keeps running, and rebuilds it")
    func lostIndex() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Tongs.", to: "tongs.txt")
        #expect(try await sandbox.ingest().code == 0)
        let server = try await Server(toolbox: sandbox.toolbox)
        #expect(try await server.request("/readyz").status == 200)
        try FileManager.default.removeItem(atPath: sandbox.toolbox + "/index")
        try await wait(for: "a new index") { FileManager.default.fileExists(atPath: sandbox.toolbox + "/index") }
        #expect(try await server.request("/healthz").status == 200)
        var hits: Int?
        for _ in 0..<600 where hits != 1 {
            let answer = try await server.request("/v1/search?q=tongs")
            #expect([200, 503].contains(answer.status))
            if answer.status == 200 {
                hits = try answer.json()["total"].int
            } else {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        #expect(hits == 1)
        #expect(try await server.request("/readyz").status == 200)
        await server.stop()
    }

    private func server() async throws -> Server { try await SharedToolbox.value.server }
}
