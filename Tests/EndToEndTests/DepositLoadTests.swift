import Foundation
import Synchronization
import TestSupport
import Testing

/// Many concurrent deposits and searches: no acknowledged change is ever lost.
@Suite("Deposits under load")
struct DepositLoadTests {
    private static let documents = 200

    /// The results of a load.
    private final class Outcome: Sendable {
        let acknowledged = Mutex<[String]>([])
        let errors = Mutex<[String]>([])
        let searches = Mutex(0)
        let isDone = Mutex(false)
    }

    /// Eight clients deposit records and files by turns, while four search.
    /// - Parameters:
    ///   - mayFail: called when a request fails; returns false if that is an error.
    ///   - meanwhile: runs at the same time.
    private func load(
        _ server: Server,
        token: String,
        mayFail: @escaping @Sendable () -> Bool = { false },
        meanwhile: @escaping @Sendable (Outcome) async throws -> Void = { _ in }
    ) async throws -> Outcome {
        let outcome = Outcome()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await meanwhile(outcome) }
            for searcher in 0..<4 {
                group.addTask {
                    let words = ["bericht", "werkstatt", "zahl 7", "berciht"]
                    while !outcome.isDone.withLock({ $0 }) {
                        do {
                            _ = try await server.search([("q", words[searcher])])
                            outcome.searches.withLock { $0 += 1 }
                        } catch {
                            guard !mayFail() else { return }
                            outcome.errors.withLock { $0.append("search: \(error)") }
                        }
                    }
                }
            }
            let clients = (0..<8).map { client in
                Task {
                    for number in stride(from: client, to: Self.documents, by: 8) {
                        do {
                            let answer = try await Self.deposit(number, Depositor(server: server, token: token))
                            if answer.status == 201, let id = try answer.json()["id"].string {
                                outcome.acknowledged.withLock { $0.append(id) }
                            } else {
                                outcome.errors.withLock { $0.append("\(number): \(answer.status) \(answer.text)") }
                            }
                        } catch {
                            guard !mayFail() else { return }
                            outcome.errors.withLock { $0.append("\(number): \(error)") }
                        }
                    }
                }
            }
            for client in clients { await client.value }
            outcome.isDone.withLock { $0 = true }
            try await group.waitForAll()
        }
        return outcome
    }

    private static func deposit(_ number: Int, _ depositor: Depositor) async throws -> Answer {
        let text = "Bericht aus der Werkstatt mit der Zahl \(number). " + String(repeating: "Wir lernen. ", count: 50)
        if number.isMultiple(of: 2) {
            let visibility = number.isMultiple(of: 10) ? "members" : "public"
            return try await depositor.send(
                "PUT",
                "/v1/documents/record-\(number)",
                #"{"title": "Bericht \#(number)", "language": "de", "text": "\#(text)", "visibility": "\#(visibility)"}"#
            )
        }
        return try await depositor.upload(
            Data("# Bericht \(number)\n\n\(text)".utf8),
            as: "bericht-\(number).md",
            metadata: #"{"language": "de", "countries": ["DE"]}"#
        )
    }

    /// Waits until searches find so many documents.
    private func settled(_ server: Server, token: String, total: Int) async throws -> Int {
        var found = -1
        for _ in 0..<150 {
            found =
                try await server.search([("q", "bericht")], headers: ["Authorization": "Bearer \(token)"])["total"].int
                ?? -1
            if found >= total { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        return found
    }

    @Test("Eight clients deposit 200 documents while four search, and a backup is taken")
    func load() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        try box.write("# Anderes\n\nAus der Schule.", to: "school.md")
        let backup = box.path + "/backup"
        let outcome = try await load(
            server,
            token: token,
            mayFail: { false },
            meanwhile: { outcome in
                while outcome.acknowledged.withLock({ $0.count }) < 60 { try await Task.sleep(for: .milliseconds(20)) }
                // An ingest at the same time removes nothing that is in progress.
                let ingested = try await Program.run(["ingest", box.folder, "--toolbox", box.toolbox])
                #expect(ingested.code == 0, "\(ingested.errors)")
                let taken = try await Program.run(["backup", backup, "--with-index", "--toolbox", box.toolbox])
                #expect(taken.code == 0, "\(taken.errors)")
            }
        )
        #expect(outcome.errors.withLock { $0 } == [])
        #expect(outcome.searches.withLock { $0 } > 20)
        let ids = outcome.acknowledged.withLock { $0 }
        #expect(Set(ids).count == Self.documents)
        #expect(try await settled(server, token: token, total: Self.documents) == Self.documents)
        // Every tenth record is for members.
        try await wait(for: "the public part of the index") {
            try await server.search([("q", "bericht")])["total"].int == Self.documents - 20
        }
        await server.stop()
        let (code, result) = try await box.check()
        #expect(code == 0 && result["documents"].int == Self.documents + 1, "\(result)")

        let restored = box.path + "/restored"
        let back = try await Program.run(["restore", backup, "--toolbox", restored])
        #expect(back.code == 0, "\(back.errors)")
        let check = try await Program.run(["check", "--toolbox", restored, "--json"])
        let whole = try JSON(Data(check.output.utf8))
        #expect(check.code == 0, "\(check.output)")
        #expect((61...Self.documents + 1).contains(whole["documents"].int ?? 0))
    }

    @Test(
        "The server is killed in the middle: everything acknowledged is there after the restart",
        arguments: [15, 60, 130]
    )
    func killed(after count: Int) async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let isKilled = Flag()
        let outcome = try await load(
            server,
            token: token,
            mayFail: { isKilled.isRaised },
            meanwhile: { outcome in
                while outcome.acknowledged.withLock({ $0.count }) < count {
                    try await Task.sleep(for: .milliseconds(2))
                }
                isKilled.raise()
                await server.killAtOnce()
            }
        )
        let ids = outcome.acknowledged.withLock { $0 }
        #expect(outcome.errors.withLock { $0 } == [])
        #expect(ids.count >= count)
        let again = try await Server(toolbox: box.toolbox)
        let reader = Depositor(server: again, token: token)
        for id in ids { #expect(try await reader.send("GET", "/v1/documents/\(id)").status == 200, "\(id) is lost") }
        #expect(try await settled(again, token: token, total: ids.count) >= ids.count)
        await again.stop()
        // Unfinished uploads left their copies behind; the next ingest or repair removes them.
        let repair = try await Program.run(["check", "--repair", "--toolbox", box.toolbox])
        #expect(repair.code == 0, "\(repair.output)")
        let (code, result) = try await box.check()
        #expect(code == 0, "\(result)")
        // Unacknowledged deposits may be there, too.
        let documents = result["documents"].int ?? 0
        #expect((ids.count...ids.count + 8).contains(documents))
        let found = try await Program.run(["search", "bericht", "--json", "--toolbox", box.toolbox])
        #expect(try found.json(whole: true)["total"].int == documents)
    }
}
