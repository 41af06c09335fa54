extension LanguageProfile {
    /// Thai.
    ///
    /// - Normalises: the vowel sara am in both its codings (NFKC).
    /// - Base forms: words do not change, so each is its own; ICU's dictionary says where they are.
    /// - Folds: nothing. Vowel signs and tone marks are letters, and another tone is another word.
    /// - Compounds: ICU keeps the common ones whole.
    static let thai = LanguageProfile(
        language: "th"
    )
}
