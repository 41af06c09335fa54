import Foundation
import Testing

/// A toolbox whose catalogue is missing, empty, damaged or another's: no command changes anything because of it.
@Suite struct LostCatalogueTests {
    private enum Loss: String, CaseIterable { case emptied, missing, foreign, damaged }

    @Test(
        "No command touches the originals, each names 'restore', which restores everything",
        arguments: Loss.allCases
    )
    private func lost(_ loss: Loss) async throws {
        let sandbox = try await DamageTests.whole()
        let before = try await sandbox.check().result
        let backup = sandbox.path + "/backup"
        #expect(try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox]).code == 0)
        let catalogue = sandbox.toolbox + "/catalogue.sqlite"
        let originals = try DamageTests.originals(sandbox)
        switch loss {
        case .emptied: try Data().write(to: URL(filePath: catalogue))
        case .missing: try FileManager.default.removeItem(atPath: catalogue)
        case .foreign:
            let other = try await DamageTests.whole()
            try FileManager.default.removeItem(atPath: catalogue)
            try FileManager.default.copyItem(atPath: other.toolbox + "/catalogue.sqlite", toPath: catalogue)
        case .damaged:
            // With its log, SQLite would repair the first page.
            try? FileManager.default.removeItem(atPath: catalogue + "-wal")
            let handle = try #require(FileHandle(forWritingAtPath: catalogue))
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 4096))
            try handle.close()
        }
        for command in [
            ["serve", "--port", "0"], ["ingest", sandbox.folder], ["check"], ["check", "--repair"], ["reindex"],
            ["search", "gouge"], ["status"], ["add", sandbox.folder + "/gouge.txt"],
            ["backup", sandbox.path + "/other"],
        ] {
            let outcome = try await Program.run(command + ["--toolbox", sandbox.toolbox])
            #expect(outcome.code == 1, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("vetsearch restore"), "\(command): \(outcome.errors)")
            #expect(try DamageTests.originals(sandbox) == originals)
        }
        let restored = sandbox.path + "/restored"
        #expect(try await Program.run(["restore", backup, "--toolbox", restored]).code == 0)
        let check = try await Program.run(["check", "--toolbox", restored, "--json"])
        #expect(check.code == 0)
        #expect(try JSON(Data(check.output.utf8)) == before)
    }

    @Test("A backup of another toolbox is not replaced, nor is one with content by an empty one")
    func backups() async throws {
        let (first, second) = (try await DamageTests.whole(), try await DamageTests.whole())
        let backup = first.path + "/backup"
        #expect(try await Program.run(["backup", backup, "--toolbox", first.toolbox]).code == 0)
        let foreign = try await Program.run(["backup", backup, "--toolbox", second.toolbox])
        #expect(foreign.code == 1 && foreign.errors.contains("the backup of another toolbox"), "\(foreign.errors)")
        let search = try await Program.run(["search", "hollows", "--toolbox", first.toolbox, "--json"])
        let ids = try JSON(Data(search.output.utf8))["hits"].array.compactMap { $0["id"].string }
        #expect(try await Program.run(["remove"] + ids + ["--toolbox", first.toolbox]).code == 0)
        let empty = try await Program.run(["backup", backup, "--toolbox", first.toolbox])
        #expect(empty.code == 1 && empty.errors.contains("the toolbox is empty"), "\(empty.errors)")
        let restored = try await Program.run(["restore", backup, "--toolbox", first.path + "/restored"])
        #expect(restored.output.hasPrefix("2 documents, 2 originals restored"), "\(restored.errors)")
    }
}
