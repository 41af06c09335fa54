import DocumentModel
import Foundation
import Languages
import Testing

@testable import TextAnalysis

@Suite("Identification of languages")
struct IdentificationTests {
    /// Without the model and the tables.
    private let bare = LanguageIdentifier(data: LanguageData(tables: nil))
    private let identifier = LanguageIdentifier()

    @Test("A sentence is identified", arguments: LanguageTests.sentences)
    func sentence(code: String, sentence: String) {
        let found = identifier.identify(sentence)
        #expect(found.language.code == code)
        #expect(found.confidence > 0.9 && found.isSure)
        #expect(abs(found.candidates.reduce(0) { $0 + $1.probability } - 1) < 1e-6)
    }

    @Test(
        "Similar languages are distinguished by a few words",
        arguments: [
            ("da", "Jeg kan ikke lide at vente på bussen"), ("nb", "Jeg liker ikke å vente på bussen"),
            ("cs", "Nemůžeme začít, dokud nepřijdou všichni"), ("sk", "Nemôžeme začať, kým neprídu všetci"),
            ("hr", "Nismo sigurni što će biti sljedeće"), ("sl", "Nismo prepričani, kaj bo naslednje"),
            ("es", "Los trabajadores no pudieron llegar ayer"), ("pt", "Os trabalhadores não puderam chegar ontem"),
            ("et", "Meil ei olnud eile aega seda teha"), ("fi", "Meillä ei ollut eilen aikaa tehdä sitä"),
            ("lv", "Mums vakar nebija laika to izdarīt"), ("lt", "Vakar neturėjome laiko to padaryti"),
            ("bg", "Нямахме време да го направим вчера"), ("mk", "Немавме време да го направиме вчера"),
            ("ru", "У нас вчера не было времени это сделать"), ("uk", "Учора ми не мали часу це зробити"),
            ("ro", "Şi ei ştiu că nu este uşor să înveţi"), ("mt", "Ma kellniex ħin nagħmlu dan il-bieraħ"),
        ]
    )
    func near(code: String, text: String) { #expect(identifier.identify(text).language.code == code) }

    @Test(
        "Some scripts determine the language",
        arguments: [
            ("el", "Εργασία"), ("th", "งาน"), ("ko", "직업"), ("he", "עבודה"), ("ka", "სამუშაო"), ("hy", "աշխատանք"),
            ("ja", "仕事をする"), ("zh", "他们在工厂里工作"),
        ]
    )
    func scripts(code: String, text: String) { #expect(identifier.identify(text).language.code == code) }

    @Test("Names and terms in Latin letters do not affect the text around them")
    func names() {
        #expect(identifier.identify("Проєкт Saint-Saëns Aquarium Natural не завершено").language.code == "uk")
        #expect(identifier.identify("การฝึก Vocational Training ของนักเรียน").language.code == "th")
    }

    @Test("A heading in capitals is treated like other text")
    func capitals() {
        #expect(identifier.identify("DIE AUSBILDUNG IM HANDWERK UND IHRE PRÜFUNGEN").language.code == "de")
        #expect(identifier.identify("LES MÉTIERS DU BÂTIMENT ET LEURS EXAMENS").language.code == "fr")
    }

    @Test(
        "Languages that are not in the model are identified by CLD2",
        arguments: [
            (
                "vi",
                "Đào tạo nghề chuẩn bị cho thanh niên làm việc tại các doanh nghiệp và xưởng thủ công trên khắp nước."
            ),
            ("hi", "व्यावसायिक शिक्षा युवाओं को कंपनियों और कार्यशालाओं में काम के लिए तैयार करती है।"),
            (
                "sw",
                "Elimu ya ufundi inawaandaa vijana kwa kazi katika makampuni na warsha za ufundi kila mahali nchini."
            ),
        ]
    )
    func foreign(code: String, text: String) { #expect(identifier.identify(text).language.code == code) }

    @Test(
        "The result for anything that is not natural language is unreliable",
        arguments: [
            "", "12 34", "Anna Müller", "ISO 9001:2015 EN 1090-2 DIN 12345",
            "Xqzt plrrk vbnnm wertz asdlkj qqwe ppoi lkjh",
            "https://www.example.org/path/to/file.html?x=1&y=2#top https://example.com/a/b/c",
        ]
    )
    func rubbish(text: String) { #expect(!identifier.identify(text).isSure) }

    @Test("Without the model, or with a damaged one, only CLD2 is used")
    func withoutModel() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (code, sentence) = LanguageTests.sentences[3]
        #expect(bare.identify(sentence).language.code == code)
        #expect(bare.identify(sentence).isSure)
        #expect(bare.identify("12").candidates.isEmpty)
        #expect(bare.scores("Ausbildung der Jugend", among: [LanguageTag("de")!, LanguageTag("fr")!]).count == 2)
        let magic = Data("vetlang".utf8) + [1]
        let damages = [Data(), magic, magic + Data(repeating: 0xFF, count: 64), Data(repeating: 0xFF, count: 4096)]
        for damage in damages {
            try damage.write(to: folder.appendingPathComponent("identify.bin"))
            let damaged = LanguageIdentifier(data: LanguageData(tables: folder.path))
            #expect(damaged.identify(sentence).language.code == code)
            #expect(throws: LanguageModelError.self) {
                try LanguageModel(path: folder.appendingPathComponent("identify.bin").path)
            }
        }
    }

    @Test("The inventory lists the model, and how to install it")
    func inventory() throws {
        let there = try #require(LanguageData().inventory().last)
        #expect(there.kind == "identification" && there.isPresent && there.remedy == nil)
        #expect(there.licence.contains("Apache-2.0") && there.licence.contains("BSD"))
        let missing = try #require(LanguageData(tables: "/nowhere").inventory().last)
        #expect(!missing.isPresent && missing.remedy == "script/language-data")
    }

    // MARK: Queries

    private let held = ["de", "en", "fr", "it", "da", "nb", "hr", "el", "ja", "zh", "vi"].map { LanguageTag($0)! }

    @Test(
        "A query's words count for the languages that have them",
        arguments: [
            ("de", "Ausbildung Tischler"), ("en", "welding safety"), ("fr", "formation des apprentis"),
            ("it", "sicurezza sul lavoro"), ("hr", "strukovno obrazovanje"), ("el", "εκπαίδευση"), ("ja", "しごと"),
            ("zh", "职业"),
        ]
    )
    func queries(code: String, query: String) {
        let scores = identifier.scores(query, among: held)
        #expect(Set(scores.keys) == Set(held))
        #expect(scores[LanguageTag(code)!] == 0)
        #expect(scores.values.allSatisfy { $0 <= 0 && $0.isFinite })
    }

    @Test("A query without evidence is equally likely in all languages")
    func emptyQuery() {
        #expect(identifier.scores("2024", among: held).values.allSatisfy { $0 == 0 })
        #expect(identifier.scores("Schule", among: []).isEmpty)
    }
}
