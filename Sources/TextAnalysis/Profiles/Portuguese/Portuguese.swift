extension LanguageProfile {
    /// Portuguese, European and Brazilian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table (of both) and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents, in which the two spellings differ most (académico, acadêmico), and the tilde.
    /// - Compounds: none.
    static let portuguese = LanguageProfile(
        language: "pt",
        functionWords: """
            o a os as um uma uns umas de do da dos das em no na nos nas num numa ao à aos às por pelo pela \
            pelos pelas para com sem sobre entre até desde contra e ou mas nem que quê quem qual quais como \
            quando onde porque porquê quanto se é são era eram ser sido está estão estar foi há tem têm ter \
            pode podem posso deve devem fazer faz me te lhe lhes vos eu tu ele ela eles elas nós você vocês \
            meu minha seu sua seus suas nosso nossa este esta estes estas esse essa isto isso não mais menos \
            muito também
            """,
        sources: [.table, .hunspell(["pt_PT"], package: "hunspell-pt-pt", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        fallback: "portuguese"
    )
}
