extension LanguageProfile {
    /// Norwegian, Bokmål.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: æ ø å are letters of their own; without the keys, people type ae oe aa, or a o a.
    /// - Compounds: written as one word, with -s- or -e- between the parts: yrkes|fag, lære|plass.
    static let norwegian = LanguageProfile(
        language: "nb",
        alphabet: "æøå",
        ersatz: [("ae", "æ"), ("oe", "ø"), ("aa", "å")],
        sources: [.table, .hunspell(["nb_NO"], package: "hunspell-no", licence: "GPL-2")],
        fallback: "norwegian",
        compounds: CompoundRules(links: ["s", "e"], shortParts: ["fag"])
    )
}
