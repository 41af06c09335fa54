import Foundation
import Testing

/// A toolbox contains documents for members or curators only, so other users of the machine must not be able to read it.
@Suite struct PermissionTests {
    /// Paths that group or others have permissions for, in a folder and including it.
    private static func exposed(_ folder: String) -> [String] {
        let files = FileManager.default
        return ([""] + (files.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])).filter { name in
            var status = stat()
            guard lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { return false }
            return status.st_mode & 0o077 != 0
        }
    }

    @Test("Everything that the program creates is private to its user: all parts of the toolbox, backups, exports")
    func made() async throws {
        let box = try Sandbox()
        try box.copyFixtures("centro-formazione-torino")
        _ = try await box.ingest()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let curator = Depositor(server: server, token: token)
        let put = try await curator.send("PUT", "/v1/documents/m", #"{"title": "Hobel", "visibility": "members"}"#)
        #expect(put.status == 201)
        #expect(try await curator.upload(Data("A text.".utf8), as: "a.txt").status == 201)
        let hits = try await server.search([("q", "formazione"), ("limit", "50")])["hits"].array
        let pdf = try #require(hits.first { $0["format"].string == "pdf" }?["id"].string)
        #expect(try await server.request("/v1/documents/\(pdf)/pages/1/picture?size=small").status == 200)
        // While it runs, SQLite's log exists as well, and after the upload an index part for members.
        let parts = try FileManager.default.contentsOfDirectory(atPath: box.toolbox)
        #expect(
            Set(["catalogue.sqlite-wal", "catalogue.sqlite-shm", "pictures", "index", "originals"]).isSubset(of: parts)
        )
        #expect(Self.exposed(box.toolbox) == [])
        await server.stop()
        for arguments in [
            ["backup", box.path + "/backup"], ["export", "-o", box.path + "/table.csv"], ["reindex"],
        ] {
            let outcome = try await Program.run(arguments + ["--toolbox", box.toolbox])
            #expect(outcome.code == 0, "\(arguments) \(outcome.errors)")
        }
        #expect(Self.exposed(box.toolbox) == [])
        #expect(Self.exposed(box.path + "/backup") == [])
        #expect(Self.exposed(box.path + "/table.csv") == [])
    }

    @Test(
        "A toolbox that others can read is made private when it is opened, which is reported once; other files in its folder are not changed"
    )
    func tightened() async throws {
        let box = try Sandbox()
        try box.write("A text.", to: "a.txt")
        _ = try await box.ingest()
        try Data("x".utf8).write(to: URL(filePath: box.toolbox + "/notes.txt"))
        let loosened = try await Program.launch("chmod", ["-R", "go+rX", box.toolbox])
        #expect(loosened.code == 0 && Self.exposed(box.toolbox).count > 5)
        let first = try await Program.run(["status", "--toolbox", box.toolbox])
        #expect(first.code == 0 && first.errors.contains("other users could read the toolbox"), "\(first.errors)")
        #expect(Self.exposed(box.toolbox) == ["notes.txt"])
        let second = try await Program.run(["status", "--toolbox", box.toolbox])
        #expect(second.code == 0 && !second.errors.contains("others"), "\(second.errors)")
    }
}
