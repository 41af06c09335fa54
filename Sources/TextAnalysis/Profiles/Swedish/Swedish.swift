extension LanguageProfile {
    /// Swedish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; the article is a suffix (utbildningen → utbildning).
    /// - Folds: å ä ö are letters of their own, and are kept where they are typed: har is not hår. A query without the
    ///   marks finds both.
    /// - Compounds: written as one word, with -s- between the parts: yrkes|utbildning, gymnasie|skola.
    static let swedish = LanguageProfile(
        language: "sv",
        functionWords: """
            en ett den det de och eller men att som i på till från med för av om vid över under mellan mot \
            utan efter före hos vad vem var när varför hur vilken vilket vilka är vara varit blir blev bli \
            har hade ha kan kunde ska skall skulle vill ville måste får fick gör göra jag du han hon vi ni \
            mig dig honom henne oss er dem sig min mitt mina din ditt dina sin sitt sina vår vårt våra deras \
            inte ingen bara också mycket så än
            """,
        alphabet: "åäö",
        sources: [.table, .hunspell(["sv_SE"], package: "hunspell-sv", licence: "LGPL-3")],
        fallback: "swedish",
        compounds: CompoundRules(links: ["s", "e", "o", "a", "u"])
    )
}
