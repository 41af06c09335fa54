extension LanguageProfile {
    /// Maltese.
    ///
    /// - Normalises: typographic apostrophes (ta’ = ta').
    /// - The article and prepositions joined to it by a hyphen are words of their own, which a query does not require:
    ///   l-iskola, it-taħriġ, tal-edukazzjoni, fl-impjieg.
    /// - Base forms: no free dictionary or table exists, so each word is its own. The common endings of plural and
    ///   feminine are found only by searching for the beginning of a word.
    /// - Folds: ċ ġ ħ ż are letters of their own, and are kept where they are typed.
    /// - Compounds: none.
    static let maltese = LanguageProfile(
        language: "mt",
        functionWords: """
            il l u jew imma li jekk meta kif fi f bi b ma ta tal minn għal lil ta' fuq taħt bejn bla \
            mingħajr qabel wara min x xi liema fejn għaliex kemm hu hi huma hija huwa kien kienet kienu jkun \
            hemm jista tista għandu jien int aħna intom dan din dawn dak mhux ukoll biss
            """,
        alphabet: "ċġħż",
        clitics: articles
    )
}

/// What precedes the hyphen of an article: il-, l- and their assimilated forms, with prepositions.
private let articles: Set<String> = {
    let sounds = ["l", "ċ", "d", "n", "r", "s", "t", "x", "ż", "z"]
    let prepositions = ["i", "", "ta", "fi", "f", "bi", "b", "mi", "mill", "ma", "sa", "għa", "lill", "li", "bħa"]
    return Set(
        prepositions.flatMap { preposition in sounds.map { preposition + $0 } } + ["mill", "lill", "għall", "bħall"]
    )
}()
