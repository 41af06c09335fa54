extension LanguageProfile {
    /// Swedish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; the article hangs on the end (utbildningen → utbildning).
    /// - Folds: å ä ö are letters of their own, and stay where they are typed: har is not hår. Who cannot type them finds them.
    /// - Compounds: written in one, with -s- between: yrkes|utbildning, gymnasie|skola.
    static let swedish = LanguageProfile(
        language: "sv",
        alphabet: "åäö",
        sources: [.table, .hunspell(["sv_SE"], package: "hunspell-sv", licence: "LGPL-3")],
        fallback: "swedish",
        compounds: CompoundRules(links: ["s", "e", "o", "a", "u"])
    )
}
