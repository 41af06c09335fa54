extension LanguageProfile {
    /// Finnish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: libvoikko's morphology and the table together; either alone knows nine forms of ten. Snowball last.
    /// - Folds: å ä ö are letters of their own, and stay where they are typed: kasi is not käsi, hän no han.
    /// - Compounds: written in one; libvoikko knows where: ammatti|koulutus, työ|paikka|ohjaaja.
    static let finnish = LanguageProfile(
        language: "fi",
        alphabet: "åäö",
        sources: [.table, .voikko],
        fallback: "finnish",
        compounds: CompoundRules(links: ["n", "s"])
    )
}
