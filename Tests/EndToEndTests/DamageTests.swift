import Foundation
import Testing

/// `check` detects damage, and the commands that it suggests repair what can be repaired.
@Suite struct DamageTests {
    @Test("Leftovers of a killed ingest among the originals are reported, and moved to the trash by the next ingest")
    func strayOriginal() async throws {
        let sandbox = try await Self.whole()
        let original = try #require(try Self.originals(sandbox).first)
        let stray = String(repeating: "ab", count: 32)
        let folder = sandbox.toolbox + "/originals/ab"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: original, toPath: "\(folder)/\(stray)")
        let check = try await sandbox.check()
        #expect(check.code == 1)
        #expect("\(check.result["problems"])".contains(stray))
        #expect(try await sandbox.ingest().summed == ["unchanged": 2])
        #expect(try await sandbox.check().code == 0)
        let trash = try FileManager.default.subpathsOfDirectory(atPath: sandbox.toolbox + "/trash")
        #expect(trash.contains { $0.hasSuffix(stray) }, "\(trash)")
    }

    @Test("Damaged and missing originals are named")
    func lostOriginals() async throws {
        let sandbox = try await Self.whole()
        let originals = try Self.originals(sandbox)
        #expect(originals.count == 2)
        try FileManager.default.removeItem(atPath: originals[0])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: originals[1])
        try Data("something else".utf8).write(to: URL(fileURLWithPath: originals[1]))
        let check = try await sandbox.check()
        #expect(check.code == 1)
        let problems = check.result["problems"].array.compactMap(\.string)
        for (original, word) in zip(originals, ["missing", "damaged"]) {
            let hash = (original as NSString).lastPathComponent
            #expect(
                problems.contains { $0.contains(hash) && $0.contains(word) && $0.contains(".txt'") },
                "the file is named: \(problems)"
            )
        }
    }

    @Test("A lost index is reported, and 'reindex' builds an equal one")
    func lostIndex() async throws {
        let sandbox = try await Self.whole()
        let before = try await sandbox.check()
        #expect(before.code == 0)
        try FileManager.default.removeItem(atPath: sandbox.toolbox + "/index")
        let lost = try await sandbox.check()
        #expect(lost.code == 1 && !lost.result["problems"].array.isEmpty)
        let search = try await Program.run(["search", "gouge", "--toolbox", sandbox.toolbox])
        #expect(search.code == 1 && search.errors.contains("vetsearch reindex"), "\(search.errors)")
        #expect(try await Program.run(["reindex", "--toolbox", sandbox.toolbox]).code == 0)
        #expect(try await sandbox.check().result == before.result)
        let found = try await Program.run(["search", "gouge", "--toolbox", sandbox.toolbox])
        #expect(found.lines.first == "1 document")
    }

    @Test(
        "--repair restores originals from a backup and from their folders, sweeps unreferenced ones, and rebuilds the index"
    )
    func repair() async throws {
        let sandbox = try await Self.whole()
        let before = try await sandbox.check().result
        let backup = sandbox.path + "/backup"
        #expect(try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox]).code == 0)
        let originals = try Self.originals(sandbox)
        // One is still in its folder, the other one only in the backup.
        try FileManager.default.removeItem(atPath: originals[0])
        try Data("something else".utf8).write(to: URL(fileURLWithPath: originals[1]))
        try FileManager.default.removeItem(atPath: sandbox.folder + "/gouge.txt")
        let folder = sandbox.toolbox + "/originals/ab"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("stray".utf8).write(to: URL(filePath: folder + "/" + String(repeating: "ab", count: 32)))
        try FileManager.default.removeItem(atPath: sandbox.toolbox + "/index/termlist.glass")

        let alone = try await Program.run(["check", "--repair", "--toolbox", sandbox.toolbox])
        #expect(alone.code == 1, "one original is only in the backup: \(alone.output)")
        #expect(alone.errors.contains("was restored from \(sandbox.folder)/scorp.txt"), "\(alone.errors)")
        #expect(alone.errors.contains("1 original that belonged to no document moved to the trash"))
        #expect(alone.errors.contains("the index was rebuilt from 2 documents"))
        let whole = try await Program.run(["check", "--repair", "--from", backup, "--toolbox", sandbox.toolbox])
        #expect(whole.code == 0, "\(whole.output)")
        #expect(whole.errors.contains("was restored from \(backup)/originals/"))
        #expect(try await sandbox.check().result == before)
        let again = try await Program.run(["check", "--repair", "--toolbox", sandbox.toolbox])
        #expect(again.code == 0 && again.errors == "", "nothing to mend, nothing told")
        let wrong = try await Program.run(["check", "--from", backup, "--toolbox", sandbox.toolbox])
        #expect(wrong.code == 64 && wrong.errors.contains("--from needs --repair"))
    }

    static func whole() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("A gouge hollows spoons.", to: "gouge.txt")
        try sandbox.write("A scorp hollows bowls.", to: "scorp.txt")
        #expect(try await sandbox.ingest().summed == ["indexed": 2])
        return sandbox
    }

    static func originals(_ sandbox: Sandbox) throws -> [String] {
        let folder = sandbox.toolbox + "/originals"
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            .filter { ($0 as NSString).lastPathComponent.count == 64 }.map { "\(folder)/\($0)" }
    }
}
