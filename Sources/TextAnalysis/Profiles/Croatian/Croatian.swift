extension LanguageProfile {
    /// Croatian.
    ///
    /// - Normalises: the digraphs dž, lj, nj that Unicode has as single characters become two letters (ǆ → dž; NFKC).
    /// - Base forms: the Serbo-Croatian table (its Latin half) and the dictionary together, and the Snowball stem of
    ///   each, which joins words that the two lemmatise differently.
    /// - Folds: š č ž ć đ are letters of their own; without the keys, people type s c z c, and dj or d for đ.
    /// - ne- is not removed: nezaposlenost is not zaposlenost.
    /// - Compounds: none.
    static let croatian = LanguageProfile(
        language: "hr",
        alphabet: "šžčćđ",
        typing: [("ǆ", "dž"), ("ǉ", "lj"), ("ǌ", "nj")],
        ersatz: [("dj", "đ")],
        sources: [.table, .hunspell(["hr_HR"], package: "hunspell-hr", licence: "LGPL or SISSL")],
        negations: ["ne"],
        stemsBases: "serbian"
    )
}
