import Catalogue
import DocumentModel
import Foundation
import Testing
import TextAnalysis

@testable import Index
@testable import Indexer

@Suite("Catalogue to index")
struct IndexWriterTests {
    private let box: IndexedToolbox

    init() throws { box = try IndexedToolbox() }

    private func find(_ term: String, _ reader: IndexReader) throws -> Int {
        try reader.search(.term(term), IndexSearchOptions()).total
    }

    @Test("A new index has its format version before its first document")
    func formatVersion() throws {
        let writer = try IndexWriter(box.catalogue)
        #expect(try IndexReader(path: box.index).formatVersion() == IndexLayout.formatVersion)
        withExtendedLifetime(writer) {}
    }

    @Test("A document is found by its exact words, its stems, its title and its codes")
    func terms() throws {
        var metadata = Metadata()
        metadata.title = "Handbuch für Meister"
        metadata.countries = [Country("IT")!, Country("DE")!]
        metadata.sectors = [Sector("C")!]
        metadata.topics = [Topic("guidance")!]
        metadata.language = LanguageTag("de")
        metadata.year = 2021
        metadata.keywords = ["Schweißen"]
        let id = try box.add("a/b.pdf", IndexedToolbox.pages(["Die Ausbildungen der Lehrlinge"]), metadata)
        try box.applyAll()
        let reader = try box.reader()
        for term in [
            "ausbildungen", "Smeister", "meister", "schweißen", "b", "XC:IT", "XC:DE", "XN:C",
            "XT:guidance",
            "L:de", "T:document", "Q" + id,
        ] { #expect(try find(term, reader) == 1, "\(term)") }
        for term in ["ausbildung", "Zde:ausbild", "Sausbildungen", "it", "XC:de"] {
            #expect(try find(term, reader) == 0, "\(term)")
        }
        let stored = try #require(try box.stored(id, reader))
        #expect(stored.title == "Handbuch für Meister")
        #expect(stored.source == "a/b.pdf")
        #expect(stored.countries == ["DE", "IT"])
        #expect(stored.year == 2021)
        #expect(stored.languages.map(\.code) == ["de"])
        #expect(stored.sectionCount == 1)
    }

    @Test("The title of a document without one")
    func titles() throws {
        let cases: [(String, [Section], String)] = [
            ("x/report 2023.v2.pdf", IndexedToolbox.pages(["text"]), "report 2023.v2"),
            ("h.docx", [Section(locator: .heading(path: ["One", "Two"], anchor: nil), text: "text")], "One"),
            ("s.pptx", [Section(locator: .slide(number: 1), text: "Welcome\nto us")], "Welcome"),
            ("t.pptx", [Section(locator: .slide(number: 1), text: "12")], "t"), (".hidden", [], ".hidden"),
        ]
        for (source, sections, title) in cases {
            let id = try box.add(source, sections)
            try box.applyAll()
            #expect(try box.stored(id, box.reader())?.title == title)
        }
    }

    @Test("Applying changes again has no effect; the number of the last change is committed with its documents")
    func replay() throws {
        try box.addPages("a.pdf", ["one two"])
        try box.addPages("b.pdf", ["three"])
        try box.applyAll()
        let before = try box.dump()
        #expect(try box.reader().appliedSequence() == 2)
        #expect(try box.reader().formatVersion() == IndexLayout.formatVersion)
        // A crash that lost the number: everything is applied again.
        do {
            let writer = try XapianWriter(path: box.index)
            try writer.setMetadata(IndexLayout.MetadataKey.applied, "0")
            try writer.commit()
        }
        try box.applyAll()
        #expect(try box.dump() == before)
        #expect(try box.reader().documentCount == 2)
        #expect(try box.reader().appliedSequence() == 2)
    }

    @Test("Changes not committed are applied again by the next writer")
    func uncommitted() throws {
        try box.addPages("a.pdf", ["one"])
        do {
            let writer = try IndexWriter(box.catalogue)
            #expect(try writer.apply().map(\.sequence) == [1])
            #expect(writer.applied == 1)
        }
        #expect(try box.reader().appliedSequence() == 0)
        let writer = try IndexWriter(box.catalogue)
        #expect(try writer.apply().map(\.sequence) == [1])
        #expect(try writer.apply().isEmpty)
        try writer.commit()
        #expect(try box.reader().documentCount == 1)
    }

    @Test("Updates replace the old words, removals remove everything")
    func updates() throws {
        let id = try box.addPages("a.pdf", ["before"])
        try box.addPages("b.pdf", ["other"])
        try box.applyAll()
        #expect(try box.addPages("a.pdf", ["after"]) == id)
        try box.remove("b.pdf")
        try box.applyAll()
        let reader = try box.reader()
        #expect(try find("before", reader) == 0)
        #expect(try find("after", reader) == 1)
        #expect(try find("other", reader) == 0)
        #expect(reader.documentCount == 1)
        #expect(try reader.appliedSequence() == (try box.catalogue.lastSequence()))
    }

    @Test("A second writer fails because the index is locked; an index in another format is an error, too")
    func refused() throws {
        try box.addPages("a.pdf", ["one"])
        do {
            let writer = try IndexWriter(box.catalogue)
            let error = #expect(throws: XapianError.self) { try IndexWriter(box.catalogue) }
            #expect(error?.code == .locked)
            _ = try writer.apply()
            try writer.commit()
        }
        do {
            let writer = try XapianWriter(path: box.index)
            try writer.setMetadata(IndexLayout.MetadataKey.formatVersion, "layout 0")
            try writer.commit()
        }
        let error = #expect(throws: IndexFormatError.self) { try IndexWriter(box.catalogue) }
        #expect(error?.found == "layout 0")
        #expect(error?.description.contains("vetsearch reindex") == true)
    }

    @Test("No index, or something else in its place, is an error with a clear message")
    func opening() throws {
        #expect(#expect(throws: XapianError.self) { try box.reader() }?.code == .opening)
        try Data("no index".utf8).write(to: URL(filePath: box.index))
        #expect(throws: XapianError.self) { try box.reader() }
    }

    @Test("A phrase never matches across two pages")
    func phrases() throws {
        try box.addPages("a.pdf", ["one two", "three four", "", "five"])
        try box.applyAll()
        let reader = try box.reader()
        let count = { (words: [String]) in
            try reader.search(.phrase(words.map { try .term($0) }), IndexSearchOptions()).total
        }
        #expect(try count(["one", "two"]) == 1)
        #expect(try count(["two", "one"]) == 0)
        #expect(try count(["two", "three"]) == 0)
        #expect(try count(["four", "five"]) == 0)
    }

    @Test("In scripts without spaces a phrase never matches across two paragraphs or cells, in others it does")
    func paragraphs() throws {
        try box.addPages("a.pdf", ["溶接機の点検\n\n旋盤の清掃\t工具\n片付け CNC\n\n検査 one\n\ntwo\tthree"], language: "ja")
        try box.applyAll()
        let reader = try box.reader()
        let count = { (words: [String]) in
            try reader.search(.phrase(words.map { try .term($0) }), IndexSearchOptions()).total
        }
        #expect(try count(["の", "点検"]) == 1)
        #expect(try count(["点検", "旋盤"]) == 0)
        #expect(try count(["清掃", "工具"]) == 0)
        #expect(try count(["cnc", "検査"]) == 0)
        #expect(try count(["one", "two"]) == 1)
        #expect(try count(["two", "three"]) == 1)
        // What is found is shown where it is.
        let id = try #require(try box.catalogue.documentIDs().first)
        let stored = try #require(try box.stored(id, reader))
        let docid = try #require(try reader.find(IndexLayout.uniqueTerm(id)))
        let section = try stored.section(0, using: box.compression)
        for (term, text) in [("点検", "点検"), ("旋盤", "旋盤"), ("two", "two"), ("three", "three")] {
            let position = try #require(try reader.positions(of: term, in: docid).last)
            let word = section.words[Int(position - section.firstPosition)]
            #expect(String(decoding: section.text[word], as: UTF8.self) == text)
        }
    }

    @Test("A reader sees a new commit after reopening")
    func reopening() throws {
        try box.addPages("a.pdf", ["one"])
        try box.applyAll()
        let reader = try box.reader()
        try box.addPages("b.pdf", ["two"])
        try box.applyAll()
        #expect(reader.documentCount == 1)
        #expect(try reader.reopen())
        #expect(reader.documentCount == 2)
        #expect(try !reader.reopen())
    }

    @Test(
        "A file with too little text has the language of its folder's other files, in whatever order they were added and removed"
    )
    func folders() throws {
        let danish = [
            "Arbejdsmarkedets parter har aftalt en ny uddannelse for voksne, der gerne vil skifte fag.",
            "Eleverne arbejder to dage om ugen i virksomheden og lærer resten af tiden på skolen.",
        ]
        func language(_ id: String) throws -> [String] {
            try #require(try box.stored(id, box.reader())).languages.map(\.code)
        }
        let before = try box.addPages("fag/plan.pdf", ["Plan over arbejdet"])
        let elsewhere = try box.addPages("andet/plan.pdf", ["Plan  over arbejdet"])
        let atTheRoot = try box.addPages("plan.pdf", ["Plan over  arbejdet"])
        try box.applyAll()
        #expect(try language(before) == ["und"])
        for (number, text) in danish.enumerated() { try box.addPages("fag/\(number).pdf", [text]) }
        try box.applyAll()
        let after = try box.addPages("fag/plan2.pdf", ["Plan over arbejdet!"])
        try box.applyAll()
        #expect(try language(before) == ["da"])
        #expect(try language(after) == ["da"])
        #expect(try language(elsewhere) == ["und"])
        #expect(try language(atTheRoot) == ["und"])
        let grown = try box.dump()
        #expect(try Reindex.run(box.catalogue, progress: { _ in }, isCancelled: { false }) == 6)
        #expect(try box.dump() == grown)
        for number in danish.indices { try box.remove("fag/\(number).pdf") }
        try box.applyAll()
        #expect(try language(before) == ["und"])
    }

    @Test("Two sections of NACE Rev. 2.1 that were one in Rev. 2 count once")
    func sectors() throws {
        let box = try IndexedToolbox()
        var metadata = Metadata()
        metadata.sectors = [Sector("2.1:J")!, Sector("2.1:K")!, Sector("2.1:Q")!]
        let id = try box.add("a.pdf", IndexedToolbox.pages(["text"]), metadata)
        try box.applyAll()
        #expect(try box.stored(id, box.reader())?.sectors == ["J", "P"])
    }
}
