import DocumentModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue
@testable import Encodings

/// Fingerprints of documents, and the search for documents with like ones.
@Suite("Fingerprints")
struct FingerprintTests {
    /// `count` words; the same seed gives the same words.
    private static func words(_ count: Int, seed: UInt64) -> [String] {
        var random = SplitMix64(seed)
        return (0..<count).map { _ in "w\(Int.random(in: 0..<5000, using: &random))q" }
    }

    private static func document(_ text: String) -> ExtractedDocument {
        ExtractedDocument(format: .text, sections: [Section(locator: .text(line: 1), text: text)])
    }

    private static func fingerprint(_ words: [String]) -> Fingerprint {
        Fingerprint(of: document(words.joined(separator: " ")))
    }

    @Test("The estimate is near the true likeness of two sets")
    func estimate() {
        for (common, own) in [(900, 50), (500, 250), (200, 400), (0, 500)] {
            var (left, right) = (MinHash.Builder(places: 128), MinHash.Builder(places: 128))
            for element in 0..<common {
                left.add(UInt64(element))
                right.add(UInt64(element))
            }
            for element in 0..<own {
                left.add(UInt64(1_000_000 + element))
                right.add(UInt64(2_000_000 + element))
            }
            let truth = Double(common) / Double(common + 2 * own)
            #expect(abs(left.finish().likeness(to: right.finish()) - truth) < 0.15)
        }
        // Fewer elements than places.
        var (few, same) = (MinHash.Builder(places: 128), MinHash.Builder(places: 128))
        for element in [3, 1, 2] as [UInt64] { few.add(element) }
        for element in [1, 2, 3, 3] as [UInt64] { same.add(element) }
        #expect(few.finish().likeness(to: same.finish()) == 1)
        #expect(MinHash().likeness(to: MinHash()) == 0)
    }

    @Test("Case, marks, soft hyphens and the way a mark is encoded do not matter")
    func folding() {
        let text = "Der Lehrling ÜBT an der Säge, bis die Übung sitzt und der Meister zufrieden nickt"
        let other = "der lehr\u{AD}ling u\u{308}bt an der sage bis die ubung sitzt und der meister zufrieden nickt"
        #expect(Fingerprint(of: Self.document(text)).text == Fingerprint(of: Self.document(other)).text)
        // Chinese has no spaces: two texts that differ in their last characters are alike all the same.
        let chinese = "学徒在车间里学习焊接技术并在学校学习理论知识每年参加一次考试"
        let likeness = Fingerprint(of: Self.document(chinese + "合格"))
            .text.likeness(to: Fingerprint(of: Self.document(chinese + "优秀")).text)
        #expect(likeness > 0.6 && likeness < 1)
    }

    @Test("A fingerprint survives its encoding")
    func coding() throws {
        let made = Self.fingerprint(Self.words(300, seed: 1))
        #expect(try Fingerprint(decoding: made.encoded()) == made)
        #expect(made.encoded().count < 2000)
    }

    @Test("File names are compared without versions and languages")
    func names() {
        #expect(FileNameParts("a/Guide_final_v2.pdf").stem == "guide")
        #expect(FileNameParts("Guide (1).docx") == FileNameParts("x/guide-2.PDF"))
        #expect(FileNameParts("charte-qualité.fr.epub").language == LanguageTag("fr"))
        #expect(FileNameParts("charter_EN_2021.pdf").stem == "charter")
        #expect(FileNameParts("2021.pdf").stem == nil && FileNameParts("v2.pdf").stem == nil)
        #expect(!FileNameParts("guide.pdf").hasVersionMark)
    }

    @Test("Documents with much text in common are found by their keys, and only by those who may see them")
    func search() throws {
        let toolbox = try TestToolbox()
        let words = Self.words(600, seed: 7)
        let near = words.enumerated().map { $0.offset == 300 ? "changed" : $0.element }
        let half = Array(words.prefix(420)) + Self.words(180, seed: 8)
        try toolbox.add("one.txt", words.joined(separator: " "))
        try toolbox.add("near.txt", near.joined(separator: " "))
        try toolbox.add("half.txt", half.joined(separator: " "))
        for seed in 10..<40 {
            try toolbox.add("\(seed).txt", Self.words(600, seed: UInt64(seed)).joined(separator: " "))
        }
        let document = try #require(try toolbox.document(of: "one.txt"))
        let hidden = try #require(try toolbox.document(of: "near.txt"))
        func found(_ audience: Visibility) throws -> [String: Double] {
            let own = try #require(
                try toolbox.catalogue.fingerprints.fingerprint(of: document, using: toolbox.compression)
            )
            let alike = try toolbox.catalogue.fingerprints.alike(
                own,
                source: document.source,
                except: document.id,
                seenBy: audience
            )
            // Others have a name or a few words in common.
            return Dictionary(uniqueKeysWithValues: alike.map { ($0.document.source, $0.text) }).filter {
                $0.value > 0.3
            }
        }
        let all = try found(.public)
        #expect(Set(all.keys) == ["near.txt", "half.txt"], "\(all)")
        #expect(try found(.public)["near.txt"] ?? 0 > 0.9)
        #expect((0.4...0.7).contains(try found(.public)["half.txt"] ?? 0))
        _ = try toolbox.catalogue.describe(hidden.id, by: "test") { $0.visibility = .members }
        #expect(Set(try found(.public).keys) == ["half.txt"])
        #expect(try found(.members).count == 2)
        _ = try toolbox.catalogue.remove(hidden.id, by: "test")
        #expect(try found(.curators).count == 1)
        // Nothing of it is left, and the sums of the tables agree.
        let left = try toolbox.catalogue.database.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM fingerprint_keys WHERE fingerprint NOT IN (SELECT number FROM fingerprints)"
            )
        }
        #expect(left == 0)
        #expect(try toolbox.catalogue.changedTables() == [])
    }

    @Test("Missing fingerprints are made later: those of documents of an earlier version, and of records")
    func catchUp() throws {
        let toolbox = try TestToolbox()
        let words = Self.words(200, seed: 3).joined(separator: " ")
        try toolbox.add("one.txt", words)
        var deposit = Deposit()
        deposit.record.description.title = "A record"
        deposit.record.text = words
        _ = try toolbox.catalogue.put("record", deposit, by: "test")
        try toolbox.catalogue.database.write { try $0.execute(sql: "DELETE FROM fingerprints") }
        func count() throws -> Int? {
            try toolbox.catalogue.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM fingerprints") }
        }
        #expect(try count() == 0)
        #expect(try toolbox.catalogue.fingerprints.catchUp(using: toolbox.compression))
        #expect(try count() == 2)
        let record = try #require(try toolbox.catalogue.document("record"))
        let own = try #require(try toolbox.catalogue.fingerprints.fingerprint(of: record, using: toolbox.compression))
        let alike = try toolbox.catalogue.fingerprints.alike(own, source: "", except: "record", seenBy: .public)
        #expect(alike.map(\.document.source) == ["one.txt"])
        // A new version gets a new one.
        deposit.record.text = Self.words(200, seed: 4).joined(separator: " ")
        _ = try toolbox.catalogue.put("record", deposit, by: "test")
        #expect(try toolbox.catalogue.fingerprints.catchUp(using: toolbox.compression))
        let changed = try #require(try toolbox.catalogue.document("record"))
        #expect(
            try toolbox.catalogue.fingerprints.fingerprint(of: changed, using: toolbox.compression)?.text != own.text
        )
    }
}
