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
        alphabet: "ąćęłńóśźż",
        sources: [
            .table,
            .hunspell(["pl_PL"], package: "hunspell-pl", licence: "GPL or LGPL or MPL or Apache-2.0 or CC-SA-1.0"),
        ],
        negations: ["nie"]
    )
}
