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
        functionWords: """
            a i nebo ale že aby když jestli zda jak jako v ve na do od z ze po o u k ke za před pod nad při \
            přes pro bez mezi s se si kdo koho co čeho čím který která které jaký jaká jaké kde kdy proč \
            kolik je jsou byl byla bylo byli být bude budou má mají mít může mohou lze musí já ty on ona ono \
            my vy oni mě mne tě ho jej jí jich můj svůj ten ta to ti tento tato toto ne není také jen už \
            ještě velmi
            """,
        alphabet: "áčďéěíňóřšťúůýž",
        sources: [.table, .hunspell(["cs_CZ"], package: "hunspell-cs", licence: "GPL-2")],
        negations: ["ne"]
    )
}
