import Concepts
import DocumentModel
import GRDB
import Testing

@testable import Catalogue

@Suite("Vocabularies")
struct VocabularyTests {
    private let box: TestToolbox
    private let en: LanguageTag

    init() throws {
        box = try TestToolbox()
        en = try #require(LanguageTag("en"))
    }

    @Test("An import is listed, and found by its names")
    func first() throws {
        let done = try box.catalogue.importVocabulary(
            scheme("urn:s", titles: "Crafts", ["urn:s:1": "joiner", "urn:s:2": "mason"]),
            source: "My Crafts 2.0.ttl"
        )
        #expect(done.isNew && done.added == 2 && done.changed == 0 && done.gone == 0 && !done.isUnchanged)
        let records = try box.catalogue.vocabularies()
        #expect(records.map(\.name) == ["vet", "my-crafts-2"])
        #expect(records[1].titles == ["en": "Crafts"] && records[1].source == "My Crafts 2.0.ttl")
        #expect(records[1].concepts == 2 && records[1].labels == 2 && records[1].languages == [en])
        #expect(records[0].isBuiltIn && records[0].isActive && records[0].concepts >= 150)
        #expect(try find("mason") == ["urn:s:2"])
    }

    @Test("The same scheme again replaces it, and tells what became of its concepts")
    func again() throws {
        let old = scheme("urn:s", ["urn:s:1": "joiner", "urn:s:2": "mason", "urn:s:3": "cooper"])
        _ = try box.catalogue.importVocabulary(old, name: "crafts", source: "a.ttl")
        let revision = try box.catalogue.vocabularyRevision()
        let same = try box.catalogue.importVocabulary(old, source: "b.ttl")
        #expect(same.isUnchanged && same.record.source == "a.ttl")
        #expect(try box.catalogue.vocabularyRevision() == revision)
        let new = scheme("urn:s", ["urn:s:1": "joiner", "urn:s:2": "bricklayer", "urn:s:4": "smith"])
        let done = try box.catalogue.importVocabulary(new, source: "c.ttl")
        #expect(!done.isNew && (done.added, done.changed, done.gone) == (1, 1, 1))
        #expect(done.record.name == "crafts")
        #expect(try box.catalogue.vocabularyRevision() == revision + 1)
        #expect(try box.catalogue.vocabularies().count == 2)
        #expect(try find("mason") == [] && find("cooper") == [] && find("smith") == ["urn:s:4"])
    }

    @Test("Two vocabularies do not take each other's name")
    func names() throws {
        let catalogue = box.catalogue
        _ = try catalogue.importVocabulary(scheme("urn:a", ["urn:a:1": "a"]), name: "one", source: "x.ttl")
        #expect(throws: CatalogueError.self) {
            try catalogue.importVocabulary(scheme("urn:a", ["urn:a:1": "a"]), name: "two", source: "x.ttl")
        }
        _ = try catalogue.importVocabulary(scheme("urn:b", ["urn:b:1": "b"]), source: "x.ttl")
        #expect(throws: CatalogueError.self) {
            try catalogue.importVocabulary(scheme("urn:c", ["urn:c:1": "c"]), source: "x.ttl")
        }
        #expect(throws: CatalogueError.self) {
            try catalogue.importVocabulary(scheme("urn:c", ["urn:c:1": "c"]), source: "vet.ttl")
        }
        #expect(try catalogue.vocabularies().map(\.name) == ["vet", "one", "x"])
        for name in ["vet", "a b", "A", "", "x.y", "é"] {
            #expect(Catalogue.complaint(aboutVocabularyName: name) != nil, "\(name)")
        }
        #expect(Catalogue.complaint(aboutVocabularyName: "euro_voc-4") == nil)
    }

    @Test("A removed vocabulary leaves nothing; the built-in one is switched off and on")
    func removing() throws {
        let catalogue = box.catalogue
        _ = try catalogue.importVocabulary(scheme("urn:s", ["urn:s:1": "joiner"]), source: "s.ttl")
        let revision = try catalogue.vocabularyRevision()
        #expect(try catalogue.removeVocabulary("t") == nil)
        #expect(try catalogue.vocabularyRevision() == revision)
        #expect(try catalogue.removeVocabulary("s") == [])
        let rows = try catalogue.database.read { database in
            try ["concepts", "concept_labels", "concept_links"].map { table in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
            }
        }
        #expect(rows == [0, 0, 0])
        #expect(try find("apprenticeship") == ["urn:vetsearch:vet:apprenticeship"])
        #expect(try catalogue.useBuiltInVocabulary(false))
        #expect(try !catalogue.useBuiltInVocabulary(false))
        #expect(try find("apprenticeship") == [])
        #expect(try catalogue.vocabularies().map(\.isActive) == [false])
        #expect(try catalogue.useBuiltInVocabulary(true))
        #expect(try find("apprenticeship") == ["urn:vetsearch:vet:apprenticeship"])
        #expect(try catalogue.vocabularyRevision() == revision + 3)
    }

    @Test("Links across vocabularies hold in the index, whichever came first")
    func links() throws {
        var narrow = Concept(uri: "urn:s:1", labels: [ConceptLabel(language: en, role: .preferred, text: "indenture")])
        narrow.exactMatches = ["urn:vetsearch:vet:apprenticeship"]
        var below = Concept(uri: "urn:s:2", labels: [ConceptLabel(language: en, role: .hidden, text: "indentur")])
        below.broader = ["urn:s:1", "urn:nowhere"]
        _ = try box.catalogue.importVocabulary(ConceptScheme(uri: "urn:s", concepts: [narrow, below]), source: "s.ttl")
        let index = try index()
        let found = try #require(index.concept(uri: "urn:s:1"))
        #expect(index.uri(of: found) == "urn:vetsearch:vet:apprenticeship")
        #expect(index.labels(of: found, in: en).contains("indenture"))
        #expect(index.narrower(of: found).map(index.uri(of:)).contains("urn:s:2"))
        #expect(try find("indentur") == ["urn:s:2"])
    }

    private func index() throws -> ConceptIndex {
        try box.catalogue.conceptIndex(tokenise: { text, _ in [text] }, keys: { word, _ in [word] }).index
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
