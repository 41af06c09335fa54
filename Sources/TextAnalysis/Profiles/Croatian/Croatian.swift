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
        functionWords: """
            i a ili ali no da ako kad kada kao kako u na do od iz s sa po o k za pred pod nad pri kroz preko \
            bez među između tko što koji koja koje koga čega kakav gdje kuda zašto koliko je su bio bila \
            bilo bili biti bit će ima imaju imati može mogu treba mora se si ja ti on ona mi vi oni me te ga \
            ju ih moj svoj ovaj ova ovo taj ta to ne nije također samo već još vrlo
            """,
        alphabet: "šžčćđ",
        typing: [("ǆ", "dž"), ("ǉ", "lj"), ("ǌ", "nj")],
        ersatz: [("dj", "đ")],
        sources: [.table, .hunspell(["hr_HR"], package: "hunspell-hr", licence: "LGPL or SISSL")],
        negations: ["ne"],
        stemsBases: "serbian"
    )
}
