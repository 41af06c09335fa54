import Catalogue
import DocumentModel
import Foundation
import Testing
import TextAnalysis

@testable import Index
@testable import Indexer

/// Documents that crash the process, and documents that are too large: they do not block the others, and are named.
@Suite("Documents that cannot be indexed as a whole")
struct IndexTroubleTests {
    private let box: IndexedToolbox

    init() throws { box = try IndexedToolbox() }

    private func find(_ term: String) throws -> Int {
        try box.reader().search(.term(term), IndexSearchOptions()).total
    }

    private func troubles() throws -> [IndexTrouble] {
        try box.catalogue.indexTroubles.all(formatVersion: IndexLayout.formatVersion)
    }

    /// The mark of a writer that died at a document, or at several if `id` is nil.
    private func die(at id: String?, _ deaths: Int = 0, change: Int64? = nil) throws {
        let sequence = try id.flatMap { try box.catalogue.document($0)?.sequence } ?? 0
        let attempt = try IndexAttempt(index: box.index)
        let mark = IndexAttempt.Mark(
            change: try change ?? (id == nil ? box.catalogue.lastSequence() : sequence),
            document: id,
            sequence: sequence,
            deaths: deaths
        )
        try attempt.begin(mark, isLarge: true)
    }

    @Test("A document that crashed the process twice is skipped, and tried again when it changes")
    func deaths() throws {
        try box.addPages("a.pdf", ["sunrise"])
        try box.applyAll()
        let poison = try box.addPages("b.pdf", ["poison"])
        try box.addPages("c.pdf", ["moonrise"])
        try die(at: poison)
        do {
            // The next writer tries it once more, and commits it separately.
            let writer = try IndexWriter(box.catalogue)
            #expect(try writer.apply(limit: 1).map(\.document) == [poison])
            #expect(!writer.hasUncommitted)
        }
        #expect(try find("poison") == 1)
        #expect(try troubles().isEmpty)

        try box.addPages("b.pdf", ["poison again"])
        try box.addPages("d.pdf", ["starlight"])
        try die(at: poison, 1)
        do {
            let writer = try IndexWriter(box.catalogue, lastDeath: "out of memory")
            let applied = try writer.apply()
            #expect(applied.first { $0.document == poison }?.trouble?.kind == .failed)
            try writer.commit()
        }
        #expect(try find("poison") == 0, "not even as it was before")
        #expect(try find("sunrise") == 1 && find("moonrise") == 1 && find("starlight") == 1)
        #expect(try box.reader().appliedSequence() == (try box.catalogue.lastSequence()))
        let trouble = try #require(try troubles().first)
        #expect(trouble.source == "b.pdf" && trouble.document == poison)
        #expect(trouble.sentence == "not indexed: the process that indexed it crashed 2 times: out of memory")
        #expect(
            try box.catalogue.indexTroubles.trouble(of: poison, formatVersion: IndexLayout.formatVersion) == trouble
        )
        #expect(
            try box.catalogue.indexTroubles.all(formatVersion: "another").isEmpty,
            "another format version may try it"
        )

        // A rebuilt index skips it, too, and has the same result.
        let before = try box.dump()
        #expect(try Reindex.run(box.catalogue, progress: { _ in }, isCancelled: { false }) == 4)
        #expect(try box.dump() == before)

        try box.addPages("b.pdf", ["antidote"])
        try box.applyAll()
        #expect(try find("antidote") == 1)
        #expect(try troubles().isEmpty && box.catalogue.indexTroubles.all().isEmpty)
    }

    @Test("If it is not certain which document crashed the process, each is committed separately")
    func several() throws {
        for number in 1...4 { try box.addPages("\(number).pdf", ["page \(number)"]) }
        do {
            let writer = try IndexWriter(box.catalogue)
            _ = try writer.apply(limit: 1)
            try writer.commit()
        }
        try die(at: nil, change: 3)
        let writer = try IndexWriter(box.catalogue)
        for number in Int64(2)...4 {
            #expect(try writer.apply(limit: 1).map(\.sequence) == [number])
            #expect(writer.hasUncommitted == (number > 3))
        }
        #expect(try troubles().isEmpty)
    }

    @Test("A writer that ends normally, even without a commit, leaves no mark of a death")
    func endsWell() throws {
        let id = try box.addPages("a.pdf", ["sunrise"])
        for _ in 1...3 {
            let writer = try IndexWriter(box.catalogue)
            #expect(try writer.apply().map(\.document) == [id])
        }
        #expect(try IndexAttempt(index: box.index).left == nil)
        try box.applyAll()
        #expect(try IndexAttempt(index: box.index).left == nil)
        #expect(try troubles().isEmpty)
        // A mark that is older than the last commit is not a death.
        try die(at: id, 1)
        try box.addPages("b.pdf", ["moonrise"])
        try box.applyAll()
        #expect(try troubles().isEmpty)
        #expect(try find("sunrise") == 1 && find("moonrise") == 1)
    }

    @Test("Documents that could not be indexed are tried again on request")
    func retried() throws {
        let poison = try box.addPages("a.pdf", ["poison"])
        try box.addPages("b.pdf", ["sunrise"])
        _ = try IndexWriter(box.catalogue)
        try die(at: poison, 1)
        try box.applyAll()
        #expect(try find("poison") == 0 && find("sunrise") == 1)
        #expect(try box.catalogue.indexTroubles.forgetFailed() == 1)
        try box.applyAll()
        #expect(try find("poison") == 1)
        #expect(try box.catalogue.indexTroubles.forgetFailed() == 0)
        #expect(try troubles().isEmpty)
    }

    // MARK: Limits

    private func apply(_ change: (inout IndexLimits) -> Void) throws -> [AppliedChange] {
        var limits = IndexLimits()
        change(&limits)
        let writer = try IndexWriter(box.catalogue, nil, Analyser(), nil, limits)
        let applied = try writer.apply()
        try writer.commit()
        return applied
    }

    private static let pages = ["first alpha", "second beta", "third gamma", "fourth delta"]

    @Test("Only the beginning of a document over a limit is searchable, which is reported")
    func limits() throws {
        let words = (0..<600).map { "w\($0)x" }
        let cases:
            [(name: String, pages: [String], change: (inout IndexLimits) -> Void, found: String, lost: String, String)] =
                [
                    ("text", Self.pages, { $0.textBytes = 25 }, "beta", "gamma", "MB of text"),
                    (
                        "sections", Self.pages, { $0.sections = 2 }, "beta", "gamma",
                        "its first 2 of 4 sections are searched"
                    ),
                    (
                        "terms", [words[..<200].joined(separator: " "), words[200...].joined(separator: " "), "omega"],
                        { $0.terms = 150 }, "w199x", "omega", "the limit for one document is 150 different words"
                    ),
                ]
        for (name, pages, change, found, lost, reason) in cases {
            let id = try box.addPages("\(name).pdf", pages)
            let applied = try apply(change)
            #expect(applied.last?.trouble?.kind == .partial, "\(name)")
            let trouble = try #require(
                try box.catalogue.indexTroubles.trouble(of: id, formatVersion: IndexLayout.formatVersion),
                "\(name)"
            )
            #expect(trouble.sentence.hasPrefix("indexed only in part: its first "), "\(trouble.sentence)")
            #expect(trouble.reason.contains(reason), "\(trouble.reason)")
            let reader = try box.reader()
            let docid = try #require(try reader.find(IndexLayout.uniqueTerm(id)))
            #expect(try reader.postings(of: found, limit: 10).contains(docid), "\(name)")
            #expect(try !reader.postings(of: lost, limit: 10).contains(docid), "\(name)")
        }
        #expect(try troubles().count == 3)
        try box.addPages("text.pdf", ["short"])
        #expect(try apply { _ in }.last?.trouble == nil)
        #expect(try troubles().count == 2)
    }

    @Test("Only the beginning of a title and keywords that are too long is searchable")
    func head() throws {
        var metadata = Metadata()
        metadata.title = "alpha"
        metadata.keywords = [String(repeating: "beta ", count: 100) + "gamma", "delta"]
        let id = try box.add("a.pdf", IndexedToolbox.pages(["epsilon"]), metadata)
        #expect(try apply { $0.headBytes = 200 }.last?.trouble?.document == id)
        #expect(try find("alpha") == 1 && find("beta") == 1 && find("epsilon") == 1)
        #expect(try find("gamma") == 0 && find("delta") == 0)
    }

    @Test("A long section is stored in pieces, and a phrase is found across their borders")
    func pieces() throws {
        let words = (0..<5000).map { "w\($0)x" }
        let id = try box.addPages("a.pdf", ["before", words.joined(separator: " "), "after"])
        #expect(try apply { $0.pieceBytes = 1000 }.last?.trouble == nil)
        let reader = try box.reader()
        let stored = try #require(try box.stored(id, reader))
        #expect(stored.sectionCount > 30)
        for index in stride(from: 0, to: words.count - 1, by: 7) {
            let phrase = try IndexQuery.phrase([.term(words[index]), .term(words[index + 1])])
            #expect(try reader.search(phrase, IndexSearchOptions()).total == 1, "\(index)")
        }
        // Each word is in the piece that its position indicates.
        let docid = try #require(try reader.find(IndexLayout.uniqueTerm(id)))
        for word in ["before", "w0x", "w2500x", "w4999x", "after"] {
            let position = try #require(try reader.positions(of: word, in: docid).last)
            let index = try #require(stored.section(at: position))
            let section = try stored.section(index, using: box.compression)
            let range = section.words[Int(position - section.firstPosition)]
            #expect(String(decoding: section.text[range], as: UTF8.self) == word)
        }
        let together = try (0..<stored.sectionCount).map { try stored.section($0, using: box.compression).text.count }
        #expect(together.reduce(0, +) == words.joined(separator: " ").utf8.count + "beforeafter".utf8.count)
    }
}
