import DocumentModel
import Foundation
import Testing

@testable import Concepts

@Suite("Concepts: reading thesauri")
struct SKOSFileTests {
    @Test("Turtle: labels, roles, links, titles; a label without a language is und")
    func turtle() throws {
        let scheme = try read(
            """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix dct: <http://purl.org/dc/terms/> .
            @prefix e: <http://crafts.example/> .
            # A full stop in a comment. "And a quotation mark.
            e:scheme a skos:ConceptScheme ; dct:title "Crafts"@en, "Handwerk"@de ; skos:hasTopConcept e:crafts .
            e:crafts a skos:Concept ; skos:prefLabel "crafts"@en ; skos:narrower e:joiner ;
                skos:definition "Not. Kept."@en .
            e:joiner a skos:Concept ; skos:inScheme e:scheme ;
                skos:prefLabel "  joiner\\n and  cabinetmaker"@en-GB, "Tischler"@de, "Schreiner"@de ;
                skos:altLabel "Scho\\u0308ner"@de, "joiner and cabinetmaker"@en, "ISCO 7522" ;
                skos:hiddenLabel "Tichler"@de ; skos:exactMatch <http://isco.example/7522> .
            e:collection a skos:Collection ; skos:prefLabel "no concept"@en .
            """
        )
        #expect(scheme.uri == "http://crafts.example/scheme")
        #expect(scheme.titles == [tag("en"): "Crafts", tag("de"): "Handwerk"])
        #expect(scheme.concepts.map(\.identifier) == ["crafts", "joiner"])
        #expect(scheme.concepts[0].labels == [label("en", .preferred, "crafts")])
        let joiner = scheme.concepts[1]
        #expect(joiner.broader == ["http://crafts.example/crafts"])
        #expect(joiner.exactMatches == ["http://isco.example/7522"])
        #expect(
            joiner.labels == [
                label("de", .preferred, "Tischler"), label("de", .alternative, "Schreiner"),
                label("de", .alternative, "Schöner"), label("de", .hidden, "Tichler"),
                label("en", .preferred, "joiner and cabinetmaker"), label("und", .alternative, "ISCO 7522"),
            ]
        )
    }

    @Test("RDF/XML with SKOS-XL: labels as resources, defined before and after they are used")
    func labelThings() throws {
        let scheme = try read(
            """
            <?xml version="1.0" encoding="ISO-8859-1"?>
            <!DOCTYPE rdf:RDF [ <!ENTITY skos "http://www.w3.org/2004/02/skos/core#"> ]>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="&skos;"
                     xmlns:xl="http://www.w3.org/2008/05/skos-xl#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
              <xl:Label rdf:about="http://v.example/l1"><xl:literalForm xml:lang="fr">m\u{E9}tier</xl:literalForm></xl:Label>
              <rdf:Description rdf:about="http://v.example/c1">
                <rdf:type rdf:resource="&skos;Concept"/>
                <xl:prefLabel rdf:resource="http://v.example/l1"/>
                <xl:altLabel><xl:Label><xl:literalForm xml:lang="en">trade</xl:literalForm></xl:Label></xl:altLabel>
                <xl:hiddenLabel rdf:resource="http://v.example/l2"/>
                <skos:inScheme rdf:resource="http://v.example/part"/><skos:inScheme rdf:resource="http://v.example/all"/>
              </rdf:Description>
              <skos:Concept rdf:about="http://v.example/c2"><skos:prefLabel>Erasmus+</skos:prefLabel>
                <skos:inScheme rdf:resource="http://v.example/all"/></skos:Concept>
              <xl:Label rdf:about="http://v.example/l2"><xl:literalForm xml:lang="en">traed</xl:literalForm></xl:Label>
              <skos:ConceptScheme rdf:about="http://v.example/all"><rdfs:label>All</rdfs:label></skos:ConceptScheme>
            </rdf:RDF>
            """,
            encoding: .isoLatin1
        )
        #expect(scheme.uri == "http://v.example/all")
        #expect(scheme.titles == [.undetermined: "All"])
        #expect(
            scheme.concepts.map(\.labels) == [
                [
                    label("en", .alternative, "trade"), label("en", .hidden, "traed"),
                    label("fr", .preferred, "métier"),
                ],
                [label("und", .preferred, "Erasmus+")],
            ]
        )
    }

    @Test("N-Triples, and Turtle with a byte order mark and SPARQL's prefixes")
    func otherForms() throws {
        let core = "http://www.w3.org/2004/02/skos/core#"
        let triples = try read(
            """
            <http://e.example/a> <\(core)prefLabel> "a"@en .
            <http://e.example/a> <\(core)broader> <http://e.example/b> .
            """
        )
        #expect(triples.concepts.map(\.uri) == ["http://e.example/a"])
        #expect(triples.uri == "")
        let turtle = try read(
            "\u{FEFF}PREFIX s: <\(core)>\nBASE <http://e.example/>\n<a> a s:Concept; s:prefLabel 'x'@en."
        )
        #expect(turtle.concepts.map(\.uri) == ["http://e.example/a"])
    }

    @Test(
        "A broken file is reported with its line",
        arguments: [
            ("e:a a skos:Concept .\n\ne:b skos:prefLabel \"b\"@en ;; ] .\n", 6, "syntax error"),
            ("e:a a skos:Concept .\ne:b x:p e:a .\n", 5, "x:p"),
            ("e:a skos:prefLabel \"a\nb\"@en .\n", 4, "syntax error"),
            ("e:a e:p \"\"\"1\n2\n3\"\"\" .\n\n# x\n\n<a b> e:p e:a .\n", 10, "syntax error"),
        ]
    )
    func brokenTurtle(text: String, line: Int, reason: String) throws {
        let prefixes = """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            # comment
            @prefix e: <http://e.example/> .

            """
        let error = try #require(throws: ThesaurusError.self) { try read(prefixes + text) }
        #expect(error.line == line && error.reason.contains(reason), "\(error)")
        #expect(error.description.hasPrefix("v.ttl:\(line): "))
    }

    @Test("So are broken XML, and Turtle that is not UTF-8")
    func brokenBytes() throws {
        let xml = """
            <?xml version="1.0"?>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Bag>
            </rdf:Alt>
            """
        let broken = try #require(throws: ThesaurusError.self) { try read(xml) }
        #expect(broken.line == 4 && broken.reason.contains("mismatch"), "\(broken)")
        let latin = try #require(throws: ThesaurusError.self) {
            try read("\n\n<a> <b> \"métier\" .", encoding: .isoLatin1)
        }
        #expect(latin.line == 3 && latin.reason.contains("UTF-8"), "\(latin)")
    }

    @Test(
        "A file that is not a thesaurus is refused with what was expected",
        arguments: [
            ("", "it is empty"), ("{\"@context\": {}}", "JSON"), ("<!DOCTYPE html><html>", "web page"),
            ("\u{1F}\u{8B}x", "compressed"), ("PK\u{3}\u{4}", "unpack"),
            ("<http://e.example/a> <http://e.example/b> <http://e.example/c> .", "no skos:Concept"),
        ]
    )
    func notAThesaurus(text: String, reason: String) throws {
        let error = try #require(throws: ThesaurusError.self) { try read(text, encoding: .isoLatin1) }
        #expect(error.reason.contains(reason), "\(error)")
    }

    @Test("A missing file, and a folder")
    func noFile() {
        #expect(throws: ThesaurusError(file: "/nowhere.ttl", reason: "there is no such file")) {
            try SKOSFile.read("/nowhere.ttl")
        }
        #expect(throws: ThesaurusError.self) { try SKOSFile.read("/") }
    }

    @Test("No other file is opened, whatever the XML contains, and entities are not expanded")
    func hostileXML() throws {
        let secret = FileManager.default.temporaryDirectory.appending(path: "skos-\(UUID().uuidString).txt")
        try Data("TOP SECRET".utf8).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let core = "http://www.w3.org/2004/02/skos/core#"
        func document(_ entities: String) -> String {
            """
            <?xml version="1.0"?>
            <!DOCTYPE rdf:RDF [ \(entities) ]>
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="\(core)">
            <skos:Concept rdf:about="http://v.example/c"><skos:prefLabel>x&x;</skos:prefLabel></skos:Concept>
            </rdf:RDF>
            """
        }
        let read = try? read(document("<!ENTITY x SYSTEM \"\(secret.absoluteString)\">"))
        #expect(read?.concepts.flatMap(\.labels).contains { $0.text.contains("SECRET") } != true)
        var bomb = "<!ENTITY x0 \"boom\">"
        for level in 1...20 {
            let (name, value) = (level == 20 ? "x" : "x\(level)", String(repeating: "&x\(level - 1);", count: 10))
            bomb += "<!ENTITY \(name) \"\(value)\">"
        }
        let error = try #require(throws: ThesaurusError.self) { try self.read(document(bomb)) }
        #expect(error.reason.contains("entity") || error.reason.contains("Entity"), "\(error)")
    }

    private func read(_ text: String, encoding: String.Encoding = .utf8) throws -> ConceptScheme {
        try SKOSFile.read(bytes: [UInt8](try #require(text.data(using: encoding))), name: "v.ttl")
    }
}

func tag(_ code: String) -> LanguageTag { LanguageTag(code)! }

func label(_ language: String, _ role: ConceptLabel.Role, _ text: String) -> ConceptLabel {
    ConceptLabel(language: tag(language), role: role, text: text)
}
