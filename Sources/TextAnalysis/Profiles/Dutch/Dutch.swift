extension LanguageProfile {
    /// Dutch.
    ///
    /// - Normalises: the single characters ĳ and Ĳ become ij (NFKC).
    /// - Base forms: table and dictionary together; Snowball for what neither knows.
    /// - Folds: accents and the trema (coördinatie = coordinatie), which only say how to read.
    /// - Compounds: written in one, with -s-, -en-, -e- between: beroeps|onderwijs, studenten|raad.
    static let dutch = LanguageProfile(
        language: "nl",
        sources: [.table, .hunspell(["nl", "nl_NL"], package: "hunspell-nl", licence: "BSD-2-Clause or CC-BY-3.0")],
        fallback: "dutch",
        compounds: CompoundRules(links: ["s", "en", "e", "n"])
    )
}
