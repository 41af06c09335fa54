import Foundation
import Testing

/// Complete outputs at a terminal.
@Suite struct CommandLineTests {
    @Test("An ingest reports every file and a summary")
    func ingest() async throws {
        let sandbox = try Self.documents()
        let outcome = try await Program.run(["ingest", sandbox.folder, "--toolbox", sandbox.toolbox])
        #expect(outcome.code == 0)
        #expect(outcome.errors == "")
        #expect(
            outcome.output == """
                indexed     knots.md  [en]
                indexed     ropes.txt  [en]

                  indexed             2
                  updated             0
                  unchanged           0
                  duplicate           0
                  without text        0
                  encrypted           0
                  unsupported         0
                  failed              0

                """
        )
    }

    @Test(
        "At a terminal, hits have colour and links to their files, long output uses the pager, and facets are printed"
    )
    func terminal() async throws {
        let sandbox = try Self.documents()
        #expect(try await Program.run(["ingest", sandbox.folder, "--toolbox", sandbox.toolbox]).code == 0)
        func typed(_ command: String) async throws -> String {
            let line = "unset NO_COLOR; export TERM=xterm; stty rows 8 cols 80; \(command)"
            return try await Program.launch("script", ["-qec", line, "/dev/null"]).output
        }
        let search = "\(Program.path) search rope --facets --toolbox \(sandbox.toolbox)"
        let shown = try await typed("PAGER=cat \(search)")
        #expect(shown.contains("\u{1B}[1;33mrope"), "\(shown)")
        #expect(shown.contains("\u{1B}]8;;file://\(sandbox.folder)/"), "\(shown)")
        #expect(shown.contains("--language") && shown.contains("English"))
        let paged = try await typed("PAGER='sed s/^/PAGED/' \(search)")
        #expect(paged.contains("PAGED") && paged.contains("PAGED1 document") || paged.contains("PAGED2 documents"))
        #expect(try await typed("PAGER=no-such-pager-anywhere \(search)").contains("--language"))
        let plain = try await typed("PAGER=cat NO_COLOR=1 \(search)")
        #expect(!plain.contains("\u{1B}[1") && !plain.contains("]8;;") && plain.contains("[rope"))
        let piped = try await Program.run(["search", "rope", "--toolbox", sandbox.toolbox]).output
        #expect(!piped.contains("\u{1B}") && piped.contains("[rope"))
    }

    @Test("A search has an option for each facet, which limits it")
    func facetOptions() async throws {
        let sandbox = try Self.documents()
        #expect(try await Program.run(["ingest", sandbox.folder, "--toolbox", sandbox.toolbox]).code == 0)
        let search = ["search", "rope", "--json", "--toolbox", sandbox.toolbox]
        let answer = try JSON(Data(try await Program.run(search).output.utf8))
        #expect(answer["facets"].object.count >= 6)
        for facet in answer["facets"].object.keys {
            // Any text may be the name of a partner.
            let text = facet == "partner" ? " " : "no such value"
            let wrong = try await Program.run(search + ["--\(facet)", text])
            #expect(wrong.code == 64 && wrong.errors.contains("'\(text)' is not "), "--\(facet)")
            guard let value = answer["facets"][facet].array.first?["value"].string else { continue }
            let limited = try JSON(
                Data(try await Program.run(search + ["--\(facet)", value]).output.utf8)
            )
            #expect(limited["query"]["filters"][facet].array.map(\.string) == [value])
        }
    }

    @Test("vetsearch without arguments explains itself, and shells can complete it")
    func alone() async throws {
        let alone = try await Program.run([])
        #expect(alone.code == 0 && alone.output.contains("vetsearch ingest ~/documents"))
        for shell in ["bash", "zsh", "fish"] {
            let script = try await Program.run(["--generate-completion-script", shell])
            #expect(script.code == 0 && script.output.contains("query-language"), "\(shell)")
        }
    }

    @Test("Hits have their source, facts, location and marks")
    func search() async throws {
        let outcome = try await run("search", "sailor")
        #expect(outcome.errors == "")
        #expect(
            outcome.output == """
                2 documents

                1. Ropes
                   ropes.txt · en · document
                   line 1: A [sailor] splices ropes. Ropes rot when wet.

                2. Knots for riggers
                   knots.md · en · document · BE NL · 2021
                   Knots for riggers › Bowline: Bowline The bowline holds a [sailor] and lets go of nothing.

                """
        )
    }

    @Test("No hits, a part of the list, and past its end")
    func fewer() async throws {
        #expect(try await run("search", "xqzvwk").output == "Nothing found.\n")
        let first = try await run("search", "sailor", "--limit", "1").lines
        #expect(
            first.first == "2 documents, 1 to 1" && first.contains("1. Ropes")
                && !first.contains("2. Knots for riggers")
        )
        let second = try await run("search", "sailor", "--limit", "1", "--offset", "1").lines
        #expect(second.first == "2 documents, 2 to 2" && second.contains("2. Knots for riggers"))
        #expect(
            try await run("search", "sailor", "--offset", "7").output
                == "2 documents; there are no more than that (--offset 7).\n"
        )
        #expect(try await run("search", "--country", "nl").lines.first == "1 document")
    }

    @Test("Help says what the program is for, what a toolbox is, and what to type first")
    func help() async throws {
        let outcome = try await Program.run(["--help"], environment: ["COLUMNS": "80"])
        #expect(outcome.code == 0)
        #expect(
            outcome.output.hasPrefix(
                """
                OVERVIEW: Full-text search over shared learning resources, each language
                searched by its own rules.

                A toolbox is the folder that vetsearch keeps its data in: --toolbox DIR, or
                else $VETSEARCH_TOOLBOX, or else $XDG_DATA_HOME/vetsearch
                (~/.local/share/vetsearch).

                  vetsearch ingest ~/documents        ingest a folder of documents
                  vetsearch search apprenticeship     find the right page
                  vetsearch serve                     search in the browser

                USAGE: vetsearch <subcommand>
                """
            ),
            "\(outcome.output)"
        )
        for command in ["ingest", "search", "show", "status", "check", "reindex", "vocabulary", "serve"] {
            let help = try await Program.run([command, "--help"])
            #expect(help.code == 0 && help.output.hasPrefix("OVERVIEW: "), "\(command)")
            #expect(outcome.output.contains("\n  \(command) "), "\(command)")
        }
        #expect(!outcome.output.contains("extract-worker"))
        #expect(try await Program.run(["--version"]).output == "0.2.0\n")
    }

    @Test(
        "Wrong usage exits with 64 and says what is expected",
        arguments: [
            (["search", "--country", "Itly", "x"], "did you mean IT?"),
            (["search", "--topic", "gidance", "x"], "did you mean guidance?"),
            (["search", "--sector", "Z", "x"], "'Z' is not a sector code (a section letter of NACE"),
            (["search", "--type", "vidoe", "x"], "did you mean video?"),
            (["search", "--language", "1", "x"], "expected a BCP 47 tag such as it, de or und"),
            (["search", "--year", "20x3", "x"], "expected 2023 or 2019..2023"),
            (["search", "--sort", "best", "x"], "- updated"),
            (["search", "--limit", "0", "x"], "--limit must be a number from 1 to 100"),
            (["search", "--offset", "-1", "x"], "--offset"), (["ingest"], "<paths>"),
            (["ingest", "--country", "Germny", "x"], "did you mean DE?"),
            (["ingest", "--jobs", "0", "x"], "from 1 to 64"),
            (["serve", "--port", "70000"], "from 0 to 65535"),
            (["serve", "--allow-origin", "vet.example/x"], "is not an origin"),
            (["find"], "find"),
        ]
    )
    func wrongUsage(_ arguments: [String], _ hint: String) async throws {
        let sandbox = try Sandbox()
        let outcome = try await Program.run(arguments, environment: ["VETSEARCH_TOOLBOX": sandbox.toolbox])
        #expect(outcome.code == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: ") && outcome.errors.contains(hint), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: sandbox.toolbox))
    }

    @Test(
        "Without a toolbox every reading command says so and ends with 1",
        arguments: [
            ["search", "x"], ["show", "x"], ["status"], ["check"], ["reindex"], ["serve", "--port", "0"],
            ["vocabulary", "list"],
        ]
    )
    func noToolbox(_ arguments: [String]) async throws {
        let sandbox = try Sandbox()
        let outcome = try await Program.run(arguments + ["--toolbox", sandbox.toolbox])
        #expect(outcome.code == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "Error: there is no toolbox in \(sandbox.toolbox); 'vetsearch ingest FOLDER' creates one, and --toolbox names another\n"
        )
        #expect(!FileManager.default.fileExists(atPath: sandbox.toolbox), "looking must not make one")
    }

    @Test("The toolbox is set by the environment or in XDG's default path")
    func locations() async throws {
        let sandbox = try await Self.toolbox.value
        for environment in [["VETSEARCH_TOOLBOX": sandbox.toolbox], ["XDG_DATA_HOME": sandbox.path + "/data"]] {
            if environment.keys.contains("XDG_DATA_HOME") {
                let place = sandbox.path + "/data/vetsearch"
                try FileManager.default.createDirectory(
                    atPath: sandbox.path + "/data",
                    withIntermediateDirectories: true
                )
                try FileManager.default.copyItem(atPath: sandbox.toolbox, toPath: place)
            }
            let outcome = try await Program.run(["search", "bowline"], environment: environment.mapValues { $0 })
            #expect(outcome.lines.first == "1 document", "\(environment): \(outcome.errors)")
        }
    }

    @Test("status, check and show print the state of the toolbox")
    func looking() async throws {
        let sandbox = try await Self.toolbox.value
        let status = try JSON(Data(try await run("status", "--json").output.utf8))
        #expect(status["documents"].int == 2)
        #expect(status["languages"] == .object(["en": .number(2)]))
        #expect(status["statuses"] == .object(["indexed": .number(2)]))
        #expect(status["revision"].int == 2)
        let plain = try await run("status")
        #expect(plain.lines.starts(with: ["toolbox:    \(sandbox.toolbox)", "documents:  2", "languages:  en 2"]))
        let check = try await run("check")
        #expect(check.code == 0)
        #expect(check.lines.first == "2 documents, 2 originals: no problems")
        let hits = try JSON(Data(try await run("search", "bowline", "--json").output.utf8))
        let id = try #require(hits["hits"][0]["id"].string)
        let show = try await run("show", id)
        #expect(
            show.lines.starts(with: [
                "id:          \(id)", "title:       Knots for riggers  (folder/metadata.csv row 2)",
            ])
        )
        let shown = try JSON(Data(try await run("show", id, "--json").output.utf8))
        #expect(shown["source"].string == "knots.md")
        let unknown = try await run("show", "nothing")
        #expect(unknown.code == 1 && unknown.errors == "Error: there is no document 'nothing'\n")
    }

    @Test("reindex makes an equal index")
    func reindexing() async throws {
        let sandbox = try Self.documents()
        #expect(try await sandbox.ingest().code == 0)
        let before = try await sandbox.check()
        let outcome = try await Program.run(["reindex", "--toolbox", sandbox.toolbox])
        #expect(outcome.code == 0 && outcome.output == "2 documents reindexed\n", "\(outcome.errors)")
        let after = try await sandbox.check()
        #expect(after.code == 0 && after.result == before.result)
    }

    @Test("A port in use, and a search with -word, an unknown option and a bare --")
    func slips() async throws {
        let taken = try #require(URL(string: try await SharedToolbox.value.server.origin)?.port)
        let serving = try await run("serve", "--port", String(taken))
        #expect(serving.code == 1)
        let message = "Error: cannot serve on 127.0.0.1:\(taken): another program uses this address; "
        let errorLines = serving.errors.split(separator: "\n").filter { !$0.contains("runs as root") }
        #expect(errorLines == [Substring(message + "choose another address with --host and --port")])

        #expect(try await run("search", "sailor", "-ropes").output.hasPrefix("1 document\n"))
        #expect(try await run("search", "sailor").output.hasPrefix("2 documents\n"))
        #expect(try await run("search", "sailor", "--limitt", "1").code == 64)
        // The toolbox comes before the bare --, as options must.
        let outcome = try await Program.run([
            "search", "--toolbox", try await Self.toolbox.value.toolbox, "--", "sailor", "--ropes",
        ])
        #expect(outcome.code == 0 && outcome.output.hasPrefix("2 documents\n") == false)
    }

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(arguments + ["--toolbox", try await Self.toolbox.value.toolbox])
    }

    private static let toolbox = Task {
        let sandbox = try documents()
        let ingested = try await sandbox.ingest()
        #expect(ingested.code == 0, "\(ingested.errors)")
        return sandbox
    }

    private static func documents() throws -> Sandbox {
        let sandbox = try Sandbox()
        let knots = "# Knots for riggers\n\n## Bowline\n\nThe bowline holds a sailor and lets go of nothing.\n"
        try sandbox.write(knots, to: "knots.md")
        try sandbox.write("A sailor splices ropes.\n\nRopes rot when wet.\n", to: "ropes.txt")
        try sandbox.write(
            "file,title,country,year\nknots.md,Knots for riggers,NL;BE,2021\nropes.txt,Ropes,,\n",
            to: "metadata.csv"
        )
        return sandbox
    }
}
