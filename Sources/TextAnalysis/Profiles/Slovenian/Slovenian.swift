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
        functionWords: """
            in ali pa a ampak da če ko kadar kot kako v na do od z s iz po o ob k h za pred pod nad pri \
            skozi čez brez med kdo koga kaj česa kateri katera katero kakšen kje kam kdaj zakaj koliko je so \
            bil bila bilo bili biti bo bodo ima imajo imeti lahko mora se si jaz ti on ona mi vi oni me te \
            ga jo jih moj svoj ta to tega ne ni tudi le samo že še zelo
            """,
        alphabet: "čšž",
        sources: [.table, .hunspell(["sl_SI"], package: "hunspell-sl", licence: "GPL or LGPL")],
        negations: ["ne"],
        stemsBases: "serbian"
    )
}
