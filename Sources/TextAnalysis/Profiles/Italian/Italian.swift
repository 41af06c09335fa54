extension LanguageProfile {
    /// Italian.
    ///
    /// - Normalises: nothing beyond case. Elisions (l', dell', un') are separate words.
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: accents, which occur mostly on last vowels and are often typed as apostrophes.
    /// - Compounds: none.
    static let italian = LanguageProfile(
        language: "it",
        functionWords: """
            il lo la i gli le l un uno una di a da in con su per tra fra del dello della dei degli delle \
            dell al allo alla ai agli alle all dal dallo dalla dai dagli dalle dall nel nello nella nei \
            negli nelle nell sul sullo sulla sui sugli sulle sull e ed o ma se che chi cui quale quali \
            quanto come dove quando perché perche cosa è sono era erano essere stato sia ho hai ha abbiamo \
            avete hanno aveva avere può possono posso deve devono devo fare fa si mi ti ci vi ne io tu lui \
            lei noi voi loro mio mia suo sua nostro nostra vostro questo questa questi queste quello quella \
            non più meno anche molto
            """,
        sources: [.table],
        fallback: "italian"
    )
}
