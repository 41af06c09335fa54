extension LanguageProfile {
    /// Dutch.
    ///
    /// - Normalises: the single characters ĳ and Ĳ become ij (NFKC).
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents and the trema (coördinatie = coordinatie), which only indicate the pronunciation.
    /// - Compounds: written as one word, with -s-, -en-, -e- between the parts: beroeps|onderwijs, studenten|raad.
    static let dutch = LanguageProfile(
        language: "nl",
        sources: [.table, .hunspell(["nl", "nl_NL"], package: "hunspell-nl", licence: "BSD-2-Clause or CC-BY-3.0")],
        fallback: "dutch",
        compounds: CompoundRules(links: ["s", "en", "e", "n"])
    )
}
