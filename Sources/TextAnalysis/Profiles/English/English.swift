extension LanguageProfile {
    /// English.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: table and dictionary together (children → child, taught → teach); Snowball for words that are in
    ///   neither.
    /// - Folds: the accents of borrowed words (résumé). Snowball would join universe and university, so it is used last.
    /// - British and American spellings are different words.
    /// - un-, dis-, re- … are not removed: unemployment is not employment, retraining not training.
    /// - The dictionary makes "things" a form of "the", so its stems of up to three letters need to be in the table, too.
    /// - Compounds: not split; they are mostly written as separate words.
    static let english = LanguageProfile(
        language: "en",
        functionWords: """
            a an the and or but nor if then than that this these those of in on at to for from by with \
            without about against into onto over under between through during after before as is are was \
            were be been being am do does did doing have has had having can could will would shall should \
            may might must i me my mine we us our ours you your yours he him his she her hers it its they \
            them their theirs who whom whose which what when where why how not no so too very just also \
            there here any some all each both other others such only own same s t m d ll re ve
            """,
        uninflected: ["m", "s", "d", "t", "re", "ve", "ll", "nt"],
        sources: [
            .table, .hunspell(["en_GB", "en_US"], package: "hunspell-en-gb", licence: "SCOWL (free, of MIT kind)"),
        ],
        negations: [
            "un", "in", "im", "il", "ir", "dis", "non", "re", "mis", "de", "pre", "co", "con", "com", "cor", "col",
            "trans",
            "over", "under", "out",
        ],
        shortestStem: 4,
        fallback: "english"
    )
}
