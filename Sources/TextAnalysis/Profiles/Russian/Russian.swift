extension LanguageProfile {
    /// Russian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the table; Snowball for words that are not in it.
    /// - Folds: ё and е are equal, as in print; й is a letter of its own.
    /// - не- is not removed: незанятость is not занятость.
    /// - Compounds: none.
    static let russian = LanguageProfile(
        language: "ru",
        functionWords: """
            и или но а что чтобы если когда как в во на до от с со из по о об у к ко за перед под над при \
            через без между для кто кого чего чем который которая которое которые какой какая какие где куда \
            почему сколько есть был была было были быть будет будут может могут можно нужно надо должен ся я \
            ты он она оно мы вы они меня тебя его её ее их мне мой свой этот эта это эти тот не нет также \
            только уже ещё еще очень ли
            """,
        sources: [.table],
        negations: ["не"],
        fallback: "russian"
    )
}
