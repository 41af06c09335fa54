import DocumentModel
import Testing

@testable import TextAnalysis

/// The terms that a text has in addition to its words.
@Suite("Other spellings of words")
struct SpellingVariantTests {
    private let analyser: Analyser

    init() throws { analyser = try Analyser() }

    private func variants(_ text: String, _ language: String = "en") -> [String] {
        analyser.wordsAndVariants(in: analyser.clean(text), language: LanguageTag(language)!)
            .filter { $0.kind == .variant }.map(\.term)
    }

    @Test(
        "A text has the other spellings of its words",
        arguments: [
            ("e-learning", ["elearning"]), ("e‑learning", ["elearning"]), ("co-operation", ["cooperation"]),
            ("COVID-19", ["covid19"]), ("up-to-date", ["upto", "todate", "uptodate"]), ("a - b", []), ("a – b", []),
            ("F.P.", ["fp"]), ("Ι.Ε.Κ.", ["ιεκ"]), ("ΕΠΑ.Λ.", ["επαλ"]), ("z. B.", ["zb"]), ("cedefop.europa.eu", []),
            ("the end. A start", []),
            ("10,000", ["10000"]), ("10.000", ["10000"]), ("1.234.567", ["1234567"]), ("10 000", ["10000"]),
            ("1 234 567", ["1234567"]), ("10'000", ["10000"]), ("1.234,56", ["1234.56"]), ("3,5", ["3.5"]), ("2.9", []),
            ("v2.9", ["2.9"]), ("12.05.2023", ["2023"]), ("2023-05-12", ["202305", "0512", "20230512"]),
            ("C++", ["c++"]), ("C#", ["c#"]), ("#C", []), ("Erasmus+", ["erasmus+"]), (".NET", [".net"]),
            ("R&D", ["r&d"]), ("R & D", ["r&d"]), ("bread & butter", []),
            ("CO₂", ["co2"]), ("m²", ["m2"]), ("H₂O", ["h2o"]), ("C₆H₁₂O₆", ["c6h12o6"]), ("plan¹", ["plan1"]),
            ("l'apprentissage", []), ("plain words here", []), ("", []),
        ]
    )
    func table(text: String, expected: [String]) { #expect(variants(text) == expected) }

    @Test(
        "A form for all genders has the others",
        arguments: [
            ("Lehrer:innen", ["lehrerinnen"]), ("Lehrer*innen", ["lehrerinnen"]), ("Lehrer_innen", ["lehrerinnen"]),
            ("Lehrer/innen", ["lehrerinnen"]), ("Lehrer/-innen", ["lehrerinnen"]), ("Kollege/in", ["kollegin"]),
            ("Mitarbeiter(in)", ["mitarbeiterin"]), ("Auszubildende(r)", ["auszubildender"]),
            ("Kolleg(inn)en", ["kolleginn", "kolleginnen", "kollegen"]),
            ("apprenti·e·s", ["apprentie", "apprenties", "apprentis"]),
            ("apprenti(e)s", ["apprentie", "apprenties", "apprentis"]),
            ("candidat(e)", ["candidate"]), ("directeur/trice", ["directrice"]), ("formateur·rice", ["formatrice"]),
            ("boulanger(ère)", ["boulangère"]), ("alumnos/as", ["alumnas"]), ("profesor/a", ["profesora"]),
            ("maestro/a", ["maestra"]), ("ragazzi/e", ["ragazzie", "ragazze"]), ("alumn@s", ["alumnos", "alumnas"]),
            ("apprentice(s)", ["apprentices"]), ("and/or", []), ("und/oder", []), ("km/h", []), ("(see below)", []),
            ("info@example.org", []), ("Die Form (in Holz)", []),
        ]
    )
    func genders(text: String, expected: [String]) {
        #expect(variants(text, "de") == expected, "\(analyser.words(in: text, language: .undetermined).map(\.term))")
    }

    @Test("The Catalan l·l stays one word")
    func catalan() {
        #expect(analyser.words(in: "col·legi", language: LanguageTag("ca")!).map(\.term) == ["col·legi"])
        #expect(analyser.words(in: "apprenti·e", language: LanguageTag("fr")!).map(\.term) == ["apprenti", "e"])
    }

    @Test(
        "Parts of a word are not required",
        arguments: [
            ("l'apprentissage", "fr", ["l"]), ("dell’impresa", "it", ["dell"]), ("apprentice's", "en", ["s"]),
            ("we'll", "en", ["ll"]), ("mbo'er", "nl", ["er"]), ("n-oideachas", "ga", ["n"]),
            ("tal-edukazzjoni", "mt", ["tal"]),
            ("e-learning", "en", []), ("Lehrer:innen", "de", ["innen"]), ("apprenti·e·s", "fr", ["e", "s"]),
            ("об'єднання", "uk", []), ("l'", "fr", []), ("plain words", "en", []), ("USA:n", "fi", ["n"]),
        ]
    )
    func optional(text: String, language: String, expected: [String]) {
        let words = analyser.words(in: analyser.clean(text), language: LanguageTag(language)!)
        #expect(words.filter(\.isOptional).map(\.term) == expected)
    }

    @Test("Digits of every script are the same number", arguments: ["٢٠٢٤", "۲۰۲۴", "๒๐๒๔", "２０２４", "२०२४", "2024"])
    func digits(text: String) {
        #expect(analyser.words(in: text, language: .undetermined).map(\.term) == ["2024"])
    }

    @Test("Nothing stands for a word without a term", arguments: ["ـ-a", "ـ-ـ-a", "a-ـ-b", "ـ.ـ.ـ", "ـ&a"])
    func empty(text: String) {
        for word in analyser.wordsAndVariants(in: text, language: LanguageTag("ar")!) {
            #expect(word.kind != .variant, "\(word)")
        }
    }

    @Test("A long chain of endings is read in one pass", arguments: [":e", "-e", "(e)", "/in", "₂a", ".e"])
    func chains(piece: String) {
        let text = "abc" + String(repeating: piece, count: 30_000)
        #expect(!analyser.wordsAndVariants(in: text, language: LanguageTag("fr")!).isEmpty)
    }

    @Test("A variant covers the words that it stands for")
    func ranges() throws {
        let text = "the e-learning"
        let variant = try #require(
            analyser.wordsAndVariants(in: text, language: LanguageTag("en")!).first { $0.kind == .variant }
        )
        #expect(variant.range == 4..<14 && variant.term == "elearning")
    }
}
