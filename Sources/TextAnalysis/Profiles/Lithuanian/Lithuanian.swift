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
        functionWords: """
            ir ar arba bet kad jei kai kaip su iš į ant prie apie po prieš iki tarp be per už dėl kas ko kam \
            kuris kuri kurie koks kokia kur kada kodėl kiek yra buvo būti bus nėra gali galima reikia turi \
            aš tu jis ji mes jūs jie jos man tau jam mano savo šis ši tas ta tai ne taip pat tik jau dar \
            labai
            """,
        alphabet: "ąčęėįšųūž",
        sources: [.table],
        negations: ["ne"],
        stemsBases: "lithuanian"
    )
}
