import Foundation
import Glibc
import Testing

/// Links in a folder that others can write to: no file elsewhere on the machine becomes a document.
@Suite struct LinkTests {
    @Test("Links out of the folder are reported and not followed, unless requested")
    func outOfTheFolder() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Good news from the smithy.", to: "good.txt")
        try sandbox.write("Shared by all.", to: ".shared/inside.txt")
        for (name, target) in [
            ("passwd.txt", "/etc/passwd"), ("outside", sandbox.path + "/outside"), ("inside.txt", ".shared/inside.txt"),
            ("metadata.csv", sandbox.path + "/outside/table.csv"),
        ] {
            #expect(symlink(target, sandbox.folder + "/" + name) == 0)
        }
        try FileManager.default.createDirectory(atPath: sandbox.path + "/outside", withIntermediateDirectories: true)
        try "From elsewhere.".write(toFile: sandbox.path + "/outside/a.txt", atomically: true, encoding: .utf8)
        try "file,title\ngood.txt,Elsewhere\n"
            .write(toFile: sandbox.path + "/outside/table.csv", atomically: true, encoding: .utf8)

        let first = try await sandbox.ingest()
        #expect(first.code == 0, "\(first.errors)")
        #expect(Set(first.files.compactMap { $0["path"].string }) == ["good.txt", "inside.txt"])
        for name in ["passwd.txt", "outside", "metadata.csv"] {
            let lines = first.errors.split(separator: "\n").filter {
                $0.hasPrefix("notice: folder/\(name): is a link to ")
            }
            #expect(lines.count == 1, "\(name): \(first.errors)")
        }

        let followed = try await sandbox.ingest("--follow-links")
        #expect(followed.status("outside/a.txt") == "indexed")
        #expect(followed.status("passwd.txt") == "indexed")
        let id = try #require(followed.file("good.txt")["id"].string)
        let shown = try await Program.run(["show", id, "--toolbox", sandbox.toolbox])
        #expect(shown.output.contains("Elsewhere"))

        let before = try #require(try await sandbox.check().result["documents"].int)
        #expect(before >= 4)
        // Documents ingested with links followed are not removed because links are no longer followed.
        let third = try await sandbox.ingest("--remove-missing")
        #expect(third.code == 0, "\(third.errors)")
        #expect(try await sandbox.check().result["documents"].int == before)
    }
}
