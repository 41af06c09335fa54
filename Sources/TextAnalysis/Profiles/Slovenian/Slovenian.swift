extension LanguageProfile {
    /// Slovenian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table, the dictionary, and the Serbian Snowball stem of each: it knows the endings that both share.
    /// - Folds: č š ž are letters of their own, and stay where they are typed.
    /// - ne- is not taken off: nezaposlenost is not zaposlenost.
    /// - Compounds: none.
    static let slovenian = LanguageProfile(
        language: "sl",
        alphabet: "čšž",
        sources: [.table, .hunspell(["sl_SI"], package: "hunspell-sl", licence: "GPL or LGPL")],
        negations: ["ne"],
        stemsBases: "serbian"
    )
}
