import Foundation
import Glibc
import TestSupport
import Testing

/// Ingests that are killed, stopped, or run concurrently.
@Suite struct CrashTests {
    /// Repeats a run: `VETSEARCH_SEED=… swift test`.
    static let seed =
        ProcessInfo.processInfo.environment["VETSEARCH_SEED"].flatMap(UInt64.init) ?? .random(in: 1...99_999)

    @Test(
        "After being killed at any moment, an ingest that is run again gives the result of an undisturbed one",
        arguments: [1, 2]
    )
    func killed(_ round: UInt64) async throws {
        let reference = try await Self.undisturbed.value
        let sandbox = try Sandbox()
        var random = SplitMix64(Self.seed &* 31 &+ round)
        print("kills of round \(round) are drawn with VETSEARCH_SEED=\(Self.seed)")
        var hits = 0
        for target in [
            Int.random(in: 1...20, using: &random), .random(in: 21...60, using: &random),
            .random(in: 61...90, using: &random),
        ] {
            let delay = Duration.seconds(Double.random(in: 0...0.3, using: &random))
            let outcome = try await ingest(reference.folder, sandbox) { group in
                try await Self.wait(for: target, originalsIn: sandbox, while: group)
                try await Task.sleep(for: delay)
                kill(-group, SIGKILL)
            }
            #expect(outcome.code == -SIGKILL || outcome.code == 1, "\(outcome.errors)")
            if outcome.code == -SIGKILL, Self.originals(in: sandbox) < reference.originals { hits += 1 }
        }
        #expect(hits > 0, "no kill fell into the work: the test proves nothing; VETSEARCH_SEED=\(Self.seed)")
        let last = Ingested(try await ingest(reference.folder, sandbox))
        #expect(last.code == 1, "the fixtures hold a broken file: \(last.errors)")
        #expect(last.files.count == reference.files)
        let check = try await sandbox.check()
        #expect(check.code == 0, "\(check.result["problems"]) with VETSEARCH_SEED=\(Self.seed)")
        #expect(check.result["digest"] == reference.digest, "VETSEARCH_SEED=\(Self.seed)")
        let third = Ingested(try await ingest(reference.folder, sandbox))
        #expect(Set(third.summed.keys).isSubset(of: ["unchanged", "encrypted", "failed"]), "\(third.summed)")
    }

    @Test("Ctrl-C stops cleanly with exit code 130, keeps what is done, and marks no file as failed")
    func interrupted() async throws {
        let reference = try await Self.undisturbed.value
        let sandbox = try Sandbox()
        let outcome = try await ingest(reference.folder, sandbox) { group in
            try await Self.wait(for: 40, originalsIn: sandbox, while: group)
            kill(-group, SIGINT)  // a terminal sends it to the whole group, workers and all
        }
        #expect(outcome.code == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("the next ingest continues from here"))
        let stopped = Ingested(outcome)
        #expect(!stopped.files.isEmpty && stopped.files.count < reference.files, "\(stopped.files.count) files")
        #expect(stopped.counts == stopped.summed)
        let broken = stopped.files.filter { $0["status"].string == "failed" }.compactMap { $0["path"].string }
        #expect(broken.allSatisfy { $0.hasSuffix("truncated-report.pdf") }, "\(broken)")
        let half = try await sandbox.check()
        #expect(half.code == 0, "\(half.result["problems"])")
        #expect(half.result["documents"].int == Set(stopped.files.compactMap { $0["id"].string }).count)
        _ = try await ingest(reference.folder, sandbox)
        #expect(try await sandbox.check().result["digest"] == reference.digest)
    }

    @Test("Two ingests into one toolbox at once both succeed")
    func together() async throws {
        let reference = try await Self.undisturbed.value
        let sandbox = try Sandbox()
        async let one = ingest(reference.folder + "/0", sandbox)
        async let two = ingest(reference.folder + "/1", sandbox)
        for ingested in [Ingested(try await one), Ingested(try await two)] {
            #expect(ingested.code == 1, "\(ingested.errors)")
            #expect(ingested.summed["failed"] == 1, "\(ingested.errors)")
            #expect(ingested.counts == ingested.summed)
        }
        let check = try await sandbox.check()
        #expect(check.code == 0, "\(check.result["problems"])")
        // Files that are in both are one document.
        let again = Ingested(try await ingest(reference.folder + "/0", sandbox))
        #expect(again.summed.keys.sorted() == ["encrypted", "failed", "unchanged"], "\(again.summed)")
    }

    @Test("Ingests that start at once without a toolbox create one together")
    func begunTogether() async throws {
        for _ in 1...4 {
            let sandbox = try Sandbox()
            for name in ["a", "b", "c", "d"] {
                try sandbox.write("Document \(name) speaks.", to: "\(name)/\(name).txt")
            }
            let folder = sandbox.folder
            let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                for name in ["a", "b", "c", "d"] { group.addTask { try await ingest("\(folder)/\(name)", sandbox) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for outcome in outcomes { #expect(outcome.code == 0, "\(outcome.errors)") }
            let check = try await sandbox.check()
            #expect(check.code == 0 && check.result["documents"].int == 4, "\(check.result)")
        }
    }

    @Test("A server answers all the time, and finds new documents without a restart")
    func served() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("A quern grinds oats.", to: "first.txt")
        #expect(try await sandbox.ingest().code == 0)
        let server = try await Server(toolbox: sandbox.toolbox)
        #expect(try await server.search([("q", "quern")])["total"].int == 1)
        let reference = try await Self.undisturbed.value
        let ingesting = Task { try await ingest(reference.folder + "/0", sandbox) }
        let finished = Flag()
        Task {
            _ = await ingesting.result
            finished.raise()
        }
        var answers = 0
        while !finished.isRaised {
            #expect(try await server.search([("q", "quern")])["hits"][0]["source"].string == "first.txt")
            answers += 1
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(answers > 3)
        #expect(try await ingesting.value.code == 1)
        try sandbox.write("A niddy-noddy holds yarn.", to: "second.txt")
        #expect(try await sandbox.ingest().code == 0)
        let stopped = ContinuousClock.now
        // Alone it takes a fraction of a second, but other tests run browsers at the same time.
        while try await server.search([("q", "niddy")])["total"].int == 0, ContinuousClock.now - stopped < .seconds(20)
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await server.search([("q", "niddy")])["total"].int == 1)
        #expect(try await server.search([("q", "formazione")])["total"].int ?? 0 > 0)
        await server.stop()
    }

    // MARK: Tools

    private func ingest(
        _ folder: String,
        _ sandbox: Sandbox,
        meanwhile: @Sendable (pid_t) async throws -> Void = { _ in }
    ) async throws -> Program.Outcome {
        try await Program.run(["ingest", folder, "--toolbox", sandbox.toolbox, "--json"], meanwhile: meanwhile)
    }

    /// The number of originals in a toolbox.
    private static func originals(in sandbox: Sandbox) -> Int {
        let paths = try? FileManager.default.subpathsOfDirectory(atPath: sandbox.toolbox + "/originals")
        return (paths ?? []).count { ($0 as NSString).lastPathComponent.count == 64 }
    }

    /// Waits until an ingest has stored so many originals, or has ended.
    private static func wait(for count: Int, originalsIn sandbox: Sandbox, while process: pid_t) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while originals(in: sandbox) < count, Glibc.kill(process, 0) == 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private struct Reference: Sendable {
        let sandbox: Sandbox
        let folder: String
        let files: Int
        let originals: Int
        let digest: JSON
    }

    /// The fixtures twice, and the result of an undisturbed ingest of them.
    private static let undisturbed = Task {
        let sandbox = try Sandbox()
        for copy in 0..<2 { try multiply(into: "\(sandbox.folder)/\(copy)", copy) }
        let ingested = try await sandbox.ingest()
        let check = try await sandbox.check()
        #expect(ingested.code == 1)
        #expect(check.code == 0, "\(check.result["problems"])")
        return Reference(
            sandbox: sandbox,
            folder: sandbox.folder,
            files: ingested.files.count,
            originals: originals(in: sandbox),
            digest: check.result["digest"]
        )
    }

    /// Copies the fixtures; PDFs and texts get an additional line, the others are unchanged and become duplicates.
    private static func multiply(into folder: String, _ copy: Int) throws {
        try FileManager.default.createDirectory(
            atPath: (folder as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(atPath: Program.fixtures, toPath: folder)
        for name in try IngestTests.documents(in: folder) {
            guard let line = ["pdf": "\n%% \(copy)\n", "md": "\n\ncopy \(copy)\n"][(name as NSString).pathExtension],
                let file = FileHandle(forWritingAtPath: "\(folder)/\(name)")
            else { continue }
            try file.seekToEnd()
            try file.write(contentsOf: Data(line.utf8))
            try file.close()
        }
    }
}
