extension LanguageProfile {
    /// Spanish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents; ñ is a letter of its own (año is not ano).
    /// - Compounds: none.
    static let spanish = LanguageProfile(
        language: "es",
        alphabet: "ñ",
        sources: [.table, .hunspell(["es_ES"], package: "hunspell-es", licence: "GPL-3+ or LGPL-3+ or MPL-1.1+")],
        fallback: "spanish"
    )
}
