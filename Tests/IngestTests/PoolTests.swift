import DocumentModel
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Ingest

/// The pool with substitutes for its workers; the real ones are tested with the program.
@Suite struct PoolTests {
    /// An existing file, so that it can be opened for the worker.
    private static let anyFile: FilePath = "/dev/null"

    /// A pool whose workers are a shell script.
    private func pool(_ script: String, workers: Int = 1, wallSeconds: Int = 20) -> ExtractionPool {
        ExtractionPool(
            workers: workers,
            limits: ExtractionLimits(wallSeconds: wallSeconds),
            command: ("/bin/sh", ["-c", script])
        )
    }

    private func outcome(_ script: String, wallSeconds: Int = 20) async -> Result<ExtractedDocument, ExtractionFailure>
    {
        let pool = pool(script, wallSeconds: wallSeconds)
        let result = await pool.extract(Self.anyFile, name: "file")
        await pool.shutdown()
        return result
    }

    /// Shell words that print `payload` as a frame.
    private func frame(_ payload: [UInt8]) -> String {
        "printf '" + WorkerProtocol.frame(payload).map { "\\" + String($0, radix: 8) }.joined() + "'"
    }

    private var hello: String { frame(WorkerProtocol.hello) }
    /// Waits for the first bytes of a request.
    private let wait = "dd bs=1 count=9 of=/dev/null 2>/dev/null"

    private func reply(_ text: String, isLast: Bool = false) throws -> String {
        let section = Section(locator: .text(line: 1), text: text)
        let document = ExtractedDocument(format: .text, sections: [section])
        return frame(
            try WorkerReply(result: .success(.document(EncodedDocument(document.encoded()))), isLast: isLast).encoded()
        )
    }

    @Test func aWorkerServesOneFileAfterAnother() async throws {
        let pool = pool("\(hello); \(wait); \(try reply("one")); \(wait); \(try reply("two")); cat >/dev/null")
        #expect(try await pool.extract(Self.anyFile, name: "a").get().texts == ["one"])
        #expect(try await pool.extract(Self.anyFile, name: "b").get().texts == ["two"])
        await pool.shutdown()
        #expect(
            await pool.extract(Self.anyFile, name: "c")
                == .failure(.extractorBroken("the extraction pool was shut down"))
        )
    }

    @Test func aLastReplyBringsAFreshWorker() async throws {
        let pool = pool("\(hello); \(wait); \(try reply("$$", isLast: true))", workers: 1)
        #expect(try await pool.extract(Self.anyFile, name: "a").get().texts == ["$$"])
        #expect(try await pool.extract(Self.anyFile, name: "b").get().texts == ["$$"])
        await pool.shutdown()
    }

    @Test func failuresComeThrough() async throws {
        let failures: [ExtractionFailure] = [
            .encrypted("a"), .unsupported("b"), .broken("c"), .killedWorker("d"), .extractorBroken("e"),
        ]
        for failure in failures {
            let bytes = try WorkerReply(result: .failure(failure), isLast: false).encoded()
            #expect(await outcome("\(hello); \(frame(bytes)); cat >/dev/null") == .failure(failure))
        }
    }

    @Test func aProgramThatIsNotThere() async {
        let pool = ExtractionPool(workers: 1, limits: ExtractionLimits(), command: ("/nowhere/vetsearch", []))
        let result = await pool.extract(Self.anyFile, name: "a")
        await pool.shutdown()
        guard case .failure(.extractorBroken(let reason)) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.hasPrefix("the extraction worker cannot be started"))
    }

    @Test func aWorkerThatEndsBeforeItSaysHello() async {
        let result = await outcome("echo 'libpoppler.so: cannot open shared object file' >&2; exit 127")
        let reason =
            "the extraction worker did not start: the extraction worker failed (exit code 127): "
            + "libpoppler.so: cannot open shared object file"
        #expect(result == .failure(.extractorBroken(reason)))
    }

    @Test func aWorkerThatTalksNonsense() async {
        let result = await outcome("echo 'usage: something else entirely'; cat >/dev/null")
        #expect(result == .failure(.extractorBroken("the extraction worker did not start: it sent no valid frames")))
        let later = await outcome("\(hello); \(frame([9, 9, 9])); cat >/dev/null")
        let reason = "the extraction worker sent an invalid answer: there is no reply of kind 9"
        #expect(later == .failure(.extractorBroken(reason)))
    }

    @Test(arguments: [
        ("kill -SEGV $$", "the extraction worker crashed (signal 11)"),
        ("kill -XCPU $$", "out of CPU time after 60 s"),
        (
            "kill -KILL $$",
            "the extraction worker was killed by the system or another process, perhaps for lack of memory"
        ),
        ("echo 'terminate called: std::bad_alloc' >&2; kill -ABRT $$", "out of memory (the limit is 600 MB)"),
        ("echo oops >&2; exit 3", "the extraction worker failed (exit code 3): oops"),
    ])
    func deathsHaveReasons(end: String, reason: String) async {
        #expect(await outcome("\(hello); \(end)") == .failure(.killedWorker(reason)))
    }

    @Test func aWorkerThatHangs() async {
        #expect(
            await outcome("\(hello); exec sleep 60", wallSeconds: 1) == .failure(.killedWorker("out of time after 1 s"))
        )
        let silent = await outcome("exec sleep 60", wallSeconds: 1)
        let reason = "the extraction worker did not start: out of time after 1 s"
        #expect(silent == .failure(.extractorBroken(reason)))
    }

    @Test func aWorkerThatComputesForEver() async {
        let pool = ExtractionPool(
            workers: 1,
            limits: ExtractionLimits(cpuSeconds: 1, wallSeconds: 600),
            command: ("/bin/sh", ["-c", "\(hello); while :; do :; done"])
        )
        #expect(
            await pool.extract(Self.anyFile, name: "a") == .failure(.killedWorker("out of CPU time after 1 s"))
        )
        await pool.shutdown()
    }

    @Test func aFileThatCannotBeOpenedCostsNoWorker() async throws {
        let pool = pool("\(hello); \(wait); \(try reply("$$")); \(wait); cat >/dev/null")
        let missing = await pool.extract("/nowhere/at/all", name: "a")
        #expect(missing == .failure(.broken("the file cannot be read: No such file or directory")))
        #expect(try await pool.extract(Self.anyFile, name: "b").get().texts == ["$$"])
        await pool.shutdown()
    }

    @Test func theEnvironmentStaysHere() async throws {
        #expect(setenv("VETSEARCH_TEST_SECRET", "token", 1) == 0)
        let outcome = await outcome("echo \"$VETSEARCH_TEST_SECRET:$HOME:$LC_ALL\" >&2; exit 3")
        let reason =
            "the extraction worker did not start: the extraction worker failed (exit code 3): "
            + ":/nonexistent:C.UTF-8"
        #expect(outcome == .failure(.extractorBroken(reason)))
    }

    /// A shell script that never answers, and the file that it creates once it has begun.
    private func hanging() -> (script: String, mark: String) {
        let mark = NSTemporaryDirectory() + "vetsearch-worker-\(UUID().uuidString)"
        return ("\(hello); touch '\(mark)'; exec sleep 7200", mark)
    }

    private func begun(_ mark: String) async throws {
        try await TestSupport.wait(for: "a worker") { FileManager.default.fileExists(atPath: mark) }
        try FileManager.default.removeItem(atPath: mark)
    }

    @Test(.timeLimit(.minutes(10))) func cancellationKillsTheWorker() async throws {
        let (script, mark) = hanging()
        let pool = pool(script)
        let task = Task { await pool.extract(Self.anyFile, name: "a") }
        let waiting = Task { await pool.extract(Self.anyFile, name: "b") }
        try await begun(mark)
        task.cancel()
        waiting.cancel()
        #expect(await task.value == .failure(.killedWorker("the extraction was cancelled")))
        #expect(await waiting.value == .failure(.killedWorker("the extraction was cancelled")))
        await pool.shutdown()
    }

    @Test(.timeLimit(.minutes(10))) func shuttingDownWaitsForNoFileLongerThanItMay() async throws {
        let (script, mark) = hanging()
        let pool = pool(script)
        let running = Task { await pool.extract(Self.anyFile, name: "a") }
        let waiting = Task { await pool.extract(Self.anyFile, name: "b") }
        try await begun(mark)
        await pool.shutdown(within: .milliseconds(100))
        // The second may have come too late to be taken at all.
        for result in [await running.value, await waiting.value] {
            guard case .failure = result else {
                Issue.record("\(result)")
                continue
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func filesAreGivenUpFromAnywhere() async throws {
        let (script, mark) = hanging()
        let pool = pool(script)
        let files = ["a", "b", "c"].map { name in Task { await pool.extract(Self.anyFile, name: name) } }
        try await begun(mark)
        let giving = Task {
            while !Task.isCancelled {
                pool.giveUp()
                await Task.yield()
            }
        }
        for file in files { #expect(await file.value == .failure(.killedWorker("the extraction was cancelled"))) }
        giving.cancel()
        await pool.shutdown()
        try? FileManager.default.removeItem(atPath: mark)  // of a worker that came after the first
    }

    @Test func manyFilesOnAFewWorkers() async throws {
        let pool = pool("\(hello); \(wait); \(try reply("x", isLast: true))", workers: 3)
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask { (try? await pool.extract(Self.anyFile, name: "x").get().texts) == ["x"] }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await pool.shutdown()
        #expect(results.count == 40 && results.allSatisfy { $0 })
    }
}
