extension LanguageProfile {
    /// Irish.
    ///
    /// - Normalises: nothing beyond case.
    /// - Initial mutations are removed: lenition (bhean → bean), eclipsis (gcoláiste → coláiste), and the h
    ///   before a vowel (hoiliúna); t- and n- (t-uisce, n-oideachas) are words of their own.
    /// - Base forms: table and dictionary together, of the word as it is and without its mutation.
    /// - Folds: the long vowels á é í ó ú are letters of their own where they are typed.
    /// - Compounds: none.
    static let irish = LanguageProfile(
        language: "ga",
        functionWords: """
            an na a ar ag le do de i in sa san ó chun gan faoi thar trí idir go roimh tar agus nó ach má dá \
            mar cé cad céard conas cathain cá cén tá bhí is ba níl raibh beidh mé tú sé sí muid sibh \
            siad mo d seo sin ní nach gur freisin
            """,
        alphabet: "áéíóú",
        forms: withoutIrishMutation,
        clitics: ["t", "n", "h"],
        sources: [
            .table, .hunspell(["ga_IE", "ga-IE"], package: "myspell-ga", licence: "GPL-2 or LGPL-2.1 or MPL-1.1"),
        ],
        fallback: "irish"
    )
}

private let eclipses = ["bhf", "mb", "gc", "nd", "ng", "bp", "dt", "ts"]

@Sendable private func withoutIrishMutation(_ word: String) -> [String] {
    let letters = Array(word)
    guard letters.count > 3 else { return [word] }
    if let eclipsis = eclipses.first(where: { word.hasPrefix($0) }) {
        return [word, String(letters[(eclipsis.count - 1)...])]
    }
    if letters[1] == "h", "bcdfgmpst".contains(letters[0]) {
        return [word, String(letters[0]) + String(letters[2...])]
    }
    let vowels = "aeiouáéíóú"
    if "tnh".contains(letters[0]), vowels.contains(letters[1]) { return [word, String(letters[1...])] }
    return [word]
}
