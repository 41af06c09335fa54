extension LanguageProfile {
    /// Lithuanian.
    ///
    /// - Normalises: nothing beyond case; the stress marks of dictionaries are folded.
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: no letter of a word that is typed with its marks; svietimas still finds švietimas.
    /// - ne- is not removed: neformalus is not formalus.
    /// - Compounds: not split.
    static let lithuanian = LanguageProfile(
        language: "lt",
        alphabet: "ąčęėįšųūž",
        sources: [.table],
        negations: ["ne"],
        stemsBases: "lithuanian"
    )
}
