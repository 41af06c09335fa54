import Foundation
import Testing

/// `vetsearch backup` and `restore`, of toolboxes that are idle and in use.
@Suite struct BackupTests {
    @Test(
        "A backup is complete, a second one copies only what is new, and a restored toolbox is equal",
        arguments: [true, false]
    )
    func whole(withIndex: Bool) async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Ropes rot when wet.", to: "ropes.txt")
        try sandbox.write("The bowline holds a sailor.", to: "knots.txt")
        _ = try await sandbox.ingest()
        let backup = sandbox.path + "/backup"
        let flags = withIndex ? ["--with-index"] : []
        let first = try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox] + flags)
        #expect(first.code == 0 && first.errors == "", "\(first.errors)")
        #expect(first.output == "2 documents, 2 originals in the backup, 2 copied: \(backup)\n")
        try sandbox.write("Sails want mending.", to: "sails.txt")
        try FileManager.default.removeItem(atPath: sandbox.folder + "/ropes.txt")
        _ = try await sandbox.ingest("--remove-missing")
        let second = try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox] + flags)
        #expect(second.output == "2 documents, 2 originals in the backup, 1 copied: \(backup)\n", "\(second.errors)")
        #expect(FileManager.default.fileExists(atPath: backup + "/index") == withIndex)

        let restored = sandbox.path + "/restored"
        let restore = try await Program.run(["restore", backup, "--toolbox", restored])
        #expect(restore.output == "2 documents, 2 originals restored, 2 copied: \(restored)\n", "\(restore.errors)")
        let found = try await Program.run(["search", "mending", "--toolbox", restored])
        #expect(found.output.contains("Sails want [mending]."))
        #expect(try await check(restored).digest == check(sandbox.toolbox).digest)
    }

    @Test("A backup taken while files are added and removed restores into a consistent toolbox")
    func live() async throws {
        let sandbox = try Sandbox()
        for number in 0..<150 { try sandbox.write("Lesson \(number) of the course on knots.", to: "\(number).txt") }
        let backups = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await sandbox.ingest()
                for number in 0..<60 { try FileManager.default.removeItem(atPath: sandbox.folder + "/\(number).txt") }
                for number in 150..<220 { try sandbox.write("Lesson \(number) on sails.", to: "\(number).txt") }
                _ = try await sandbox.ingest("--remove-missing")
            }
            while !FileManager.default.fileExists(atPath: sandbox.toolbox + "/index/iamglass") {
                try await Task.sleep(for: .milliseconds(20))
            }
            var backups: [(folder: String, documents: Int)] = []
            for number in 0..<4 {
                let folder = "\(sandbox.path)/backup\(number)"
                let outcome = try await Program.run(
                    ["backup", folder, "--toolbox", sandbox.toolbox] + (number % 2 == 0 ? ["--with-index"] : [])
                )
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                backups.append((folder, Int(outcome.output.prefix { $0.isNumber }) ?? -1))
            }
            try await group.waitForAll()
            return backups
        }
        #expect(
            backups.contains { $0.documents != 160 },
            "no backup was taken during the work, so the test proves nothing"
        )
        for (folder, documents) in backups {
            let restored = folder + "-restored"
            let restore = try await Program.run(["restore", folder, "--toolbox", restored])
            #expect(restore.code == 0, "\(restore.errors)")
            let result = try await check(restored)
            #expect(result.code == 0, "\(result.problems)")
            #expect(result.documents == documents)
        }
    }

    @Test("A folder that is not a backup is not overwritten, and a folder that is not empty is not restored into")
    func refusals() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Ropes rot when wet.", to: "ropes.txt")
        _ = try await sandbox.ingest()
        let other = sandbox.path + "/other"
        try FileManager.default.copyItem(atPath: sandbox.toolbox, toPath: other)
        let cases: [(arguments: [String], error: String)] = [
            (["backup", other, "--toolbox", sandbox.toolbox], "\(other) contains something other than a backup"),
            (["backup", sandbox.toolbox + "/copy", "--toolbox", sandbox.toolbox], "is inside the toolbox"),
            (["backup", sandbox.path + "/b", "--toolbox", sandbox.path + "/none"], "there is no toolbox in"),
            (["restore", other, "--toolbox", sandbox.path + "/new"], "\(other) does not contain a backup"),
        ]
        for (arguments, error) in cases {
            let outcome = try await Program.run(arguments)
            #expect(outcome.code == 1 && outcome.errors.contains(error), "\(arguments): \(outcome.errors)")
        }
        let backup = sandbox.path + "/backup"
        _ = try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox])
        let full = try await Program.run(["restore", backup, "--toolbox", other])
        #expect(full.code == 1 && full.errors.contains("\(other) is not empty"), "\(full.errors)")
    }

    @Test("A damaged original is named; everything else is in the backup")
    func damaged() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Ropes rot when wet.", to: "ropes.txt")
        try sandbox.write("The bowline holds a sailor.", to: "knots.txt")
        _ = try await sandbox.ingest()
        let originals = sandbox.toolbox + "/originals"
        let files = try FileManager.default.subpathsOfDirectory(atPath: originals).filter { $0.count > 60 }.sorted()
        let (changed, intact) = (try #require(files.first), try #require(files.last))
        try Data("something else".utf8).write(to: URL(filePath: "\(originals)/\(changed)"))
        let backup = sandbox.path + "/backup"
        let outcome = try await Program.run(["backup", backup, "--toolbox", sandbox.toolbox])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("the original \(changed.suffix(64)) is missing or damaged"))
        #expect(FileManager.default.fileExists(atPath: "\(backup)/originals/\(intact)"))
        #expect(!FileManager.default.fileExists(atPath: "\(backup)/originals/\(changed)"))
        #expect(FileManager.default.fileExists(atPath: backup + "/catalogue.sqlite"))
    }

    private func check(_ toolbox: String) async throws -> (
        code: Int32, documents: Int, digest: String, problems: String
    ) {
        let outcome = try await Program.run(["check", "--toolbox", toolbox, "--json"])
        let result = try JSON(Data(outcome.output.utf8))
        return (
            outcome.code, result["documents"].int ?? -1, result["digest"].string ?? "", "\(result["problems"])"
        )
    }
}
