extension LanguageProfile {
    /// Italian.
    ///
    /// - Normalises: nothing beyond case. Elisions (l', dell', un') are separate words.
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: accents, which occur mostly on last vowels and are often typed as apostrophes.
    /// - Compounds: none.
    static let italian = LanguageProfile(
        language: "it",
        sources: [.table],
        fallback: "italian"
    )
}
