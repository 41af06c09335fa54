extension LanguageProfile {
    /// German.
    ///
    /// - Normalises: nothing beyond case; ẞ is ß, and base forms have ss for it, as Swiss readers write.
    /// - Base forms: table and dictionary together, with both bases of nouns and verbs that are spelt alike, and the
    ///   Snowball stem of each, which joins words that the two lemmatise differently.
    /// - Folds: ä ö ü are letters of their own. Without the keys, people type ae oe ue, but ue is not ü in neue, Bauer
    ///   and Quelle.
    /// - Compounds: written as one word, with -s-, -es-, -n-, -en-, -er-, -e- between the parts: Ausbildungs|vertrag,
    ///   Fach|kräfte|mangel.
    static let german = LanguageProfile(
        language: "de",
        functionWords: """
            der die das den dem des ein eine einen einem einer eines und oder aber doch sondern denn weil \
            dass daß wenn ob als wie wo wann warum wieso weshalb wer wen wem wessen was welche welcher \
            welches welchen welchem in im an am auf aus bei beim bis durch für gegen mit nach ohne seit über \
            um unter von vom vor zu zum zur zwischen ich du er sie es wir ihr mich dich sich uns euch mir \
            dir ihm ihn ihnen mein meine dein deine sein seine ihre ihrem ihren unser unsere euer eure ist \
            sind war waren bin bist wird werden wurde wurden worden hat haben hatte hatten habe kann können \
            konnte soll sollen sollte will wollen wollte muss müssen darf dürfen nicht kein keine keinen nur \
            auch noch schon sehr so da dort hier man tun macht machen
            """,
        alphabet: "äöü",
        ersatz: [("ae", "ä"), ("oe", "ö"), ("ue", "ü")],
        ersatzNotAfter: "aeqo",
        sources: [
            .table, .hunspell(["de_DE", "de_DE_frami"], package: "hunspell-de-de-frami", licence: "GPL-2 or GPL-3"),
        ],
        stemsBases: "german",
        compounds: CompoundRules(links: ["s", "es", "n", "en", "er", "e", "ns"], shortParts: ["bau"])
    )
}
