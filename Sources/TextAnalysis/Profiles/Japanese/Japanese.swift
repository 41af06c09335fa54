extension LanguageProfile {
    /// Japanese.
    ///
    /// - Normalises: half-width katakana and full-width letters (NFKC).
    /// - Base forms: each word is its own; ICU's dictionary finds them, and separates endings as words.
    /// - Folds: katakana and hiragana match by `spelling`, and a long last vowel may be missing (コンピューター, コンピュータ).
    /// - Compounds: not split. Words that ICU divides differently are found by pairs of characters in the index.
    static let japanese = LanguageProfile(
        language: "ja",
        variants: .hiragana
    )
}
