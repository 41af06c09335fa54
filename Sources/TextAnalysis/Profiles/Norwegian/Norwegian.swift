extension LanguageProfile {
    /// Norwegian, Bokmål.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: æ ø å are letters of their own; without the keys, people type ae oe aa, or a o a.
    /// - Compounds: written as one word, with -s- or -e- between the parts: yrkes|fag, lære|plass.
    static let norwegian = LanguageProfile(
        language: "nb",
        functionWords: """
            en et ei den det de og eller men at som i på til fra med for av om ved over under mellom mot \
            uten etter før hos hva hvem hvor når hvorfor hvordan hvilken hvilket hvilke er var være vært \
            blir ble bli har hadde ha kan kunne skal skulle vil ville må måtte gjør gjøre jeg du han hun vi \
            dere meg deg ham henne oss dem seg min mitt mine din ditt dine sin sitt sine vår vårt våre deres \
            ikke ingen bare også mye så hvis enn
            """,
        alphabet: "æøå",
        ersatz: [("ae", "æ"), ("oe", "ø"), ("aa", "å")],
        sources: [.table, .hunspell(["nb_NO"], package: "hunspell-no", licence: "GPL-2")],
        fallback: "norwegian",
        compounds: CompoundRules(links: ["s", "e"], shortParts: ["fag"])
    )
}
