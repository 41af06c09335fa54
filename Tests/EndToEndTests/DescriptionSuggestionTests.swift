import Foundation
import Testing

/// Suggestions over HTTP and on the command line.
@Suite("Suggestions for descriptions")
struct DescriptionSuggestionTests {
    private static let text = """
        # Leitfaden: Lehrlinge im Tischlerhandwerk ausbilden

        Handwerkskammer für München und Oberbayern, 2023. Dieser Leitfaden hilft Betrieben in Deutschland, die zum ersten Mal \
        ausbilden. Die Ausbildung im dualen System verbindet Betrieb und Berufsschule. Der Ausbildungsvertrag wird bei der \
        Handwerkskammer eingetragen; die Gesellenprüfung nimmt der Prüfungsausschuss ab. Tischler und Schreiner lernen an \
        Maschinen und an der Hobelbank. Lizenz: https://creativecommons.org/licenses/by-sa/4.0/
        """

    @Test("Curators and the depositor get suggestions as documented; the command line says the same")
    func suggestions() async throws {
        let box = try Sandbox()
        let token = try await Depositor.token("curator", in: box.toolbox)
        let member = try await Depositor.token("member", in: box.toolbox)
        let server = try await Server(toolbox: box.toolbox)
        let curator = Depositor(server: server, token: token)
        let made = try await curator.upload(Data(Self.text.utf8), as: "leitfaden.md").json()
        let id = try #require(made["id"].string)
        let path = "/v1/documents/\(id)/suggestions"
        let answer = try await curator.send("GET", path + "?lang=en")
        #expect(answer.status == 200)
        let found = try answer.json()
        let schema = Schema(document: try await server.request("/openapi.json").json())
        let described: JSON = .object(["$ref": .string("#/components/schemas/DescriptionSuggestions")])
        #expect(schema.complaints(found, described) == [])
        func values(_ field: String) -> [String?] {
            found["suggestions"].array.filter { $0["field"].string == field }.map { $0["value"].string }
        }
        #expect(values("language").first == "de" && values("countries").first == "DE")
        #expect(values("licence") == ["CC-BY-SA-4.0"] && values("year").first == "2023")
        #expect(values("type").first == "guide" && values("sectors").contains("C"))
        #expect(!values("topics").isEmpty)
        #expect(found["suggestions"].array.first { $0["field"].string == "countries" }?["label"].string == "Germany")

        #expect(try await server.request(path).status == 401)
        #expect(try await Depositor(server: server, token: member).send("GET", path).status == 403)
        #expect(try await curator.send("GET", "/v1/documents/nothing/suggestions").status == 404)
        #expect(try await curator.send("GET", path + "?lang=1").status == 400)
        let hidden = try await curator.send("PUT", "/v1/documents/h", #"{"title": "H", "visibility": "curators"}"#)
        #expect(hidden.status == 201)
        let asked = try await Depositor(server: server, token: member).send("GET", "/v1/documents/h/suggestions")
        #expect(asked.status == 404, "a member is not told that it exists")

        // A copy with two more words is named at once; what is set is no longer suggested.
        let copy = Self.text + " Fassung B"
        let second = try await curator.upload(Data(copy.utf8), as: "leitfaden-neu.md", metadata: #"{"year": 2023}"#)
            .json()
        #expect(second["nearDuplicates"][0]["id"].string == id)
        let other = try await curator.send("GET", "/v1/documents/\(second["id"].string ?? "")/suggestions").json()
        #expect(other["nearDuplicates"][0]["id"].string == id && other["isComplete"] == .bool(true))
        #expect(!other["suggestions"].array.contains { $0["field"].string == "year" && $0["value"].string == "2023" })

        // A second copy of the same file keeps what came with it.
        let again = try await curator.upload(
            Data(Self.text.utf8),
            as: "kopie.md",
            metadata: #"{"licence": "CC-BY-SA-4.0"}"#
        )
        #expect(again.status == 200)
        #expect(try again.json()["outcome"].string == "duplicate" && again.json()["kept"][0].string == "licence")
        let deposited: JSON = .object(["$ref": .string("#/components/schemas/Deposited")])
        #expect(schema.complaints(try again.json(), deposited) == [] && schema.complaints(second, deposited) == [])
        try await box.waitForIndex()
        await server.stop()

        let printed = try await Program.run(["suggest", id, "--toolbox", box.toolbox, "--json"])
        #expect(printed.code == 0, "\(printed.errors)")
        let shown = try JSON(Data(printed.output.utf8))
        #expect(shown["nearDuplicates"][0]["id"].string == second["id"].string)
        let lines = try await Program.run(["suggest", id, "--toolbox", box.toolbox])
        #expect(lines.output.contains("countries:   DE Germany") && lines.output.contains("near-duplicate: "))
        #expect(try await Program.run(["suggest", "nothing", "--toolbox", box.toolbox]).code == 1)
        let (code, result) = try await box.check()
        #expect(code == 0, "\(result)")
    }
}
