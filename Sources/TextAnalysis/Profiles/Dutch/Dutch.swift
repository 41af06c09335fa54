extension LanguageProfile {
    /// Dutch.
    ///
    /// - Normalises: the single characters ĳ and Ĳ become ij (NFKC).
    /// - Base forms: table and dictionary together; Snowball for words that are in neither.
    /// - Folds: accents and the trema (coördinatie = coordinatie), which only indicate the pronunciation.
    /// - Compounds: written as one word, with -s-, -en-, -e- between the parts: beroeps|onderwijs, studenten|raad.
    static let dutch = LanguageProfile(
        language: "nl",
        functionWords: """
            de het een en of maar want dus dat die dit deze in op aan uit bij met voor van naar tot om door \
            over onder tegen tussen tijdens na zonder sinds te als dan wie wat waar wanneer waarom hoe welk \
            welke is zijn was waren ben bent wordt worden werd werden heeft hebben had hadden heb kan kunnen \
            kon moet moeten mag mogen zal zullen zou wil willen doen doet ik je jij u hij zij ze wij we \
            jullie hen hun haar hem mij me mijn jouw uw ons onze zich er hier daar niet geen wel ook nog al \
            zeer heel
            """,
        sources: [.table, .hunspell(["nl", "nl_NL"], package: "hunspell-nl", licence: "BSD-2-Clause or CC-BY-3.0")],
        fallback: "dutch",
        compounds: CompoundRules(links: ["s", "en", "e", "n"])
    )
}
