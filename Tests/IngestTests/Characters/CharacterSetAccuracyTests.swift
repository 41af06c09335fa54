import Foundation
import TestSupport
import Testing
import Yams

@testable import Ingest

/// Texts in 32 languages, from Tests/Relevance, in every character set that they are found in, without a declaration.
/// Prints the accuracy: `swift test --filter CharacterSetAccuracy`.
@Suite("Accuracy of character sets", .enabled(if: CharacterSetGuess.model != nil))
struct CharacterSetAccuracyTests {
    private static let western = ["windows-1252", "iso-8859-15", "ibm-850", "ibm-437", "macintosh"]
    private static let central = ["windows-1250", "iso-8859-2", "ibm-852", "x-mac-centraleurroman"]
    private static let baltic = ["windows-1257", "iso-8859-13", "iso-8859-4", "ibm-775"]
    private static let cyrillic = ["windows-1251", "koi8-u", "iso-8859-5", "x-mac-cyrillic", "ibm-855"]

    private static let sets: [String: [String]] = {
        var sets: [String: [String]] = [
            "ar": ["windows-1256", "iso-8859-6"], "bg": cyrillic + ["koi8-r", "ibm-866"],
            "el": ["windows-1253", "iso-8859-7", "ibm-737", "ibm-869", "x-mac-greek"],
            "et": baltic + ["windows-1252", "iso-8859-15"], "ga": western + ["iso-8859_14-1998"],
            "hr": central + ["x-mac-croatian"], "ja": ["windows-31j", "euc-jp"], "mt": ["iso-8859-3"],
            "ro": central + ["iso-8859-16", "x-mac-romanian"], "ru": cyrillic + ["koi8-r", "ibm-866"],
            "sl": central + ["x-mac-croatian"], "th": ["windows-874"],
            "tr": ["windows-1254", "ibm-857", "x-mac-turkish"], "uk": cyrillic + ["ibm-1125"],
            "zh": ["gb18030", "big5-hkscs"],
        ]
        for language in ["da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pt", "sv"] { sets[language] = western }
        for language in ["cs", "hu", "pl", "sk"] { sets[language] = central }
        for language in ["lt", "lv"] { sets[language] = baltic + ["x-mac-centraleurroman"] }
        return sets
    }()

    private struct Collection: Decodable {
        var language: String
        var documents: [String: String]
    }

    private struct Outcome {
        var (right, all) = (0, 0)
        var wrong: [String: Int] = [:]
        var accuracy: Double { Double(right) / Double(max(all, 1)) }
    }

    /// All texts of a language in one line, with what a set lacks replaced as programs do.
    private static func text(_ language: String, _ encoder: ByteEncoder, _ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Relevance")
        let data = try Data(contentsOf: folder.appendingPathComponent("\(language).yaml"))
        let documents = try YAMLDecoder().decode(Collection.self, from: data).documents
        var text = documents.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let plain: KeyValuePairs<Unicode.Scalar, String> = [
            "–": "-", "—": "-", "“": "\"", "”": "\"", "„": "\"", "’": "'", "‘": "'", "«": "\"", "»": "\"", "…": "...",
            "€": "EUR", "‑": "-", "ș": "ş", "ț": "ţ", "Ș": "Ş", "Ț": "Ţ",
        ]
        for (sign, replacement) in plain where !encoder.has(sign) {
            text = text.replacingOccurrences(of: String(sign), with: replacement)
        }
        return text
    }

    /// Measures the accuracy on pieces of about `size` bytes.
    private static func measure(
        _ size: Int,
        pieces: Int,
        decode: ([UInt8]) -> String? = { CharacterSet.decode($0)?.text }
    ) throws -> Outcome {
        var outcome = Outcome()
        var random = SplitMix64(UInt64(size))
        for (language, names) in sets.sorted(by: { $0.key < $1.key }) {
            for name in names {
                let encoder = ByteEncoder(name)
                let text = try text(language, encoder, name)
                let isApart = !["zh", "ja", "th"].contains(language)
                var found = 0
                for _ in 0..<60 where found < pieces {
                    let start = text.index(
                        text.startIndex,
                        offsetBy: Int.random(in: 0..<text.count - size, using: &random)
                    )
                    var piece = text[start...].prefix(isApart ? size : size / 2)
                    // Whole words.
                    if isApart, let first = piece.firstIndex(of: " "), let last = piece.lastIndex(of: " "), first < last
                    {
                        piece = piece[piece.index(after: first)..<last]
                    }
                    guard let bytes = encoder.encode(piece), bytes.contains(where: { $0 >= 0x80 }) else { continue }
                    found += 1
                    outcome.all += 1
                    if plain(decode(bytes) ?? "") == plain(String(piece)) {
                        outcome.right += 1
                    } else {
                        outcome.wrong["\(language) \(name)", default: 0] += 1
                    }
                }
            }
        }
        let wrong = outcome.wrong.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
        print(
            "\(size) bytes: \(String(format: "%.4f", outcome.accuracy)) of \(outcome.all);",
            wrong.joined(separator: ", ")
        )
        return outcome
    }

    /// Romanian ş and ș have the same byte in two sets.
    private static func plain(_ text: String) -> String {
        let pairs: [Character: Character] = ["ș": "ş", "ț": "ţ", "Ș": "Ş", "Ț": "Ţ"]
        return String(text.map { pairs[$0] ?? $0 })
    }

    @Test("300 bytes are enough for 99 %") func paragraphs() throws {
        #expect(try Self.measure(300, pieces: 1).accuracy >= 0.99)
    }

    @Test("60 bytes are enough for 95 %") func sentences() throws {
        #expect(try Self.measure(60, pieces: 3).accuracy >= 0.95)
    }

    @Test("Without the language model, letters and how common a set is must do") func withoutModel() throws {
        let outcome = try Self.measure(200, pieces: 1) { bytes in
            let guess = CharacterSetGuess(bytes, tagged: false, model: nil).best ?? ""
            return CharacterSet.convert(bytes, from: guess).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(outcome.accuracy >= 0.9)
    }

    @Test("20 bytes are enough for 85 %") func names() throws {
        #expect(try Self.measure(20, pieces: 1).accuracy >= 0.85)
    }
}
