import DocumentModel
import Testing

@testable import SearchService

/// Searches for terms that people write in different ways.
@Suite("One term, many spellings")
struct SpellingVariantSearchTests {
    private let engine: SearchEngine

    nonisolated(unsafe) private static let shared = SearchToolbox.shared { try make() }

    init() throws { engine = try Self.shared.get().1 }

    /// Names of documents, their languages, and the text that makes the difference.
    private static let documents: [(name: String, language: String, text: String)] = [
        ("hyphen", "en", "We offer e-learning to all trainers."),
        ("joined", "en", "We offer elearning to all trainers."),
        ("apart", "en", "We offer e learning to all trainers."), ("other", "en", "We offer learning to all trainers."),
        ("cooperation", "en", "The cooperation of towns."), ("co-operation", "en", "The co-operation of guilds."),
        ("covid19", "en", "Closed because of COVID19."), ("covid-19", "en", "Closed because of COVID-19."),
        ("covid 19", "en", "Closed because of COVID 19."), ("eqf4", "en", "It is at EQF4."),
        ("eqf 4", "en", "It is at EQF 4."), ("25kg", "en", "A bag of 25kg."), ("25 kg", "en", "A sack of 25 kg."),
        ("fp", "es", "La FP dual en la escuela."), ("f.p.", "es", "La F.P. dual en la escuela."),
        ("ιεκ", "el", "Τα ΙΕΚ της Αθήνας."), ("ι.ε.κ.", "el", "Τα Ι.Ε.Κ. της Αθήνας."),
        ("10000", "en", "There are 10000 learners."), ("10,000", "en", "There are 10,000 learners."),
        ("10.000", "de", "Es gibt 10.000 Lernende."), ("10 000", "fr", "Il y a 10 000 élèves."),
        ("date", "de", "Die Prüfung war am 12.05.2021 in Bonn."), ("year", "de", "Die Prüfung war 2021 in Bonn."),
        ("v2.9", "en", "Install v2.9 of the tool."), ("2.9", "en", "Install version 2.9 of the tool."),
        ("arabic", "ar", "التدريب في سنة ٢٠٢٦."), ("latin", "ar", "التدريب في سنة 2026."),
        ("fr1", "fr", "Un apprentissage dure trois ans."), ("fr2", "fr", "L’apprentissage dure trois ans."),
        ("ga1", "ga", "Foghlaim agus oideachas sa scoil."), ("ga2", "ga", "Obair na n-oideachas sa scoil."),
        ("mt1", "mt", "Ktieb dwar edukazzjoni ġdida."), ("mt2", "mt", "Ktieb tal-edukazzjoni ġdida."),
        ("lehrerin", "de", "Die Lehrerin kommt zum Fest."), ("lehrer", "de", "Der Lehrer kommt zum Fest."),
        ("binnen", "de", "Alle LehrerInnen kommen zum Fest."), ("colon", "de", "Alle Lehrer:innen kommen zum Fest."),
        ("slash", "de", "Alle Lehrer/-innen kommen zum Fest."),
        ("alumnos", "es", "Los alumnos estudian mucho."), ("alumnas", "es", "Las alumnas estudian mucho."),
        ("alumnos/as", "es", "Los/as alumnos/as estudian mucho."), ("alumn@s", "es", "L@s alumn@s estudian mucho."),
        ("c++", "en", "The course teaches C++ for machines."), ("c#", "en", "The course teaches C# for machines."),
        ("vitamin", "en", "Vitamin C and plan C and grade C."), ("co2", "en", "Ovens save CO2 in winter."),
        ("co₂", "en", "Ovens save CO₂ in winter."), ("founder", "en", "The co founder of a guild in winter."),
        ("law", "de", "Siehe § 14 des Gesetzes."), ("party", "en", "Congratulations 🎓 to all of you."),
        ("simplified", "zh", "职业教育与培训。"), ("traditional", "zh", "職業教育與培訓。"),
        ("long", "ja", "サーバーの管理とコンピューター。"), ("short", "ja", "サーバの管理とコンピュータ。"),
        ("half", "ja", "ｻｰﾊﾞｰの管理とｺﾝﾋﾟｭｰﾀｰ。"), ("invisible", "en", "The multi\u{200B}ethnic quarter."),
        ("soft", "en", "The multi\u{AD}ethnic quarter."), ("plain", "en", "The multiethnic quarter."),
        ("nfd", "fr", "Une re\u{301}sidence pour jeunes."), ("nfc", "fr", "Une résidence pour jeunes."),
        ("b", "ar", "خطة لتدريب المهنيين."), ("a", "ar", "تدريب المهنيين في مدرسة."),
        ("beam", "en", "The beam has 3 m."),
        ("bread", "en", "It is about bread and has a page."), ("r&d", "en", "Money for R&D in firms."),
        ("dr", "en", "Ask Dr Brown for plan D or plan R."),
    ]

    private static func make() throws -> (SearchToolbox, SearchEngine) {
        let box = try SearchToolbox()
        for document in documents {
            try box.addPages(document.name, [document.text], language: document.language, title: "Title")
        }
        return (box, try box.engine())
    }

    @Test(
        "Every spelling finds every other",
        arguments: [
            ["hyphen", "joined", "apart"], ["cooperation", "co-operation"], ["covid19", "covid-19", "covid 19"],
            ["eqf4", "eqf 4"], ["25kg", "25 kg"], ["fp", "f.p."], ["ιεκ", "ι.ε.κ."],
            ["10000", "10,000", "10.000", "10 000"], ["v2.9", "2.9"], ["co2", "co₂"],
        ]
    )
    func spellings(names: [String]) throws {
        for name in names {
            let query = ["hyphen": "e-learning", "joined": "elearning", "apart": "e learning"][name] ?? name
            let found = try engine.sources(query)
            #expect(Set(names).isSubset(of: found), "\(query) found \(found)")
        }
    }

    @Test(
        "The spelling as typed comes first",
        arguments: [
            ("elearning", "joined"), ("e-learning", "hyphen"), ("cooperation", "cooperation"),
            ("co-operation", "co-operation"),
            ("COVID19", "covid19"), ("FP dual", "fp"), ("10000", "10000"), ("10,000", "10,000"), ("2021 Bonn", "year"),
            ("CO2", "co2"), ("CO₂", "co₂"), ("2.9", "2.9"), ("v2.9", "v2.9"), ("C++", "c++"), ("C#", "c#"),
            ("§ 14", "law"),
        ]
    )
    func first(query: String, name: String) throws { #expect(try engine.search(query).hits.first?.source == name) }

    @Test(
        "Other ways to write a word are found",
        arguments: [
            ("2021", ["date", "year"]), ("2026", ["arabic", "latin"]), ("٢٠٢٦", ["arabic", "latin"]),
            ("２０２６", ["arabic", "latin"]), ("l'apprentissage", ["fr1", "fr2"]), ("apprentissage", ["fr1", "fr2"]),
            ("n-oideachas", ["ga1", "ga2"]), ("tal-edukazzjoni", ["mt1", "mt2"]),
            ("Lehrer:innen", ["lehrerin", "lehrer", "binnen", "colon", "slash"]),
            ("Lehrerin", ["colon", "slash", "lehrerin"]),
            ("Lehrer*innen", ["lehrerin", "lehrer", "binnen", "colon"]),
            ("alumnos/as", ["alumnos", "alumnas", "alumnos/as", "alumn@s"]),
            ("alumnas", ["alumnas", "alumnos/as", "alumn@s"]),
            ("職業教育", ["simplified", "traditional"]), ("培训", ["simplified", "traditional"]),
            ("サーバー", ["long", "short", "half"]), ("サーバ", ["long", "short", "half"]),
            ("ｻｰﾊﾞｰ", ["long", "short", "half"]),
            ("multiethnic", ["invisible", "soft", "plain"]), ("multi\u{200B}ethnic", ["invisible", "soft", "plain"]),
            ("re\u{301}sidence", ["nfd", "nfc"]), ("تدريب", ["a", "b"]), ("R&D", ["r&d"]), ("🎓", ["party"]),
        ]
    )
    func finds(query: String, names: [String]) throws {
        let found = try engine.sources(query)
        #expect(Set(names).isSubset(of: found), "found \(found)")
    }

    @Test(
        "What is written alike but means something else is not found",
        arguments: [
            ("CO₂", ["founder"]), ("m", ["bread"]), ("R&D", ["dr"]), ("C++", ["vitamin", "c#"]),
            ("§", ["party", "vitamin"]),
            ("e-learning", ["other"]), ("💥", ["party", "law"]), ("€", ["law", "party"]),
        ]
    )
    func findsNot(query: String, names: [String]) throws {
        let found = try engine.sources(query)
        #expect(Set(names).isDisjoint(with: found), "found \(found)")
    }

    @Test("In Chinese and Japanese, only the characters that match are marked")
    func marks() throws {
        let box = try SearchToolbox()
        try box.addPages("tokyo", ["東京都で学ぶ人のために書かれた。"], language: "ja")
        let engine = try box.engine()
        let marked = try engine.search("京都").hits.flatMap(\.passages).flatMap(\.text).filter(\.match).map(\.text)
        #expect(marked == ["京都"])
    }

    @Test(
        "A Chinese or Japanese phrase may begin and end inside a word",
        arguments: [("职业培训为每", 1), ("业培训为", 1), ("为每", 1), ("每个人", 1), ("培训为你", 0), ("每培训", 0)]
    )
    func cutPhrases(phrase: String, count: Int) throws {
        let box = try SearchToolbox()
        try box.addPages("training", ["职业培训为每个人提供机会，学徒在企业学习。"], language: "zh")
        let found = try box.engine().search("\"\(phrase)\"") { $0.isVerbatim = true }
        #expect(found.total == count)
        if count == 1 { #expect(found.hits.first?.passages.first?.text.contains(where: \.match) == true) }
    }

    @Test("Another spelling is marked as a whole")
    func marksSpellings() throws {
        let hit = try #require(try engine.search("elearning").hits.first { $0.source == "hyphen" })
        #expect(hit.passages.flatMap(\.text).filter(\.match).map(\.text) == ["e", "learning"])
    }

    @Test("A title with another spelling is found in the title")
    func titles() throws {
        let box = try SearchToolbox()
        try box.addPages("title", ["Text."], language: "en", title: "E-Learning for all")
        try box.addPages("text", ["About e-learning."], language: "en", title: "Other")
        #expect(try box.engine().sources("title:elearning") == ["title"])
    }
}
