extension LanguageProfile {
    /// French.
    ///
    /// - Normalises: the ligatures œ and æ, which keyboards lack (cœur → coeur). Elisions (l', d', qu') are words of their own.
    /// - Base forms: table and dictionary together; Snowball for what neither knows.
    /// - Folds: all accents in base forms, as capitals often lack them (ETUDES); as typed they rank first.
    /// - Compounds: none; trait d'union parts words.
    static let french = LanguageProfile(
        language: "fr",
        typing: [("œ", "oe"), ("æ", "ae")],
        sources: [.table, .hunspell(["fr", "fr_FR"], package: "hunspell-fr-comprehensive", licence: "MPL-2.0")],
        fallback: "french"
    )
}
