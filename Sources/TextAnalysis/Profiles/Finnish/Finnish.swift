extension LanguageProfile {
    /// Finnish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: libvoikko's morphology and the table together; either alone has nine of ten forms. Snowball last.
    /// - Folds: å ä ö are letters of their own, and are kept where they are typed: kasi is not käsi, hän not han.
    /// - Compounds: written as one word; libvoikko returns the boundaries: ammatti|koulutus, työ|paikka|ohjaaja.
    static let finnish = LanguageProfile(
        language: "fi",
        alphabet: "åäö",
        sources: [.table, .voikko],
        fallback: "finnish",
        compounds: CompoundRules(links: ["n", "s"])
    )
}
