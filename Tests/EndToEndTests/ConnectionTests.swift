import Foundation
import Testing

/// What clients may do to a connection, and for how long. The limits are short; only actions of the service itself are
/// timed.
@Suite("Connections")
struct ConnectionTests {
    /// A service with short limits, an empty toolbox and a curator.
    private struct Service {
        let box: Sandbox
        let server: Server
        let curator: Depositor
        /// The log, except for the note that the tests run as root.
        var log: [Substring] {
            let text = (try? String(contentsOfFile: box.path + "/log", encoding: .utf8)) ?? "there is no log"
            return text.split(separator: "\n").filter { !$0.contains("runs as root") }
        }

        /// - Parameter patience: the factor for the time limits of clients, where they must not be exceeded.
        init(patience: Int = 1) async throws {
            box = try Sandbox()
            let token = try await Depositor.token("curator", in: box.toolbox)
            server = try await Server(
                toolbox: box.toolbox,
                "--header-timeout",
                String(patience),
                "--idle-timeout",
                String(2 * patience),
                "--stall-timeout",
                String(3 * patience),
                "--linger-time",
                String(patience),
                log: box.path + "/log"
            )
            curator = Depositor(server: server, token: token)
        }

        func head(_ method: String, _ path: String, _ fields: String...) -> String {
            let all = ["Host: localhost", "Authorization: Bearer \(curator.token)"] + fields
            return "\(method) \(path) HTTP/1.1\r\n\(all.joined(separator: "\r\n"))\r\n\r\n"
        }
    }

    @Test("A header that is never completed, and a connection without requests, are closed")
    func slowHeader() async throws {
        let service = try await Service()
        let still = try RawConnection(service.server)
        await still.send("GET / HTTP/1.1\r\nHost: loc")
        let idle = try RawConnection(service.server)
        let dripping = try RawConnection(service.server)
        let drip = Task {
            await dripping.send("GET / HTTP/1.1\r\nX: ")
            while !Task.isCancelled {
                await dripping.send("x")
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        #expect(try await still.readToEnd() == "")
        #expect(try await idle.readToEnd() == "")
        #expect(try await dripping.readToEnd() == "")
        drip.cancel()
        let kept = try RawConnection(service.server)
        await kept.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try await kept.readToEnd().contains("ok\n"), "closed between requests, not before the answer")
        await service.server.stop()
    }

    @Test("A stalled body gets an error and the connection is closed; a slow but steady one is accepted")
    func slowBody() async throws {
        let service = try await Service()
        let still = try RawConnection(service.server)
        await still.send(
            service.head("PUT", "/v1/documents/a", "Content-Type: application/json", "Content-Length: 100")
        )
        await still.send("{\"title\": ")
        let answer = try await still.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 408 "), "\(answer)")
        #expect(answer.contains("Connection: close\r\n"))
        await service.server.stop()
        // Far above the minimum rate, and for more than one period.
        let patient = try await Service(patience: 4)
        let body = #"{"title": "Slow but sure"\#(String(repeating: " ", count: 120_000))}"#
        let slow = try RawConnection(patient.server)
        await slow.send(
            patient.head(
                "PUT",
                "/v1/documents/b",
                "Content-Type: application/json",
                "Content-Length: \(body.utf8.count)"
            )
        )
        for start in stride(from: 0, to: body.count, by: 4000) {
            await slow.send(String(body.dropFirst(start).prefix(4000)))
            try await Task.sleep(for: .milliseconds(500))
        }
        #expect(try await slow.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 201 "))
        await patient.server.stop()
    }

    @Test("A client that does not read its responses is disconnected")
    func notReading() async throws {
        let service = try await Service()
        let before = try sockets(of: service.server)
        let deaf = try RawConnection(service.server, receiveBuffer: 4096)
        // Far more responses than all buffers in between can take.
        let request = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        var sent = 0
        while sent < 5000, await deaf.send(request) { sent += 1 }
        #expect(sent > 50)
        try await until { try sockets(of: service.server) <= before }
        #expect(try await service.server.request("/healthz").status == 200)
        await service.server.stop()
    }

    @Test("A client that waits for 100 Continue gets it if the body is wanted, and the final response at once if not")
    func expectations() async throws {
        let service = try await Service(patience: 60)
        let body = #"{"title": "Asked for"}"#
        let wanted = try RawConnection(service.server)
        let fields = ["Content-Type: application/json", "Expect: 100-continue"]
        await wanted.send(
            service.head("PUT", "/v1/documents/a", fields[0], fields[1], "Content-Length: \(body.utf8.count)")
        )
        #expect(try await wanted.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        await wanted.send(body)
        #expect(try await wanted.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 201 "))

        let large = try RawConnection(service.server)
        await large.send(service.head("PUT", "/v1/documents/b", fields[0], fields[1], "Content-Length: 99999999"))
        #expect(try await large.readToEnd().hasPrefix("HTTP/1.1 413 "))
        let stranger = try RawConnection(service.server)
        await stranger.send(
            "PUT /v1/documents/c HTTP/1.1\r\nHost: localhost\r\n\(fields[0])\r\n\(fields[1])\r\nContent-Length: 10\r\n\r\n"
        )
        #expect(try await stranger.readToEnd().hasPrefix("HTTP/1.1 401 "))
        await service.server.stop()
    }

    @Test("A response before the end of the body closes the connection, and the client receives it")
    func earlyAnswer() async throws {
        let service = try await Service()
        let connection = try RawConnection(service.server)
        await connection.send(
            "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000000\r\n"
                + "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        let sending = Task {
            let piece = String(repeating: "x", count: 10_000)
            while !Task.isCancelled {
                await connection.send(piece)
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        let answer = try await connection.readToEnd()
        sending.cancel()
        #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(answer)")
        #expect(answer.contains("Connection: close\r\n") && answer.contains("\"unauthorized\""))
        await service.server.stop()
    }

    @Test("Connections beyond the maximum get a response, and places are freed again")
    func most() async throws {
        let box = try Sandbox()
        _ = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox, "--max-connections", "3", "--linger-time", "1")
        var open = try (0..<3).map { _ in try RawConnection(server) }
        for connection in open {
            await connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await connection.read(until: "ok\n").hasPrefix("HTTP/1.1 200 "))
        }
        let refused = try RawConnection(server)
        await refused.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try await refused.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
        #expect(answer.contains("Retry-After: ") && answer.contains("\"busy\""))
        open.removeLast()
        try await until { try await server.request("/healthz").status == 200 }
        withExtendedLifetime(open) {}
        await server.stop()
    }

    @Test("With 1,100 idle connections and a soft limit of 1,024 descriptors the service answers")
    func manyIdle() async throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        getrlimit(resource, &limit)
        limit.rlim_cur = min(limit.rlim_max, 4096)
        setrlimit(resource, &limit)
        let box = try Sandbox()
        _ = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox, launcher: ["prlimit", "--nofile=1024:4096"])
        let idle = try (0..<1100).map { _ in try RawConnection(server) }
        #expect(try await server.request("/readyz").status == 200)
        #expect(try await server.request("/v1/search?q=guide").status == 200)
        withExtendedLifetime(idle) {}
        await server.stop()
    }

    @Test("An invalid or too long request gets a response and is closed; the log stays empty")
    func malformed() async throws {
        let service = try await Service()
        let long = String(repeating: "a", count: 90_000)
        for (request, status) in [
            ("EHLO example.eu\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n", 400),
            ("GET /?q=\(long) HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nX: \(long)\r\n\r\n", 431),
            (
                "GET / HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "X: y\r\n", count: 1000))\r\n", 431
            ),
        ] {
            let connection = try RawConnection(service.server)
            await connection.send(request)
            let answer = try await connection.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request.prefix(20)): \(answer.prefix(300))")
            #expect(answer.contains("Content-Type: application/problem+json\r\n"))
        }
        await service.server.stop()
        #expect(service.log.isEmpty)
    }

    @Test("Bodies that are too large, truncated or malformed are the client's error, and not logged")
    func badBodies() async throws {
        let service = try await Service(patience: 60)
        let large = try await service.curator.send(
            "PUT",
            "/v1/documents/a",
            #"{"title": "\#(String(repeating: "x", count: 2 << 20))"}"#
        )
        #expect(large.status == 413)
        #expect(try large.json()["code"].string == "too-large")
        // Without an announced length, the size is detected on arrival.
        let chunked = try RawConnection(service.server)
        let json = "Content-Type: application/json"
        let sending = Task {
            await chunked.send(service.head("PUT", "/v1/documents/a", json, "Transfer-Encoding: chunked"))
            let chunk = "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n"
            for _ in 0..<40 where !Task.isCancelled { await chunked.send(chunk) }
        }
        #expect(try await chunked.readToEnd().hasPrefix("HTTP/1.1 413 "))
        sending.cancel()
        let form = try await service.server.request(
            "/oai",
            method: "POST",
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Data(repeating: 0x61, count: 100_000)
        )
        #expect(form.status == 413)

        for (fields, body) in [
            ([json, "Content-Length: 100"], "{\"title\": \"cut"),
            ([json, "Transfer-Encoding: chunked"], "zz\r\n{}"),
            (["Content-Type: multipart/form-data; boundary=b", "Content-Length: 5000"], "--b\r\nContent-Dispo"),
        ] {
            let path = body.hasPrefix("--b") ? "/v1/documents" : "/v1/documents/a"
            let connection = try RawConnection(service.server)
            await connection.send(service.head(body.hasPrefix("--b") ? "POST" : "PUT", path, fields[0], fields[1]))
            await connection.send(body)
            connection.endSending()
            let answer = try await connection.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(body): \(answer.prefix(300))")
            #expect(answer.contains("\"bad-body\""), "\(body): \(answer.prefix(300))")
        }
        #expect(try await service.server.request("/v1/documents/a").status == 404, "nothing was added")
        await service.server.stop()
        #expect(service.log.isEmpty)
    }

    @Test("Pages ignore unknown parameters, and drop them from links; the API rejects them")
    func unknownParameters() async throws {
        let shared = try await SharedToolbox.value
        let id = try await shared.server.search([("q", "formazione")])["hits"][0]["id"].string ?? ""
        for path in ["/?q=formazione", "/?", "/compare?q=formazione", "/documents/\(id)?q=formazione", "/embed?q=x"] {
            let plain = try await shared.server.request(path)
            let tracked = try await shared.server.request(path + "&utm_source=mail&fbclid=abc123")
            #expect(plain.status == 200 && tracked.status == 200, "\(path)")
            #expect(!tracked.text.contains("utm_source") && !tracked.text.contains("abc123"), "\(path)")
            let wrong = try await shared.server.request(path + "&country=XX")
            #expect(wrong.status == 400, "\(path): known parameters must be valid")
        }
        for path in ["/v1/search?q=formazione", "/v1/suggest?q=form", "/v1/matrix?q=formazione"] {
            let answer = try await shared.server.request(path + "&utm_source=mail")
            #expect(answer.status == 400, "\(path)")
            #expect(try answer.json()["parameter"].string == "utm_source", "\(path)")
        }
    }

    @Test("A dozen downloads that nobody reads delay no other")
    func slowDownloads() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        var video = try Data(contentsOf: URL(filePath: "\(Program.fixtures)/webinars/2025/scaffold-check.mp4"))
        // Larger than the buffers in between.
        let padding: UInt32 = 24 << 20
        video += withUnsafeBytes(of: padding.bigEndian) { Data($0) } + Data("free".utf8)
        video += Data(count: Int(padding) - 8)
        let made = try await Depositor(server: server, token: token).upload(video, as: "scaffold-check.mp4")
        #expect(made.status == 201, "\(made.text)")
        let path = try #require(try made.json()["url"].string) + "/file"
        let slow = try (0..<12).map { _ in try RawConnection(server, receiveBuffer: 4096) }
        for connection in slow { await connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n") }
        for connection in slow { #expect(try await connection.read(until: "HTTP/1.1 200").hasPrefix("HTTP/1.1 200")) }
        #expect(try await server.request(path).body == video)
        withExtendedLifetime(slow) {}
        await server.stop()
    }

    /// Waits until a condition is true, at most a minute.
    private func until(_ isTrue: () async throws -> Bool) async throws {
        for _ in 0..<1200 {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("not in a minute")
    }

    /// The number of open sockets of a server's process.
    private func sockets(of server: Server) throws -> Int {
        let folder = "/proc/\(server.processID)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            return target?.hasPrefix("socket:") == true
        }
    }
}
