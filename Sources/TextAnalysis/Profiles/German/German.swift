extension LanguageProfile {
    /// German.
    ///
    /// - Normalises: nothing beyond case; ẞ is ß, and base forms have ss for it, as Swiss readers write.
    /// - Base forms: table and dictionary together, with nouns and verbs of one spelling under both, and the Snowball stem of
    ///   each, which joins what the two call differently.
    /// - Folds: ä ö ü are letters of their own. Who has no key writes ae oe ue, but ue is none in neue, Bauer and Quelle.
    /// - Compounds: written in one, with -s-, -es-, -n-, -en-, -er-, -e- between: Ausbildungs|vertrag, Fach|kräfte|mangel.
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
