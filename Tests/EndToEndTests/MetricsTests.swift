import Foundation
import Testing

/// The metrics for monitoring.
@Suite("Metrics")
struct MetricsTests {
    /// A toolbox with one document, and a server on it.
    private static func service() async throws -> (box: Sandbox, server: Server) {
        let box = try Sandbox()
        try box.write("The bowline holds a sailor.", to: "knots.txt")
        _ = try await box.ingest()
        return (box, try await Server(toolbox: box.toolbox))
    }

    /// The values of `/metrics`, by name and labels.
    private static func values(_ server: Server) async throws -> [String: Double] {
        let answer = try await server.request("/metrics")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let sample = /[a-z_]+(?:\{[a-z_]+="[^"]*"(?:,[a-z_]+="[^"]*")*\})? [0-9.e+-]+/
        var values: [String: Double] = [:]
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: sample) != nil, "\(line)")
            guard let blank = line.lastIndex(of: " ") else { continue }
            values[String(line[..<blank])] = Double(line[line.index(after: blank)...])
        }
        return values
    }

    private static func requests(_ route: String, _ method: String, _ status: Int) -> String {
        "http_server_request_duration_seconds_count{http_route=\"\(route)\",http_request_method=\"\(method)\","
            + "http_response_status_code=\"\(status)\"}"
    }

    @Test("Requests are counted by route, method and status, and searches by their outcome")
    func requests() async throws {
        let (box, server) = try await Self.service()
        for _ in 0..<3 { _ = try await server.search([("q", "bowline")]) }
        _ = try await server.search([("q", "qwertzuiop")])
        for id in ["one", "two"] { #expect(try await server.request("/v1/documents/\(id)").status == 404) }
        _ = try await server.request("/v1/search?sort=best")
        _ = try await server.request("/no/such/thing")
        let values = try await Self.values(server)
        #expect(values[Self.requests("/v1/search", "GET", 200)] == 4)
        #expect(values[Self.requests("/v1/search", "GET", 400)] == 1)
        #expect(values[Self.requests("/v1/documents/{id}", "GET", 404)] == 2, "by pattern, not by document")
        #expect(values[Self.requests("NotFound", "GET", 404)] == 1)
        #expect(values.keys.filter { $0.contains("no/such") || $0.contains("/one") } == [])
        let searches = { (outcome: String) in values["vetsearch_searches_total{outcome=\"\(outcome)\"}"] ?? 0 }
        // On a busy machine a search may reach its time limit.
        #expect(searches("hits") + searches("none") + searches("stopped") == 4)
        #expect(searches("hits") <= 3 && searches("none") <= 1)
        let labels = "http_route=\"/v1/search\",http_request_method=\"GET\",http_response_status_code=\"200\""
        let name = "http_server_request_duration_seconds"
        #expect(values["\(name)_bucket{\(labels),le=\"+Inf\"}"] == 4)
        #expect((values["\(name)_sum{\(labels)}"] ?? 0) > 0)
        await server.stop()
        withExtendedLifetime(box) {}
    }

    @Test("The lag of the index, the load of each pool and the connections are included")
    func gauges() async throws {
        let (box, server) = try await Self.service()
        let connection = try RawConnection(server)
        await connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try await connection.read(until: "ok\n")
        let values = try await Self.values(server)
        #expect(values["vetsearch_index_lag_changes"] == 0)
        for pool in ["searches", "reading", "catalogue", "changes", "files", "health"] {
            #expect(values["vetsearch_pool_load{pool=\"\(pool)\"}"] == 0, "\(pool)")
        }
        #expect((values["vetsearch_connections"] ?? 0) >= 2)
        await server.stop()
        withExtendedLifetime((box, connection)) {}
    }

    @Test("Requests are logged only if configured")
    func log() async throws {
        let (box, quiet) = try await Self.service()
        await quiet.stop()
        for level in [nil, "info"] {
            let log = "\(box.path)/\(level ?? "quiet").log"
            let server = try await Server(
                toolbox: box.toolbox,
                log: log,
                launcher: level.map { ["env", "VETSEARCH_LOG_LEVEL=\($0)"] } ?? []
            )
            _ = try await server.search([("q", "bowline")])
            await server.stop()
            #expect(try String(contentsOfFile: log, encoding: .utf8).contains("/v1/search") == (level != nil))
        }
    }
}
