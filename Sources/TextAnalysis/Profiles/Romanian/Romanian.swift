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
        alphabet: "șțăâî",
        typing: [("ş", "ș"), ("ţ", "ț")],
        sources: [.table, .hunspell(["ro_RO"], package: "hunspell-ro", licence: "GPL-2 or LGPL-2.1 or MPL-1.1")],
        stemsBases: "romanian"
    )
}
