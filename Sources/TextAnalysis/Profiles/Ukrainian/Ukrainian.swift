extension LanguageProfile {
    /// Ukrainian.
    ///
    /// - Normalises: the apostrophe, a letter here, in all its shapes (об’єднання = об'єднання).
    /// - Base forms: table and dictionary together.
    /// - Folds: ї and й are letters of their own; stress marks are folded.
    /// - не- is not taken off: незайнятість is not зайнятість.
    /// - Compounds: none.
    static let ukrainian = LanguageProfile(
        language: "uk",
        sources: [.table, .hunspell(["uk_UA"], package: "hunspell-uk", licence: "GPL-2+ or LGPL-2.1+ or MPL-1.1")],
        negations: ["не"]
    )
}
