import DocumentModel
import Testing

@testable import TextAnalysis

@Suite("Stems")
struct StemTests {
    private let analyser: Analyser

    init() throws { analyser = try Analyser() }

    private func stem(_ word: String, _ language: String) -> String? {
        analyser.words(in: word, language: LanguageTag(language)!).first?.stem
    }

    @Test(
        "Forms of a word meet",
        arguments: [
            ("de", "Ausbildung", "Ausbildungen"), ("de", "Lehrling", "LEHRLINGE"), ("de", "Häuser", "Haus"),
            ("en", "apprentice", "apprentices"), ("en", "Training", "trained"),
            ("fr", "apprentissage", "apprentissages"),
            ("fr", "FORMATION", "formations"), ("it", "apprendista", "apprendisti"), ("it", "formazione", "formazioni"),
            ("es", "empresa", "empresas"), ("es", "formación", "formaciones"), ("pt", "oficina", "oficinas"),
            ("nl", "opleiding", "opleidingen"), ("sv", "utbildning", "utbildningar"),
            ("da", "uddannelse", "uddannelser"),
            ("nb", "utdanning", "utdanninger"), ("nn", "opplæring", "opplæringa"), ("fi", "koulu", "koulussa"),
            ("hu", "képzés", "képzések"), ("ro", "ucenic", "ucenici"), ("el", "μαθητεία", "μαθητείας"),
            ("el", "ΕΚΠΑΊΔΕΥΣΗ", "εκπαίδευση"), ("lt", "mokymas", "mokymo"), ("ga", "printíseach", "phrintíseach"),
            ("ru", "обучение", "обучения"), ("tr", "okul", "okullar"), ("tr", "IŞIK", "ışık"), ("tr", "İŞÇİ", "işçi"),
            ("ar", "مدرسة", "المدرسة"), ("ca", "taller", "tallers"), ("eu", "ikastetxea", "ikastetxeak"),
            ("hy", "դպրոց", "դպրոցում"), ("id", "pelatihan", "latihan"), ("sr", "škola", "škole"),
        ]
    )
    func meet(language: String, left: String, right: String) {
        #expect(stem(left, language) != nil)
        #expect(stem(left, language) == stem(right, language))
        #expect(stem(left, language)?.hasPrefix("Z\(language):") == true)
    }

    @Test(
        "Other words do not",
        arguments: [
            ("de", "Ausbildung", "Bildung"), ("de", "Meister", "Meise"), ("en", "apprentice", "apprehend"),
            ("en", "police", "apprenticeship"), ("fr", "métier", "mètre"), ("it", "corso", "carta"),
            ("es", "curso", "casa"),
            ("ru", "обучение", "образование"), ("el", "μαθητεία", "μάθημα"), ("fi", "koulu", "kokous"),
            ("tr", "okul", "okuma"),
        ]
    )
    func part(language: String, left: String, right: String) { #expect(stem(left, language) != stem(right, language)) }

    @Test("The same letters in two languages are two stems")
    func languages() {
        #expect(stem("formation", "fr") != stem("formation", "en"))
        #expect(stem("die", "de")?.hasPrefix("Zde:") == true)
    }

    @Test(
        "A language that libstemmer does not know has no stems, never another's",
        arguments: ["mt", "bg", "hr", "cs", "et", "lv", "pl", "sk", "sl", "uk", "zh", "ja", "th", "und"]
    )
    func none(language: String) {
        #expect(stem("training", language) == nil)
        #expect(!Analyser.stems(LanguageTag(language)!))
    }

    @Test("Every language said to have stems has them")
    func all() {
        for code in Stemmer.algorithms.keys {
            #expect(Stemmer(LanguageTag(code)!) != nil, "\(code)")
            #expect(Analyser.stems(LanguageTag(code)!))
        }
    }

    @Test("Numbers have no stems")
    func numbers() {
        #expect(stem("2023", "en") == nil)
        #expect(stem("9001s", "en") == nil)
    }

    @Test("A stem is folded after it is made: umlauts count for the rules, not for the reader")
    func foldedAfter() {
        #expect(stem("Prüfungen", "de") == "Zde:prufung")
        #expect(stem("maçons", "fr") == "Zfr:macon")
        #expect(stem("καφές", "el").map { $0.unicodeScalars.allSatisfy { $0 != "έ" } } == true)
    }
}
