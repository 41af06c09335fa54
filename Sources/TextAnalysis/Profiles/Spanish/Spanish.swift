extension LanguageProfile {
    /// Spanish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents; ñ is a letter of its own (año is not ano).
    /// - Compounds: none.
    static let spanish = LanguageProfile(
        language: "es",
        functionWords: """
            el la los las lo un una unos unas de del a al en con por para sin sobre entre hasta desde contra \
            según tras y e o u pero sino ni que qué quien quién quienes cual cuál cuáles cómo como cuándo \
            cuando dónde donde cuánto porque si es son era eran ser sido está están estar ha han he hemos \
            haber había hay puede pueden puedo debe deben hacer hace se me te le les nos os yo tú él ella \
            ellos ellas nosotros usted ustedes mi mis tu tus su sus nuestro nuestra este esta estos estas \
            ese esa esto eso no más menos muy también
            """,
        alphabet: "ñ",
        sources: [.table, .hunspell(["es_ES"], package: "hunspell-es", licence: "GPL-3+ or LGPL-3+ or MPL-1.1+")],
        fallback: "spanish"
    )
}
