import Foundation
import Subprocess
import TestSupport
import Testing

/// How a service shuts down.
@Suite("Shutdown")
struct ShutdownTests {
    /// A service with a shutdown limit of four seconds, and with an acknowledged document.
    private struct Service {
        let box: Sandbox
        let server: Server
        let token: String

        init(_ limit: String = "4") async throws {
            box = try Sandbox()
            token = try await Depositor.token("curator", in: box.toolbox)
            // Only the shutdown itself closes stalled connections.
            server = try await Server(
                toolbox: box.toolbox,
                "--shutdown-limit",
                limit,
                "--stall-timeout",
                "600",
                "--idle-timeout",
                "600",
                log: box.path + "/log"
            )
            let curator = Depositor(server: server, token: token)
            let answer = try await curator.send("PUT", "/v1/documents/kept", #"{"title": "Acknowledged"}"#)
            #expect(answer.status == 201)
        }

        /// A connection with a request whose body is never completed.
        func unfinished() async throws -> RawConnection {
            let connection = try RawConnection(server)
            await connection.send(
                "PUT /v1/documents/other HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"
            )
            // The server is waiting for the body.
            #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
            return connection
        }

        /// Asks the server to end, and waits much longer than its limit; returns the content of its toolbox.
        func end() async throws -> String {
            kill(server.processID, SIGTERM)
            let status = await server.ended(within: 60)
            if status == nil { await server.killAtOnce() }
            #expect(status == .exited(0))
            return try await held()
        }

        func held() async throws -> String {
            try await Program.run(["show", "kept", "--toolbox", box.toolbox, "--json"]).output
        }
    }

    @Test("An idle service ends at once")
    func idle() async throws {
        let service = try await Service("600")
        let connection = try RawConnection(service.server)
        await connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        _ = try await connection.read(until: "ok\n")
        kill(service.server.processID, SIGTERM)
        #expect(await service.server.ended(within: 30) == .exited(0), "idle connections are not waited for")
        #expect(try await service.held().contains("Acknowledged"))
    }

    @Test("A response that has begun is completed")
    func drains() async throws {
        let service = try await Service("600")
        let connection = try await service.unfinished()
        kill(service.server.processID, SIGTERM)
        // Until no further connection is accepted.
        var isListening = true
        for _ in 0..<1200 where isListening {
            isListening = (try? RawConnection(service.server)) != nil
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(!isListening)
        let body = #"{"title": "In time"}"#
        await connection.send(body + String(repeating: " ", count: 100 - body.utf8.count))
        let answer = try await connection.readToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 201 ") && answer.contains("Connection: close\r\n"), "\(answer)")
        #expect(await service.server.ended(within: 30) == .exited(0))
    }

    @Test("A body that is never completed does not delay it")
    func unfinishedBody() async throws {
        let service = try await Service()
        let connection = try await service.unfinished()
        #expect(try await service.end().contains("Acknowledged"))
        withExtendedLifetime(connection) {}
    }

    @Test("A client that does not read does not delay it")
    func notReading() async throws {
        let service = try await Service()
        let deaf = try RawConnection(service.server, receiveBuffer: 4096)
        let request = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
        var sent = 0
        while sent < 5000, await deaf.send(request) { sent += 1 }
        #expect(try await service.end().contains("Acknowledged"))
        withExtendedLifetime(deaf) {}
    }

    @Test("A worker that hangs at a file does not delay it, and is not left running")
    func hangingWorker() async throws {
        let service = try await Service()
        let curator = Depositor(server: service.server, token: service.token)
        #expect(try await curator.upload(Data("A text.".utf8), as: "a.txt").status == 201)
        // From here on, the worker that has read the file reads nothing more.
        let workers = try Self.workers(of: service.server.processID)
        #expect(!workers.isEmpty)
        for worker in workers { kill(worker, SIGSTOP) }
        // Now it waits for the next file; earlier, that file might have got another worker.
        try await Task.sleep(for: .seconds(1))
        let upload = Task { try await curator.upload(Data("Another text.".utf8), as: "b.txt").status }
        try await wait(for: "the upload") {
            try !FileManager.default.contentsOfDirectory(atPath: service.box.toolbox + "/originals/incoming").isEmpty
        }
        #expect(try await service.end().contains("Acknowledged"))
        _ = try? await upload.value
        for worker in workers { #expect(!Self.isAlive(worker), "the worker \(worker) is left") }
    }

    @Test("A second signal ends it at once", arguments: [SIGTERM, SIGINT])
    func secondSignal(_ signal: Int32) async throws {
        let service = try await Service("600")
        let connection = try await service.unfinished()
        kill(service.server.processID, signal)
        #expect(await service.server.ended(within: 1) == nil, "one signal waits for the body")
        kill(service.server.processID, signal)
        #expect(await service.server.ended(within: 60) == .exited(128 + signal))
        await service.server.killAtOnce()
        #expect(try await service.held().contains("Acknowledged"))
        withExtendedLifetime(connection) {}
    }

    /// The processes that read files for a server.
    private static func workers(of process: pid_t) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { child in
            let command = try? String(contentsOfFile: "/proc/\(child)/cmdline", encoding: .utf8)
            return status(child)?.parent == process && command?.contains("extract-worker") == true
        }
    }

    private static func isAlive(_ process: pid_t) -> Bool { status(process).map { $0.state != "Z" } ?? false }

    private static func status(_ process: pid_t) -> (state: String, parent: pid_t)? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 1, let parent = pid_t(fields[1]) else { return nil }
        return (String(fields[0]), parent)
    }
}
