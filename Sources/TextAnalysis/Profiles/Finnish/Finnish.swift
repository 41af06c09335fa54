extension LanguageProfile {
    /// Finnish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: libvoikko's morphology and the table together; either alone has nine of ten forms. Snowball last.
    /// - Folds: å ä ö are letters of their own, and are kept where they are typed: kasi is not käsi, hän not han.
    /// - Compounds: written as one word; libvoikko returns the boundaries: ammatti|koulutus, työ|paikka|ohjaaja.
    static let finnish = LanguageProfile(
        language: "fi",
        functionWords: """
            ja tai mutta sekä että jos kun kuin vai eikä ei en et emme ette eivät on ovat oli olivat olla \
            ollut olen olet olemme olette voi voivat voin pitää täytyy minä sinä hän me te he se ne tämä \
            nämä tuo nuo joka jotka mikä mitä mitkä kuka ketä missä mistä mihin milloin miksi miten kuinka \
            millainen niin myös vain jo vielä hyvin ilman kanssa
            """,
        alphabet: "åäö",
        sources: [.table, .voikko],
        fallback: "finnish",
        compounds: CompoundRules(links: ["n", "s"])
    )
}
