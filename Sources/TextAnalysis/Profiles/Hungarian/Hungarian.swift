extension LanguageProfile {
    /// Hungarian.
    ///
    /// - Normalises: nothing beyond case.
    /// - Base forms: the dictionary, which handles stacked suffixes (szakképzésükben), and the table; Snowball last.
    /// - Folds: all marked vowels are letters of their own (kor, kór, kör, kőr are four words), and are kept where they
    ///   are typed.
    /// - Compounds: written as one word without linking elements: szak|képzés, munka|hely.
    static let hungarian = LanguageProfile(
        language: "hu",
        functionWords: """
            a az egy és vagy de hogy ha mint mert is nem ne ki kik mi mit mik mely melyik melyek hol hova \
            honnan mikor miért hogyan milyen hány van vannak volt voltak lesz lenni kell lehet tud tudnak én \
            te ő ti ők ez ezek azok ezt azt itt ott csak már még nagyon minden sem
            """,
        alphabet: "áéíóöőúüű",
        sources: [.hunspell(["hu_HU"], package: "hunspell-hu", licence: "GPL-3+ or LGPL-3+ or MPL-2.0+"), .table],
        fallback: "hungarian",
        compounds: CompoundRules(links: [])
    )
}
