extension LanguageProfile {
    /// English.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together (children → child, taught → teach); Snowball for words that are in
    ///   neither.
    /// - Folds: the accents of borrowed words (résumé). Snowball would join universe and university, so it is used last.
    /// - British and American spellings are different words.
    /// - un-, dis-, re- … are not removed: unemployment is not employment, retraining not training.
    /// - The dictionary makes "things" a form of "the", so its stems of up to three letters need to be in the table, too.
    /// - Compounds: not split; they are mostly written as separate words.
    static let english = LanguageProfile(
        language: "en",
        uninflected: ["m", "s", "d", "t", "re", "ve", "ll", "nt"],
        sources: [
            .table, .hunspell(["en_GB", "en_US"], package: "hunspell-en-gb", licence: "SCOWL (free, of MIT kind)"),
        ],
        negations: ["un", "in", "im", "dis", "non", "re", "mis"],
        shortestStem: 4,
        fallback: "english"
    )
}
