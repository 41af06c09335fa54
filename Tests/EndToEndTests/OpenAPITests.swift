import Foundation
import Testing

/// The service's responses conform to its description.
@Suite struct OpenAPITests {
    /// A request for every documented response, by path and status.
    private static func requests(_ id: String) -> [String: [String: (path: String, headers: [String: String])]] {
        let file = "/v1/documents/\(id)/file"
        return [
            "/v1/search": [
                "200": ("/v1/search?q=formazione+OR+Ausbildung", [:]), "400": ("/v1/search?sort=best", [:]),
            ],
            "/v1/documents/{id}": [
                "200": ("/v1/documents/\(id)", [:]), "304": ("/v1/documents/\(id)", ["If-None-Match": "*"]),
                "400": ("/v1/documents/\(id)?limit=0", [:]), "404": ("/v1/documents/nothing", [:]),
            ],
            "/v1/documents/{id}/file": [
                "200": (file, [:]), "206": (file, ["Range": "bytes=0-99"]), "304": (file, ["If-None-Match": "ETAG"]),
                "404": ("/v1/documents/nothing/file", [:]), "416": (file, ["Range": "bytes=99999999-"]),
            ],
            "/": ["200": ("/", [:]), "400": ("/?limit=0", [:])],
            "/documents/{id}": [
                "200": ("/documents/\(id)?q=formazione", [:]), "400": ("/documents/\(id)?limit=0", [:]),
                "404": ("/documents/nothing", [:]),
            ],
            "/v1/documents/{id}/pages/{page}": [
                "200": ("/v1/documents/\(id)/pages/1?q=formazione", [:]),
                "400": ("/v1/documents/\(id)/pages/1?limit=0", [:]), "404": ("/v1/documents/\(id)/pages/999", [:]),
            ],
            "/v1/documents/{id}/pages/{page}/picture": [
                "200": ("/v1/documents/\(id)/pages/1/picture?size=small", [:]),
                "304": ("/v1/documents/\(id)/pages/1/picture", ["If-None-Match": "*"]),
                "400": ("/v1/documents/\(id)/pages/1/picture?size=huge", [:]),
                "404": ("/v1/documents/\(id)/pages/999/picture", [:]),
            ],
            "/documents/{id}/pages/{page}": [
                "200": ("/documents/\(id)/pages/1?q=formazione", [:]), "400": ("/documents/\(id)/pages/x", [:]),
                "404": ("/documents/\(id)/pages/999", [:]),
            ],
            "/v1/documents/{id}/similar": [
                "200": ("/v1/documents/\(id)/similar?lang=de&limit=9", [:]),
                "400": ("/v1/documents/\(id)/similar?limit=0", [:]), "404": ("/v1/documents/nothing/similar", [:]),
            ],
            "/v1/documents/{id}/versions": [
                "200": ("/v1/documents/\(id)/versions", [:]), "404": ("/v1/documents/nothing/versions", [:]),
            ],
            "/oai": ["200": ("/oai?verb=Identify", [:])],
            "/v1/suggest": ["200": ("/v1/suggest?q=appren", [:]), "400": ("/v1/suggest?limit=0", [:])],
            "/v1/matrix": [
                "200": ("/v1/matrix?rows=country&columns=year", [:]), "400": ("/v1/matrix?rows=year&columns=year", [:]),
            ],
            "/compare": ["200": ("/compare", [:]), "400": ("/compare?rows=x", [:])],
            "/embed": ["200": ("/embed?lang=it", [:]), "400": ("/embed?lang=1", [:])],
            "/help": ["200": ("/help?lang=mt", [:]), "400": ("/help?lang=1", [:])],
            "/feed": ["200": ("/feed?q=formazione", [:]), "400": ("/feed?year=x", [:])],
            "/sitemap.xml": ["200": ("/sitemap.xml", [:]), "404": ("/sitemap.xml?part=9", [:])],
            "/robots.txt": ["200": ("/robots.txt", [:])],
            "/opensearch.xml": ["200": ("/opensearch.xml", [:])],
            "/openapi.json": ["200": ("/openapi.json", [:])],
            "/healthz": ["200": ("/healthz", [:])],
            "/readyz": ["200": ("/readyz", [:])], "/metrics": ["200": ("/metrics", [:])],
        ]
    }

    /// Documented responses that are tested elsewhere, where possible.
    private static let elsewhere =
        ["/v1/documents/{id}/file 500"]
        + [
            "/v1/documents/{id}/pages/{page}", "/v1/documents/{id}/pages/{page}/picture",
            "/documents/{id}/pages/{page}",
        ]
        .map { "\($0) 422" }

    @Test("Every documented response occurs, with the documented status, type, headers and schema")
    func documented() async throws {
        let server = try await SharedToolbox.value.server
        let document = try await server.request("/openapi.json").json()
        let schema = Schema(document: document)
        let id = try #require(try await server.search([("q", "formazione")])["hits"][0]["id"].string)
        let tag = try #require(try await server.request("/v1/documents/\(id)/file").headers["etag"])
        let requests = Self.requests(id)
        for (path, methods) in document["paths"].object {
            // `AdministrationTests` tests what needs a token.
            if methods["get"]["security"] != .null { continue }
            // `DepositTests` and `SchemathesisTests` test changes.
            for (status, response) in methods["get"]["responses"].object {
                // `HostTests` causes 429, `WorkPoolTests` 503.
                if status == "429" || status == "503" { continue }
                if Self.elsewhere.contains("\(path) \(status)") { continue }
                let plain = path.replacing("{id}", with: id).replacing("{page}", with: "1")
                if status == "401" {
                    let answer = try await server.request(plain, headers: ["Authorization": "Bearer wrong"])
                    let complaints = Self.complaints(answer, status, schema.resolve(response), schema)
                    #expect(complaints.isEmpty, "\(path) \(status): \(complaints.joined(separator: "\n"))")
                    continue
                }
                // Longer than the service accepts.
                let long = String(repeating: "x", count: 100_000)
                let tooLong: [String: (path: String, headers: [String: String])] = [
                    "414": (plain + "?" + long, [:]), "431": (plain, ["X-Long": long]),
                ]
                guard let request = requests[path]?[status] ?? tooLong[status] else {
                    Issue.record("no test brings about \(path) \(status)")
                    continue
                }
                let answer = try await server.request(
                    request.path,
                    headers: request.headers.mapValues { $0 == "ETAG" ? tag : $0 }
                )
                let complaints = Self.complaints(answer, status, schema.resolve(response), schema)
                #expect(complaints.isEmpty, "\(path) \(status): \(complaints.joined(separator: "\n"))")
            }
        }
    }

    @Test("The description is valid OpenAPI, and names each operation once")
    func valid() async throws {
        let box = try Sandbox()
        let answer = try await SharedToolbox.value.server.request("/openapi.json")
        let file = box.path + "/openapi.json"
        try answer.body.write(to: URL(filePath: file))
        let outcome = try await Python.module("openapi_spec_validator", [file])
        #expect(outcome.code == 0, "\(outcome.output) \(outcome.errors)")
        let names = try answer.json()["paths"].object.values.flatMap { $0.object.values }
            .compactMap { $0["operationId"].string }
        #expect(Set(names).count == names.count && names.count > 20)
    }

    @Test("Every document, and searches of every kind, conform to the documented schema")
    func everyDocument() async throws {
        let shared = try await SharedToolbox.value
        let schema = Schema(document: try await shared.server.request("/openapi.json").json())
        let searches = try SearchCase.all().map(\.parameters) + [[("limit", "100")]]
        var ids: Set<String> = []
        for parameters in searches {
            let answer = try await shared.server.search(parameters)
            let complaints = schema.complaints(
                answer,
                .object(["$ref": .string("#/components/schemas/SearchResponse")])
            )
            #expect(complaints.isEmpty, "\(parameters): \(complaints.prefix(5))")
            ids.formUnion(answer["hits"].array.compactMap { $0["id"].string })
        }
        #expect(
            ids.count
                == Set(
                    Ingested(shared.outcome).files.filter { $0["status"].string == "indexed" }.map { $0["id"].string }
                ).count + 1,
            "the scan is a document as well"
        )
        for id in ids {
            let answer = try await shared.server.request("/v1/documents/\(id)").json()
            let complaints = schema.complaints(answer, .object(["$ref": .string("#/components/schemas/Document")]))
            #expect(complaints.isEmpty, "\(answer["source"]): \(complaints.prefix(5))")
        }
    }

    @Test("Every path in the sources is documented, except the page's own files")
    func served() async throws {
        let document = try await SharedToolbox.value.server.request("/openapi.json").json()
        let folder = Program.repository.appending(path: "Sources/Server")
        let route = try Regex(#"router\.(?:get|put|post|patch|delete|head)\("([^"]+)""#)
        var served: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for match in text.matches(of: route) {
                served.insert(String(match[1].substring ?? "").replacing(/:(\w+)/) { "{\($0.output.1)}" })
            }
        }
        #expect(served.count >= 6)
        #expect(served.union(["/openapi.json"]) == Set(document["paths"].object.keys))
    }

    @Test("The check itself detects violations")
    func checker() throws {
        let text = """
            {"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"type": ["string", "null"]},
            "c": {"type": "array", "items": {"enum": ["x"]}, "maxItems": 1}, "d": {"pattern": "^[a-z]+$"}},
            "required": ["a"], "additionalProperties": false}
            """
        let schema = try JSON(Data(text.utf8))
        func complaints(_ value: String) throws -> Int {
            Schema(document: .null).complaints(try JSON(Data(value.utf8)), schema).count
        }
        #expect(try complaints(#"{"a": 1, "b": null, "c": ["x"], "d": "ok"}"#) == 0)
        #expect(try complaints(#"{"a": 0}"#) == 1)
        #expect(try complaints(#"{"a": 1.5}"#) == 1)
        #expect(try complaints(#"{"b": 2}"#) == 2)
        #expect(try complaints(#"{"a": 1, "c": ["x", "y"]}"#) == 2)
        #expect(try complaints(#"{"a": 1, "d": "No"}"#) == 1)
        #expect(try complaints(#"{"a": 1, "e": true}"#) == 1)
        #expect(try complaints("[]") == 1)
        let unknown = try JSON(Data(#"{"oneOf": []}"#.utf8))
        #expect(Schema(document: .null).complaints(.null, unknown).count == 1)
    }

    static func complaints(_ answer: Answer, _ status: String, _ response: JSON, _ schema: Schema) -> [String] {
        guard "\(answer.status)" == status else {
            return ["the status is \(answer.status): \(answer.text.prefix(300))"]
        }
        var complaints: [String] = []
        for (name, header) in response["headers"].object {
            guard let value = answer.headers[name.lowercased()] else {
                complaints.append("the header \(name) is missing")
                continue
            }
            complaints += schema.complaints(.string(value), schema.resolve(header)["schema"], at: name)
        }
        let contents = response["content"].object.filter { $0.key != "*/*" }
        // If there are several types, that of the response counts.
        for (mediaType, content) in contents
        where contents.count == 1 || mediaType == answer.mediaType || contents[answer.mediaType] == nil {
            if answer.mediaType != mediaType { complaints.append("the type is \(answer.mediaType), not \(mediaType)") }
            let value: JSON = mediaType.hasSuffix("json") ? (try? answer.json()) ?? .null : .string(answer.text)
            complaints += schema.complaints(value, content["schema"])
        }
        return complaints
    }
}
