import Foundation
import Testing

/// What `ingest` reports about files, and how it handles changes.
@Suite struct IngestTests {
    @Test("All fixtures: every file is reported once, the summary adds up, the exit code reflects the broken one")
    func fixtures() async throws {
        let shared = try await SharedToolbox.value
        let ingested = Ingested(shared.outcome)
        #expect(ingested.code == 1, "\(ingested.errors)")
        #expect(Set(ingested.files.compactMap { $0["path"].string }) == (try Self.documents(in: Program.fixtures)))
        #expect(ingested.files.count == Set(ingested.files.compactMap { $0["path"].string }).count)
        #expect(ingested.counts == ingested.summed)
        #expect(ingested.summed.filter { $0.key != "indexed" } == ["encrypted": 1, "failed": 1, "no-text": 1])
        #expect(ingested.status("archive/encrypted-agreement.pdf") == "encrypted")
        #expect(ingested.status("archive/truncated-report.pdf") == "failed")
        #expect(ingested.status("archive/scanned-certificate.pdf") == "no-text")
        for name in ["encrypted-agreement", "truncated-report", "scanned-certificate"] {
            #expect(ingested.file("archive/\(name).pdf")["reason"].string?.isEmpty == false)
        }
    }

    @Test("Standard output is JSON only: a line for each file and a summary")
    func lines() async throws {
        let outcome = try await SharedToolbox.value.outcome
        let lines = try outcome.json()
        for line in lines.dropLast() {
            #expect(
                Set(line.object.keys).subtracting(["path", "status", "id", "language", "reason"]).isEmpty,
                "\(line)"
            )
            for (key, value) in line.object { #expect(value.string != nil, "\(key) of \(line)") }
            #expect(line["path"].string != nil)
            let status = try #require(line["status"].string)
            #expect(Self.statuses.contains(status))
            if status == "indexed" {
                #expect(line["id"].string?.isEmpty == false, "\(line)")
                #expect(line["language"].string?.isEmpty == false, "\(line)")
            }
        }
        let last = try #require(lines.last)
        #expect(Set(last.object.keys) == ["summary"])
        #expect(Set(last["summary"].object.keys) == Self.statuses)
    }

    @Test("A second run skips unchanged files and reports unreadable ones again")
    func again() async throws {
        let sandbox = try Sandbox()
        try sandbox.copyFixtures("archive", "network/charter")
        let first = try await sandbox.ingest()
        #expect(first.code == 1)
        #expect(first.summed == ["indexed": 4, "encrypted": 1, "failed": 1, "no-text": 1], "\(first.errors)")
        let second = try await sandbox.ingest()
        #expect(second.code == 1)
        #expect(second.summed == ["unchanged": 5, "encrypted": 1, "failed": 1])
        for name in ["archive/encrypted-agreement.pdf", "archive/truncated-report.pdf"] {
            #expect(second.file(name) == first.file(name))
        }
        for file in second.files where file["status"].string == "unchanged" {
            #expect(file["id"] == first.file(file["path"].string ?? "")["id"])
        }
        #expect(try await sandbox.check().code == 0)
    }

    @Test("A touched file is unchanged, a changed one is updated and remains the same document")
    func changes() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Chamfering the quoin is learnt in a week.", to: "a.txt")
        try sandbox.write("The lathe stands still on Sundays.", to: "b.txt")
        let first = try await sandbox.ingest()
        #expect(first.summed == ["indexed": 2])
        try sandbox.write("Chamfering the quoin is learnt in a week.", to: "a.txt")
        try sandbox.write("The planer stands still on Sundays.", to: "b.txt")
        let second = try await sandbox.ingest()
        #expect(second.code == 0)
        #expect(second.status("a.txt") == "unchanged")
        #expect(second.status("b.txt") == "updated")
        #expect(second.file("b.txt")["id"] == first.file("b.txt")["id"])
        #expect(try await found("planer", in: sandbox) == ["b.txt"])
        #expect(try await found("lathe", in: sandbox).isEmpty)
        #expect(try await sandbox.check().code == 0)
    }

    @Test("The same content twice is one document, and the copy names the original")
    func duplicates() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("A sailmaker's palm protects the hand.", to: "a/one.txt")
        try sandbox.write("A sailmaker's palm protects the hand.", to: "b/two.txt")
        let ingested = try await sandbox.ingest()
        #expect(ingested.code == 0)
        #expect(ingested.status("a/one.txt") == "indexed")
        #expect(ingested.status("b/two.txt") == "duplicate")
        #expect(ingested.file("b/two.txt")["reason"].string?.contains("a/one.txt") == true)
        #expect(ingested.file("b/two.txt")["id"] == ingested.file("a/one.txt")["id"])
        #expect(try await found("sailmaker", in: sandbox) == ["a/one.txt"])
    }

    @Test("--remove-missing removes documents of missing files; without it everything is kept")
    func removal() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("The cooper bends staves.", to: "cooper.txt")
        try sandbox.write("The wheelwright bends felloes.", to: "wheelwright.txt")
        #expect(try await sandbox.ingest().summed == ["indexed": 2])
        try FileManager.default.removeItem(atPath: sandbox.folder + "/cooper.txt")
        #expect(try await sandbox.ingest().summed == ["unchanged": 1])
        #expect(try await found("bends", in: sandbox) == ["cooper.txt", "wheelwright.txt"])
        let third = try await sandbox.ingest("--remove-missing")
        #expect(third.summed == ["unchanged": 1, "removed": 1])
        #expect(try await found("bends", in: sandbox) == ["wheelwright.txt"])
        let check = try await sandbox.check()
        #expect(check.code == 0, "\(check.result)")
        #expect(check.result["originals"].int == 1)
    }

    @Test("--remove-missing removes nothing if a folder could not be read or is empty")
    func nothingRemovedUnseen() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("The cooper bends staves.", to: "cooper.txt")
        try sandbox.write("The wheelwright bends felloes.", to: "share/wheelwright.txt")
        #expect(try await sandbox.ingest().summed == ["indexed": 2])
        let files = FileManager.default
        // A broken link looks like a share that is not mounted.
        try files.moveItem(atPath: sandbox.folder + "/share", toPath: sandbox.path + "/away")
        try files.createSymbolicLink(atPath: sandbox.folder + "/share", withDestinationPath: "../nowhere")
        let linked = try await sandbox.ingest("--remove-missing")
        #expect(linked.code == 1 && linked.summed == ["unchanged": 1])
        #expect(linked.errors.contains("nothing was removed"))
        try files.removeItem(atPath: sandbox.folder)
        try files.createDirectory(atPath: sandbox.folder, withIntermediateDirectories: false)
        let empty = try await sandbox.ingest("--remove-missing")
        #expect(empty.code == 1 && empty.summed == [:])
        #expect(empty.errors.contains("perhaps a network share is not mounted"))
        #expect(try await found("bends", in: sandbox) == ["cooper.txt", "share/wheelwright.txt"])
    }

    @Test("A renamed file remains the same document with its new name")
    func renaming() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("The farrier shoes horses.", to: "old.txt")
        let id = try await sandbox.ingest().file("old.txt")["id"]
        try FileManager.default.moveItem(atPath: sandbox.folder + "/old.txt", toPath: sandbox.folder + "/new.txt")
        let second = try await sandbox.ingest("--remove-missing")
        #expect(second.file("new.txt")["id"] == id)
        #expect(try await found("farrier", in: sandbox) == ["new.txt"])
        #expect(try await sandbox.ingest().summed == ["unchanged": 1])
        #expect(try await sandbox.check().code == 0)
    }

    @Test("An edited metadata.csv updates the described documents, and nothing else")
    func description() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Gilding takes patience.", to: "gilding.txt")
        try sandbox.write("Veneering takes glue.", to: "veneering.txt")
        try sandbox.write("file,title,country\ngilding.txt,Gold,IT\n", to: "metadata.csv")
        let first = try await sandbox.ingest()
        #expect(first.summed == ["indexed": 2])
        try sandbox.write("file,title,country\ngilding.txt,Leaf of gold,AT\n", to: "metadata.csv")
        let second = try await sandbox.ingest()
        #expect(second.status("gilding.txt") == "updated")
        #expect(second.status("veneering.txt") == "unchanged")
        #expect(second.file("gilding.txt")["id"] == first.file("gilding.txt")["id"])
        #expect(second.file("gilding.txt")["version"] == first.file("gilding.txt")["version"])
        let hit = try await answer("gilding", in: sandbox)["hits"][0]
        #expect(hit["title"].string == "Leaf of gold")
        #expect(hit["countries"] == .array([.string("AT")]))
        #expect(try await sandbox.check().code == 0)
    }

    @Test("A wrong code in a manifest is reported with file, row, column and the nearest code; other values are used")
    func wrongCode() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("Thatching keeps the rain out.", to: "sub/thatching.txt")
        try sandbox.write("file,country,topic\nthatching.txt,Itly,guidance\n", to: "sub/metadata.csv")
        let ingested = try await sandbox.ingest()
        #expect(ingested.code == 1)
        #expect(ingested.summed == ["indexed": 1])
        let complaint = try #require(ingested.errors.split(separator: "\n").first { $0.contains("metadata.csv") })
        for part in ["folder/sub/metadata.csv", "row 2", "column country", "'Itly'", "did you mean IT"] {
            #expect(complaint.contains(part), "\(complaint)")
        }
        let hit = try await answer("thatching", in: sandbox)["hits"][0]
        #expect(hit["topics"] == .array([.string("guidance")]))
        #expect(hit["countries"] == .array([]))
    }

    // MARK: Tools

    static let statuses: Set = [
        "indexed", "unchanged", "updated", "duplicate", "no-text", "encrypted", "unsupported", "failed",
    ]

    /// All files below a folder except manifests.
    static func documents(in folder: String) throws -> Set<String> {
        Set(
            try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
                var isFolder = ObjCBool(false)
                _ = FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
                let name = (path as NSString).lastPathComponent
                return !isFolder.boolValue && name != "vetsearch.yaml" && name != "metadata.csv"
            }
        )
    }

    private func answer(_ words: String, in sandbox: Sandbox) async throws -> JSON {
        let outcome = try await Program.run(["search", "--toolbox", sandbox.toolbox, "--json", "--verbatim", words])
        return try JSON(Data(outcome.output.utf8))
    }

    private func found(_ words: String, in sandbox: Sandbox) async throws -> [String] {
        try await answer(words, in: sandbox)["hits"].array.compactMap { $0["source"].string }.sorted()
    }
}
