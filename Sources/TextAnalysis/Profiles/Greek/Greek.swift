extension LanguageProfile {
    /// Greek.
    ///
    /// - Normalises: both ways of writing an accent (tonos and oxia, by NFKC).
    /// - Base forms: the table; by Snowball for what it does not know.
    /// - Folds: accents, which capitals lack (ΕΚΠΑΙΔΕΥΣΗ = εκπαίδευση), the dialytika, and the final ς.
    /// - Compounds: none here.
    static let greek = LanguageProfile(
        language: "el",
        sources: [.table],
        stemsBases: "greek"
    )
}
