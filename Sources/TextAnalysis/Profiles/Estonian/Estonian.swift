extension LanguageProfile {
    /// Estonian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table, which has fourteen cases of nearly every word, and the dictionary for words that are not
    ///   in it.
    /// - Folds: õ ä ö ü š ž are letters of their own, and are kept where they are typed.
    /// - Compounds: written as one word, the first part often in the genitive: kutse|haridus, õppe|kava.
    static let estonian = LanguageProfile(
        language: "et",
        functionWords: """
            ja ning või aga kuid et kui sest nagu kas ei on oli olid olla olema olen oled oleme olete saab \
            saavad saan peab peavad võib võivad ma mina sa sina ta tema me meie te teie nad nemad see need \
            too kes mis mida mille kelle kus kust kuhu millal miks kuidas milline ka veel juba väga ilma \
            koos
            """,
        alphabet: "õäöüšž",
        sources: [.table, .hunspell(["et_EE"], package: "myspell-et", licence: "LGPL-2.1")],
        compounds: CompoundRules(links: ["s", "e"], shortParts: ["töö"])
    )
}
