extension LanguageProfile {
    /// Japanese.
    ///
    /// - Normalises: half-width katakana and full-width letters (NFKC).
    /// - Base forms: each word is its own; ICU's dictionary finds them, and separates endings as words.
    /// - Folds: katakana and hiragana match by `spelling`, and a long last vowel may be missing (コンピューター, コンピュータ).
    /// - Compounds: not split. Words that ICU divides differently are found by pairs of characters in the index.
    static let japanese = LanguageProfile(
        language: "ja",
        functionWords: """
            の は が を に で と も へ や か から まで より て た だ です ます する した して いる ある なる こと これ それ あれ この その あの 何 誰 どこ いつ なぜ \
            どう どの ない
            """,
        variants: .hiragana
    )
}
