extension LanguageProfile {
    /// Turkish.
    ///
    /// - Normalises: I is the capital of ı and İ that of i (EĞİTİM → eğitim, ISI → ısı). What follows an apostrophe is a word of
    ///   its own (Türkiye'de).
    /// - Base forms: table and dictionary together, which know the piled-up suffixes, and each base form's Snowball stem.
    /// - Folds: ç ğ ı ö ş ü are letters of their own, and stay where they are typed; egitim still finds eğitim.
    /// - Compounds: none.
    static let turkish = LanguageProfile(
        language: "tr",
        alphabet: "çğıöşü",
        sources: [.table, .hunspell(["tr_TR"], package: "hunspell-tr", licence: "MPL-2.0")],
        stemsBases: "turkish"
    )
}
