import DocumentModel
import Foundation
import TestSupport
import Testing
import Yams

@testable import TextAnalysis

/// The accuracy of language identification on the texts of Tests/Relevance, which were not used for tuning. Prints a
/// table: `swift test --filter LanguageIdentification`.
@Suite("Accuracy of language identification")
struct LanguageIdentificationTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Relevance")

    private struct Sample {
        var language: String
        var text: String
    }

    private struct Collection: Decodable {
        var language: String
        var documents: [String: String]
    }

    private static func paragraphs() throws -> [Sample] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
            .flatMap { file in
                let collection = try YAMLDecoder().decode(Collection.self, from: Data(contentsOf: file))
                let language = LanguageTag(collection.language)?.code ?? collection.language
                return collection.documents.sorted { $0.key < $1.key }.map {
                    let text = $0.value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                    return Sample(language: language, text: text)
                }
            }
    }

    /// Pieces of 20 to 60 letters, cut between words; anywhere in scripts without spaces.
    private static func fragments(of sample: Sample, _ random: inout some RandomNumberGenerator) -> [Sample] {
        let isApart = !["zh", "ja", "th"].contains(sample.language)
        let words = isApart ? sample.text.split(separator: " ").map(String.init) : sample.text.map(String.init)
        var result: [Sample] = []
        var piece = ""
        var length = Int.random(in: 20...60, using: &random)
        for word in words + [""] {
            let longer = piece.isEmpty || !isApart ? piece + word : piece + " " + word
            if longer.count <= length, !word.isEmpty {
                piece = longer
                continue
            }
            if piece.count >= 20 { result.append(Sample(language: sample.language, text: piece)) }
            piece = word
            length = Int.random(in: 20...60, using: &random)
        }
        return result
    }

    private struct Outcome {
        var accuracy = 0.0
        /// language → the share of correct results
        var perLanguage: [String: Double] = [:]
        /// "da > nb" → its frequency
        var confusions: [String: Int] = [:]

        var worst: String {
            perLanguage.filter { $0.value < 1 }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
                .map { "\($0.key) \(Self.shown($0.value))" }.joined(separator: ", ")
        }
        var confused: String {
            confusions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
                .joined(separator: ", ")
        }
        static func shown(_ share: Double) -> String { String(format: "%.4f", share) }
    }

    private static func measure(_ samples: [Sample], _ identifier: LanguageIdentifier) -> Outcome {
        var (right, all): ([String: Int], [String: Int]) = ([:], [:])
        var outcome = Outcome()
        for sample in samples {
            let answer = identifier.identify(sample.text).language.code
            all[sample.language, default: 0] += 1
            if answer == sample.language {
                right[sample.language, default: 0] += 1
            } else {
                outcome.confusions["\(sample.language) > \(answer)", default: 0] += 1
            }
        }
        outcome.accuracy = Double(right.values.reduce(0, +)) / Double(samples.count)
        for (language, count) in all { outcome.perLanguage[language] = Double(right[language] ?? 0) / Double(count) }
        return outcome
    }

    @Test(
        "Fragments of 20 to 60 letters and whole paragraphs are identified correctly",
        .enabled(if: FileManager.default.fileExists(atPath: folder.path))
    )
    func accuracy() throws {
        let paragraphs = try Self.paragraphs()
        var random = SplitMix64(20)
        let fragments = paragraphs.flatMap { Self.fragments(of: $0, &random) }
        try #require(Set(paragraphs.map(\.language)).count >= 32)

        // The model without tables.
        let alone = FileManager.default.temporaryDirectory.appendingPathComponent("alone-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: alone, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: alone) }
        let model = try #require(LanguageData().model)
        try FileManager.default.createSymbolicLink(
            atPath: alone.appendingPathComponent("identify.bin").path,
            withDestinationPath: model
        )

        let rivals: [(String, LanguageData)] = [
            ("CLD2 alone", LanguageData(tables: nil)), ("model alone", LanguageData(tables: alone.path)),
            ("model and tables", LanguageData()),
        ]
        for (name, data) in rivals {
            let identifier = LanguageIdentifier(data: data)
            let short = Self.measure(fragments, identifier)
            let long = Self.measure(paragraphs, identifier)
            print(
                "\(name): \(fragments.count) fragments \(Outcome.shown(short.accuracy)),"
                    + " \(paragraphs.count) paragraphs \(Outcome.shown(long.accuracy))"
            )
            print("    weakest: \(short.worst)\n    confused: \(short.confused)")
            if name == rivals.last!.0 {
                #expect(short.accuracy >= 0.97, "confused: \(short.confused)")
                #expect(long.accuracy >= 0.997, "confused: \(long.confused)")
            }
        }
    }
}
