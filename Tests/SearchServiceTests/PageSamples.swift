import DocumentModel
import Index

@testable import Index
@testable import SearchService

/// Realistic responses in several languages and scripts, with the irregularities of real files.
enum PageSamples {
    static let toolbox = ToolboxSummary(
        documents: 12_480,
        [
            .language: [
                entry("de", "German", 3_112), entry("en", "English", 2_840), entry("it", "Italian", 1_730),
                entry("fr", "French", 1_421), entry("es", "Spanish", 902), entry("pl", "Polish", 611),
                entry("nl", "Dutch", 540), entry("pt", "Portuguese", 411), entry("ar", "Arabic", 96),
                entry("ja", "Japanese", 41), entry("th", "Thai", 12), entry("und", "Language unknown", 87),
            ],
            .country: [
                entry("DE", "Germany", 2_844), entry("IT", "Italy", 1_690), entry("FR", "France", 1_377),
                entry("EU", "European Union", 1_210), entry("AT", "Austria", 702), entry("ES", "Spain", 688),
                entry("PL", "Poland", 590), entry("NL", "Netherlands", 488), entry("PT", "Portugal", 380),
            ],
            .topic: [
                entry("apprenticeship", "Apprenticeship", 2_044),
                entry("work-based-learning", "Work-based learning", 1_866),
                entry("digitalisation", "Digitalisation", 1_203), entry("validation", "Validation of learning", 890),
                entry("craft-sme", "Crafts and small firms", 744), entry("green-transition", "Green transition", 520),
            ],
            .type: [
                entry("document", "Document", 6_030), entry("presentation", "Presentation", 1_899),
                entry("course", "Course", 1_120), entry("best-practice", "Best practice", 744),
                entry("video", "Video", 301),
            ],
        ]
    )

    private static func entry(_ code: String, _ label: String, _ count: Int) -> ToolboxSummary.Entry {
        ToolboxSummary.Entry(code: code, label: label, count: count)
    }

    static func facet(_ values: [(String, String, Int)]) -> [FacetValue] {
        values.map { FacetValue(value: $0.0, label: $0.1, count: $0.2, selected: false) }
    }

    static let facets: [String: [FacetValue]] = [
        "country": facet([
            ("DE", "Germany", 61), ("IT", "Italy", 40), ("AT", "Austria", 22), ("FR", "France", 9),
            ("EU", "European Union", 8),
            ("ES", "Spain", 5), ("PL", "Poland", 5), ("NL", "Netherlands", 4), ("JP", "Japan", 2), ("MA", "Morocco", 1),
            ("TH", "Thailand", 1),
        ]),
        "topic": facet([
            ("apprenticeship", "Apprenticeship", 88), ("work-based-learning", "Work-based learning", 61),
            ("transparency-recognition", "Transparency and recognition", 17),
            ("craft-sme", "Crafts and small firms", 12),
        ]),
        "type": facet([
            ("document", "Document", 70), ("presentation", "Presentation", 21), ("transcript", "Transcript", 11),
            ("epub", "ePub", 6), ("best-practice", "Best practice", 5),
        ]),
        "sector": facet([("C", "Manufacturing", 44), ("F", "Construction", 31), ("P", "Education", 29)]),
        "language": facet([
            ("de", "German", 83), ("it", "Italian", 40), ("ar", "Arabic", 2), ("ja", "Japanese", 2), ("th", "Thai", 1),
        ]),
        "year": facet([
            ("2021", "2021", 31), ("2023", "2023", 22), ("2019", "2019", 20), ("2024", "2024", 14),
            ("2022", "2022", 11),
            ("2020", "2020", 9), ("2018", "2018", 8), ("2017", "2017", 4), ("2015", "2015", 3), ("2012", "2012", 2),
            ("2009", "2009", 1),
        ]),
    ]

    /// A hit with default values for the parts that most tests ignore.
    static func hit(
        _ title: String,
        source: String = "kammer/ausbildung.pdf",
        language: String = "de",
        type: String = "document",
        format: String = "pdf",
        countries: [String] = ["DE"],
        year: Int? = 2023,
        partner: String? = nil,
        description: String? = nil,
        link: String? = nil,
        passages: [Passage] = []
    ) -> SearchHit {
        var document = StoredDocument()
        (document.id, document.title, document.source) = ("a1", title, source)
        document.languages = [LanguageTag(language) ?? .undetermined]
        document.type = ResourceType(type) ?? .document
        document.format = FileFormat(rawValue: format) ?? .text
        (document.countries, document.sectors, document.topics) = (countries, ["C"], ["apprenticeship"])
        (document.year, document.partner, document.description) = (year, partner, description)
        document.link = link
        return SearchHit(DocumentSummary(document), score: 12.5, passages: passages)
    }

    /// A passage; matches are in square brackets.
    static func passage(
        _ kind: String,
        _ number: Int?,
        _ label: String?,
        _ marked: String,
        language: String = "de",
        anchor: String? = nil
    ) -> Passage {
        var pieces: [TextPiece] = []
        for (index, part) in marked.split(separator: "[", omittingEmptySubsequences: false).enumerated() {
            let halves = part.split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if index > 0 { pieces.append(TextPiece(text: halves[0], match: true)) }
            if let text = index > 0 ? halves.dropFirst().first : halves[0], !text.isEmpty {
                pieces.append(TextPiece(text: text, match: false))
            }
        }
        return Passage(
            locator: locator(kind, number, label),
            language: LanguageTag(language) ?? .undetermined,
            text: pieces,
            anchor: anchor
        )
    }

    static func locator(_ kind: String, _ number: Int?, _ label: String?) -> Locator {
        switch kind {
        case "page": .page(number: number ?? 1, label: label)
        case "slide": .slide(number: number ?? 1)
        case "chapter": .chapter(number: number ?? 1, label: label, href: "chapter.xhtml")
        case "cue": .cue(start: Double(number ?? 0), end: Double(number ?? 0) + 5)
        case "heading": .heading(path: [label].compactMap { $0 }, anchor: nil)
        default: .text(line: number ?? 1)
        }
    }

    static func response(
        _ text: String,
        total: Int,
        hits: [SearchHit],
        languages: [String] = ["de"],
        relaxed: Bool = false,
        corrected: String? = nil,
        facets: [String: [FacetValue]] = facets
    ) -> SearchResponse {
        SearchResponse(
            query: QueryEcho(text: text, languages: languages, filters: [:], relaxed: relaxed, corrected: corrected),
            total: total,
            tookMs: 3.1,
            hits: hits,
            facets: facets
        )
    }

    static let longWord = String(repeating: "Donaudampfschifffahrtsgesellschaftskapitän", count: 240)

    static let hits: [SearchHit] = [
        hit(
            "Ausbildung im Ausland: ein Leitfaden für Betriebe des Metall- und Elektrohandwerks, Auszubildende und ihre Eltern",
            source: "handwerkskammer-bayern/ausbildung-im-ausland-münchen.pdf",
            countries: ["DE", "AT"],
            partner: "Handwerkskammer für München und Oberbayern",
            passages: [
                passage(
                    "page",
                    14,
                    "12",
                    "Ein Teil der [Ausbildung] kann im Ausland stattfinden; der [Betrieb] zahlt die Vergütung weiter. Bis zu einem Viertel der im Berufsbildungsgesetz vorgesehenen Dauer ist möglich."
                ),
                passage("page", 3, "iii", "Vorwort: [Ausbildung] heißt, sich auf Neues einzulassen."),
                passage(
                    "page",
                    31,
                    "29",
                    "Checkliste für den [Betrieb]: Vertrag, Versicherung, Reisekosten, Anerkennung."
                ),
            ]
        ),
        hit(
            "Formazione in apprendistato: il quadro normativo",
            source: "centro-formazione-torino/apprendistato.pptx",
            language: "it",
            type: "presentation",
            format: "pptx",
            countries: ["IT"],
            year: 2021,
            partner: "Centro di formazione Torino",
            passages: [
                passage(
                    "slide",
                    4,
                    "4",
                    "La [formazione] in azienda dura almeno 120 ore l’anno, con un tutor aziendale.",
                    language: "it",
                    anchor: "slide-4"
                )
            ]
        ),
        hit(
            "التدريب المهني في المؤسسات الصغيرة والمتوسطة",
            source: "ofppt/التدريب-المهني.epub",
            language: "ar",
            type: "epub",
            format: "epub",
            countries: ["MA"],
            year: 2020,
            partner: "مكتب التكوين المهني",
            passages: [
                passage(
                    "chapter",
                    2,
                    "التدريب في مكان العمل",
                    "يقضي المتدرب [ثلاثة أيام] في الأسبوع داخل المؤسسة (SME) ويومين في مركز [التدريب].",
                    language: "ar"
                )
            ]
        ),
        hit(
            "職業訓練における見習い制度の国際比較",
            source: "jil/minarai-2019.html",
            language: "ja",
            format: "html",
            countries: ["JP"],
            year: 2019,
            passages: [
                passage(
                    "heading",
                    nil,
                    "第3章 › 3.2 ドイツの二元制度",
                    "[ドイツの職業訓練]は企業と学校で並行して行われ、[見習い]は給与を受け取る。",
                    language: "ja"
                )
            ]
        ),
        hit(
            "การฝึกอบรมวิชาชีพในสถานประกอบการ",
            source: "ovec/webinar.vtt",
            language: "th",
            type: "webinar",
            format: "vtt",
            countries: ["TH"],
            year: 2024,
            passages: [
                passage("cue", 754, "12:34", "ผู้เรียนได้รับ[การฝึกอบรม]ในสถานประกอบการจริง", language: "th"),
                passage("cue", 4530, "1:15:30", "คำถามเกี่ยวกับ[การฝึกอบรม]และใบรับรอง", language: "th"),
            ]
        ),
        hit(
            longWord,
            source: "a/" + longWord + ".md",
            language: "und",
            format: "markdown",
            countries: [],
            year: nil,
            partner: longWord,
            passages: [passage("text", 40, nil, longWord.prefix(400) + " [Lehre]", language: "und")]
        ),
        hit(
            "<script>alert(1)</script> \"quoted\" & 'single'",
            source: "x/\" onload=\"alert(1).txt",
            format: "text",
            year: 2018,
            partner: "\"><img src=x onerror=alert(1)>",
            description: "What the file says of itself."
        ),
    ]
}
