import Foundation
import Synchronization
import Testing

/// Every documented parameter and every header in use, with values that no client should send.
@Suite struct FuzzTests {
    /// As they are in an address.
    private static let values: [(name: String, text: String)] = {
        let repeated = { (text: String, count: Int) in String(repeating: text, count: count) }
        return [
            ("empty", ""), ("negative", "-1"), ("zero", "0"), ("huge", "99999999999999999999999999"),
            ("last of Int64", "9223372036854775807"), ("first of Int64", "-9223372036854775808"),
            ("behind Int64", "9223372036854775808"), ("last of UInt32", "4294967295"), ("behind UInt32", "4294967296"),
            ("exponent", "1e308"), ("no number", "NaN"), ("signed", "%2B5"), ("fraction", "1.5"),
            ("places", "999999999.999999999"), ("zero byte", "%00"), ("zero byte within", "a%00b"),
            ("stray percent", "%"),
            ("no digits", "%zz"), ("cut", "%F"), ("no UTF-8", "%ff%fe%80"), ("overlong", "%C0%80"),
            ("surrogate", "%ED%A0%80"), ("behind Unicode", "%F4%90%80%80"), ("years", "0000..9999"),
            ("years backwards", "9999..0000"), ("year zero", "0000"), ("folder above", "..%2F..%2Fetc%2Fpasswd"),
            ("quotation mark", "%22"), ("mark with accent", "%22%CC%81"), ("operators", "a+OR+-+%22+NEAR+(+%2B"),
            ("ligature", repeated("%EF%B7%BA", 200)), ("Chinese", repeated("%E4%B8%AD", 300)),
            ("right to left", "%E2%80%AE%D8%A7"), ("line ends", "%0D%0AX-Evil%3A%20y"),
            ("template", "%7B%7B%7Bx%7D%7D%7D"),
            ("long", repeated("a", 60_000)), ("many words", repeated("ab+", 300)),
        ]
    }()

    /// Addresses of an operation with each parameter set to each value.
    private static func targets(_ path: String, _ parameters: [JSON], _ id: String) -> [(what: String, target: String)]
    {
        let plain = path.replacing("{id}", with: id).replacing("{page}", with: "1")
        var targets = [
            ("\(path) with an unknown parameter", plain + "?no-such-parameter=1"), ("\(path)?&=&", plain + "?&=&"),
        ]
        for parameter in parameters {
            guard let name = parameter["name"].string else { continue }
            for value in values {
                let what = "\(path) \(name): \(value.name)"
                switch parameter["in"].string {
                case "query":
                    targets.append((what, "\(plain)?\(name)=\(value.text)"))
                case "path" where !value.text.isEmpty:
                    let text = value.text.replacing("+", with: "%2B")
                    let target = path.replacing("{\(name)}", with: text)
                    targets.append((what, target.replacing("{id}", with: id).replacing("{page}", with: "1")))
                default: break
                }
            }
            guard parameter["in"].string == "query" else { continue }
            let pair = "\(name)=1"
            targets.append(
                ("\(path) \(name): 400 times", "\(plain)?" + Array(repeating: pair, count: 400).joined(separator: "&"))
            )
            targets.append(("\(path) \(name): 100 kB", "\(plain)?\(name)=" + String(repeating: "7", count: 100_000)))
        }
        return targets
    }

    private final class Work: Sendable {
        /// The next request.
        let next = Mutex(0)
        let complaints = Mutex<[String]>([])
    }

    /// Sends requests, several at a time, and returns the invalid responses.
    private static func complaints(
        _ requests: [(what: String, send: @Sendable () async throws -> RawClient.Reply)],
        atOnce: Int = 3,
        mayBeCut: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async -> [String] {
        let work = Work()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<atOnce {
                group.addTask {
                    while case let index = work.next.withLock({ index in
                        defer { index += 1 }
                        return index
                    }), index < requests.count {
                        let (what, send) = requests[index]
                        let complaint: String?
                        do {
                            let reply = try await send()
                            complaint =
                                switch reply.status {
                                // A busy service may respond with 503 if it says when to retry.
                                case 503? where reply.header("Retry-After") != nil: nil
                                case let status? where status >= 500: "\(status) \(reply.text.suffix(300))"
                                case nil where !mayBeCut(what): "no answer"
                                default: nil
                                }
                        } catch {
                            complaint = "\(error)"
                        }
                        if let complaint { work.complaints.withLock { $0.append("\(what): \(complaint)") } }
                    }
                }
            }
        }
        return work.complaints.withLock { $0 }
    }

    private struct Service {
        let box: Sandbox
        let server: Server
        let id: String
        let token: String
        let description: JSON

        init() async throws {
            box = try Sandbox()
            try box.copyFixtures("centro-formazione-torino")
            _ = try await box.ingest()
            token = try await Depositor.token("administrator", in: box.toolbox)
            server = try await Server(toolbox: box.toolbox)
            description = try await server.request("/openapi.json").json()
            let hits = try await server.search([("q", "formazione"), ("limit", "50")])["hits"].array
            id = try #require(hits.first { $0["format"].string == "pdf" }?["id"].string)
        }

        /// Whether the service is still the process that was started, and answers.
        func isAlive() async throws -> Bool {
            guard kill(server.processID, 0) == 0 else { return false }
            return try await server.request("/readyz").status == 200
        }
    }

    @Test("No value of any parameter of any route causes a 5xx or ends the service")
    func parameters() async throws {
        let service = try await Service()
        let (server, token) = (service.server, service.token)
        let schema = Schema(document: service.description)
        var requests: [(what: String, send: @Sendable () async throws -> RawClient.Reply)] = []
        var named = 0
        for (path, methods) in service.description["paths"].object.sorted(by: { $0.key < $1.key }) {
            let parameters = methods["get"]["parameters"].array.map { schema.resolve($0) }
            named += parameters.count
            // Deletions use ids that do not exist; documents stored under odd ids do no harm.
            for method in ["GET", "DELETE"] where methods[method.lowercased()] != .null {
                for (what, target) in Self.targets(path, parameters, method == "GET" ? service.id : "nothing") {
                    requests.append(
                        (
                            "\(method) \(what)",
                            {
                                try await RawClient.request(
                                    method,
                                    target,
                                    headers: ["Authorization: Bearer \(token)"],
                                    to: server
                                )
                            }
                        )
                    )
                }
            }
            if methods["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"] != .null {
                for (what, target) in Self.targets(path, parameters, service.id) {
                    let form = Data((target.split(separator: "?", maxSplits: 1).last.map(String.init) ?? "").utf8)
                    requests.append(
                        (
                            "POST \(what)",
                            {
                                try await RawClient.request(
                                    "POST",
                                    path,
                                    headers: ["Content-Type: application/x-www-form-urlencoded"],
                                    body: form,
                                    to: server
                                )
                            }
                        )
                    )
                }
            }
        }
        #expect(named > 100 && requests.count > 3000, "the description names \(named) parameters")
        // Requests that are longer than allowed are refused by closing.
        let complaints = await Self.complaints(requests) { $0.hasSuffix("100 kB") || $0.hasSuffix(": long") }
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(20).joined(separator: "\n"))")
        #expect(try await service.isAlive())
        await server.stop()
    }

    /// Headers that the service, or its libraries, use.
    private static let headers = [
        "Range", "If-Match", "If-None-Match", "If-Range", "If-Modified-Since", "Accept", "Accept-Language",
        "Accept-Encoding", "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Cookie", "Authorization",
        "Origin", "Access-Control-Request-Method", "Expect", "Connection", "Upgrade", "X-Forwarded-For", "Forwarded",
    ]

    private static let headerValues: [(name: String, text: String)] = {
        let repeated = { (text: String, count: Int) in String(repeating: text, count: count) }
        let more: [(name: String, text: String)] = [
            ("last byte", "bytes=-1"), ("no bytes", "bytes=-0"), ("backwards", "bytes=5-1"),
            ("all of Int64", "bytes=0-9223372036854775807"), ("behind Int64", "bytes=9223372036854775808-"),
            ("suffix of Int64", "bytes=-9223372036854775807"), ("signed", "bytes=+1-+2"),
            ("many", "bytes=\(repeated("0-0,", 5000))"),
            ("any", "*"), ("tag", "\"1\""), ("weak tag", "W/\"1\""), ("huge tag", "\"9223372036854775808\""),
            ("open tag", "\""), ("many tags", repeated("\"1\", ", 5000)),
            ("weights", "de;q=nan, en;q=inf, fr;q=-1, it;q=1e400"),
            ("many languages", repeated("de, en;q=0.5, ", 3000)), ("no language", ";;;,,,;q="), ("chunked", "chunked"),
            ("chunked twice", "chunked, chunked"), ("continue", "100-continue"), ("cookies", repeated("a=b; ", 5000)),
            ("bearer of nothing", "Bearer "), ("three parts", "Bearer a.b.c"),
            ("dots", "Bearer \(repeated(".", 5000))"),
            ("long", repeated("x", 50_000)), ("100 kB", repeated("x", 100_000)), ("a zero byte", "a\0b"),
            ("bytes", "ä\u{7F}\u{1}"),
        ]
        return values.filter { $0.name != "long" && $0.name != "many words" } + more
    }()

    @Test("Nor does any value of any header, once or twice")
    func headers() async throws {
        let service = try await Service()
        let (server, token) = (service.server, service.token)
        let record = "/v1/documents/fuzzed"
        let put = try await Depositor(server: server, token: token).send("PUT", record, #"{"title": "Hobel"}"#)
        #expect(put.status == 201)
        let operations: [(method: String, target: String, body: String)] = [
            ("GET", "/v1/search?q=formazione", ""), ("GET", "/v1/documents/\(service.id)/file", ""),
            ("GET", "/documents/\(service.id)?q=formazione", ""), ("PATCH", record, #"{"title": "Hobel"}"#),
            ("POST", "/v1/documents", "x"), ("POST", "/oai", "verb=Identify"),
        ]
        typealias Request = (what: String, send: @Sendable () async throws -> RawClient.Reply)
        var (requests, waiting): ([Request], [Request]) = ([], [])
        for (method, target, body) in operations {
            for name in Self.headers {
                for value in Self.headerValues {
                    for times in [1, 2] where times == 1 || value.text.utf8.count < 100 {
                        var lines = Array(repeating: "\(name): \(value.text)", count: times)
                        if name != "Authorization" { lines.append("Authorization: Bearer \(token)") }
                        let (headers, what) = (lines, "\(method) \(target) \(name) ×\(times): \(value.name)")
                        // An announced body that does not arrive is waited for, which is not what is tested here.
                        let waits = ["Content-Length", "Transfer-Encoding"].contains(name)
                        let request: Request = (
                            what,
                            {
                                try await RawClient.request(
                                    method,
                                    target,
                                    headers: headers,
                                    body: Data(body.utf8),
                                    patience: waits ? 1 : 20,
                                    to: server
                                )
                            }
                        )
                        if waits { waiting.append(request) } else { requests.append(request) }
                    }
                }
            }
        }
        let mayBeCut = { @Sendable (what: String) in
            ["Content-Length", "Transfer-Encoding", "Expect", "100 kB", ": long", "Connection", "Upgrade"]
                .contains { what.contains($0) }
        }
        // Those that wait a second each cost nobody anything, so many of them wait together.
        let complaints =
            await Self.complaints(requests, mayBeCut: mayBeCut)
            + Self.complaints(waiting, atOnce: 24, mayBeCut: mayBeCut)
        #expect(complaints.isEmpty, "\(complaints.count): \(complaints.prefix(20).joined(separator: "\n"))")
        #expect(try await service.isAlive())
        await server.stop()
    }
}
