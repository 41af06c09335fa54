extension LanguageProfile {
    /// Danish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; the article hangs on the end (uddannelsen → uddannelse).
    /// - Folds: æ ø å are letters of their own; who has no key writes ae oe aa, or a o a. aa is also how names keep the old å.
    /// - Compounds: written in one, with -s- or -e- between: erhvervs|uddannelse.
    static let danish = LanguageProfile(
        language: "da",
        alphabet: "æøå",
        ersatz: [("ae", "æ"), ("oe", "ø"), ("aa", "å")],
        sources: [.table, .hunspell(["da_DK"], package: "hunspell-da", licence: "LGPL-2.1 or GPL-2 or MPL-1.1")],
        fallback: "danish",
        compounds: CompoundRules(links: ["s", "e"], shortParts: ["fag"])
    )
}
