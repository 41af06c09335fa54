import DocumentModel
import Testing

@testable import TextAnalysis

@Suite("Words")
struct WordTests {
    private let analyser: Analyser

    init() throws { analyser = try Analyser() }

    private func words(_ text: String, _ language: String = "und") -> [String] {
        analyser.words(in: text, language: LanguageTag(language)!).filter { !$0.isBigram }.map(\.term)
    }

    @Test(
        "Words are found in every script",
        arguments: [
            ("Vocational education, and training!", ["vocational", "education", "and", "training"]),
            ("Επαγγελματική κατάρτιση", ["επαγγελματική", "κατάρτιση"]),
            ("Професионално обучение", ["професионално", "обучение"]),
            ("التدريب المهني", ["التدريب", "المهني"]), ("学习新的技能", ["学习", "新的", "技能"]),
            ("職業訓練の場", ["職業", "訓練", "の", "場"]),
            ("การฝึกอบรมอาชีพ", ["การ", "ฝึก", "อบรม", "อาชีพ"]), ("직업 교육", ["직업", "교육"]),
            ("obuka – u radionici…", ["obuka", "u", "radionici"]),
        ]
    )
    func scripts(text: String, expected: [String]) { #expect(words(text) == expected) }

    @Test(
        "Characters inside words separate what readers search for, and nothing else",
        arguments: [
            ("l'apprentissage", ["l", "apprentissage"]), ("dell’apprendista", ["dell", "apprendista"]),
            ("об'єднання", ["об'єднання"]), ("об’єднання", ["об'єднання"]), ("обʼєднання", ["об'єднання"]),
            ("EU:n", ["eu", "n"]), ("cedefop.europa.eu", ["cedefop", "europa", "eu"]), ("3.14", ["3.14"]),
            ("12:30", ["12", "30"]), ("annual_report_2023", ["annual", "report", "2023"]), ("__init__", ["init"]),
            ("_", []),
            ("e-learning", ["e", "learning"]), ("😀 👩‍🏭 ok", ["😀", "👩‍🏭", "ok"]), ("C++ & C#", ["c", "c"]), ("", []),
            ("…!?", []),
            ("ISO 9001:2015", ["iso", "9001", "2015"]), ("ـــ", []),
        ]
    )
    func signs(text: String, expected: [String]) { #expect(words(text) == expected) }

    @Test("A word's position is its offset in bytes, also after letters of two, three and four bytes")
    func ranges() {
        let text = "é 東京 😀 𝒳 x’y_z"
        let bytes = Array(text.utf8)
        let found = analyser.words(in: text, language: .undetermined).filter { !$0.isBigram }.map {
            String(decoding: bytes[$0.range], as: UTF8.self)
        }
        #expect(found == ["é", "東京", "😀", "𝒳", "x", "y", "z"])
    }

    @Test(
        "Folding removes case and optional marks, and keeps letters of their own",
        arguments: [
            ("Straße", "strasse"), ("ŁÓDŹ", "lodz"), ("smørrebrød", "smorrebrod"), ("İzmir", "izmir"), ("ısı", "isi"),
            ("ISI", "isi"), ("Đuro", "duro"), ("ħobż", "hobz"), ("ÉCOLE", "ecole"), ("Ἀθῆναι", "αθηναι"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"), ("Йога", "йога"), ("Ёлка", "елка"), ("їжак", "їжак"), ("أحمد", "احمد"),
            ("إسلام", "اسلام"),
            ("مـــدرسة", "مدرسة"), ("مُدَرِّس", "مدرس"), ("น้ำ", "น\u{E49}\u{E4D}\u{E32}"), ("हिन्दी", "हिन्दी"), ("ガス", "ガス"),
            ("ｅＵ", "eu"),
            ("ﬁnance", "finance"), ("²", "2"), ("ÅNGSTRÖM", "angstrom"), ("", ""),
        ]
    )
    func folding(text: String, expected: String) {
        #expect(Array(analyser.folded(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("The longest words become the same term everywhere, within Xapian's limit")
    func longTerms() {
        for letter in ["x", "ж", "字母", "ﷺ"] {
            let long = String(repeating: letter, count: 4000)
            for language in ["und", "en", "ru"] {
                let here = analyser.words(in: "a \(long) b", language: LanguageTag(language)!)
                let alone = analyser.words(in: long, language: LanguageTag(language)!)
                #expect(here.count > alone.count)
                for word in here {
                    #expect(word.term.utf8.count <= 200)
                }
                #expect(Set(alone.map(\.term)).isSubset(of: here.map(\.term)))
            }
        }
        let (left, right) = (String(repeating: "x", count: 500) + "a", String(repeating: "x", count: 500) + "b")
        #expect(words(left) != words(right), "what differs behind the cut still differs")
    }

    @Test(
        "Words keep their marks, and lose mere typing differences",
        arguments: [
            ("ro", "Învăţământ", "învățământ"), ("nl", "ĳzer", "ijzer"), ("hr", "ǆep", "džep"), ("tr", "ISI", "ısı"),
            ("tr", "İŞÇİ", "işçi"), ("de", "GRÖSSE", "grösse"), ("de", "Straße", "straße"), ("sv", "ÅÄÖ", "åäö"),
            ("ar", "مـــدرسة", "مدرسة"), ("el", "ΕΚΠΑΊΔΕΥΣΗ", "εκπαίδευση"), ("fr", "ÉCOLE", "école"),
        ]
    )
    func normalised(language: String, text: String, expected: String) {
        #expect(words(text, language) == [expected])
    }

    @Test("Chinese and Japanese words have the bigrams that cross them, in simplified characters and hiragana")
    func bigrams() {
        let found = analyser.words(in: "職業訓練の場", language: LanguageTag("ja")!)
        #expect(found.filter(\.isBigram).map(\.term) == ["职业", "业训", "训练", "练の", "の场"])
        #expect(found.filter { !$0.isBigram }.map(\.term) == ["職業", "訓練", "の", "場"])
        #expect(
            analyser.words(in: "berufliche Bildung", language: LanguageTag("de")!).map(\.isBigram) == [false, false]
        )
    }

    /// Copying the first word's buffer for each of the others would take several minutes.
    @Test("A very long word does not slow down the words after it", .timeLimit(.minutes(1)))
    func endlessWord() {
        _ = words(String(repeating: "ab", count: 2_000_000))
        let many = (0..<100_000).map { "é\($0)" }.joined(separator: " ")
        #expect(words(many).count == 100_000)
    }

    @Test("A cache that is emptied gives the same terms, also in the middle of a text")
    func cacheReset() throws {
        // Each word takes three times its bytes; these fill the cache's arena about twice.
        let filler = String(repeating: "lernen", count: 8)
        let count = WordCache.maximumArena * 2 / (3 * (filler.utf8.count + 6))
        let text = (0..<count).map { index in
            index % 3 == 0 ? "Ausbildungen" : filler + letters(index)
        }.joined(separator: " ")
        let all = analyser.words(in: text, language: LanguageTag("de")!)
        #expect(all.count == count)
        let fresh = try Analyser()
        for index in stride(from: 0, to: count, by: 997) {
            let source = String(decoding: Array(text.utf8)[all[index].range], as: UTF8.self)
            let again = fresh.words(in: source, language: LanguageTag("de")!)
            #expect(again.map(\.term) == [all[index].term])
        }
        #expect(all.enumerated().allSatisfy { $0.offset % 3 != 0 || $0.element.term == "ausbildungen" })
        #expect(
            Set(all.enumerated().filter { $0.offset % 3 != 0 }.map(\.element.term)).count == count - (count + 2) / 3
        )
    }

    /// A number as letters, least significant first.
    private func letters(_ number: Int) -> String {
        var (rest, text) = (number, "")
        repeat {
            text.unicodeScalars.append(UnicodeScalar(UInt8(97 + rest % 26)))
            rest /= 26
        } while rest > 0
        return text
    }

    @Test("Invented languages take no additional memory")
    func madeUpLanguages() {
        for first in "abcdefghij" {
            for second in "abcdefghij" {
                guard let tag = LanguageTag("q\(first)\(second)") else { continue }
                #expect(analyser.words(in: "word", language: tag).map(\.term) == ["word"])
            }
        }
        #expect(analyser.knownRules == 1)
    }
}
