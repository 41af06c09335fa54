import Concepts
import DocumentModel
import GRDB
import Testing

@testable import Catalogue

@Suite("Thesauri")
struct ThesaurusTests {
    private let box: TestToolbox
    private let en: LanguageTag

    init() throws {
        box = try TestToolbox()
        en = try #require(LanguageTag("en"))
    }

    @Test("An imported thesaurus is listed, and its concepts are found by name")
    func first() throws {
        let done = try box.catalogue.thesauri.add(
            scheme("urn:s", titles: "Crafts", ["urn:s:1": "joiner", "urn:s:2": "mason"]),
            source: "My Crafts 2.0.ttl"
        )
        #expect(done.isNew && done.added == 2 && done.changed == 0 && done.gone == 0 && !done.isUnchanged)
        let thesauri = try box.catalogue.thesauri.all()
        #expect(thesauri.map(\.name) == ["vet", "my-crafts-2"])
        #expect(thesauri[1].titles == ["en": "Crafts"] && thesauri[1].source == "My Crafts 2.0.ttl")
        #expect(thesauri[1].concepts == 2 && thesauri[1].labels == 2 && thesauri[1].languages == [en])
        #expect(thesauri[0].isBuiltIn && thesauri[0].isActive && thesauri[0].concepts >= 150)
        #expect(try find("mason") == ["urn:s:2"])
    }

    @Test("Importing the same scheme again replaces it, and reports the changes")
    func again() throws {
        let old = scheme("urn:s", ["urn:s:1": "joiner", "urn:s:2": "mason", "urn:s:3": "cooper"])
        _ = try box.catalogue.thesauri.add(old, name: "crafts", source: "a.ttl")
        let revision = try box.catalogue.thesauri.thesaurusRevision()
        let same = try box.catalogue.thesauri.add(old, source: "b.ttl")
        #expect(same.isUnchanged && same.thesaurus.source == "a.ttl")
        #expect(try box.catalogue.thesauri.thesaurusRevision() == revision)
        let new = scheme("urn:s", ["urn:s:1": "joiner", "urn:s:2": "bricklayer", "urn:s:4": "smith"])
        let done = try box.catalogue.thesauri.add(new, source: "c.ttl")
        #expect(!done.isNew && (done.added, done.changed, done.gone) == (1, 1, 1))
        #expect(done.thesaurus.name == "crafts")
        #expect(try box.catalogue.thesauri.thesaurusRevision() == revision + 1)
        #expect(try box.catalogue.thesauri.all().count == 2)
        #expect(try find("mason") == [] && find("cooper") == [] && find("smith") == ["urn:s:4"])
    }

    @Test("Two thesauri cannot have the same name")
    func names() throws {
        let catalogue = box.catalogue
        _ = try catalogue.thesauri.add(scheme("urn:a", ["urn:a:1": "a"]), name: "one", source: "x.ttl")
        #expect(throws: CatalogueError.self) {
            try catalogue.thesauri.add(scheme("urn:a", ["urn:a:1": "a"]), name: "two", source: "x.ttl")
        }
        _ = try catalogue.thesauri.add(scheme("urn:b", ["urn:b:1": "b"]), source: "x.ttl")
        #expect(throws: CatalogueError.self) {
            try catalogue.thesauri.add(scheme("urn:c", ["urn:c:1": "c"]), source: "x.ttl")
        }
        #expect(throws: CatalogueError.self) {
            try catalogue.thesauri.add(scheme("urn:c", ["urn:c:1": "c"]), source: "vet.ttl")
        }
        #expect(try catalogue.thesauri.all().map(\.name) == ["vet", "one", "x"])
        for name in ["vet", "a b", "A", "", "x.y", "é"] {
            #expect(Thesauri.complaint(aboutName: name) != nil, "\(name)")
        }
        #expect(Thesauri.complaint(aboutName: "euro_voc-4") == nil)
    }

    @Test("A removed thesaurus leaves nothing behind; the built-in one is switched off and on")
    func removing() throws {
        let catalogue = box.catalogue
        _ = try catalogue.thesauri.add(scheme("urn:s", ["urn:s:1": "joiner"]), source: "s.ttl")
        let revision = try catalogue.thesauri.thesaurusRevision()
        #expect(try catalogue.thesauri.remove("t") == nil)
        #expect(try catalogue.thesauri.thesaurusRevision() == revision)
        #expect(try catalogue.thesauri.remove("s") == [])
        let rows = try catalogue.database.read { database in
            try ["concepts", "concept_labels", "concept_links"].map { table in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
            }
        }
        #expect(rows == [0, 0, 0])
        #expect(try find("apprenticeship") == ["urn:vetsearch:vet:apprenticeship"])
        #expect(try catalogue.thesauri.useBuiltIn(false))
        #expect(try !catalogue.thesauri.useBuiltIn(false))
        #expect(try find("apprenticeship") == [])
        #expect(try catalogue.thesauri.all().map(\.isActive) == [false])
        #expect(try catalogue.thesauri.useBuiltIn(true))
        #expect(try find("apprenticeship") == ["urn:vetsearch:vet:apprenticeship"])
        #expect(try catalogue.thesauri.thesaurusRevision() == revision + 3)
    }

    @Test("Links between thesauri are in the index, in whatever order they were imported")
    func links() throws {
        var narrow = Concept(uri: "urn:s:1", labels: [ConceptLabel(language: en, role: .preferred, text: "indenture")])
        narrow.exactMatches = ["urn:vetsearch:vet:apprenticeship"]
        var below = Concept(uri: "urn:s:2", labels: [ConceptLabel(language: en, role: .hidden, text: "indentur")])
        below.broader = ["urn:s:1", "urn:nowhere"]
        _ = try box.catalogue.thesauri.add(ConceptScheme(uri: "urn:s", concepts: [narrow, below]), source: "s.ttl")
        let index = try index()
        let found = try #require(index.concept(uri: "urn:s:1"))
        #expect(index.uri(of: found) == "urn:vetsearch:vet:apprenticeship")
        #expect(index.labels(of: found, in: en).contains("indenture"))
        #expect(index.narrower(of: found).map(index.uri(of:)).contains("urn:s:2"))
        #expect(try find("indentur") == ["urn:s:2"])
    }

    private func index() throws -> ConceptIndex {
        try box.catalogue.thesauri.conceptIndex(tokenise: { text, _ in [text] }, keys: { word, _ in [word] }).index
    }

    private func find(_ word: String) throws -> [String] {
        try index().concepts(in: [[word]], language: en).map(\.uri)
    }

    private func scheme(_ uri: String, titles: String? = nil, _ names: [String: String]) -> ConceptScheme {
        ConceptScheme(
            uri: uri,
            titles: titles.map { [en: $0] } ?? [:],
            concepts: names.sorted { $0.key < $1.key }.map { uri, name in
                Concept(uri: uri, labels: [ConceptLabel(language: en, role: .preferred, text: name)])
            }
        )
    }
}
