extension LanguageProfile {
    /// Chinese, traditional and simplified.
    ///
    /// - Normalises: full-width letters and digits (NFKC).
    /// - Base forms: words do not change, so each is its own; ICU's dictionary says where they are.
    /// - Folds: traditional characters meet simplified ones by `spelling` (職業 and 职业); as typed they rank first.
    /// - Compounds: not by parts. What ICU's words miss is found by pairs of characters, which the index looks after.
    static let chinese = LanguageProfile(
        language: "zh",
        variants: .simplifiedChinese
    )
}
