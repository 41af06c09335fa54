extension LanguageProfile {
    /// Turkish.
    ///
    /// - Normalises: I is the capital of ı, and İ that of i (EĞİTİM → eğitim, ISI → ısı). The part after an apostrophe is
    ///   a separate word (Türkiye'de).
    /// - Base forms: table and dictionary together, which handle stacked suffixes, and the Snowball stem of each base
    ///   form.
    /// - Folds: ç ğ ı ö ş ü are letters of their own, and are kept where they are typed; egitim still finds eğitim.
    /// - Compounds: none.
    static let turkish = LanguageProfile(
        language: "tr",
        functionWords: """
            ve veya ya da ama fakat ki ile için gibi kadar göre sonra önce bir bu şu o bunlar şunlar onlar \
            ben sen biz siz kim kimin ne neden niçin nasıl nerede nereye hangi kaç mi mı mu mü değil var yok \
            olan olarak olur oldu olduğu çok daha en de
            """,
        alphabet: "çğıöşü",
        sources: [.table, .hunspell(["tr_TR"], package: "hunspell-tr", licence: "MPL-2.0")],
        stemsBases: "turkish"
    )
}
