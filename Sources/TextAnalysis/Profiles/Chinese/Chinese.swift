extension LanguageProfile {
    /// Chinese, traditional and simplified.
    ///
    /// - Normalises: full-width letters and digits (NFKC).
    /// - Base forms: words are not inflected, so each is its own; ICU's dictionary finds them.
    /// - Folds: traditional and simplified characters match by `spelling` (職業 and 职业); as typed they rank first.
    /// - Compounds: not split. Words that ICU divides differently are found by pairs of characters in the index.
    static let chinese = LanguageProfile(
        language: "zh",
        functionWords: """
            的 了 在 是 和 与 及 或 而 但 也 都 就 把 被 对 从 到 为 以 于 给 这 那 我 你 他 她 我们 你们 他们 什么 怎么 如何 怎样 哪 哪些 哪里 谁 为什么 吗 呢 吧 \
            有 没有 不 很
            """,
        variants: .simplifiedChinese
    )
}
