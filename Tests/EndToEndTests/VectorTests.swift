import Foundation
import Glibc
import TestSupport
import Testing

/// Vectors of passages, made in the background, and what searches find by them in other languages.
@Suite("Vectors and other languages")
struct VectorTests {
    /// Texts of one meaning, and others, without words in common.
    private static let texts = [
        "de.txt":
            "Auf der Baustelle sind Helm und Sicherheitsschuhe Pflicht. Der Vorarbeiter unterweist alle Lehrlinge, "
            + "bevor sie das Gerüst betreten dürfen.",
        "pl.txt":
            "Dyplom czeladniczy otrzymuje uczeń, który zdał egzamin praktyczny i teoretyczny przed komisją izby rzemieślniczej.",
        "fr.txt":
            "La pâte doit reposer une nuit au froid avant d'être façonnée, sinon le pain perd son goût et sa croûte.",
        "it.txt": "Il tirocinio dura tre mesi. Il tutor aziendale compila il registro delle presenze ogni settimana.",
    ]

    private static func filled() throws -> Sandbox {
        let box = try Sandbox()
        for (name, text) in texts { try box.write(text + "\n", to: name) }
        return box
    }

    private static func vectors(_ box: Sandbox) async throws -> JSON {
        try JSON(Data(try await Program.run(["status", "--toolbox", box.toolbox, "--json"]).output.utf8))["vectors"]
    }

    private static func others(_ box: Sandbox, _ words: String..., environment: [String: String?] = [:]) async throws
        -> JSON
    {
        let run = try await Program.run(
            ["search"] + words + ["--toolbox", box.toolbox, "--json"],
            environment: environment
        )
        #expect(run.code == 0, "\(run.errors)")
        return try JSON(Data(run.output.utf8))
    }

    @Test("A question finds the passage that answers it in another language; the command line and HTTP say the same")
    func found() async throws {
        let box = try Self.filled()
        #expect(try await box.ingest().code == 0)
        #expect(try await Self.vectors(box)["pending"].int == 4)
        let made = try await Program.run(["vectors", "--toolbox", box.toolbox])
        #expect(made.code == 0 && made.output.contains("up to date: 4 passages"), "\(made.output) \(made.errors)")
        #expect(try await Self.vectors(box)["pending"].int == 0)
        let again = try await Program.run(["vectors", "--toolbox", box.toolbox])
        #expect(again.code == 0 && !again.errors.contains("passage"), "nothing to do")

        let server = try await Server(toolbox: box.toolbox)
        var byMeaning = 0
        for (question, wanted) in [
            ("Quali protezioni servono in cantiere?", "de.txt"),
            ("Quanto deve riposare l'impasto?", "fr.txt"),
        ] {
            let answer = try await Self.others(box, question)
            let hits = answer["otherLanguages"]["hits"].array
            #expect(hits.first?["source"].string == wanted, "\(question)")
            for hit in hits where hit["isByMeaning"] == .bool(true) {
                byMeaning += 1
                let pieces = hit["passages"][0]["text"].array
                #expect(!pieces.isEmpty && pieces.allSatisfy { $0["match"] == .bool(false) }, "nothing is marked")
            }
            let served = try await server.search([("q", question)])
            #expect(served["otherLanguages"] == answer["otherLanguages"])
            // Only those languages, and only other ones: the list of results itself.
            let french = try await server.search([("q", question), ("queryLanguage", "it"), ("language", "fr")])
            #expect(french["hits"].array.map { $0["source"].string } == ["fr.txt"])
            #expect(french["total"].int! + french["added"].int! == 1)
            #expect(french["otherLanguages"] == .null)
        }
        #expect(byMeaning > 0)
        let none = try await server.search([("q", "tirocinio"), ("otherLanguages", "0")])
        #expect(none["otherLanguages"] == .null && none["total"].int == 1)
        let two = try await server.search([("q", "tirocinio"), ("otherLanguages", "2")])
        #expect(two["otherLanguages"]["hits"].array.count == 2 && two["otherLanguages"]["hasMore"] == .bool(true))
        #expect(!two["otherLanguages"]["hits"].array.contains { $0["language"].string == "it" })
        #expect(try await server.request("/v1/search?q=a&otherLanguages=51").status == 400)
        await server.stop()
        #expect(try await box.check().code == 0)
    }

    @Test("A running service makes them by itself, and they follow versions, audiences and removals")
    func followed() async throws {
        let box = try Self.filled()
        #expect(try await box.ingest().code == 0)
        let token = try await Depositor.token("curator", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let curator = Depositor(server: server, token: token)
        try await wait(for: "vectors") { try await Self.vectors(box)["pending"].int == 0 }
        let question = [("q", "Quali protezioni servono in cantiere?"), ("queryLanguage", "it")]
        func first() async throws -> JSON { try await server.search(question)["otherLanguages"]["hits"][0] }
        try await wait(for: "a hit") { try await first()["source"].string == "de.txt" }
        let id = try #require(try await first()["id"].string)

        // A new version with another text.
        let changed = "Der Teig ruht über Nacht im Kühlhaus, bevor der Bäcker die Laibe formt und in den Ofen schiebt."
        let version = try await curator.upload(Data(changed.utf8), as: "de.txt", to: "/v1/documents/\(id)/versions")
        #expect(version.status == 200)
        try await wait(for: "new vectors") {
            let found = try await server.search([
                ("q", "Quanto riposa l'impasto dal panettiere?"), ("queryLanguage", "it"),
            ])
            return found["otherLanguages"]["hits"].array.prefix(2).contains { $0["id"].string == id }
        }
        // Hidden from the public.
        let hiding = ["describe", id, "--set", "visibility=members", "--toolbox", box.toolbox]
        #expect(try await Program.run(hiding).code == 0)
        func isFound(_ token: String?) async throws -> Bool {
            let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
            let answer = try await server.search(question + [("otherLanguages", "50")], headers: headers)
            // Among the direct hits if a short word of the question is in it.
            return (answer["hits"].array + answer["otherLanguages"]["hits"].array).contains { $0["id"].string == id }
        }
        try await wait(for: "it to be hidden") { try await !isFound(nil) }
        try await wait(for: "its vectors") { try await Self.vectors(box)["pending"].int == 0 }
        try await wait(for: "it to be found by members") { try await isFound(token) }
        #expect(try await !isFound(nil))
        #expect(try await box.check().code == 0)
        // Removed.
        #expect(try await curator.send("DELETE", "/v1/documents/\(id)").status == 204)
        try await wait(for: "it to be removed") { try await !isFound(token) }
        try await box.waitForIndex()
        try await wait(for: "the vectors to be removed") { try await Self.vectors(box)["passages"].int == 3 }
        await server.stop()
        #expect(try await box.check().code == 0)
    }

    @Test("A run that is killed at any moment is continued, and gives the same as an undisturbed one")
    func killed() async throws {
        let box = try Sandbox()
        for number in 0..<40 {
            let text = Self.texts.values.sorted()[number % 4]
            try box.write(
                (0..<6).map { "\(text) Nr. \(number), \($0)." }.joined(separator: "\n\n"),
                to: "\(number).txt"
            )
        }
        #expect(try await box.ingest().code == 0)
        var random = SplitMix64(CrashTests.seed)
        for _ in 0..<4 {
            let delay = Duration.milliseconds(Int.random(in: 200...1500, using: &random))
            _ = try await Program.run(["vectors", "--toolbox", box.toolbox]) { process in
                try await Task.sleep(for: delay)
                // Both at once, like a power failure. The child has a group of its own.
                for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                    guard let child = pid_t(name),
                        let words = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8),
                        words.contains("vector-worker"), words.contains(box.toolbox)
                    else { continue }
                    kill(child, SIGKILL)
                }
                kill(process, SIGKILL)
            }
            let check = try await box.check()
            #expect(check.code == 0, "\(check.result) with VETSEARCH_SEED=\(CrashTests.seed)")
            _ = try await Self.others(box, "cantiere")
        }
        let last = try await Program.run(["vectors", "--toolbox", box.toolbox])
        #expect(last.code == 0, "\(last.errors)")
        #expect(try await Self.vectors(box)["pending"].int == 0)
        #expect(try await box.check().code == 0)
        #expect(
            try await Self.others(box, "Quali protezioni servono in cantiere?")["otherLanguages"]["hits"].array.count
                == 5
        )
    }

    @Test("Damaged vectors are reported, repaired and copied; without the model, or with another one, searches go on")
    func damaged() async throws {
        let box = try Self.filled()
        #expect(try await box.ingest().code == 0)
        #expect(try await Program.run(["vectors", "--toolbox", box.toolbox]).code == 0)
        let question = "Quali protezioni servono in cantiere?"

        let backup = box.path + "/backup"
        #expect(try await Program.run(["backup", "--with-index", backup, "--toolbox", box.toolbox]).code == 0)
        let restored = box.path + "/restored"
        #expect(try await Program.run(["restore", backup, "--toolbox", restored]).code == 0)
        let found = try await Program.run(["search", question, "--toolbox", restored, "--json"])
        #expect(try JSON(Data(found.output.utf8))["otherLanguages"]["hits"][0]["source"].string == "de.txt")
        #expect(try await Program.run(["check", "--toolbox", restored]).code == 0)

        // Without the model: the words still find, and check says nothing.
        let none: [String: String?] = ["VETSEARCH_LANGUAGES": box.path]
        let without = try await Self.others(box, question, environment: none)
        #expect(!without["otherLanguages"]["hits"].array.contains { $0["isByMeaning"] == .bool(true) })
        #expect(try await Program.run(["check", "--toolbox", box.toolbox], environment: none).code == 0)
        let run = try await Program.run(["vectors", "--toolbox", box.toolbox], environment: none)
        #expect(run.code == 1 && run.errors.contains("script/vector-model"), "\(run.errors)")
        let status = try await Program.run(["status", "--toolbox", box.toolbox], environment: none)
        #expect(status.output.contains("the model of vectors is not installed"))
        // Something else in its place.
        try Data("no model".utf8).write(to: URL(filePath: box.path + "/e5-small.bin"))
        let wrong = try await Program.run(["vectors", "--toolbox", box.toolbox], environment: none)
        #expect(wrong.code == 1 && wrong.errors.contains("e5-small.bin"), "\(wrong.errors)")
        _ = try await Self.others(box, question, environment: none)
        #expect(try await box.check().code == 0)
        #expect(try await Program.run(["reindex", "--toolbox", box.toolbox]).code == 0)
        #expect(try await Self.others(box, question)["otherLanguages"]["hits"][0]["source"].string == "de.txt")

        let folder = box.toolbox + "/vectors"
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".vectors") }
        )
        var bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        bytes[200] ^= 1
        try bytes.write(to: URL(filePath: "\(folder)/\(name)"))
        let check = try await box.check()
        #expect(check.code == 1 && check.result["problems"].array.count == 1, "\(check.result)")
        #expect(check.result["problems"][0].string?.contains("the vectors are damaged") == true)
        #expect(try await Program.run(["check", "--repair", "--toolbox", box.toolbox]).code == 0)
        #expect(try await Self.vectors(box)["pending"].int == 4)
        #expect(try await Program.run(["vectors", "--toolbox", box.toolbox]).code == 0)
        #expect(try await box.check().code == 0)
    }

    @Test("A question in a language without any document finds those in others, with its words translated")
    func foreign() async throws {
        let box = try Sandbox()
        try box.write("Sicherheit auf der Baustelle: ein Helm ist Pflicht.\n", to: "a.txt")
        try box.write("Der Teig ruht über Nacht im Kühlhaus.\n", to: "b.txt")
        #expect(try await box.ingest().code == 0)
        let answer = try await Self.others(box, "sicurezza sul cantiere")
        let first = answer["otherLanguages"]["hits"][0]
        #expect(first["source"].string == "a.txt" && first["isByMeaning"] == .bool(false))
        let marked = first["passages"][0]["text"].array.filter { $0["match"] == .bool(true) }.compactMap {
            $0["text"].string
        }
        #expect(marked.contains("Sicherheit"))
        let words = answer["query"]["translations"].array
        let safety = try #require(words.first { $0["word"].string == "sicurezza" })
        #expect(safety["translations"].array.contains { $0["id"].string == "de:sicherheit" })
        // A translation can be left out, and the block too.
        let run = ["search", "sicurezza sul cantiere", "--toolbox", box.toolbox, "--json"]
        let ids = words.flatMap { $0["translations"].array.compactMap { $0["id"].string } }
        let without = try await Program.run(run + ids.flatMap { ["--without-translation", $0] })
        let left = try JSON(Data(without.output.utf8))
        #expect(!left["otherLanguages"]["hits"].array.contains { $0["isByMeaning"] == .bool(false) })
        #expect(left["query"]["translations"].array.isEmpty)
        let none = try await Program.run(run + ["--other-languages", "0"])
        #expect(try JSON(Data(none.output.utf8))["otherLanguages"] == .null)
        let wrong = try await Program.run(run + ["--other-languages", "51"])
        #expect(wrong.code == 64 && wrong.errors.contains("0 to 50"))
        let text = try await Program.run(["search", "sicurezza", "sul", "cantiere", "--toolbox", box.toolbox])
        #expect(text.output.contains("In other languages") && text.output.contains("sicurezza → de:sicherheit"))
        let server = try await Server(toolbox: box.toolbox)
        let page = try await server.request("/?q=sicurezza+sul+cantiere&lang=it").text
        #expect(page.contains("In altre lingue") && page.contains("<mark>Sicherheit</mark>"))
        #expect(page.contains("withoutTranslation=de%3Asicherheit"))
        let hidden = try await server.request("/?q=sicurezza+sul+cantiere&lang=it&otherLanguages=0").text
        #expect(!hidden.contains("<mark>Sicherheit") && hidden.contains("Mostra anche le altre lingue"))
        await server.stop()
    }
}
