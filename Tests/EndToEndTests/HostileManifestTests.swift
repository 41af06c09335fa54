import Foundation
import Testing

/// Manifests that would use gigabytes if they were trusted. The program runs with a gigabyte of memory.
@Suite struct HostileManifestTests {
    /// The limit of private writable memory: without mapped files.
    private static let memory = 1 << 30

    private func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.launch("prlimit", ["--data=\(Self.memory)", Program.path] + arguments)
    }

    private func repeated(_ text: String, bytes: Int) -> Data {
        var data = Data(text.utf8)
        let whole = (bytes + data.count - 1) / data.count * data.count
        while data.count < whole { data.append(data.prefix(whole - data.count)) }
        return data
    }

    private func table(_ start: String, _ rest: String, megabytes: Int) -> Data {
        Data(start.utf8) + repeated(rest, bytes: megabytes << 20)
    }

    @Test("Each is reported, none uses up the memory, and the documents beside them are ingested")
    func ingested() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        let manifests: [(name: String, data: Data)] = [
            ("large/metadata.csv", table("file,title\na.txt,\"open\n", "b.txt,x\n", megabytes: 40)),
            ("unclosed/metadata.csv", table("file,title\na.txt,\"open\n", "b.txt,x\n", megabytes: 15)),
            ("unclosed-rows/metadata.csv", table("file,title\n", "a.txt,\"\"\"x\n", megabytes: 15)),
            ("commas/metadata.csv", table("file,title\n", ",", megabytes: 15)),
            ("rows/metadata.csv", table("file,title\n", "a\n", megabytes: 15)),
            ("cell/metadata.csv", table("file,title\na.txt,", "a", megabytes: 15)),
            ("quotes/metadata.csv", table("file,title\na.txt,", "\"\"", megabytes: 15)),
            ("title/vetsearch.yaml", table("title: ", "a", megabytes: 40)),
            ("nested/vetsearch.yaml", Data("title: ".utf8) + repeated("[", bytes: 1_000_000)),
            ("list/vetsearch.yaml", Data("keywords: [a".utf8) + repeated(",a", bytes: 1_000_000)),
        ]
        for (name, data) in manifests {
            try sandbox.write(data, to: name)
            try sandbox.write("Text in \(name).", to: (name as NSString).deletingLastPathComponent + "/a.txt")
        }
        let ingested = Ingested(
            try await run(["ingest", sandbox.folder, "--toolbox", sandbox.toolbox, "--json", "--jobs", "1"])
        )
        #expect(ingested.code == 1, "\(ingested.errors)")
        #expect(ingested.files.count == manifests.count + 1)
        for file in ingested.files { #expect(file["status"].string == "indexed", "\(file)") }
        for (name, _) in manifests { #expect(ingested.errors.contains("folder/\(name)"), "\(name)") }
    }

    @Test("The same for imports")
    func imported() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        let id = try #require(try await sandbox.ingest().file("good.txt")["id"].string)
        let start = "id,title\n\(id),"
        let objects = "{\"id\":\"\(id)\",\"keywords\":["
        let files: [(name: String, data: Data)] = [
            ("large.csv", table(start, "a", megabytes: 65)),
            ("unclosed.csv", table(start + "\"", "a,b\n", megabytes: 60)),
            ("rows.csv", table("id,title\n", "a,b\n", megabytes: 60)),
            ("line.jsonl", table(objects, "0,", megabytes: 60)),
            ("lines.jsonl", repeated(objects + String(repeating: "0,", count: 10_000) + "0]}\n", bytes: 60 << 20)),
        ]
        for (name, data) in files {
            let path = sandbox.path + "/" + name
            try data.write(to: URL(fileURLWithPath: path))
            let outcome = try await run(["import", path, "--toolbox", sandbox.toolbox, "--dry-run"])
            #expect(outcome.code == 1, "\(name): \(outcome.code) \(outcome.errors.suffix(500))")
            #expect(outcome.errors.contains("skipped") || outcome.errors.contains("larger than 64 MiB"), "\(name)")
            try FileManager.default.removeItem(atPath: path)
        }
    }
}
