extension LanguageProfile {
    /// Bulgarian.
    ///
    /// - Normalises: nothing beyond case. й is a letter of its own with a key of its own; ѝ is и with a mark.
    /// - Base forms: table and dictionary together; the article is a suffix (обучението → обучение), which both handle.
    /// - Folds: the stress marks of dictionaries.
    /// - The dictionary removes the prefix не-; it is added back: незает is not зает.
    /// - Compounds: none.
    static let bulgarian = LanguageProfile(
        language: "bg",
        sources: [.table, .hunspell(["bg_BG"], package: "hunspell-bg", licence: "GPL-2")],
        negations: ["не"]
    )
}
