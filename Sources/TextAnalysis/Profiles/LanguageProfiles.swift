import DocumentModel

extension LanguageProfile {
    /// All profiles, sorted by name. A new language needs one folder here and one name in this list.
    static let all: [LanguageProfile] = [
        .arabic, .bulgarian, .chinese, .croatian, .czech, .danish, .dutch, .english, .estonian, .finnish, .french,
        .german, .greek, .hungarian, .irish, .italian, .japanese, .latvian, .lithuanian, .maltese, .norwegian, .polish,
        .portuguese, .romanian, .russian, .slovak, .slovenian, .spanish, .swedish, .thai, .turkish, .ukrainian,
    ]

    /// The profile of a language; nil if it has none, so that each of its words is only known as itself.
    static func of(_ language: LanguageTag) -> LanguageProfile? { byCode[language.code] }

    private static let byCode: [String: LanguageProfile] = {
        let stemmed = Stemmer.algorithms.map { ($0.key, LanguageProfile(language: $0.key, fallback: $0.value)) }
        // A language without a profile uses its Snowball stemmer, if there is one.
        return Dictionary(all.map { ($0.language, $0) } + stemmed, uniquingKeysWith: { first, _ in first })
    }()
}
