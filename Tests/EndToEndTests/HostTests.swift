import Foundation
import Testing

/// The host of a request, and clients with invalid tokens.
@Suite struct HostTests {
    private static func service() async throws -> (Sandbox, token: String) {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let added = try await Program.run(
            [
                "add", "--id", "r1", "--set", "title=Hobel", "--set", "text=Eine Anleitung.", "--set", "creator=Rossi",
                "--toolbox", box.toolbox,
            ]
        )
        #expect(added.code == 0, "\(added.errors)")
        return (box, token)
    }

    @Test("A request without a host, with two, or with an invalid one is refused; load balancers may omit it")
    func hosts() async throws {
        let (box, _) = try await Self.service()
        let server = try await Server(toolbox: box.toolbox)
        let status = { (path: String, lines: [String]) in
            let text = (["GET \(path) HTTP/1.1"] + lines + ["Connection: close", "", ""]).joined(separator: "\r\n")
            return try await RawClient.send(Data(text.utf8), to: server)
        }
        #expect(try await status("/v1/search", ["Host: toolbox.example.eu:8080"]).status == 200)
        #expect(try await status("/", ["Host: [::1]:80"]).status == 200)
        for lines in [
            [], ["Host: a.example", "Host: a.example"], ["Host: a.example", "host: b.example"], ["Host:"],
            ["Host: a b"],
            ["Host: user@evil.example"], ["Host: evil.example/x"], ["Host: \"><script>"], ["Host: a:99999"],
        ] {
            for path in ["/", "/v1/search", "/oai?verb=Identify", "/sitemap.xml", "/documents/r1"] {
                let reply = try await status(path, lines)
                #expect(reply.status == 400, "\(path) \(lines)")
                let isPage = reply.header("Content-Type")?.hasPrefix("text/html") == true
                #expect(!isPage || !reply.text.contains("<script>"), "\(path) \(lines)")
            }
            #expect(try await status("/healthz", lines).status == 200, "\(lines)")
        }
        let named = try await status("/v1/search", [])
        #expect(named.text.contains("\"parameter\":\"Host\""))
        await server.stop()
    }

    @Test("Pages contain no host but the configured one; documents for use elsewhere contain one")
    func links() async throws {
        let (box, _) = try await Self.service()
        let unnamed = try await Server(toolbox: box.toolbox)
        let named = try await Server(toolbox: box.toolbox, "--public-url", "https://toolbox.example.eu/")
        let page = try await RawClient.request("GET", "/documents/r1", headers: ["Host: evil.example"], to: unnamed)
        #expect(page.status == 200 && !page.text.contains("evil.example"))
        #expect(page.text.contains("href=\"/documents/r1\"") && page.text.contains("Rossi. (n.d.). Hobel"))
        #expect(page.header("Link")?.hasPrefix("</documents/r1>; rel=\"cite-as\"") == true)
        let certain = try await RawClient.request("GET", "/documents/r1", headers: ["Host: evil.example"], to: named)
        #expect(certain.status == 200 && !certain.text.contains("evil.example"))
        #expect(certain.text.contains("https://toolbox.example.eu/documents/r1"))
        for path in ["/sitemap.xml", "/feed", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/opensearch.xml"] {
            let guessed = try await RawClient.request("GET", path, headers: ["Host: other.example"], to: unnamed)
            #expect(guessed.status == 200 && guessed.text.contains("http://other.example/"), "\(path)")
            let response = try await RawClient.request("GET", path, headers: ["Host: other.example"], to: named)
            #expect(
                response.text.contains("https://toolbox.example.eu/") && !response.text.contains("other.example"),
                "\(path)"
            )
        }
        await unnamed.stop()
        await named.stop()
    }

    @Test("A client with many invalid tokens is slowed down; a valid token from the same address still works")
    func failures() async throws {
        let (box, token) = try await Self.service()
        let server = try await Server(toolbox: box.toolbox)
        let ask = { (token: String) in
            try await server.request("/v1/documents/r1", headers: ["Authorization": "Bearer \(token)"])
        }
        var (refused, slowed) = (0, 0)
        for number in 0..<70 {
            let answer = try await ask("vetsearch_wrong\(number)")
            switch answer.status {
            case 401: refused += 1
            case 429:
                slowed += 1
                let wait = try #require(answer.headers["retry-after"].flatMap { Int($0) })
                #expect((1...61).contains(wait))
                #expect(answer.mediaType == "application/problem+json")
                #expect(try answer.json()["code"].string == "too-many-failures")
            default: Issue.record("\(answer.status)")
            }
        }
        #expect(refused == 60 && slowed == 10)
        // The same address, as with all users of a platform.
        #expect(try await ask(token).status == 200)
        #expect(try await server.request("/v1/documents/r1").status == 200)
        await server.stop()
    }
}
