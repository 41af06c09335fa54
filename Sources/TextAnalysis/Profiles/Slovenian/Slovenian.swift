extension LanguageProfile {
    /// Slovenian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table, the dictionary, and the Serbian Snowball stem of each, because both languages share their
    ///   endings.
    /// - Folds: č š ž are letters of their own, and are kept where they are typed.
    /// - ne- is not removed: nezaposlenost is not zaposlenost.
    /// - Compounds: none.
    static let slovenian = LanguageProfile(
        language: "sl",
        alphabet: "čšž",
        sources: [.table, .hunspell(["sl_SI"], package: "hunspell-sl", licence: "GPL or LGPL")],
        negations: ["ne"],
        stemsBases: "serbian"
    )
}
