import Foundation
import Testing

/// Templates as curators and the platform use them.
@Suite("Templates")
struct TemplateTests {
    static let names = [
        "best-practice", "course", "event", "funding-call", "guide", "partner", "policy", "post", "project", "tool",
        "value-story", "webinar",
    ]

    @Test("Every template accepts exactly what JSON Schema's own validator accepts", arguments: names)
    func agreesWithJSONSchema(name: String) async throws {
        let box = try Sandbox()
        let schema = try await Program.run(["template", "show", name, "--toolbox", box.toolbox])
        let (file, records, verdicts) = (box.path + "/t.json", box.path + "/records.jsonl", box.path + "/verdicts.txt")
        try schema.output.write(toFile: file, atomically: true, encoding: .utf8)
        let made = try await Python.run("check_templates.py", [file, "1500", "7", records, verdicts])
        #expect(made.code == 0, "\(made.errors)")
        let ours = try await Program.run(["template", "check", name, records, "--toolbox", box.toolbox]).lines
        let theirs = try String(contentsOfFile: verdicts, encoding: .utf8).split(separator: "\n")
        let instances = try String(contentsOfFile: records, encoding: .utf8).split(separator: "\n")
        #expect(ours.count == 1500 && theirs.count == 1500)
        #expect(theirs.contains("ok") && theirs.contains("wrong"))
        for (index, (our, their)) in zip(ours, theirs).enumerated() where (our == "ok") != (their == "ok") {
            Issue.record("\(instances[index]): JSON Schema says \(their), the template \(our)")
        }
    }

    @Test("A course's field is an ISCED-F code, which is found by its name; a wrong code names the nearest one")
    func fieldOfEducation() async throws {
        let box = try Sandbox()
        let add = { (field: String) in
            try await Program.run(
                [
                    "add", "--id", "c1", "--set", "title=Schweißkurs", "--set", "template=course", "--set",
                    "fields.url=https://example.eu/c1", "--set", "fields.field=\(field)", "--toolbox", box.toolbox,
                ]
            )
        }
        let wrong = try await add("715")
        #expect(
            wrong.code == 1
                && wrong.errors.contains(
                    "'715' is not one of the 231 values; did you mean 0715 (Mechanics and metal trades)?"
                )
        )
        #expect(try await add("welding").errors.contains("as 0715 for mechanics and metal trades"))
        #expect(try await add("0715").code == 0)
        let found = try await Program.run(["search", "metal trades", "--json", "--toolbox", box.toolbox])
        let passage = try found.json(whole: true)["hits"].array[0]["passages"].array[0]
        #expect(passage["text"].array.compactMap { $0["text"].string }.joined() == "0715 Mechanics and metal trades")
    }

    @Test("All built-in templates are tested")
    func all() async throws {
        let box = try Sandbox()
        let list = try await Program.run(["template", "list", "--toolbox", box.toolbox])
        #expect(list.lines.compactMap { $0.split(separator: " ").first.map(String.init) } == Self.names)
    }

    @Test("Curators can add templates, and an invalid one is reported and does not affect the others")
    func own() async throws {
        let box = try Sandbox()
        _ = try await Program.run(["token", "create", "--role", "member", "--name", "m", "--toolbox", box.toolbox])
        let folder = box.toolbox + "/templates"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let visit = """
            {"title": "Job shadowing", "type": "object", "x-type": "event", "additionalProperties": false,
             "properties": {"host": {"type": "string", "title": "Host", "description": "who receives the guests"}},
             "required": ["host"]}
            """
        try visit.write(toFile: folder + "/job-shadowing.json", atomically: true, encoding: .utf8)
        try #"{"title": "T", "type": "object", "oneOf": [], "additionalProperties": false}"#
            .write(toFile: folder + "/broken.json", atomically: true, encoding: .utf8)
        let list = try await Program.run(["template", "list", "--toolbox", box.toolbox])
        #expect(list.code == 1 && list.output.contains("job-shadowing"))
        #expect(list.errors.contains("broken.json: /oneOf: this keyword is not supported"))
        let add = { (more: [String]) in
            try await Program.run(
                [
                    "add", "--id", "v1", "--set", "title=Visit", "--set", "template=job-shadowing", "--toolbox",
                    box.toolbox,
                ] + more
            )
        }
        let lacking = try await add([])
        #expect(lacking.code == 1)
        #expect(lacking.errors.contains("fields.host: Host is missing: who receives the guests"))
        #expect(try await add(["--set", "fields.hosst=Anna"]).errors.contains("did you mean host?"))
        #expect(try await add(["--set", "stage=draft"]).code == 0)
        let host = ["--set", "fields.host=Schreinerei Anna"]
        #expect(try await add(host).errors.contains("a draft document cannot become published directly"))
        for stage in ["reviewed", "published"] {
            let outcome = try await add(host + ["--set", "stage=\(stage)"])
            #expect(outcome.output.contains("updated  v1"), "\(outcome.errors)")
        }
        let shown = try await Program.run(["show", "v1", "--json", "--toolbox", box.toolbox])
        #expect(try shown.json(whole: true)["type"].string == "event")
        let found = try await Program.run(["search", "schreinerei", "--json", "--toolbox", box.toolbox])
        let hit = try found.json(whole: true)["hits"].array[0]
        #expect(hit["passages"].array[0]["locator"]["label"].string == "Host")
    }
}

extension Program.Outcome {
    /// The complete output as one JSON value.
    func json(whole: Bool) throws -> JSON { try JSON(Data(output.utf8)) }
}
