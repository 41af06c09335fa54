import DocumentModel
import Foundation
import TestSupport
import Testing
import Yams

@testable import TextAnalysis

/// Our reading of dictionaries, compared with hunspell itself.
@Suite("Affixes")
struct AffixDictionaryTests {
    private static let data = LanguageData()
    private static let texts = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Relevance").standardizedFileURL
    private static let languages = LanguageProfile.all.filter { data.dictionary(of: $0.language) != nil }.map(
        \.language
    )
    .sorted()

    /// The different words of a language's texts in Tests/Relevance, normalised for look-up; or those in a list,
    /// `$VETSEARCH_WORDS/LANGUAGE.txt`, one per line.
    private static func words(_ language: String) throws -> [String] {
        if let folder = ProcessInfo.processInfo.environment["VETSEARCH_WORDS"] {
            let list = try String(contentsOfFile: "\(folder)/\(language).txt", encoding: .utf8)
            return list.split(separator: "\n").map(String.init)
        }
        struct Texts: Decodable { var documents: [String: String] }
        let file = texts.appending(path: "\(language).yaml")
        let analyser = try Analyser()
        let tag = try #require(LanguageTag(language))
        let documents = try YAMLDecoder().decode(Texts.self, from: Data(contentsOf: file)).documents
        return Set(documents.values.flatMap { analyser.words(in: $0, language: tag).map(\.term) })
            .filter { !$0.contains(where: \.isNumber) }.sorted()
    }

    private static func open(_ language: String) throws -> AffixDictionary {
        let files = try #require(data.dictionary(of: language))
        return try AffixDictionary(words: files.words, affixes: files.affixes)
    }

    @Test("Every profile's dictionary has been translated")
    func all() {
        let wanted = LanguageProfile.all.filter { profile in
            profile.sources.contains { if case .hunspell = $0 { true } else { false } }
        }
        #expect(Self.languages == wanted.map(\.language).sorted())
        #expect(Self.languages.count == 22)
    }

    @Test("Stems equal those of hunspell", arguments: languages)
    func same(language: String) throws {
        let tag = try #require(LanguageTag(language))
        let source = try #require(Self.data.inventory().first { $0.language == tag && $0.kind == "dictionary" })
        let hunspell = try HunspellDictionary(path: "/usr/share/hunspell/\(source.name.dropFirst("hunspell ".count))")
        let own = try Self.open(language)
        var known = 0
        var different: [(key: String, line: String)] = []
        let words = try Self.words(language)
        for word in words {
            for form in [word, word.prefix(1).uppercased() + word.dropFirst()] {
                // hunspell also tries a capitalised word in lower case, so ours is looked up in both.
                let theirs = Set(hunspell.stems(of: form) + (form == word ? [] : hunspell.stems(of: word)))
                let ours = Set(own.stems(of: form) + (form == word ? [] : own.stems(of: word)))
                known += theirs.isEmpty ? 0 : 1
                if theirs != ours, different.last?.key != word {
                    different.append((word, "\(form): \(theirs.sorted()), not \(ours.sorted())"))
                }
            }
        }
        #expect(known > words.count / 2)
        if ProcessInfo.processInfo.environment["VETSEARCH_WORDS"] != nil {
            print("\(language): \(words.count) words, \(different.count) of them other than hunspell's")
        }
        // AffixDictionary documents the intended differences.
        let most = words.count / (["hu": 25, "sk": 200, "nl": 200][language] ?? 1500)
        #expect(different.count <= most, "\(different.map(\.line).joined(separator: "\n"))")
    }

    @Test(
        "Words that need special rules",
        arguments: [
            ("hu", "elviselte", ["elvisel"]),  // a prefix that belongs to the stem
            ("hu", "nélkülözőket", ["nélkülöző"]),  // derivations are kept
            ("da", "erhvervsuddannelsen", ["erhvervsuddannelse"]),  // a compound
            ("lv", "nepiemēroti", ["piemērot"]),  // a prefix and a suffix
            ("fr", "œuvres", ["œuvre", "œuvrer"]),  // homonyms
            ("nb", "yrkesopplæringen", ["yrkesopplæring"]), ("tr", "okullarımızdan", ["okul"]),
            ("uk", "об\u{301}ласті", ["область"]),  // stress marks are ignored
            ("sk", "planét", ["planét", "planéta"]),  // hunspell misreads a condition
            ("en", "zzqq", []), ("en", "", []),
        ]
    )
    func rules(language: String, word: String, stems: [String]) throws {
        #expect(try Set(Self.open(language).stems(of: word)) == Set(stems))
    }

    @Test("A damaged file of affixes is refused or harmless")
    func damage() throws {
        let files = try #require(Self.data.dictionary(of: "da"))
        let whole = try Data(contentsOf: URL(filePath: files.affixes))
        let folder = FileManager.default.temporaryDirectory.appending(path: "affixes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "da.affixes")
        for length in stride(from: 0, to: whole.count, by: whole.count / 50) {
            try whole.prefix(length).write(to: file)
            #expect(throws: AnalysisError.self) { try AffixRules(path: file.path) }
        }
        var random = SplitMix64(14)
        for _ in 0..<200 {
            var changed = whole
            let place = Int.random(in: 0..<changed.count, using: &random)
            let value = UInt8.random(in: 0...255, using: &random)
            changed[changed.startIndex + place] = value
            try changed.write(to: file)
            guard let dictionary = try? AffixDictionary(words: files.words, affixes: file.path) else { continue }
            for word in ["erhvervsuddannelserne", "blå", "x", ""] { _ = dictionary.stems(of: word) }
        }
    }
}
