import DocumentModel

extension Analyser {
    /// A query with the other names of a city in it (Kyiv for Kiev), and in the other scripts in which its words may be written:
    /// Latin letters as Greek or Cyrillic ones, if the index has documents in such a language, and all others as Latin ones.
    /// - Parameter languages: those of the index.
    package func transliterations(of text: String, for languages: some Sequence<LanguageTag>) -> [String] {
        let clean = clean(text).lowercased()
        return cityNames(in: clean) + inOtherScripts(clean, languages)
    }

    /// The most texts with other names of a city.
    private static let mostNames = 40

    /// The text with other names of a city, if a word of it is one.
    private func cityNames(in clean: String) -> [String] {
        let words = clean.split(separator: " ", maxSplits: 8)
        for (index, word) in words.enumerated() {
            let others = CityNames.shared.others(of: String(word), unicode)
            guard !others.isEmpty else { continue }
            return others.prefix(Self.mostNames).map { other in
                var changed = words.map(String.init)
                changed[index] = other
                return changed.joined(separator: " ")
            }
        }
        return []
    }

    private func inOtherScripts(_ clean: String, _ languages: some Sequence<LanguageTag>) -> [String] {
        let isLatin = clean.unicodeScalars.allSatisfy { $0.value < 0x250 }
        guard isLatin else { return [map(clean, .ascii)].filter { $0 != clean } }
        let codes = Set(languages.map(\.code))
        var result: [String] = []
        if codes.contains("el") { result.append(map(clean, .greek)) }
        if !codes.isDisjoint(with: Self.cyrillic) {
            // ICU expects the letters of ISO 9.
            let letters = Self.digraphs.reduce(map(clean, .ascii)) { $0.replacing($1.0, with: $1.1) }
            result.append(map(letters, .cyrillic))
        }
        return result.filter { $0 != clean }
    }

    private static let cyrillic: Set<String> = ["be", "bg", "mk", "ru", "sr", "uk"]
    /// The letters that people write for one Cyrillic letter, longest first.
    private static let digraphs = [
        ("shch", "\u{161}\u{10D}"), ("sch", "\u{161}\u{10D}"), ("zh", "\u{17E}"), ("ch", "\u{10D}"), ("sh", "\u{161}"),
        ("kh", "h"), ("ts", "c"), ("yu", "\u{FB}"), ("ju", "\u{FB}"), ("ya", "\u{E2}"), ("ja", "\u{E2}"),
        ("ia", "\u{E2}"),
        ("yo", "\u{EB}"), ("x", "ks"), ("w", "v"), ("y", "j"),
    ]

    private func map(_ text: String, _ mapping: UnicodeTools.Mapping) -> String {
        var text = text
        return text.withUTF8 { bytes in unicode.map(bytes, mapping).map { String(decoding: $0, as: UTF8.self) } }
            ?? text
    }
}
