extension LanguageProfile {
    /// Portuguese, European and Brazilian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table (of both) and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents, in which the two spellings differ most (académico, acadêmico), and the tilde.
    /// - Compounds: none.
    static let portuguese = LanguageProfile(
        language: "pt",
        sources: [.table, .hunspell(["pt_PT"], package: "hunspell-pt-pt", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        fallback: "portuguese"
    )
}
