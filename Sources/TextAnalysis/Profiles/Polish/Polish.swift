extension LanguageProfile {
    /// Polish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together.
    /// - Folds: no letter of a word that is typed with its marks; ksztalcenie still finds kształcenie.
    /// - nie- is not removed: niepełnosprawny is not pełnosprawny.
    /// - Compounds: none.
    static let polish = LanguageProfile(
        language: "pl",
        functionWords: """
            i oraz lub albo a ale że żeby aby jeśli jeżeli gdy czy jak jako w we na do od z ze po o u za \
            przed pod nad przy przez dla bez między ku kto kogo komu co czego czym który która które którzy \
            jaki jaka jakie gdzie kiedy dlaczego ile jest są był była było byli być będzie będą ma mają mieć \
            może mogą można trzeba musi się ja ty on ona ono my wy oni one mnie ciebie go jej ich mój moja \
            swój ten ta to te tego tej nie tak też także tylko już jeszcze bardzo
            """,
        alphabet: "ąćęłńóśźż",
        sources: [
            .table,
            .hunspell(["pl_PL"], package: "hunspell-pl", licence: "GPL or LGPL or MPL or Apache-2.0 or CC-SA-1.0"),
        ],
        negations: ["nie"]
    )
}
