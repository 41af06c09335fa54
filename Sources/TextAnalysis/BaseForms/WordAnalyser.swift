import CICUShim
import DocumentModel

/// Words → their keys in a language, according to the profiles in `Profiles`.
///
/// For use by one thread at a time. Tables and dictionaries are mapped when their language is first used, which takes
/// about 10 ms, and stay mapped. Missing sources are skipped (see ``LanguageData/inventory()``).
package final class WordAnalyser {
    /// Raise it if words get different keys from the same sources.
    ///
    /// 2: hunspell's answers no longer depend on what other threads do.
    /// 3: dictionaries are read by our own code; some Hungarian and Slovak words have other base forms.
    /// 4: Arabic prefixes of one letter; no base forms of what remains of English contractions.
    package static let version = 4

    /// Longer words, and those with digits, have no base forms: they are not in dictionaries, and meaningless strings
    /// would take the most time.
    static let longestWord = 60

    private let data: LanguageData
    private let unicode: UnicodeTools
    private var languages: [LanguageTag: ProfileSources] = [:]
    private var functionWords: [LanguageTag: Set<String>] = [:]
    private var foldedLetters: [Character: String] = [:]
    private var lastFolded = (word: "", folded: "")

    /// - Throws: if ICU cannot be opened.
    package init(data: LanguageData = LanguageData()) throws(AnalysisError) {
        self.data = data
        unicode = try UnicodeTools()
    }

    /// The language in whose lexicon a language's words are: its own if it has a profile, else `und`.
    package static func lexiconLanguage(of language: LanguageTag) -> LanguageTag {
        LanguageProfile.of(language) == nil ? .undetermined : language
    }

    /// The word as it is looked up and indexed: in lower case by the language's rules (Turkish and Azeri i and ı), in
    /// NFKC, and without mere typing differences (Romanian ş for ș, ĳ, Croatian ǆ, tatweel, typographic apostrophes).
    /// Letters keep their marks.
    package func normalised(_ word: String, in language: LanguageTag) -> String {
        let isTurkic = language.code == "tr" || language.code == "az"
        var result = map(word, .lower(locale: isTurkic ? "tr" : ""))
        if !result.utf8.allSatisfy({ $0 < 0x80 }) {
            result.unicodeScalars.removeAll { $0.value == 0x640 }
            result = replacing([("’", "'"), ("ʼ", "'"), ("i\u{307}", "i"), ("\u{FE0F}", "")], in: result)
            if result.contains(where: { $0.isNumber && !$0.isASCII }) { result = withASCIIDigits(result) }
            if let profile = LanguageProfile.of(language) { result = replacing(profile.typing, in: result) }
        }
        return result
    }

    /// Whether a word says little about what a text is about: an article, a preposition, a pronoun, an auxiliary verb. Marks
    /// that are missing in the query do not matter; nil if there is no list for the language.
    /// - Parameter word: as returned by ``normalised(_:in:)``.
    package func isFunctionWord(_ word: String, in language: LanguageTag) -> Bool? {
        guard let profile = LanguageProfile.of(language), !profile.functionWords.isEmpty else { return nil }
        if let known = functionWords[language] { return known.contains(word) }
        let listed = profile.functionWords.split(separator: " ").map(String.init)
        let words = Set(listed + listed.map { map($0, .fold) })
        functionWords[language] = words
        return words.contains(word)
    }

    /// Chinese and Japanese characters with those differences folded that do not matter in a search: traditional and
    /// simplified characters, katakana and hiragana.
    func foldedCharacters(_ text: String) -> String { map(map(map(text, .nfkc), .simplified), .hiragana) }

    /// The keys of a word. Never empty for a word with a letter or a digit.
    /// - Parameter word: as returned by ``normalised(_:in:)``.
    package func keys(of word: String, in language: LanguageTag) -> WordKeys {
        guard let profile = LanguageProfile.of(language) else {
            let folded = map(word, .fold)
            return WordKeys(bases: [folded], spelling: folded, parts: [], meansItsMarks: false)
        }
        var keys = WordKeys(
            bases: [],
            spelling: spelling(of: word, profile),
            parts: [],
            meansItsMarks: word.contains(where: profile.alphabet.contains)
        )
        if word.unicodeScalars.count <= Self.longestWord, !word.contains(where: \.isNumber),
            !profile.uninflected.contains(word)
        {
            let sources = sources(of: language, profile)
            let forms = profile.forms(word)
            var bases = forms.flatMap { sources.bases(of: $0) }
            if bases.isEmpty, let prefixed = profile.withoutPrefix(word) { bases = sources.bases(of: prefixed) }
            if bases.isEmpty { bases = forms.flatMap { sources.bases(ofMistyped: $0, plain: map($0, .fold)) } }
            if let parts = sources.parts(of: word, bases: bases) {
                if bases.isEmpty { bases = [parts.base] }
                keys.parts = unique(parts.parts.map { folded($0, profile) }, most: WordKeys.mostParts)
            }
            let isUnknown = bases.isEmpty
            if isUnknown { bases = forms }
            keys.isUnknown = isUnknown
            var all = bases.map { folded($0, profile) }
            if isUnknown || profile.stemsBases != nil {
                // Includes the word's own stem: a table may list a form of a noun (εξετάσεις) only as a form of a verb.
                all += (bases + forms).compactMap { base in
                    sources.stem(of: base).map { stemKey($0, of: base, sources) }
                }
            }
            keys.bases = unique(all, most: WordKeys.mostBases)
        } else {
            keys.bases = [folded(word, profile)]
        }
        return keys
    }

    /// Whether a word of the language's table begins so, with or without its marks.
    /// - Parameter beginning: as returned by ``normalised(_:in:)``.
    package func isBeginning(_ beginning: String, in language: LanguageTag) -> Bool {
        LanguageProfile.of(language).map { sources(of: language, $0).holdsWord(beginning: beginning) } ?? false
    }

    /// The word with its marks and variant spellings folded, as ``WordKeys/spelling``.
    package func spelling(of word: String, in language: LanguageTag) -> String {
        LanguageProfile.of(language).map { spelling(of: word, $0) } ?? map(word, .fold)
    }

    /// A stem as a key. Snowball's German stemmer drops umlauts; this keeps schön and schon apart, while Werkstätte
    /// matches Werkstatt.
    private func stemKey(_ stem: String, of base: String, _ sources: ProfileSources) -> String {
        let stem = folded(stem, sources.profile)
        let alphabet = sources.profile.alphabet
        let losesMarks = base.contains(where: alphabet.contains) && !stem.contains(where: alphabet.contains)
        return stem + (losesMarks && !sources.bases(of: map(base, .fold)).isEmpty ? "\u{308}~" : "~")
    }

    /// The word in the form of a base form in ``WordKeys/bases``, whether it is one or not.
    package func asBase(_ word: String, in language: LanguageTag) -> String {
        LanguageProfile.of(language).map { folded(word, $0) } ?? map(word, .fold)
    }

    /// Whether the word contains letters of the language's own alphabet, as ``WordKeys/meansItsMarks``.
    package func meansItsMarks(_ word: String, in language: LanguageTag) -> Bool {
        LanguageProfile.of(language).map { word.contains(where: $0.alphabet.contains) } ?? false
    }

    private func sources(of language: LanguageTag, _ profile: LanguageProfile) -> ProfileSources {
        if let known = languages[language] { return known }
        let new = ProfileSources(profile, data)
        languages[language] = new
        return new
    }

    /// The word without marks, except for the language's own letters.
    private func folded(_ word: String, _ profile: LanguageProfile) -> String {
        if word.utf8.allSatisfy({ $0 < 0x80 }) || profile.alphabet.isEmpty { return map(word, .fold) }
        var result = ""
        for letter in word {
            if profile.alphabet.contains(letter) {
                result.append(letter)
            } else if let known = foldedLetters[letter] {
                result += known
            } else {
                let plain = map(String(letter), .fold)
                if foldedLetters.count < 10_000 { foldedLetters[letter] = plain }
                result += plain
            }
        }
        return result
    }

    private func spelling(of word: String, _ profile: LanguageProfile) -> String {
        var result = map(word, .fold)
        switch profile.variants {
        case .simplifiedChinese: result = map(result, .simplified)
        case .hiragana:
            // ICU would turn the mark into a vowel, so it is removed first.
            if result.count > 2, result.hasSuffix("ー") { result.removeLast() }
            result = map(result, .hiragana)
        case nil: break
        }
        for (ersatz, letter) in profile.ersatz {
            result = replacing(ersatz, by: map(letter, .fold), in: result, notAfter: profile.ersatzNotAfter)
        }
        // Letters that folding keeps, because they have no separate mark.
        return isPlain(result) ? result : replacing([("æ", "a"), ("œ", "oe")], in: result)
    }

    /// Whether a word has only lower-case ASCII letters and other ASCII characters, so that folding does not change it.
    private func isPlain(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private func map(_ word: String, _ mapping: UnicodeTools.Mapping) -> String {
        guard case .fold = mapping else { return mapped(word, mapping) }
        if isPlain(word) { return word }
        // A query's word is folded for each of many languages.
        if word == lastFolded.word { return lastFolded.folded }
        lastFolded = (word, mapped(word, mapping))
        return lastFolded.folded
    }

    private func mapped(_ word: String, _ mapping: UnicodeTools.Mapping) -> String {
        var word = word
        return word.withUTF8 { bytes in unicode.map(bytes, mapping).map { String(decoding: $0, as: UTF8.self) } }
            ?? word
    }
}

/// The word with the digits of other scripts (Arabic, Devanagari, Thai) as 0 to 9.
private func withASCIIDigits(_ word: String) -> String {
    String(
        String.UnicodeScalarView(
            word.unicodeScalars.map { scalar in
                guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                    return scalar
                }
                return Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
            }
        )
    )
}

/// The first `most` different words, in order.
func unique(_ words: [String], most: Int) -> [String] {
    var result: [String] = []
    for word in words where result.count < most && !word.isEmpty && !result.contains(word) { result.append(word) }
    return result
}

private func replacing(_ pairs: [(String, String)], in word: String) -> String {
    pairs.reduce(word) { replacing($1.0, by: $1.1, in: $0, notAfter: "") }
}

/// `word` with each `old` replaced by `new`, unless it follows one of the letters in `notAfter`.
func replacing(_ old: String, by new: String, in word: String, notAfter: String) -> String {
    guard let first = old.utf8.first, word.utf8.contains(first) else { return word }
    let (old, new, excluded) = (Array(old.unicodeScalars), new.unicodeScalars, notAfter.unicodeScalars)
    let letters = Array(word.unicodeScalars)
    guard old.count <= letters.count else { return word }
    var result = String.UnicodeScalarView()
    var index = 0
    while index < letters.count {
        if letters[index...].starts(with: old), index == 0 || !excluded.contains(letters[index - 1]) {
            result.append(contentsOf: new)
            index += old.count
        } else {
            result.append(letters[index])
            index += 1
        }
    }
    return String(result)
}
