import Foundation
import Testing

/// Templates and vocabularies, changed over HTTP.
@Suite("Templates and vocabularies over HTTP")
struct TemplateCallTests {
    private typealias Service = AdministrationTests.Service

    private static func visit(_ title: String, required: String = "host") -> String {
        """
        {"title": "Job shadowing", "type": "object", "x-type": "event", "additionalProperties": false,
         "properties": {"host": {"type": "string", "title": "\(title)"}, "days": {"type": "integer"}},
         "required": ["\(required)"]}
        """
    }

    @Test("A template is added, used at once, changed, and removed; its records are searched by the new names")
    func own() async throws {
        let service = try await Service(Sandbox())
        let (administrator, curator) = (service.client(), service.client("curator"))
        let record = #"{"title": "Visit", "template": "job-shadowing", "fields": {"host": "Schreinerei Anna"}}"#
        #expect(try await curator.send("PUT", "/v1/documents/v1", record).status == 422)
        let added = try await administrator.send("PUT", "/v1/templates/job-shadowing", Self.visit("Host"))
        #expect(try added.status == 201 && added.json()["outcome"].string == "created")
        #expect(try await curator.send("PUT", "/v1/documents/v1", record).status == 201)
        let again = try await administrator.send("PUT", "/v1/templates/job-shadowing", Self.visit("Host"))
        #expect(try again.status == 200 && again.json()["outcome"].string == "unchanged")
        let read = try await service.client("member").send("GET", "/v1/templates/job-shadowing")
        #expect(read.headers["etag"] == added.headers["etag"] && read.mediaType == "application/schema+json")
        #expect(try read.json() == JSON(Data(Self.visit("Host").utf8)))
        let list = try await service.get("/v1/templates", "member")["templates"].array
        #expect(list.count == TemplateTests.names.count + 1)
        #expect(list.first { $0["name"].string == "job-shadowing" }?["origin"].string == "own")

        // A change by somebody else in the meantime is not overwritten.
        let tag = ["If-Match": read.headers["etag"] ?? ""]
        let renamed = Self.visit("Receiving workshop", required: "days")
        let changed = try await administrator.send("PUT", "/v1/templates/job-shadowing", renamed, headers: tag)
        let change = try changed.json()
        #expect(changed.status == 200 && change["records"].int == 1 && change["unfit"].int == 1)
        #expect(change["misfits"][0]["problems"][0].string?.contains("days") == true, "\(change)")
        #expect(
            try await administrator.send("PUT", "/v1/templates/job-shadowing", Self.visit("X"), headers: tag).status
                == 412
        )
        var label: String?
        for _ in 0..<100 {
            let found = try await service.server.search([("q", "schreinerei")])
            label = found["hits"][0]["passages"][0]["locator"]["label"].string
            if label == "Receiving workshop" { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(label == "Receiving workshop")

        let used = try await administrator.send("DELETE", "/v1/templates/job-shadowing")
        #expect(used.status == 409 && used.text.contains("1 record has the template"), "\(used.text)")
        // The toolbox's templates are in its backups.
        let (backup, restored) = (service.box.path + "/backup", service.box.path + "/restored")
        #expect(try await Program.run(["backup", backup, "--toolbox", service.box.toolbox]).code == 0)
        #expect(try await Program.run(["restore", backup, "--toolbox", restored]).code == 0)
        #expect(
            try await Program.run(["template", "list", "--toolbox", restored]).output.contains("job-shadowing")
        )
        let gone = try await administrator.send("DELETE", "/v1/templates/job-shadowing?force=true")
        #expect(try gone.status == 200 && gone.json()["outcome"].string == "removed")
        #expect(try await administrator.send("GET", "/v1/templates/job-shadowing").status == 404)
        #expect(try await administrator.send("DELETE", "/v1/templates/job-shadowing").status == 404)
        let trail = try await service.get("/v1/audit?who=token%20test%20administrator").array
        #expect(trail.map { $0["action"].string } == ["template-removed", "template-changed", "template-changed"])
        let status = stat(service.box.toolbox + "/templates")
        #expect(status == 0o700)
    }

    private func stat(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }

    @Test("A built-in template is replaced and restored, but never removed; a wrong one is refused with its place")
    func builtIn() async throws {
        let service = try await Service(Sandbox())
        let administrator = service.client()
        let original = try await administrator.send("GET", "/v1/templates/guide")
        #expect(try await administrator.send("DELETE", "/v1/templates/guide").status == 409)
        #expect(try await administrator.send("PUT", "/v1/templates/guide", Self.visit("Host")).status == 200)
        let listed = try await service.get("/v1/templates")["templates"].array
        #expect(listed.first { $0["name"].string == "guide" }?["origin"].string == "replaced")
        let restored = try await administrator.send("DELETE", "/v1/templates/guide")
        #expect(try restored.json()["outcome"].string == "restored")
        #expect(restored.headers["etag"] == original.headers["etag"])
        #expect(try await administrator.send("GET", "/v1/templates/guide").text == original.text)
        for (name, body, place) in [
            ("mine", #"{"type": "object", "additionalProperties": false, "oneOf": []}"#, "/oneOf"),
            (
                "mine", #"{"type": "object", "additionalProperties": false, "properties": {"a": {"type": "x"}}}"#,
                "/properties/a/type"
            ),
            ("mine", "[]", "template"), ("Mine", Self.visit("Host"), "template"),
        ] {
            let wrong = try await administrator.send("PUT", "/v1/templates/\(name)", body)
            #expect(try wrong.status == 422 && wrong.json()["parameter"].string == place, "\(wrong.text)")
        }
        #expect(try await administrator.send("PUT", "/v1/templates/..%2Fx", Self.visit("Host")).status == 422)
        // A file that somebody edits in the folder is used at once, too.
        let folder = service.box.toolbox + "/templates"
        try Self.visit("Host").write(toFile: folder + "/hand-made.json", atomically: true, encoding: .utf8)
        #expect(try await administrator.send("GET", "/v1/templates/hand-made").status == 200)
        try "{".write(toFile: folder + "/hand-made.json", atomically: false, encoding: .utf8)
        let problems = try await service.get("/v1/templates")["problems"].array
        #expect(problems.map { $0.string?.hasPrefix("hand-made.json: ") } == [true], "\(problems)")
        #expect(try await service.get("/v1/templates", "curator")["problems"].array.isEmpty)
        #expect(try await administrator.send("DELETE", "/v1/templates/hand-made").status == 200)
        #expect(try await service.get("/v1/templates")["problems"].array.isEmpty)
    }

    private static func crafts(_ names: String...) -> Data {
        let concepts = names.enumerated().map { number, name in
            "e:c\(number) a skos:Concept ; skos:inScheme e:scheme ; skos:prefLabel \"\(name)\"@en, \"\(name)er\"@de .\n"
        }
        return Data(
            """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix e: <http://crafts.example/> .
            e:scheme a skos:ConceptScheme ; skos:prefLabel "Crafts"@en .
            \(concepts.joined())
            """.utf8
        )
    }

    @Test("A vocabulary is imported after a dry run, replaced, and removed only with the consent of whoever uses it")
    func vocabulary() async throws {
        let service = try await Service(Sandbox())
        let administrator = service.client()
        let send = { (content: Data, name: String, query: String) in
            try await administrator.upload(content, as: name, to: "/v1/thesauri" + query)
        }
        let names = { try await service.get("/v1/thesauri", "curator")["vocabularies"].array.map { $0["name"].string } }
        let dry = try await send(Self.crafts("joiner", "mason"), "crafts.ttl", "?dryRun=true")
        #expect(try dry.status == 200 && dry.json()["outcome"].string == "new" && dry.json()["added"].int == 2)
        #expect(try await names() == ["vet"])
        let new = try await send(Self.crafts("joiner", "mason"), "crafts.ttl", "")
        #expect(new.status == 201 && new.headers["location"] == "/v1/thesauri/crafts")
        #expect(try await names() == ["vet", "crafts"])
        let schema = Schema(document: try await service.server.request("/openapi.json").json())
        let complaints = schema.complaints(
            try new.json(),
            .object(["$ref": .string("#/components/schemas/ThesaurusChange")])
        )
        #expect(complaints == [])
        // Searches use it.
        let record = #"{"title": "Walls", "topics": ["http://crafts.example/c1"]}"#
        #expect(try await service.client("curator").send("PUT", "/v1/documents/w", record).status == 201)

        let replaced = try await send(Self.crafts("cabinetmaker"), "new.ttl", "?dryRun=true").json()
        #expect(replaced["changed"].int == 1 && replaced["removed"].int == 1 && replaced["documents"].int == 1)
        #expect(replaced["uses"][0]["id"].string == "w")
        #expect(replaced["examples"]["removed"][0].string == "http://crafts.example/c1")
        let taken = try await send(Self.crafts("cabinetmaker"), "new.ttl", "?name=other")
        #expect(try taken.status == 409 && taken.json()["parameter"].string == "name", "\(taken.text)")
        #expect(try await send(Self.crafts("cabinetmaker"), "new.ttl", "?name=vet").status == 400)
        let broken = try await send(Data("@prefix s: <http://e.example/> .\n\ns:a s:b ;; s:c\n".utf8), "broken.ttl", "")
        #expect(try broken.status == 422 && broken.json()["errors"][0]["field"].string == "line 3", "\(broken.text)")
        #expect(try broken.json()["detail"].string?.hasPrefix("broken.ttl:3: ") == true)

        let used = try await administrator.send("DELETE", "/v1/thesauri/crafts")
        #expect(used.status == 409 && used.text.contains("1 document has topics"), "\(used.text)")
        let listed = try await administrator.send("DELETE", "/v1/thesauri/crafts?dryRun=true").json()
        #expect(listed["uses"][0]["topics"][0].string == "http://crafts.example/c1" && listed["dryRun"].bool == true)
        #expect(try await names() == ["vet", "crafts"])
        let gone = try await administrator.send("DELETE", "/v1/thesauri/crafts?force=true")
        #expect(try gone.status == 200 && gone.json()["outcome"].string == "removed")
        #expect(try await administrator.send("DELETE", "/v1/thesauri/crafts").status == 404)
        let off = try await administrator.send("PATCH", "/v1/thesauri/vet", #"{"isActive": false}"#)
        #expect(try off.json()["outcome"].string == "switched-off")
        #expect(try await service.get("/v1/thesauri")["vocabularies"][0]["isActive"].bool == false)
        let on = try await administrator.send("PATCH", "/v1/thesauri/vet", #"{"isActive": true}"#)
        #expect(try on.json()["outcome"].string == "switched-on")
        let trail = try await service.get("/v1/audit?who=token%20test%20administrator").array
        #expect(
            trail.map { $0["action"].string } == [
                "vocabulary-switched", "vocabulary-switched", "vocabulary-removed", "vocabulary-imported",
            ]
        )
        // No copy of an upload is left.
        let incoming = service.box.toolbox + "/originals/incoming"
        #expect(try FileManager.default.contentsOfDirectory(atPath: incoming) == [])
    }
}
