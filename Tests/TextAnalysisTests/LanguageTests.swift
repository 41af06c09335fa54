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

    @Test("A sentence is identified", arguments: sentences)
    func detection(code: String, sentence: String) {
        let found = LanguageDetector.detect(sentence)
        #expect(found.language.code == code)
        #expect(found.isReliable)
    }

    @Test("A text without evidence is undetermined", arguments: ["", "   ", "12 34 56", "…", "A1"])
    func nothing(text: String) { #expect(!LanguageDetector.detect(text).isReliable) }

    @Test("Serbian in Cyrillic is Serbian, in Latin letters Croatian")
    func serbian() {
        let text = "Стручно образовање припрема младе људе за рад у предузећима и занатским радионицама широм земље."
        #expect(LanguageDetector.detect(text).language.code == "sr")
    }
}
