import Catalogue
import DocumentModel
import Foundation
import TestSupport
import Testing
import TextAnalysis

@testable import Encodings
@testable import Index
@testable import Indexer

@Suite("The data of a document in the index")
struct StoredDocumentTests {
    private static let vocabulary = [
        "Ausbildung", "l'apprentissage", "об'єднання", "学习新的技能", "การฝึกอบรม", "e-learning", "2023", "EU:n", "…", "😀",
        "\n\n",
        "annual_report", "ﬁnance", "Cafe\u{301}", "ab-\ncd", ". . . . . . . . . . . . . . .", "a", "–", "التدريب",
        "\u{AD}",
    ]

    private static func text(_ random: inout SplitMix64) -> String {
        (0..<Int.random(in: 0...60, using: &random)).map { _ in vocabulary.randomElement(using: &random)! }
            .joined(separator: Bool.random(using: &random) ? " " : "  ")
    }

    @Test("Every position of every term leads to its word, in its section", arguments: 1...6)
    func positions(seed: Int) throws {
        var random = SplitMix64(UInt64(seed))
        let box = try IndexedToolbox()
        let pages = (0..<Int.random(in: 1...8, using: &random)).map { _ in Self.text(&random) }
        let id = try box.addPages(
            "a.pdf",
            pages + [String(repeating: "x", count: 700) + " " + String(repeating: "-", count: 90) + " end"]
        )
        try box.applyAll()
        let reader = try box.reader()
        let stored = try #require(try box.stored(id, reader))
        let docid = try #require(try reader.find(IndexLayout.uniqueTerm(id)))
        let analyser = try Analyser()
        let sections = try (0..<stored.sectionCount).map { try stored.section($0, using: box.compression) }
        var covered: Set<UInt32> = []
        for (term, _) in try reader.terms(of: docid) {
            for position in try reader.positions(of: term, in: docid) {
                guard let index = stored.section(at: position) else { continue }
                let section = sections[index]
                let word = Int(position - section.firstPosition)
                try #require(word < section.words.count, "seed \(seed): \(term) at \(position)")
                let text = String(decoding: section.text[section.words[word]], as: UTF8.self)
                let here = try #require(analyser.words(in: text, language: section.language).first)
                // A bigram is at the position of the word in which it begins, another spelling at those of all its words.
                let isBigram = term.unicodeScalars.count == 2 && term.unicodeScalars.first!.properties.isIdeographic
                let isVariant = try reader.frequency(of: IndexLayout.variant(term)) > 0
                #expect(term == here.term || isBigram || isVariant, "seed \(seed): \(term) against \(text)")
                covered.insert(position)
            }
        }
        // Between paragraphs of scripts without spaces there is a position without a word.
        let words = sections.reduce(0) { $0 + $1.words.count { !$0.isEmpty } }
        #expect(covered.count == words, "every word of every section has its term")
        for (index, section) in sections.enumerated() {
            #expect(stored.section(at: section.firstPosition) == index)
            #expect(try stored.locator(of: index) == section.locator)
        }
        #expect(stored.section(at: 0) == nil)
        #expect(throws: BinaryCodingError.self) { try stored.section(stored.sectionCount, using: box.compression) }
        #expect(throws: BinaryCodingError.self) { try stored.locator(of: -1) }
    }

    private func sample(_ compression: Compression) throws -> [UInt8] {
        var stored = StoredDocument()
        stored.id = "abc"
        stored.title = "Title"
        stored.partner = "Partner"
        stored.year = 2020
        var builder = StoredDocument.Builder()
        let locators: [Locator] = [
            .page(number: 3, label: "iii"), .cue(start: 1.5, end: 2), .heading(path: ["A"], anchor: "a"),
            .slide(number: 2),
            .chapter(number: 1, label: nil, href: "x#y"), .text(line: 9),
        ]
        for (index, locator) in locators.enumerated() {
            var words = BinaryWriter()
            StoredDocument.encodeWord(gap: 0, length: 3, into: &words)
            StoredDocument.encodeWord(gap: 1, length: 70, into: &words)
            try builder.add(
                locator: locator,
                language: LanguageTag("en")!,
                firstPosition: UInt32(100 * index + 5),
                text: Array(("one " + String(repeating: "x", count: 70)).utf8),
                words: words.bytes,
                using: compression
            )
        }
        return builder.data(for: stored)
    }

    @Test("Decoded data equals the original")
    func roundTrip() throws {
        let compression = try Compression()
        let stored = try StoredDocument(try sample(compression))
        #expect(stored.title == "Title")
        #expect(stored.year == 2020)
        #expect(stored.description == nil)
        #expect(stored.sectionCount == 6)
        #expect(try stored.section(1, using: compression).words == [0..<3, 4..<74])
        #expect(try stored.section(1, using: compression).locator == .cue(start: 1.5, end: 2))
        #expect([4, 5, 104, 105, 600].map { stored.section(at: $0) } == [nil, 0, 0, 1, 5])
    }

    /// Reads everything, as a search does.
    private func readAll(_ data: [UInt8], _ compression: Compression) throws {
        let stored = try StoredDocument(data)
        _ = stored.languages[0]
        for position in [0, 5, 104, 1000, UInt32.max] { _ = stored.section(at: position) }
        for index in 0..<min(stored.sectionCount, 20) {
            let section = try stored.section(index, using: compression)
            for word in section.words { _ = section.text[word] }
            _ = (section.locator.number, section.locator.label)
        }
    }

    @Test("Truncated data throws")
    func cut() throws {
        let compression = try Compression()
        let data = try sample(compression)
        try readAll(data, compression)
        for length in data.indices {
            #expect(throws: (any Error).self) { try readAll(Array(data[..<length]), compression) }
        }
    }

    @Test("Damaged data throws or is read as something else, but never crashes the process", arguments: [1, 2])
    func damaged(seed: Int) throws {
        let compression = try Compression()
        let data = try sample(compression)
        for index in data.indices {
            for value in [UInt8(0), 0x7F, 0x80, 0xFF] {
                var bad = data
                bad[index] = value
                _ = try? readAll(bad, compression)
            }
        }
        var random = SplitMix64(UInt64(seed))
        for _ in 0..<3000 {
            var bad = data
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                bad[Int.random(in: 0..<bad.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? readAll(bad, compression)
        }
    }

    @Test("A count that would overflow, a list without a language, words beyond the text: each throws")
    func hostile() throws {
        let compression = try Compression()
        var writer = BinaryWriter()
        writer.write(IndexLayout.version)
        for text in ["id", "", "", "", "text", "document"] {
            if text.isEmpty && writer.bytes.count == 4 { writer.write(0) }
            writer.write(text)
        }
        let head = writer.bytes
        #expect(throws: BinaryCodingError.self) { try StoredDocument(head + [0]) }
        let rest: [UInt8] = [1, 2, 0x65, 0x6E, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(try StoredDocument(head + rest + [0]).sectionCount == 0)
        #expect(throws: BinaryCodingError.self) {
            try StoredDocument(head + rest + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
        }
        for words: [UInt8] in [[0, 0, 9], [0x49], [0] + [UInt8](repeating: 0xFF, count: 8) + [0x7F, 1]] {
            var builder = StoredDocument.Builder()
            try builder.add(
                locator: .text(line: 1),
                language: .undetermined,
                firstPosition: 1,
                text: Array("12345678".utf8),
                words: words,
                using: compression
            )
            let stored = try StoredDocument(builder.data(for: StoredDocument()))
            #expect(throws: BinaryCodingError.self) { try stored.section(0, using: compression) }
        }
    }
}
