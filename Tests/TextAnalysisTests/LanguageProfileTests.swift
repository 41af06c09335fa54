import DocumentModel
import Foundation
import Testing
import Yams

@testable import TextAnalysis

/// Each profile has a `cases.yaml` beside it: words that are forms of one word, words that are not, parts of compounds.
@Suite("Language profiles")
struct LanguageProfileTests {
    struct Case: Decodable {
        var word: String
        /// Words that are forms of the same word.
        var meets: [String]?
        /// Words that are not.
        var apart: [String]?
        /// The base forms of its parts.
        var parts: [String]?
        /// How it is typed without its special letters.
        var spelled: [String]?
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/TextAnalysis/Profiles").standardizedFileURL

    static let folders: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasSuffix(".swift") }.sorted()
    }()

    /// Opens each dictionary once for all tests.
    nonisolated(unsafe) private static let words = try! WordAnalyser()  // one thread at a time: the suite is serialized

    @Test("Every profile has a file and cases")
    func all() {
        #expect(Self.folders.count == 32)
        #expect(LanguageProfile.all.count == 32)
    }

    @Suite("Cases", .serialized)
    struct Cases {
        @Test("The cases of a profile", arguments: LanguageProfileTests.folders)
        func cases(folder: String) throws {
            let words = LanguageProfileTests.words
            let file = LanguageProfileTests.folder.appendingPathComponent("\(folder)/cases.yaml")
            let cases = try YAMLDecoder().decode([Case].self, from: Data(contentsOf: file))
            #expect(cases.count >= 4)
            let page = try String(
                contentsOf: LanguageProfileTests.folder.appendingPathComponent("\(folder)/\(folder).swift"),
                encoding: .utf8
            )
            let profile = try #require(LanguageProfile.all.first { page.contains("language: \"\($0.language)\"") })
            let language = try #require(LanguageTag(profile.language))
            let keys = { (word: String) in words.keys(of: words.normalised(word, in: language), in: language) }
            for item in cases {
                let own = keys(item.word)
                for other in item.meets ?? [] {
                    #expect(!Set(own.bases).isDisjoint(with: keys(other).bases), "\(item.word) is a form of \(other)")
                }
                for other in item.apart ?? [] {
                    #expect(Set(own.bases).isDisjoint(with: keys(other).bases), "\(item.word) is none of \(other)")
                }
                for part in item.parts ?? [] {
                    #expect(!Set(own.parts).isDisjoint(with: keys(part).bases), "\(item.word) has the part \(part)")
                }
                for other in item.spelled ?? [] {
                    let theirs = keys(other)
                    #expect(
                        theirs.spelling == own.spelling || !Set(own.bases).isDisjoint(with: theirs.bases),
                        "\(item.word) is found by \(other)"
                    )
                }
            }
        }

        @Test(
            "A language without a profile uses its Snowball stemmer",
            arguments: [
                ("nn", "opplæring", "opplæringa"), ("ca", "taller", "tallers"), ("eu", "ikastetxea", "ikastetxeak"),
                ("hy", "դպրոց", "դպրոցում"), ("id", "pelatihan", "latihan"), ("sr", "škola", "škole"),
            ]
        )
        func stemmed(language: String, left: String, right: String) {
            let tag = LanguageTag(language)!
            let (left, right) = (
                LanguageProfileTests.words.keys(of: left, in: tag), LanguageProfileTests.words.keys(of: right, in: tag)
            )
            #expect(!Set(left.bases).isDisjoint(with: right.bases))
        }

        @Test("In an unknown language, a word's only form is the word itself")
        func undetermined() {
            let keys = LanguageProfileTests.words.keys(of: "trainings", in: .undetermined)
            #expect(keys.bases == ["trainings"])
            #expect(keys.parts.isEmpty)
        }

        @Test("Numbers have no other forms, and very long words are fast", .timeLimit(.minutes(2)))
        func oddities() {
            let english = LanguageTag("en")!
            #expect(LanguageProfileTests.words.keys(of: "9001s", in: english).bases == ["9001s"])
            _ = LanguageProfileTests.words.keys(of: String(repeating: "ab", count: 50_000), in: english)
        }

        @Test("Without tables and dictionaries, the stemmer of the language is used, never another's")
        func withoutData() throws {
            let bare = try WordAnalyser(
                data: LanguageData(tables: nil, morphologies: "/nowhere")
            )
            let finnish = LanguageTag("fi")!
            #expect(
                !Set(bare.keys(of: "koulussa", in: finnish).bases).isDisjoint(
                    with: bare.keys(of: "koulu", in: finnish).bases
                )
            )
            let estonian = LanguageTag("et")!
            #expect(bare.keys(of: "koolis", in: estonian).bases == ["koolis"])
            let missing = LanguageData(tables: nil).inventory().filter { !$0.isPresent }
            #expect(missing.contains { $0.language == estonian && $0.remedy != nil })
        }
    }
}
