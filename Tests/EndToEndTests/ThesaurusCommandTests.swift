import Foundation
import Testing

/// `vetsearch vocabulary`, as curators use it.
@Suite struct ThesaurusCommandTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write(Self.crafts("joiner", "mason"), to: "crafts.ttl")
    }

    @Test("Import, list, import again, remove")
    func life() async throws {
        #expect(
            try await run("import", file("crafts.ttl")).output
                == "crafts: new, 2 concepts with 4 names in 2 languages\n"
        )
        #expect(
            try await run("import", file("crafts.ttl")).output
                == "crafts: unchanged, 2 concepts with 4 names in 2 languages\n"
        )
        try sandbox.write(Self.crafts("cabinetmaker"), to: "new.ttl")
        #expect(
            try await run("import", file("new.ttl")).output
                == "crafts: 1 concept with 2 names in 2 languages; 0 added, 1 changed, 1 removed\n"
        )
        let plain = try await run("list").lines
        #expect(plain.first?.hasPrefix("vet         Vocational education and training (built in)") == true)
        #expect(
            plain.suffix(2) == [
                "crafts      Crafts (new.ttl)", "            concepts 1, names 2, languages de en",
            ]
        )
        let list = try JSON(Data(try await run("list", "--json").output.utf8))
        #expect(list["revision"].int == 3)
        #expect(list["vocabularies"].array.map { $0["name"].string } == ["vet", "crafts"])
        let (vet, crafts) = (list["vocabularies"][0], list["vocabularies"][1])
        #expect(vet["isBuiltIn"].bool == true && vet["isActive"].bool == true && vet["source"] == .null)
        #expect(vet["languages"].array.count == 25)
        #expect(crafts["uri"].string == "http://crafts.example/scheme" && crafts["titles"]["en"].string == "Crafts")
        #expect(crafts["concepts"].int == 1 && crafts["imported"].string?.hasSuffix("Z") == true)
        #expect(try await run("remove", "crafts").output == "crafts: removed\n")
        let gone = try await run("remove", "crafts")
        #expect(gone.code == 1 && gone.errors == "Error: there is no vocabulary 'crafts'; there are: vet\n")
    }

    @Test("The built-in one is switched off and on")
    func builtIn() async throws {
        #expect(try await run("import", "vet").output == "vet: is switched on already\n")
        #expect(
            try await run("remove", "vet").output
                == "vet: switched off; 'vetsearch vocabulary import vet' switches it on again\n"
        )
        #expect(try await run("list").output.contains("(built in, switched off)"))
        #expect(try await run("import", "vet").output == "vet: switched on\n")
    }

    @Test("A broken file is reported with its line, and nothing is imported; files of one scheme are one thesaurus")
    func files() async throws {
        try sandbox.write("@prefix s: <http://e.example/> .\n\ns:a s:b ;; s:c\n", to: "broken.ttl")
        let broken = try await run("import", file("crafts.ttl"), file("broken.ttl"))
        #expect(broken.code == 1 && broken.output == "")
        #expect(broken.errors.hasPrefix("Error: \(file("broken.ttl")):3: syntax error"), "\(broken.errors)")
        #expect(!FileManager.default.fileExists(atPath: sandbox.toolbox))
        try sandbox.write(Self.crafts("joiner", "mason", "cooper"), to: "more.ttl")
        let both = try await run("import", file("crafts.ttl"), file("more.ttl"), "--name", "both")
        #expect(both.output == "both: new, 3 concepts with 6 names in 2 languages\n", "\(both.errors)")
        let taken = try await run("import", file("crafts.ttl"), "--name", "vet")
        #expect(taken.code == 64 && taken.errors.contains("choose another name"))
    }

    private func file(_ name: String) -> String { "\(sandbox.folder)/\(name)" }

    private func run(_ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(["vocabulary"] + arguments + ["--toolbox", sandbox.toolbox])
    }

    private static func crafts(_ names: String...) -> String {
        let concepts = names.enumerated().map { number, name in
            "e:c\(number) a skos:Concept ; skos:inScheme e:scheme ; skos:prefLabel \"\(name)\"@en, \"\(name)er\"@de .\n"
        }
        return """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix e: <http://crafts.example/> .
            e:scheme a skos:ConceptScheme ; skos:prefLabel "Crafts"@en .
            \(concepts.joined())
            """
    }
}
