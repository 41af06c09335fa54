extension LanguageProfile {
    /// Russian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: ё and е are equal, as in print; й is a letter of its own.
    /// - не- is not removed: незанятость is not занятость.
    /// - Compounds: none.
    static let russian = LanguageProfile(
        language: "ru",
        sources: [.table],
        negations: ["не"],
        fallback: "russian"
    )
}
