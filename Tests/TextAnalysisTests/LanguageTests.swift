import DocumentModel
import Testing

@testable import TextAnalysis

@Suite("Languages of texts")
struct LanguageTests {
    static let sentences: [(String, String)] = [
        ("bg", "Професионалното обучение подготвя младите хора за работа в предприятия и занаятчийски работилници."),
        ("cs", "Odborné vzdělávání připravuje mladé lidi na práci v podnicích a řemeslných dílnách po celé zemi."),
        (
            "da",
            "Erhvervsuddannelse forbereder unge mennesker på arbejdet i virksomheder og håndværk, og hvad der ellers følger med."
        ),
        ("de", "Die berufliche Bildung bereitet junge Menschen auf die Arbeit in Betrieben und Werkstätten vor."),
        ("el", "Η επαγγελματική εκπαίδευση προετοιμάζει τους νέους για εργασία σε επιχειρήσεις και εργαστήρια."),
        ("en", "Vocational education prepares young people for work in companies and craft workshops everywhere."),
        ("es", "La formación profesional prepara a los jóvenes para el trabajo en empresas y talleres artesanales."),
        ("et", "Kutseharidus valmistab noori ette tööks ettevõtetes ja käsitöökodades üle kogu riigi."),
        ("fi", "Ammatillinen koulutus valmistaa nuoria työhön yrityksissä ja käsityöpajoissa kaikkialla maassa."),
        ("fr", "La formation professionnelle prépare les jeunes au travail dans les entreprises et les ateliers."),
        (
            "ga",
            "Ullmhaíonn gairmoideachas daoine óga le haghaidh oibre i gcuideachtaí agus i gceardlanna ar fud na tíre."
        ),
        (
            "hr",
            "Strukovno obrazovanje priprema mlade ljude za rad u poduzećima i obrtničkim radionicama diljem zemlje."
        ),
        ("hu", "A szakképzés felkészíti a fiatalokat a vállalkozásoknál és a műhelyekben végzett munkára."),
        ("it", "La formazione professionale prepara i giovani al lavoro nelle imprese e nelle botteghe artigiane."),
        ("lt", "Profesinis mokymas rengia jaunimą darbui įmonėse ir amatininkų dirbtuvėse visoje šalyje."),
        ("lv", "Profesionālā izglītība sagatavo jauniešus darbam uzņēmumos un amatnieku darbnīcās visā valstī."),
        ("mt", "It-taħriġ vokazzjonali jħejji liż-żgħażagħ għax-xogħol fil-kumpaniji u fil-ħwienet tas-sengħa."),
        ("nl", "Beroepsonderwijs bereidt jongeren voor op het werk in bedrijven en ambachtelijke werkplaatsen."),
        ("pl", "Kształcenie zawodowe przygotowuje młodych ludzi do pracy w przedsiębiorstwach i warsztatach."),
        ("pt", "A formação profissional prepara os jovens para o trabalho nas empresas e nas oficinas de artesanato."),
        ("ro", "Formarea profesională îi pregătește pe tineri pentru munca în întreprinderi și ateliere."),
        ("sk", "Odborné vzdelávanie pripravuje mladých ľudí na prácu v podnikoch a remeselných dielňach."),
        ("sl", "Poklicno izobraževanje pripravlja mlade na delo v podjetjih in obrtniških delavnicah po vsej državi."),
        ("sv", "Yrkesutbildning förbereder unga människor för arbete i företag och hantverksverkstäder."),
        (
            "nb",
            "Yrkesopplæring forbereder unge mennesker på arbeidet i bedrifter og verksteder, ikke bare hva de kan i dag."
        ),
        ("uk", "Професійна освіта готує молодих людей до роботи на підприємствах та у ремісничих майстернях."),
        ("ru", "Профессиональное образование готовит молодых людей к работе на предприятиях и в мастерских."),
        (
            "tr",
            "Mesleki eğitim gençleri işletmelerde ve atölyelerde çalışmaya hazırlar ve onlara yeni beceriler kazandırır."
        ),
        ("ar", "التدريب المهني يُعِدّ الشباب للعمل في الشركات والورش الحرفية في جميع أنحاء البلاد."),
        ("zh", "职业教育为年轻人在企业和手工作坊工作做好准备，并帮助他们学习新的技能。"),
        ("ja", "職業教育は、若者が企業や工房で働くための準備をし、新しい技能を学ぶのを助けます。"),
        ("th", "การศึกษาสายอาชีพเตรียมคนหนุ่มสาวให้พร้อมสำหรับการทำงานในบริษัทและโรงงาน"),
        (
            "ca",
            "La formació professional prepara els joves per a la feina a les empreses i als tallers artesans, amb això n'hi ha prou."
        ),
    ]

    @Test("A sentence tells its language", arguments: sentences)
    func detection(code: String, sentence: String) {
        let found = LanguageDetector.detect(sentence)
        #expect(found.language.code == code)
        #expect(found.isReliable)
    }

    @Test("What says nothing is undetermined", arguments: ["", "   ", "12 34 56", "…", "A1"])
    func nothing(text: String) { #expect(!LanguageDetector.detect(text).isReliable) }

    @Test("Serbian in its own letters is Serbian, in Latin ones Croatian")
    func serbian() {
        let text = "Стручно образовање припрема младе људе за рад у предузећима и занатским радионицама широм земље."
        #expect(LanguageDetector.detect(text).language.code == "sr")
    }

    // MARK: Sections

    private func sentence(_ code: String, _ times: Int = 1) -> CleanText {
        let text = Self.sentences.first { $0.0 == code }!.1
        return CleanText(utf8: Array(String(repeating: text + " ", count: times).utf8))
    }

    private func languages(
        _ texts: [CleanText],
        declared: [String?]? = nil,
        file: String? = nil,
        curator: String? = nil
    ) -> (sections: [String], document: [String]) {
        let found = SectionLanguages(
            texts: texts,
            declared: (declared ?? texts.map { _ in nil }).map { $0.flatMap { LanguageTag($0) } },
            file: file.flatMap { LanguageTag($0) },
            curator: curator.flatMap { LanguageTag($0) }
        )
        return (found.sections.map(\.code), found.document.map(\.code))
    }

    @Test("The curator's word stands above tag and text")
    func curator() {
        let found = languages([sentence("de", 5), sentence("fr")], declared: ["en", nil], file: "it", curator: "nl")
        #expect(found.sections == ["nl", "nl"])
        #expect(found.document == ["nl"])
        #expect(languages([sentence("de", 5)], curator: "und").document == ["de"], "'und' says nothing")
    }

    @Test("A tag stands above what the text seems to be in, unless the text contradicts it strongly")
    func tags() {
        #expect(languages([sentence("de")], file: "it").document == ["it"], "one sentence is not enough")
        #expect(languages([sentence("de", 5)], file: "it").document == ["de"])
        #expect(languages([sentence("hr", 5)], file: "bs").document == ["bs"], "near languages are never contradicted")
        #expect(languages([sentence("nb", 5)], file: "da").document == ["da"])
        #expect(languages([sentence("de", 5)], file: "und").document == ["de"])
        #expect(languages([sentence("de", 5)], declared: ["de"], file: "en").document == ["de"])
    }

    @Test("Pages in several languages keep theirs; the one with most text comes first")
    func mixed() {
        let found = languages([sentence("fr", 3), sentence("de", 8), sentence("nl", 4), sentence("de", 8)])
        #expect(found.sections == ["fr", "de", "nl", "de"])
        #expect(found.document == ["de", "nl", "fr"])
    }

    @Test("A short section has the language of the rest")
    func short() {
        let short = CleanText(utf8: Array("Kapitel 3".utf8))
        let found = languages([short, sentence("fr", 4), short, CleanText()])
        #expect(found.sections == ["fr", "fr", "fr", "fr"])
        #expect(found.document == ["fr"])
    }

    @Test("A stray page is none of a long document's languages")
    func stray() {
        let found = languages([CleanText](repeating: sentence("it", 20), count: 60) + [sentence("nl")])
        #expect(found.document == ["it"])
        #expect(found.sections.last == "it")
    }

    @Test("Short sections say together what none says alone; nobody's guess is 'und'")
    func together() {
        let words = Self.sentences.first { $0.0 == "de" }!.1.split(separator: " ").map {
            CleanText(utf8: Array($0.utf8))
        }
        #expect(languages(words).document == ["de"])
        #expect(languages([CleanText(utf8: Array("12 34".utf8))]).document == ["und"])
        #expect(languages([CleanText(utf8: Array("12 34".utf8))]).sections == ["und"])
        #expect(languages([]).document == ["und"])
        #expect(languages([], file: "sv").document == ["sv"])
    }
}
