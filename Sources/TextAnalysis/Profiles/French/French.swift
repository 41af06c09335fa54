extension LanguageProfile {
    /// French.
    ///
    /// - Normalises: the ligatures œ and æ, which are not on keyboards (cœur → coeur). Elisions (l', d', qu') are
    ///   separate words.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: all accents in base forms, as capitals often lack them (ETUDES); as typed they rank first.
    /// - Compounds: none; hyphens separate words.
    static let french = LanguageProfile(
        language: "fr",
        functionWords: """
            le la les l un une des du de d au aux à et ou où mais donc or ni car que qu qui quoi dont quel \
            quelle quels quelles lequel laquelle comment pourquoi quand combien si ce cet cette ces c se s \
            me m te t nous vous je j tu il elle on ils elles lui leur leurs y en dans par pour sur sous avec \
            sans entre vers chez contre pendant après avant depuis comme est sont était étaient être été \
            suis es sommes êtes ai as a avons avez ont avait avaient avoir fait faire peut peuvent peux doit \
            doivent dois faut ne n pas plus moins très aussi mon ma mes ton ta tes son sa ses notre nos \
            votre vos même
            """,
        typing: [("œ", "oe"), ("æ", "ae")],
        sources: [.table, .hunspell(["fr", "fr_FR"], package: "hunspell-fr-comprehensive", licence: "MPL-2.0")],
        fallback: "french"
    )
}
