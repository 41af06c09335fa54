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
        alphabet: "åäö",
        sources: [.table, .hunspell(["sv_SE"], package: "hunspell-sv", licence: "LGPL-3")],
        fallback: "swedish",
        compounds: CompoundRules(links: ["s", "e", "o", "a", "u"])
    )
}
