extension LanguageProfile {
    /// Thai.
    ///
    /// - Normalises: both encodings of the vowel sara am (NFKC).
    /// - Base forms: words are not inflected, so each is its own; ICU's dictionary finds them.
    /// - Folds: nothing. Vowel signs and tone marks are significant: another tone is another word.
    /// - Compounds: ICU keeps the common ones whole.
    static let thai = LanguageProfile(
        language: "th"
    )
}
