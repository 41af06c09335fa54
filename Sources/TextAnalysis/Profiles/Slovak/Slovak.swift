extension LanguageProfile {
    /// Slovak.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together.
    /// - Folds: no letter of a word that is typed with its marks; vzdelavanie still finds vzdelávanie.
    /// - ne- is not removed: nezamestnanosť is not zamestnanosť.
    /// - Compounds: none.
    static let slovak = LanguageProfile(
        language: "sk",
        functionWords: """
            a i alebo ale že aby keď ak či ako v vo na do od z zo po o u k ku za pred pod nad pri cez pre \
            bez medzi s so sa si kto koho čo čoho čím ktorý ktorá ktoré aký aká aké kde kedy prečo koľko je \
            sú bol bola bolo boli byť bude budú má majú mať môže môžu možno musí ja ty on ona ono my vy oni \
            ma mňa ťa ho jej ich môj svoj ten tá to tí tento táto toto nie tiež len už ešte veľmi
            """,
        alphabet: "áäčďéíĺľňóôŕšťúýž",
        sources: [.table, .hunspell(["sk_SK"], package: "hunspell-sk", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        negations: ["ne"]
    )
}
