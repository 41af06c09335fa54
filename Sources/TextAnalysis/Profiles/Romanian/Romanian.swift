extension LanguageProfile {
    /// Romanian.
    ///
    /// - Normalises: ş and ţ with cedilla, from old keyboards and files, become ș and ț with comma.
    /// - Base forms: table and dictionary together, and the Snowball stem of each base form, which joins nouns with
    ///   verbs.
    /// - Folds: ș ț ă â î are kept where they are typed; most people type none of them, and find all.
    /// - Compounds: none.
    static let romanian = LanguageProfile(
        language: "ro",
        functionWords: """
            un o unei unui niște al ai ale a și sau dar ci că să dacă când cum ca în la de din pe pentru cu \
            fără prin despre între către după înainte sub peste cine ce care căror unde cât câți este e sunt \
            era erau fi fost am are avem aveți au avea poate pot trebuie se își mă te îl îi le ne vă eu tu \
            el ea noi voi ei ele meu mea său sa acest această acești aceste acel nu mai foarte doar
            """,
        alphabet: "șțăâî",
        typing: [("ş", "ș"), ("ţ", "ț")],
        sources: [.table, .hunspell(["ro_RO"], package: "hunspell-ro", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        stemsBases: "romanian"
    )
}
