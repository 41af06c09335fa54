extension LanguageProfile {
    /// Latvian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: dictionary and table together; the dictionary is far better here.
    /// - Folds: no letter of a word that is typed with its marks; izglitiba still finds izglītība.
    /// - ne- is not removed: neformāls is not formāls.
    /// - Compounds: not split.
    static let latvian = LanguageProfile(
        language: "lv",
        alphabet: "āčēģīķļņšūž",
        sources: [.hunspell(["lv_LV"], package: "hunspell-lv", licence: "LGPL-2.1+"), .table],
        negations: ["ne"]
    )
}
