extension LanguageProfile {
    /// Japanese.
    ///
    /// - Normalises: half-width katakana and full-width letters (NFKC).
    /// - Base forms: each word is its own; ICU's dictionary says where words are, and takes endings off as words.
    /// - Folds: by `spelling` katakana meets hiragana, and a long last vowel may be missing (コンピューター, コンピュータ).
    /// - Compounds: not by parts. What ICU's words miss is found by pairs of characters, which the index looks after.
    static let japanese = LanguageProfile(
        language: "ja",
        variants: .hiragana
    )
}
