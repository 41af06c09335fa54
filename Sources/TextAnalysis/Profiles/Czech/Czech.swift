extension LanguageProfile {
    /// Czech.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together.
    /// - Folds: no letter of a word that is typed with its marks; vzdelavani still finds vzdělávání.
    /// - ne- is not removed, although both sources do: nezaměstnanost is not zaměstnanost.
    /// - Compounds: none.
    static let czech = LanguageProfile(
        language: "cs",
        alphabet: "áčďéěíňóřšťúůýž",
        sources: [.table, .hunspell(["cs_CZ"], package: "hunspell-cs", licence: "GPL-2")],
        negations: ["ne"]
    )
}
