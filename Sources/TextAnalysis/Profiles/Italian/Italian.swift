extension LanguageProfile {
    /// Italian.
    ///
    /// - Normalises: nothing beyond case. Elisions (l', dell', un') are words of their own.
    /// - Base forms: the table; Snowball for what it does not know.
    /// - Folds: accents, which stand only on last vowels and are often typed as apostrophes.
    /// - Compounds: none.
    static let italian = LanguageProfile(
        language: "it",
        sources: [.table],
        fallback: "italian"
    )
}
