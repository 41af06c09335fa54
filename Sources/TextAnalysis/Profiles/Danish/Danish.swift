extension LanguageProfile {
    /// Danish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; the article is a suffix (uddannelsen → uddannelse).
    /// - Folds: æ ø å are letters of their own; without the keys, people type ae oe aa, or a o a. Names keep aa, the old
    ///   form of å.
    /// - Compounds: written as one word, with -s- or -e- between the parts: erhvervs|uddannelse.
    static let danish = LanguageProfile(
        language: "da",
        functionWords: """
            en et den det de og eller men at som der i på til fra med for af om ved over under mellem mod \
            uden efter før hos hvad hvem hvor hvornår hvorfor hvordan hvilken hvilket hvilke er var være \
            været bliver blev blive har havde have kan kunne skal skulle vil ville må måtte gør gøre jeg du \
            han hun vi mig dig ham hende os jer dem sig min mit mine din dit dine sin sit sine vores deres \
            ikke ingen kun også meget så når hvis end
            """,
        alphabet: "æøå",
        ersatz: [("ae", "æ"), ("oe", "ø"), ("aa", "å")],
        sources: [.table, .hunspell(["da_DK"], package: "hunspell-da", licence: "LGPL-2.1 or GPL-2 or MPL-1.1")],
        fallback: "danish",
        compounds: CompoundRules(links: ["s", "e"], shortParts: ["fag"])
    )
}
