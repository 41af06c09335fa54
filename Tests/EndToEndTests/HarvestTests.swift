import Foundation
import FoundationXML
import TestSupport
import Testing

/// Exports to other programs, checked with independent programs or by the protocol's rules.
@Suite("Exchange")
struct HarvestTests {
    private func harvest(_ server: Server, from: String? = nil) async throws -> JSON {
        let outcome = try await Python.run("harvest.py", [server.origin + "/oai"] + (from.map { [$0] } ?? []))
        guard outcome.code == 0 else { throw HarvestFailed(errors: outcome.errors) }
        return try outcome.json(whole: true)
    }

    struct HarvestFailed: Error { let errors: String }

    /// A time after everything so far, in OAI-PMH's format: stamps are whole seconds.
    private func nextSecond() async throws -> String {
        let second = Date().timeIntervalSince1970.rounded(.down)
        try await wait(for: "the next second") { Date().timeIntervalSince1970 >= second + 1 }
        return Date().formatted(.iso8601)
    }

    @Test(
        "Sickle harvests everything, then the changes, including deletions; documents that were never public are not included"
    )
    func sickle() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let platform = Depositor(server: server, token: token)
        let put = { (id: String, more: String) async throws in
            let body =
                #"{"title": "Report \#(id) & <more>", "language": "en", "countries": ["IT", "DE"], "year": 2024\#(more)}"#
            let answer = try await platform.send("PUT", "/v1/documents/\(id)", body)
            #expect([200, 201].contains(answer.status))
        }
        for number in 0..<230 { try await put("r\(number)", "") }
        try await put("secret", #", "visibility": "members""#)
        try await put("draft", #", "stage": "draft""#)

        let all = try await harvest(server)
        #expect(all["there"].object.count == 230 && all["headers"].int == 230)
        #expect(all["gone"].array.isEmpty && all["one"] == .bool(true))
        #expect(all["deletedRecord"].string == "persistent" && all["granularity"].string == "YYYY-MM-DDThh:mm:ssZ")
        #expect(all["there"]["r7"]["title"].array.map(\.string) == ["Report r7 & <more>"])
        #expect(
            all["there"]["r7"]["coverage"].array.map(\.string) == ["DE", "IT"]
                || all["there"]["r7"]["coverage"].array.map(\.string) == ["IT", "DE"]
        )
        #expect(all["there"]["r7"]["identifier"].array.first?.string == "\(server.origin)/documents/r7")

        let moment = try await nextSecond()
        #expect(try await harvest(server, from: moment)["there"].object.isEmpty)
        try await put("r3", #", "partner": "New""#)
        try await put("r4", #", "visibility": "members""#)
        #expect(try await platform.send("DELETE", "/v1/documents/r5").status == 204)
        #expect(try await platform.send("DELETE", "/v1/documents/secret").status == 204)
        try await put("new", "")
        let changed = try await harvest(server, from: moment)
        #expect(Set(changed["there"].object.keys) == ["r3", "new"])
        #expect(changed["gone"].array.map(\.string) == ["r4", "r5"])

        await server.stop()
        // Deletions are remembered, also in a toolbox restored from a backup.
        let backup = box.path + "/backup"
        _ = try await Program.run(["backup", backup, "--toolbox", box.toolbox])
        _ = try await Program.run(["restore", backup, "--toolbox", box.path + "/other"])
        let other = try await Server(toolbox: box.path + "/other")
        let later = try await harvest(other)
        #expect(later["gone"].array.map(\.string) == ["r4", "r5"] && later["there"].object.count == 229)
    }

    @Test("A harvest continues after changes and a restart, and misses nothing")
    func resumption() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        var server = try await Server(toolbox: box.toolbox)
        for number in 0..<150 {
            let platform = Depositor(server: server, token: token)
            _ = try await platform.send("PUT", "/v1/documents/r\(number)", #"{"title": "R"}"#)
        }
        let identifiers = { (text: String) in text.matches(of: /<identifier>oai:[^:]+:([^<]+)</).map { String($0.1) } }
        let first = try await server.request("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").text
        let resume = try #require(first.firstMatch(of: /<resumptionToken>([^<]+)</)?.1)
        var seen = Set(identifiers(first))
        #expect(seen.count == 100)
        // A delivered document and another one change, a third is removed; then the service restarts.
        let platform = Depositor(server: server, token: token)
        let (early, late) = (seen.sorted()[0], try #require((0..<150).map { "r\($0)" }.first { !seen.contains($0) }))
        _ = try await platform.send("PUT", "/v1/documents/\(early)", #"{"title": "Changed"}"#)
        _ = try await platform.send("PUT", "/v1/documents/\(late)", #"{"title": "Changed"}"#)
        await server.stop()
        server = try await Server(toolbox: box.toolbox)
        let second = try await server.request("/oai?verb=ListIdentifiers&resumptionToken=\(resume)").text
        #expect(identifiers(second).contains(early) && identifiers(second).contains(late))
        #expect(second.contains("<resumptionToken/>"))
        seen.formUnion(identifiers(second))
        #expect(seen.count == 150)
    }

    @Test(
        "An invalid request gets the protocol's error",
        arguments: [
            ("", "badVerb"), ("verb=Nonsense", "badVerb"), ("verb=Identify&verb=Identify", "badVerb"),
            ("verb=Identify&from=2026-01-01", "badArgument"), ("verb=ListRecords", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
            ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-03&until=2026-02-04T00:00:00Z", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-03&until=2026-02-02", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
            ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
            ("verb=ListRecords&metadataPrefix=oai_dc&set=all", "noSetHierarchy"), ("verb=ListSets", "noSetHierarchy"),
            ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
            ("verb=ListRecords&resumptionToken=abc&metadataPrefix=oai_dc", "badArgument"),
            ("verb=GetRecord&identifier=oai:127.0.0.1:none&metadataPrefix=oai_dc", "idDoesNotExist"),
            ("verb=GetRecord&identifier=none&metadataPrefix=oai_dc", "idDoesNotExist"),
            ("verb=ListMetadataFormats&identifier=none", "idDoesNotExist"), ("verb=GetRecord", "badArgument"),
        ]
    )
    func errors(query: String, code: String) async throws {
        let server = try await SharedToolbox.value.server
        let answer = try await server.request("/oai?\(query)")
        #expect(answer.status == 200 && answer.mediaType == "text/xml")
        #expect(answer.text.contains("<error code=\"\(code)\">"), "\(answer.text)")
        _ = try XMLCheck(answer.body)
    }

    @Test("A search is a feed, documents are in a sitemap, the search box is described, each page has metadata")
    func others() async throws {
        let shared = try await SharedToolbox.value
        let server = shared.server
        let feed = try await server.request("/feed?q=formazione&country=IT")
        #expect(feed.status == 200 && feed.mediaType == "application/atom+xml")
        let entries = try XMLCheck(feed.body).values(of: "entry/id")
        let total = try await server.search([("q", "formazione"), ("country", "IT")])["total"].int
        #expect(entries.count == total && entries.count > 0)
        #expect(try await server.request("/feed?sort=worst").status == 400)
        let map = try await server.request("/sitemap.xml")
        let places = try XMLCheck(map.body).values(of: "url/loc")
        #expect(places.count == (try await server.search([("limit", "1")])["total"].int))
        #expect(entries.allSatisfy { places.contains($0) })
        #expect(try await server.request("/sitemap.xml?part=2").status == 404)
        let box = try await server.request("/opensearch.xml")
        #expect(try XMLCheck(box.body).values(of: "ShortName") == ["vetsearch"])

        let id = try #require(entries.first?.split(separator: "/").last)
        let page = try await server.request("/documents/\(id)")
        let link = page.headers["link"] ?? ""
        for relation in ["cite-as", "type", "item", "describedby"] { #expect(link.contains("rel=\"\(relation)\"")) }
        let script = try #require(page.text.firstMatch(of: /<script type="application\/ld\+json">([^<]*)<\/script>/)?.1)
        let data = try JSON(Data(script.utf8))
        #expect(
            data["@context"].string == "https://schema.org" && data["url"].string == "/documents/\(id)",
            "no page contains the request's host"
        )
        #expect(data["name"].string == (try await server.request("/v1/documents/\(id)").json()["title"].string))
        #expect(!page.text.contains("noindex"))
    }
}

/// Parses XML strictly.
final class XMLCheck: NSObject, XMLParserDelegate {
    private var path: [String] = []
    private var text = ""
    private var found: [(path: String, text: String)] = []

    init(_ data: Data) throws {
        super.init()
        let parser = XMLParser(data: data)
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? POSIXError(.EINVAL) }
    }

    /// The texts of elements whose path ends with this.
    func values(of end: String) -> [String] { found.filter { ("/" + $0.path).hasSuffix("/" + end) }.map(\.text) }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(name)
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        found.append((path.joined(separator: "/"), text))
        path.removeLast()
        text = ""
    }
}
