extension LanguageProfile {
    /// Latvian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the dictionary, far ahead of the table here; both are asked.
    /// - Folds: no letter of a word that is typed with its marks; izglitiba still finds izglītība.
    /// - ne- is not taken off: neformāls is not formāls.
    /// - Compounds: none here.
    static let latvian = LanguageProfile(
        language: "lv",
        alphabet: "āčēģīķļņšūž",
        sources: [.hunspell(["lv_LV"], package: "hunspell-lv", licence: "LGPL-2.1+"), .table],
        negations: ["ne"]
    )
}
