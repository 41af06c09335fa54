import Foundation
import TestSupport
import Testing

/// The child process that writes the index dies: the document that caused it is skipped and named, all others are found.
@Suite("A document that crashes the index process", .serialized)
struct IndexWorkerTests {
    /// Too little memory for the text below, but enough for others.
    private static let little = ["VETSEARCH_INDEX_MEMORY": "150"]

    /// Random Chinese characters: hardly two pairs of them are equal.
    private static func han(_ count: Int) -> String {
        var random = SplitMix64(7)
        var text = String.UnicodeScalarView()
        for number in 0..<count {
            text.append(Unicode.Scalar(UInt32.random(in: 0x4E00..<0x9FA5, using: &random))!)
            if number % 50 == 49 { text.append("\n") }
        }
        return String(text)
    }

    private static func found(_ word: String, _ box: Sandbox) async throws -> Int? {
        try await Program.run(["search", word, "--json", "--toolbox", box.toolbox]).json(whole: true)["total"].int
    }

    @Test(
        "A document that takes too much memory: an ingest continues without it, names it, and indexes it after a change"
    )
    func memory() async throws {
        let box = try Sandbox()
        try box.write("A sunrise over the workshop.", to: "a.txt")
        try box.write(Self.han(600_000), to: "b.txt")
        try box.write("A moonrise over the workshop.", to: "c.txt")
        let ingested = Ingested(
            try await Program.run(["ingest", box.folder, "--toolbox", box.toolbox, "--json"], environment: Self.little)
        )
        #expect(ingested.code == 1)
        #expect(ingested.status("a.txt") == "indexed" && ingested.status("c.txt") == "indexed")
        #expect(ingested.status("b.txt") == "failed")
        let reason = ingested.file("b.txt")["reason"].string ?? ""
        #expect(reason.contains("not indexed"), "\(reason)")
        #expect(reason.contains("memory (the limit is 150 MB)"), "\(reason)")
        #expect(try await Self.found("sunrise", box) == 1)
        #expect(try await Self.found("moonrise", box) == 1)

        let id = ingested.file("b.txt")["id"].string ?? ""
        let (code, result) = try await box.check()
        #expect(code == 1 && result["problems"].array.count == 1, "\(result)")
        for command in [["check"], ["status"], ["report"], ["status", "--json"], ["report", "--json"]] {
            let result = try await Program.run(command + ["--toolbox", box.toolbox])
            #expect(
                result.output.contains("memory (the limit is 150 MB)") && result.output.contains(id),
                "\(command): \(result.output)"
            )
        }
        let shown = try await Program.run(["show", id, "--toolbox", box.toolbox])
        #expect(shown.output.contains("memory (the limit is 150 MB)"), "\(shown.output) \(shown.errors)")
        // It is not tried again while nothing has changed, but named all the same.
        let again = try await box.ingest()
        #expect(again.code == 1 && again.status("b.txt") == "failed" && again.status("a.txt") == "unchanged")
        // A rebuild survives it, too; so does a restore.
        let rebuilt = try await Program.run(["reindex", "--toolbox", box.toolbox], environment: Self.little)
        #expect(rebuilt.code == 0, "\(rebuilt.errors)")
        let backup = box.path + "/backup"
        #expect(try await Program.run(["backup", backup, "--toolbox", box.toolbox]).code == 0)
        let restored = try await Program.run(
            ["restore", backup, "--toolbox", box.path + "/restored"],
            environment: Self.little
        )
        #expect(restored.code == 0, "\(restored.errors)")
        #expect(try await Self.found("moonrise", box) == 1)

        // With more memory, a repair indexes it.
        let repaired = try await Program.run(["check", "--repair", "--toolbox", box.toolbox])
        #expect(repaired.code == 0, "\(repaired.output) \(repaired.errors)")
        #expect(try await box.check().code == 0)
    }

    @Test("A document with new content is indexed again")
    func replaced() async throws {
        let box = try Sandbox()
        try box.write(Self.han(600_000), to: "a.txt")
        try box.write("A moonrise over the workshop.", to: "b.txt")
        let command = ["ingest", box.folder, "--toolbox", box.toolbox, "--json"]
        #expect(Ingested(try await Program.run(command, environment: Self.little)).status("a.txt") == "failed")
        try box.write("A sunrise over the workshop.", to: "a.txt")
        let again = Ingested(try await Program.run(command, environment: Self.little))
        #expect(again.code == 0 && again.status("a.txt") == "updated", "\(again.files)")
        #expect(try await Self.found("sunrise", box) == 1)
        #expect(try await box.check().code == 0)
    }

    // MARK: Killed

    /// The index processes below a process.
    private static func workers(of parent: pid_t) -> [pid_t] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { pid_t($0) }.filter { process in
            guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = status.lastIndex(of: ")")
            else { return false }
            let fields = status[end...].split(separator: " ")
            let command = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
            return fields.count > 2 && fields[2] == "\(parent)" && fields[1] != "Z" && command.contains("index-worker")
        }
    }

    /// Kills the index process this many times while it is working on a large document.
    private static func kill(_ times: Int, below parent: pid_t, _ box: Sandbox) async throws {
        var killed: Set<pid_t> = []
        let deadline = ContinuousClock.now + .seconds(120)
        while killed.count < times, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
            let mark = (try? String(contentsOfFile: box.toolbox + "/index/vetsearch.trying", encoding: .utf8)) ?? ""
            let words = mark.split(separator: " ")
            guard words.count >= 4, words[2] == "\(killed.count)" else { continue }
            for worker in workers(of: parent) where killed.insert(worker).inserted { Glibc.kill(worker, SIGKILL) }
        }
        #expect(killed.count == times)
    }

    @Test("An ingest whose index process is killed twice at a document continues without it; killed once, with it")
    func killedInIngest() async throws {
        for times in [1, 2] {
            let box = try Sandbox()
            try box.write(Self.han(400_000), to: "a.txt")
            try box.write("A moonrise over the workshop.", to: "b.txt")
            let outcome = try await Program.run(["ingest", box.folder, "--toolbox", box.toolbox, "--json"]) { process in
                try await Self.kill(times, below: process, box)
            }
            let ingested = Ingested(outcome)
            #expect(ingested.status("a.txt") == (times == 1 ? "indexed" : "failed"), "\(times): \(outcome.output)")
            #expect(ingested.status("b.txt") == "indexed")
            #expect(try await Self.found("moonrise", box) == 1)
            #expect(try await box.check().code == (times == 1 ? 0 : 1))
        }
    }

    @Test("A server whose index process is killed at a deposit finds the others, and the deposit after it has changed")
    func killedInServer() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let depositor = Depositor(server: server, token: token)
        let killing = Task { try await Self.kill(2, below: server.processID, box) }
        let large = try await depositor.upload(Data(Self.han(400_000).utf8), as: "large.txt")
        #expect(large.status == 201)
        let id = try #require(try large.json()["id"].string)
        let small = try await depositor.upload(Data("A moonrise over the workshop.".utf8), as: "small.txt")
        #expect(small.status == 201)
        try await killing.value
        #expect(try await Self.settled("moonrise", server))
        #expect(try await server.request("/readyz").status == 200)
        let status = try await Program.run(["status", "--toolbox", box.toolbox])
        #expect(status.output.contains(id) && status.output.contains("killed"), "\(status.output)")
        let changed = try await depositor.send(
            "PATCH",
            "/v1/documents/\(id)",
            #"{"title": "A starry night"}"#,
            headers: ["If-Match": "*"]
        )
        #expect(changed.status == 200, "\(changed.text)")
        #expect(try await Self.settled("starry", server))
        await server.stop()
        #expect(try await box.check().code == 0)
    }

    private static func settled(_ word: String, _ server: Server) async throws -> Bool {
        for _ in 0..<600 {
            if try await server.search([("q", word)])["total"].int == 1 { return true }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    @Test("A text over a limit is indexed partly; the ingest and the document's page say so")
    func partial() async throws {
        let box = try Sandbox()
        let word = String(repeating: "abcdefgh", count: 11) + "abcdefg "
        try box.write(String(repeating: word, count: (33 << 20) / word.utf8.count), to: "many.txt")
        let ingested = try await box.ingest()
        #expect(ingested.code == 0 && ingested.status("many.txt") == "indexed")
        let reason = ingested.file("many.txt")["reason"].string ?? ""
        #expect(reason.contains("indexed only in part: its first 32.0 of 33.0 MB are searched"), "\(reason)")
        let id = ingested.file("many.txt")["id"].string ?? ""
        let shown = try await Program.run(["show", id, "--toolbox", box.toolbox])
        #expect(shown.output.contains("indexed only in part"), "\(shown.output.prefix(2000))")
        let (code, result) = try await box.check()
        #expect(code == 0 && result["notices"].array.count == 1, "\(result)")
    }
}
