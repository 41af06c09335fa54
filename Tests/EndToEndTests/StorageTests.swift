import Foundation
import TestSupport
import Testing

/// Messages for a disk that is full, read-only or damaged.
@Suite struct StorageTests {
    /// Incompressible text, in words that are short enough for one.
    private static func noise(_ bytes: Int) -> Data {
        var random = SplitMix64(7)
        var data = Data(capacity: bytes)
        while data.count < bytes { data.append(contentsOf: withUnsafeBytes(of: random.next()) { Array($0) }) }
        let letters = data.base64EncodedString().utf8.prefix(bytes)
        return Data(letters.enumerated().map { $0.offset % 60 == 59 ? 0x20 : $0.element })
    }

    @Test(
        "On a full disk, a deposit is refused with the reason, nothing of it is stored, and searches continue",
        .enabled(if: PrivateMounts.isPossible, "\(PrivateMounts.obstacle ?? "")")
    )
    func fullDisk() async throws {
        let sandbox = try await DamageTests.whole()
        let token = try await Depositor.token("curator", in: sandbox.toolbox)
        let disk = try PrivateMounts.small(12, holding: sandbox.toolbox, in: sandbox)
        let server = try await Server(toolbox: disk.folder, in: disk)
        let depositor = Depositor(server: server, token: token)
        for _ in 0..<3 {
            let answer = try await depositor.upload(Self.noise(16 << 20), as: "large.txt")
            #expect(answer.status == 507, "\(answer.text)")
            #expect(try answer.json()["code"].string == "disk-full")
        }
        // Some are accepted, then the disk is full; those acknowledged are there.
        var kept: [String] = []
        for number in 0..<30 {
            let answer = try await depositor.upload(Self.noise(900_000) + Data("\n\(number)".utf8), as: "\(number).txt")
            if answer.status == 201 {
                kept.append(try #require(try answer.json()["id"].string))
            } else {
                #expect(answer.status == 507, "\(answer.text)")
            }
        }
        #expect(kept.count < 30, "the disk was never full: so the test proves nothing")
        for id in kept {
            #expect(try await server.request("/v1/documents/\(id)/file").status == 200)
        }
        #expect(try await server.search([("q", "gouge")])["total"].int == 1)
        let ready = try await server.request("/readyz")
        #expect(ready.status == 200 && ready.text.contains("nearly full"), "\(ready.text)")
        await server.stop()
    }

    @Test(
        "An ingest on a full disk reports it and leaves the toolbox consistent",
        .enabled(if: PrivateMounts.isPossible, "\(PrivateMounts.obstacle ?? "")")
    )
    func ingestIntoFullDisk() async throws {
        let sandbox = try await DamageTests.whole()
        try sandbox.write(Self.noise(16 << 20), to: "large.txt")
        let disk = try PrivateMounts.small(12, holding: sandbox.toolbox, in: sandbox)
        let script = """
            '\(Program.path)' ingest '\(sandbox.folder)' --toolbox "$0"; echo "code $?"
            '\(Program.path)' check --toolbox "$0"
            """
        let words = PrivateMounts(script: disk.script, folder: disk.folder).wrapping(["sh", "-c", script, disk.folder])
        let outcome = try await Program.launch(words[0], Array(words.dropFirst()))
        #expect(outcome.output.contains("code 1"), "\(outcome.output)")
        #expect(outcome.errors.contains("is full"), "\(outcome.errors)")
        #expect(outcome.output.contains("2 documents, 2 originals: no problems"), "\(outcome.output)")
        #expect(outcome.code == 0)
    }

    @Test(
        "A read-only toolbox can be searched and served, and changes are refused with the reason",
        .enabled(if: PrivateMounts.isPossible, "\(PrivateMounts.obstacle ?? "")")
    )
    func readOnly() async throws {
        let sandbox = try await DamageTests.whole()
        let token = try await Depositor.token("curator", in: sandbox.toolbox)
        let disk = try PrivateMounts.readOnly(sandbox.toolbox, in: sandbox)
        let found = try await disk.run(["search", "gouge", "--toolbox", disk.folder])
        #expect(found.code == 0 && found.lines.first == "1 document", "\(found.errors)")
        #expect(try await disk.run(["check", "--toolbox", disk.folder]).code == 0)
        #expect(try await disk.run(["status", "--toolbox", disk.folder]).code == 0)
        for arguments in [
            ["ingest", sandbox.folder], ["add", sandbox.folder + "/gouge.txt"], ["reindex"],
            ["token", "create", "--role", "curator", "--name", "x"],
        ] {
            let outcome = try await disk.run(arguments + ["--toolbox", disk.folder])
            #expect(outcome.code == 1 && outcome.errors.contains("read-only"), "\(arguments): \(outcome.errors)")
        }
        let server = try await Server(toolbox: disk.folder, in: disk)
        #expect(try await server.search([("q", "gouge")])["total"].int == 1)
        let id = try #require(try await server.search([("q", "scorp")])["hits"][0]["id"].string)
        #expect(try await server.request("/v1/documents/\(id)/file").text == "A scorp hollows bowls.")
        let ready = try await server.request("/readyz")
        #expect(ready.status == 200 && ready.text.contains("read-only"), "\(ready.text)")
        let refused = try await Depositor(server: server, token: token).upload(Data("new".utf8), as: "new.txt")
        #expect(refused.status == 503, "\(refused.text)")
        #expect(try refused.json()["code"].string == "read-only")
        await server.stop()
    }

    @Test("A damaged original is never served, a missing one is not an unknown address; both are named")
    func originals() async throws {
        let sandbox = try await DamageTests.whole()
        let server = try await Server(toolbox: sandbox.toolbox)
        let ids = try await server.search([("q", "hollows")])["hits"].array.compactMap { $0["id"].string }
        #expect(ids.count == 2)
        // One has been served before, and is damaged after that.
        #expect(try await server.request("/v1/documents/\(ids[0])/file").status == 200)
        let files = try DamageTests.originals(sandbox)
        for file in files {
            var bytes = try Data(contentsOf: URL(filePath: file))
            bytes[3] ^= 1
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let handle = try #require(FileHandle(forWritingAtPath: file))
            try handle.write(contentsOf: bytes)
            try handle.close()
        }
        for id in ids {
            let answer = try await server.request("/v1/documents/\(id)/file")
            #expect(answer.status == 500, "\(answer.text)")
            #expect(try answer.json()["code"].string == "original-damaged")
        }
        for file in files { try FileManager.default.removeItem(atPath: file) }
        for id in ids {
            let answer = try await server.request("/v1/documents/\(id)/file")
            #expect(answer.status == 500, "\(answer.text)")
            #expect(try answer.json()["code"].string == "original-missing")
            #expect(!answer.text.contains("nothing at"))
        }
        #expect(try await server.request("/v1/documents/unknown/file").status == 404)
        await server.stop()
    }
}
