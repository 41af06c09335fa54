extension LanguageProfile {
    /// Lithuanian.
    ///
    /// - Normalises: nothing beyond case; the stress marks of dictionaries are folded.
    /// - Base forms: the table; Snowball for what it does not know.
    /// - Folds: no letter of a word that is typed with its marks; svietimas still finds švietimas.
    /// - ne- is not taken off: neformalus is not formalus.
    /// - Compounds: none here.
    static let lithuanian = LanguageProfile(
        language: "lt",
        alphabet: "ąčęėįšųūž",
        sources: [.table],
        negations: ["ne"],
        stemsBases: "lithuanian"
    )
}
