extension LanguageProfile {
    /// Ukrainian.
    ///
    /// - Normalises: the apostrophe, a letter in this language, in all its variants (об’єднання = об'єднання).
    /// - Base forms: table and dictionary together.
    /// - Folds: ї and й are letters of their own; stress marks are folded.
    /// - не- is not removed: незайнятість is not зайнятість.
    /// - Compounds: none.
    static let ukrainian = LanguageProfile(
        language: "uk",
        sources: [.table, .hunspell(["uk_UA"], package: "hunspell-uk", licence: "GPL-2+ or LGPL-2.1+ or MPL-1.1")],
        negations: ["не"]
    )
}
