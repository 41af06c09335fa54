extension LanguageProfile {
    /// French.
    ///
    /// - Normalises: the ligatures œ and æ, which are not on keyboards (cœur → coeur). Elisions (l', d', qu') are
    ///   separate words.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: all accents in base forms, as capitals often lack them (ETUDES); as typed they rank first.
    /// - Compounds: none; hyphens separate words.
    static let french = LanguageProfile(
        language: "fr",
        typing: [("œ", "oe"), ("æ", "ae")],
        sources: [.table, .hunspell(["fr", "fr_FR"], package: "hunspell-fr-comprehensive", licence: "MPL-2.0")],
        fallback: "french"
    )
}
