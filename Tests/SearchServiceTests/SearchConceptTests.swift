import Catalogue
import Concepts
import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import SearchService

@Suite("Searching across languages")
struct SearchConceptTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        try box.addPages("de.pdf", ["Die Lehre im Handwerk dauert drei Jahre."], language: "de")
        try box.addPages("fr.pdf", ["L'apprentissage dure deux ans dans cette entreprise."], language: "fr")
        try box.addPages("it.pdf", ["L'apprendistato offre ai giovani un contratto di lavoro."], language: "it")
        try box.addPages("pl.pdf", ["Nauka zawodu trwa trzy lata, potem przychodzi egzamin."], language: "pl")
        try box.addPages("en.pdf", ["Apprenticeships are good for small firms. Apprenticeships pay."], language: "en")
        try box.addPages("other.pdf", ["A recipe for potato soup with fresh herbs"], language: "en")
        try box.index()
        return (box, try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri))
    }

    @Test("A concept finds documents that name it in other languages, direct hits first, and the response reports it")
    func across() throws {
        let response = try engine.search("apprenticeship")
        #expect(response.hits.first?.source == "en.pdf")
        #expect(Set(response.hits.map(\.source)).isSuperset(of: ["en.pdf", "de.pdf", "fr.pdf", "it.pdf", "pl.pdf"]))
        #expect(!response.hits.contains { $0.source == "other.pdf" })
        #expect(response.query.concepts == [QueryEcho.Concept(id: "apprenticeship", label: "apprenticeship")])
        let french = try #require(response.hits.first { $0.source == "fr.pdf" })
        #expect(french.passages.first?.marks == ["apprentissage"])
    }

    @Test("Each concept can be excluded")
    func without() throws {
        let response = try engine.search("apprenticeship") { $0.hiddenConcepts = ["apprenticeship"] }
        #expect(response.hits.map(\.source) == ["en.pdf"])
        #expect(response.query.concepts.isEmpty)
    }

    @Test("Inflected names are found too, in the query and in the texts")
    func inflected() throws {
        let response = try engine.search("nauki zawodu") { $0.queryLanguages = [LanguageTag("pl")!] }
        #expect(response.hits.first?.source == "pl.pdf")
        #expect(response.hits.contains { $0.source == "de.pdf" })
    }

    @Test("The other words of the query are still required")
    func rest() throws {
        let response = try engine.search("apprenticeship firms")
        #expect(response.hits.map(\.source) == ["en.pdf"])
    }

    @Test("A phrase in quotation marks is taken literally")
    func phrase() throws {
        #expect(try engine.search("\"apprenticeships\"").hits.map(\.source) == ["en.pdf"])
    }

    @Test("Limited to a language, other names in that language are found")
    func limited() throws {
        let response = try engine.search("apprenticeship") { $0.filters[.language] = ["de"] }
        #expect(response.hits.map(\.source) == ["de.pdf"])
    }

    @Test("A thesaurus that is switched off has no effect")
    func off() throws {
        let (box, _) = try Self.make()
        try box.catalogue.thesauri.useBuiltIn(false)
        let fresh = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        #expect(try fresh.search("apprenticeship").hits.map(\.source) == ["en.pdf"])
    }

    @Test("Words as typed are not searched by other names")
    func verbatim() throws {
        #expect(try engine.search("apprenticeship") { $0.isVerbatim = true }.hits.map(\.source) == ["en.pdf"])
    }

    @Test("Of two concepts with the same name in two thesauri, each finds its documents")
    func homonyms() throws {
        let turtle = """
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <urn:x:soup> a skos:Concept ; skos:prefLabel "apprenticeship"@en ; skos:altLabel "potato soup"@en .
            """
        let scheme = try SKOSFile.read(bytes: Array(turtle.utf8), name: "x.ttl")
        let (box, _) = try Self.make()
        _ = try box.catalogue.thesauri.add(scheme, name: "x", source: "x.ttl")
        let fresh = try SearchEngine(index: box.catalogue.toolbox.index, thesauri: box.catalogue.thesauri)
        let sources = try Set(fresh.search("apprenticeship").hits.map(\.source))
        #expect(sources.isSuperset(of: ["en.pdf", "de.pdf", "other.pdf"]))
    }
}
