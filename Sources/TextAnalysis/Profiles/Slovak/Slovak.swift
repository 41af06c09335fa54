extension LanguageProfile {
    /// Slovak.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together.
    /// - Folds: no letter of a word that is typed with its marks; vzdelavanie still finds vzdelávanie.
    /// - ne- is not removed: nezamestnanosť is not zamestnanosť.
    /// - Compounds: none.
    static let slovak = LanguageProfile(
        language: "sk",
        alphabet: "áäčďéíĺľňóôŕšťúýž",
        sources: [.table, .hunspell(["sk_SK"], package: "hunspell-sk", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        negations: ["ne"]
    )
}
