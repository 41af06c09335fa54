extension LanguageProfile {
    /// Greek.
    ///
    /// - Normalises: both ways of writing an accent (tonos and oxia, by NFKC).
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: accents, which capitals lack (ΕΚΠΑΙΔΕΥΣΗ = εκπαίδευση), the dialytika, and the final ς.
    /// - Compounds: not split.
    static let greek = LanguageProfile(
        language: "el",
        sources: [.table],
        stemsBases: "greek"
    )
}
