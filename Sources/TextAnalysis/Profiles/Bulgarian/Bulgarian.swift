extension LanguageProfile {
    /// Bulgarian.
    ///
    /// - Normalises: nothing beyond case. й is a letter of its own with a key of its own; ѝ is и with a mark.
    /// - Base forms: table and dictionary together; the article hangs on the word's end (обучението → обучение), both know it.
    /// - Folds: the stress marks of dictionaries.
    /// - The dictionary takes the prefix не- off; it goes back on, незает is not зает.
    /// - Compounds: none.
    static let bulgarian = LanguageProfile(
        language: "bg",
        sources: [.table, .hunspell(["bg_BG"], package: "hunspell-bg", licence: "GPL-2")],
        negations: ["не"]
    )
}
