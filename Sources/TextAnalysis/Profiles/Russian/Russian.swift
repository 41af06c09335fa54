extension LanguageProfile {
    /// Russian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table; Snowball for what it does not know.
    /// - Folds: ё and е are one, as print has it; й is a letter of its own.
    /// - не- is not taken off: незанятость is not занятость.
    /// - Compounds: none.
    static let russian = LanguageProfile(
        language: "ru",
        sources: [.table],
        negations: ["не"],
        fallback: "russian"
    )
}
