import Catalogue
import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Indexer

/// Terms and metadata keys longer than Xapian's limit.
@Suite("Terms of any length")
struct LongTermTests {
    private let box: IndexedToolbox

    init() throws { box = try IndexedToolbox() }

    /// Around the limit, far beyond it, of letters of one to four bytes, of NULs, which take two bytes each, and two that
    /// differ only at their ends.
    private static let terms: [String] =
        [1, 122, 123, 199, 200, 201, 244, 245, 246, 255, 256, 5000].flatMap { length in
            ["a", "ж", "ก", "😀", "\u{0}", "\u{FDFA}"].map { String(repeating: $0, count: length) }
        } + [String(repeating: "x", count: 400) + "1", String(repeating: "x", count: 400) + "2"]

    @Test("Entries with a term of any length are found by it, and by no other")
    func written() throws {
        let path = box.index
        do {
            let writer = try XapianWriter(path: path)
            for (number, term) in Self.terms.enumerated() {
                let document = try XapianDocument()
                try document.addTerm(term, frequency: 0)
                try Array(("P" + term).utf8).withUnsafeBufferPointer { try document.addWord($0, position: 7) }
                try document.setValue(9, term)
                try document.setData(Array(String(number).utf8))
                try writer.replace(term, with: document)
                try writer.replace(term, with: document)
                try writer.setMetadata("key " + term, "value \(number)")
                #expect(try writer.has(term))
            }
            try writer.commit()
        }
        let reader = try IndexReader(path: path)
        #expect(reader.documentCount == Self.terms.count)
        for (number, term) in Self.terms.enumerated() {
            let docid = try #require(try reader.find(term), "\(number)")
            #expect(try String(decoding: reader.data(of: docid), as: UTF8.self) == String(number))
            #expect(try reader.search(.term(term), IndexSearchOptions()).hits.map(\.docid) == [docid])
            #expect(try reader.search(.term("P" + term), IndexSearchOptions()).hits.map(\.docid) == [docid])
            #expect(try reader.frequency(of: term) == 1)
            #expect(try reader.postings(of: term, limit: 10) == [docid])
            #expect(try reader.positions(of: "P" + term, in: docid) == [7])
            #expect(try reader.metadata("key " + term) == "value \(number)")
            #expect(try reader.value(9, of: docid) == term)
            #expect(try reader.terms(prefix: term).contains { $0.documents == 1 })
        }
        #expect(IndexFiles.problems(ofDatabase: path) == [])
        let writer = try XapianWriter(path: path)
        for term in Self.terms { try writer.delete(term) }
        try writer.commit()
        try reader.reopen()
        #expect(reader.documentCount == 0)
    }

    @Test("Terms can be looked up together, whatever the order of their hashes")
    func together() throws {
        let head = String(repeating: "y", count: 200)
        // The order of these terms' hashes differs from their own, and they are among shorter ones.
        let terms =
            (0..<40).map { head + String(repeating: "z", count: 60) + "\($0)" } + [head, head + "z", head + "~~"]
        let writer = try XapianWriter(path: box.index)
        let document = try XapianDocument()
        for term in terms { try document.addTerm(term, frequency: 1) }
        try writer.add(document)
        try writer.commit()
        let reader = try IndexReader(path: box.index)
        let all = IndexTerms(terms)
        #expect(try reader.present(all, in: 1) == Array(all.sorted.indices))
        #expect(try reader.frequencies(of: all) == terms.map { _ in 1 })
    }

    @Test("A heading of eight U+FDFA, and folders with long names, are indexed and block nothing")
    func issue() throws {
        let heading = String(repeating: "\u{FDFA}", count: 8)
        let section = Section(locator: .heading(path: [heading], anchor: nil), heading: heading, text: "sunrise")
        let first = try box.add("a.md", [section])
        let thai = String(repeating: "ก็", count: 80)
        let second = try box.add("\(thai)/b.md", [Section(locator: .text(line: 1), text: "moonrise")])
        let third = try box.add("c.md", [Section(locator: .text(line: 1), text: "daybreak")])
        try box.applyAll()
        let reader = try box.reader()
        for (id, word) in [(first, "sunrise"), (second, "moonrise"), (third, "daybreak")] {
            let found = try reader.search(.term(word), IndexSearchOptions()).hits.map(\.docid)
            #expect(found == [try #require(try reader.find(IndexLayout.uniqueTerm(id)))])
        }
        let folder = try #require(FolderLanguages.term(of: "\(thai)/b.md"))
        #expect(try reader.search(.term(folder), IndexSearchOptions()).total == 1)
        #expect(try Reindex.run(box.catalogue, progress: { _ in }, isCancelled: { false }) == 3)
    }
}
