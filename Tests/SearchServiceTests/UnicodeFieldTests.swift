import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage
import Templates
import TestSupport
import Testing
import TextAnalysis

@testable import Encodings
@testable import Index
@testable import SearchService
@testable import WebAPI

/// Whatever is in any field of a document, the document is indexed and found by it.
@Suite("Unicode in every field")
struct UnicodeFieldTests {
    private static let pieces: [String] = [
        "\u{FDFA}", String(repeating: "\u{FDFA}", count: 8), String(repeating: "\u{FDFA}", count: 100),
        "การศึกษาและการฝึกอบรมวิชาชีพ", String(repeating: "ก็", count: 90), "व्यावसायिक शिक्षा",
        String(repeating: "क्षि", count: 60), "😀👩‍👩‍👧‍👦🇪🇺", String(repeating: "👩‍👩‍👧‍👦", count: 40), "\u{0}", "a\u{0}b",
        String(repeating: "\u{0}", count: 300), "\u{FFFD}",
        String(decoding: [0xED, 0xA0, 0x80, 0x41] as [UInt8], as: UTF8.self),
        String(repeating: "Ausbildungsordnung", count: 560), String(repeating: "ж", count: 10_000),
        "e" + String(repeating: "\u{301}", count: 2_000), "職業訓練", String(repeating: "職", count: 5_000), "ΐΰ",
        String(repeating: "ΐ", count: 120), "\u{1F}", "\u{1E}", "'\u{2019}", "\u{202E}abc", "\u{10FFFF}", "ﬁ", "İ",
        String(repeating: "ß", count: 230), "word", "/", ".", "~", "\n", "\t", "-\n", "\u{AD}", "Q", "XC:IT", "L:de",
    ]

    private static func text(_ random: inout SplitMix64, most: Int = 6) -> String {
        (0...Int.random(in: 0..<most, using: &random)).map { _ in
            Int.random(in: 0..<4, using: &random) == 0
                ? String(
                    (0..<40).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x11_0000, using: &random)) }
                        .map(Character.init)
                )
                : pieces.randomElement(using: &random)!
        }.joined(separator: Bool.random(using: &random) ? " " : "")
    }

    private static func metadata(_ random: inout SplitMix64) -> Metadata {
        var metadata = Metadata()
        metadata.title = text(&random)
        metadata.description = text(&random)
        metadata.keywords = (0..<3).map { _ in text(&random) }
        metadata.creators = (0..<2).map { _ in text(&random) }
        metadata.partner = text(&random)
        metadata.licence = text(&random)
        metadata.language = ["de", "th", "zh", "ar", "fi", nil].randomElement(using: &random)!.flatMap {
            LanguageTag($0)
        }
        metadata.topics = [Topic("https://example.eu/" + String(repeating: "x", count: 170))].compactMap { $0 }
        return metadata
    }

    @Test("Random Unicode in titles, descriptions, keywords, people, folders, headings, texts and a record's fields")
    func everywhere() throws {
        let box = try SearchToolbox()
        var random = SplitMix64(5)
        var sources: [String] = []
        for number in 0..<60 {
            // A path cannot contain a NUL.
            let path = (text(path: &random) + "/\(number) " + Self.text(&random).replacing("/", with: "_"))
                .replacing("\u{0}", with: "_")
            let sections = (0..<4).map { index in
                let heading = Self.text(&random)
                let locators: [Locator] = [
                    .heading(path: [heading, Self.text(&random)], anchor: Self.text(&random)),
                    .chapter(number: index, label: Self.text(&random), href: Self.text(&random)),
                    .page(number: index + 1, label: Self.text(&random)), .text(line: index),
                ]
                return Section(
                    locator: locators.randomElement(using: &random)!,
                    heading: Bool.random(using: &random) ? heading : nil,
                    text: Self.text(&random, most: 30),
                    declaredLanguage: LanguageTag("th")
                )
            }
            try box.add(path, sections, Self.metadata(&random), format: .markdown)
            sources.append(path)
        }
        var deposits: [String: Deposit] = [:]
        for number in 0..<20 {
            var deposit = Deposit()
            deposit.record.description = Self.metadata(&random)
            deposit.record.description.title = "Story \(number) " + Self.text(&random)
            deposit.record.description.topics = []
            deposit.record.description.type = ResourceType("value-story")
            deposit.record.text = Self.text(&random, most: 20)
            deposit.record.fields = [
                "activity": .string(Self.beginning("x" + Self.text(&random), 20_000)),
                "storyteller": .string(Self.beginning(Self.text(&random), 300)),
            ]
            deposits["story-\(number)"] = deposit
            #expect(try box.catalogue.put("story-\(number)", deposit, by: "test").outcome == .created)
        }
        let engine = try box.engine()
        #expect(try engine.revision() == (try box.catalogue.lastSequence()))
        let reader = try IndexReader(path: box.catalogue.toolbox.index.string)
        #expect(reader.documentCount == sources.count + deposits.count)
        for part in ["", "/vocabulary"] {
            #expect(IndexFiles.problems(ofDatabase: box.catalogue.toolbox.index.string + part) == [])
        }
        // Everything is found by its words, whatever they are.
        let analyser = try Analyser()
        for id in try box.catalogue.documentIDs() {
            let document = try #require(try box.catalogue.document(id))
            let docid = try #require(try reader.find(IndexLayout.uniqueTerm(id)))
            let stored = try StoredDocument(reader.data(of: docid))
            let words = analyser.words(in: analyser.clean(stored.title), language: stored.languages[0]).map(\.term)
            for word in words {
                for term in [word, IndexLayout.title(word)] {
                    #expect(try reader.postings(of: term, limit: 1000).contains(docid), "\(id) \(term)")
                }
            }
            var request = SearchRequest(text: String(document.metadata.title?.prefix(100) ?? ""))
            request.limit = 100
            _ = try engine.search(request)
            _ = try engine.suggest(SuggestionRequest(text: String(stored.title.prefix(60))))
            _ = try engine.describe(id, box.catalogue)
        }
    }

    private static func beginning(_ text: String, _ letters: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(letters)))
    }

    private func text(path random: inout SplitMix64) -> String {
        (0..<3).map { _ in Self.text(&random).replacing("/", with: "_") }.joined(separator: "/")
    }
}
