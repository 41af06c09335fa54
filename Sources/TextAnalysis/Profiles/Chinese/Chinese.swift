extension LanguageProfile {
    /// Chinese, traditional and simplified.
    ///
    /// - Normalises: full-width letters and digits (NFKC).
    /// - Base forms: words are not inflected, so each is its own; ICU's dictionary finds them.
    /// - Folds: traditional and simplified characters match by `spelling` (職業 and 职业); as typed they rank first.
    /// - Compounds: not split. Words that ICU divides differently are found by pairs of characters in the index.
    static let chinese = LanguageProfile(
        language: "zh",
        variants: .simplifiedChinese
    )
}
