extension LanguageProfile {
    /// English.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together (children → child, taught → teach); Snowball for what neither knows.
    /// - Folds: the accents of borrowed words (résumé). Snowball would join universe and university: it is asked last.
    /// - British and American spelling stay two words.
    /// - un-, dis-, re- … are not taken off: unemployment is not employment, retraining not training.
    /// - The dictionary makes "things" a form of "the": its stems of up to three letters need the table's word.
    /// - Compounds: none worth it; they are written apart.
    static let english = LanguageProfile(
        language: "en",
        sources: [
            .table, .hunspell(["en_GB", "en_US"], package: "hunspell-en-gb", licence: "SCOWL (free, of MIT kind)"),
        ],
        negations: ["un", "in", "im", "dis", "non", "re", "mis"],
        shortestStem: 4,
        fallback: "english"
    )
}
