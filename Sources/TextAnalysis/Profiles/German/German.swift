extension LanguageProfile {
    /// German.
    ///
    /// - Normalises: nothing beyond case; ẞ is ß, and base forms have ss for it, as Swiss readers write.
    /// - Base forms: table and dictionary together, with both bases of nouns and verbs that are spelt alike, and the
    ///   Snowball stem of each, which joins words that the two lemmatise differently.
    /// - Folds: ä ö ü are letters of their own. Without the keys, people type ae oe ue, but ue is not ü in neue, Bauer
    ///   and Quelle.
    /// - Compounds: written as one word, with -s-, -es-, -n-, -en-, -er-, -e- between the parts: Ausbildungs|vertrag,
    ///   Fach|kräfte|mangel.
    static let german = LanguageProfile(
        language: "de",
        alphabet: "äöü",
        ersatz: [("ae", "ä"), ("oe", "ö"), ("ue", "ü")],
        ersatzNotAfter: "aeqo",
        sources: [
            .table, .hunspell(["de_DE", "de_DE_frami"], package: "hunspell-de-de-frami", licence: "GPL-2 or GPL-3"),
        ],
        stemsBases: "german",
        compounds: CompoundRules(links: ["s", "es", "n", "en", "er", "e", "ns"], shortParts: ["bau"])
    )
}
