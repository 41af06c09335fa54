import Catalogue
import DocumentModel
import Foundation
import FoundationNetworking
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization
import SystemPackage
import Testing

@testable import SearchService
@testable import Server
@testable import Web

/// Bounded pools of threads: alone, and separating the service's parts.
@Suite("Pools of threads")
struct WorkPoolTests {
    /// Blocks pools' threads until it is released.
    private final class Brake: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let tasks = Mutex<[Task<Void, any Error>]>([])

        /// Submits so much blocking work to a pool, and waits until it is there.
        func hold(_ pool: WorkPool, _ count: Int) async throws {
            let before = pool.load
            for _ in 0..<count {
                let task = Task { try await pool.run { [gate] in gate.wait() } }
                tasks.withLock { $0.append(task) }
            }
            while pool.load < before + count { try await Task.sleep(for: .milliseconds(2)) }
        }

        /// Blocks all threads of a pool.
        func hold(_ pool: WorkPool) async throws { try await hold(pool, pool.count) }

        func letGo() async {
            let tasks = tasks.withLock { $0 }
            for _ in tasks { gate.signal() }
            for task in tasks { _ = await task.result }
        }
    }

    @Test("Work that finds the queue full is refused at once, and accepted when there is room again")
    func full() async throws {
        let pool = WorkPool(threads: 2, mostWaiting: 3, longestWait: .seconds(600))
        let brake = Brake()
        try await brake.hold(pool)
        let waiting = (0..<3).map { number in Task { try await pool.run { number } } }
        while pool.load < 5 { try await Task.sleep(for: .milliseconds(2)) }
        await #expect(throws: Problem.busy) { try await pool.run { Issue.record("there was no room") } }
        #expect(Problem.busy.response.headers[.retryAfter] != nil)
        let tidying = Task { try await pool.runAlways { "tidied" } }
        await brake.letGo()
        for (number, task) in waiting.enumerated() { #expect(try await task.value == number) }
        #expect(try await tidying.value == "tidied")
        #expect(try await pool.run { 7 } == 7)
        #expect(pool.load == 0)
    }

    @Test("Work that waits too long is refused without being done, even if no thread becomes free")
    func tooLong() async throws {
        let pool = WorkPool(threads: 1, mostWaiting: 8, longestWait: .milliseconds(50))
        let brake = Brake()
        try await brake.hold(pool)
        await #expect(throws: Problem.busy) { try await pool.run { Issue.record("it waited too long") } }
        await brake.letGo()
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("Work whose task is cancelled while waiting is not done, and frees its place")
    func cancelled() async throws {
        let pool = WorkPool(threads: 1, mostWaiting: 1, longestWait: .seconds(600))
        let brake = Brake()
        try await brake.hold(pool)
        for _ in 0..<20 {
            let task = Task { try await pool.run { Issue.record("it was cancelled") } }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        await brake.letGo()
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("Errors of the work are passed to the caller")
    func errors() async throws {
        let pool = WorkPool(threads: 1, mostWaiting: 0, longestWait: .seconds(1))
        for _ in 0..<10 {
            await #expect(throws: Problem.forbidden) { try await pool.run { throw Problem.forbidden } }
        }
    }

    // MARK: In the service

    /// A service in this process, on a socket.
    private struct Service {
        let box: SearchToolbox
        let id: String
        let server: SearchServer
        let group: ServiceGroup
        let running: Task<Void, any Error>
        let port: Int

        init() async throws {
            box = try SearchToolbox()
            try box.addPages("tools.pdf", ["Hammers and tongs."])
            let engine = try box.engine()
            id = try engine.search("tongs").hits[0].id
            var options = SearchServerOptions()
            options.port = 0
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let catalogue = box.catalogue
            let server = try SearchServer(
                catalogue: catalogue,
                engine: engine,
                deposits: DepositServices(
                    extractor: 1,
                    extract: { _, _ in .failure(.unsupported("no file is read here")) },
                    changed: {}
                ),
                pictures: PagePictures(folder: catalogue.toolbox.pictures, mostBytes: 0) { _, _, _ in
                    .failure(.unreadable(.unsupported("no picture is drawn here")))
                },
                options: options,
                logger: logger
            )
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            self.server = server
            let group = try await server.serviceGroup { port.yield($0) }
            self.group = group
            running = Task {
                defer { port.finish() }
                try await group.run()
            }
            var found: Int?
            for await port in ports {
                found = port
                break
            }
            self.port = try #require(found)
        }

        func get(_ path: String) async throws -> (status: Int, retryAfter: String?) {
            try await Self.get(path, port)
        }

        static func get(_ path: String, _ port: Int) async throws -> (status: Int, retryAfter: String?) {
            let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
            let (_, response) = try await URLSession.shared.data(from: url)
            let answer = try #require(response as? HTTPURLResponse)
            return (answer.statusCode, answer.value(forHTTPHeaderField: "Retry-After"))
        }

        func end() async {
            await group.triggerGracefulShutdown()
            server.closeConnections()
            _ = await running.result
        }
    }

    @Test("Searches that never end block only searches")
    func apart() async throws {
        let service = try await Service()
        let brake = Brake()
        let pools = service.server.pools
        for pool in [pools.searches, pools.reading] { try await brake.hold(pool) }
        #expect(try await service.get("/readyz").status == 200)
        #expect(try await service.get("/healthz").status == 200)
        #expect(try await service.get("/v1/documents/\(service.id)/versions").status == 200)
        #expect(try await service.get("/v1/documents/\(service.id)/file").status == 200)
        #expect(try await service.get("/assets/vetsearch.css").status == 200)
        // If the queue is full as well, a search is refused at once.
        try await brake.hold(pools.searches, 64)
        let refused = try await service.get("/v1/search?q=tongs")
        #expect(refused.status == 503 && refused.retryAfter != nil)
        await brake.letGo()
        #expect(try await service.get("/v1/search?q=tongs").status == 200)
        await service.end()
    }

    @Test("Files, changes and tokens that hang do not affect searches and the health check")
    func others() async throws {
        let service = try await Service()
        let brake = Brake()
        let pools = service.server.pools
        for pool in [pools.files, pools.changes, pools.catalogue, pools.reading] {
            try await brake.hold(pool)
        }
        #expect(try await service.get("/readyz").status == 200)
        #expect(try await service.get("/v1/search?q=tongs").status == 200)
        #expect(try await service.get("/?q=tongs").status == 200)
        await brake.letGo()
        await service.end()
    }

    @Test("A search whose client disconnects while it waits is not done")
    func clientGone() async throws {
        let service = try await Service()
        let brake = Brake()
        let pools = service.server.pools
        try await brake.hold(pools.searches)
        // Each takes a place in the queue and frees it when its client disconnects, so more than the queue's size are
        // accepted.
        for _ in 0..<70 {
            let client = Task { [port = service.port] in try await Service.get("/v1/search?q=tongs", port) }
            while pools.searches.load < pools.searches.count + 1 {
                try await Task.sleep(for: .milliseconds(2))
            }
            client.cancel()
            _ = await client.result
            while pools.searches.load > pools.searches.count {
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        await brake.letGo()
        #expect(try await service.get("/v1/search?q=tongs").status == 200)
        await service.end()
    }
}
