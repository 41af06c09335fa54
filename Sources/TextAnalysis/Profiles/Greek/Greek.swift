extension LanguageProfile {
    /// Greek.
    ///
    /// - Normalises: both ways of writing an accent (tonos and oxia, by NFKC).
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: accents, which capitals lack (ΕΚΠΑΙΔΕΥΣΗ = εκπαίδευση), the dialytika, and the final ς.
    /// - Compounds: not split.
    static let greek = LanguageProfile(
        language: "el",
        functionWords: """
            ο η το οι τα του της των τον την τους τις ένας μια μία ένα και ή αλλά ότι πως να αν όταν όπως σε \
            στο στη στην στον στους στις στα από με για χωρίς προς κατά μετά πριν μεταξύ ως ποιος ποια ποιο \
            ποιοι τι πού που πότε γιατί πώς πόσο είναι ήταν είμαι έχει έχουν έχω είχε μπορεί μπορούν μπορώ \
            πρέπει θα δεν μην εγώ εσύ αυτός αυτή αυτό εμείς εσείς αυτοί μου σου μας σας πολύ επίσης μόνο
            """,
        sources: [.table],
        stemsBases: "greek"
    )
}
