import DocumentModel

/// How the words of one language are analysed. Each language has a file in `Profiles`; ``WordAnalyser`` applies it.
///
/// A profile contains only what is specific to its language. The defaults suit most languages: marks are folded, and
/// there are no articles or mutations to remove and no compounds to split.
struct LanguageProfile: Sendable {
    /// BCP 47, as in ``LanguageTag/code``.
    let language: String

    /// Articles, prepositions, pronouns, conjunctions, auxiliary verbs and question words, in lower case, separated by spaces.
    var functionWords = ""

    /// Letters with marks that are letters of their own here: base forms keep them, while other marks are removed.
    /// `spelling` folds them, too.
    var alphabet = ""

    /// Differences in typing without meaning: (as typed, as stored), applied by ``WordAnalyser/normalised(_:in:)``.
    var typing: [(String, String)] = []

    /// How people write a letter that is not on their keyboard: (substitute, letter), such as (`ae`, `ä`). Tried for
    /// unknown words, and folded alike in `spelling`.
    var ersatz: [(String, String)] = []

    /// The letters after which a substitute is not one: the German `ue` in `neue`, `Bauer` and `Quelle`.
    var ersatzNotAfter = ""

    /// The words that a word may stand for after its initial changes are removed (Irish mutations, Maltese articles),
    /// including itself.
    var forms: @Sendable (String) -> [String] = { [$0] }

    /// Words that have no base form but themselves, although a source has one: what remains of English we're and she'll.
    var uninflected: Set<String> = []

    /// Words that are written before a hyphen and belong to the next word: Irish n-oideachas, Maltese tal-edukazzjoni.
    var clitics: Set<String> = []

    /// A word that is in no source, without a prefix that is written in one with it (Arabic لتدريب); nil if it has none.
    var withoutPrefix: @Sendable (String) -> String? = { _ in nil }

    /// The sources of base forms; all are used, and their results combined.
    var sources: [BaseSource] = []

    /// Prefixes that make the opposite of a word, or another word (co-operation is not operation). Some dictionaries remove
    /// them; they are added back.
    var negations: [String] = []

    /// Base forms of fewer letters from a dictionary are used only if the table, if it has the word, has them, too: some
    /// dictionaries attach affixes to the shortest words.
    var shortestStem = 0

    /// The Snowball stemmer (its name in libstemmer) that is applied to every base form, as an additional key.
    var stemsBases: String?

    /// The Snowball stemmer for words that are in no source, and for all words if no source is installed.
    var fallback: String?

    /// How compounds are formed; nil if the language writes them as separate words.
    var compounds: CompoundRules?

    /// Spelling variants other than marks and substitutes, in `spelling` only: traditional and simplified Chinese
    /// characters.
    var variants: TextVariants?
}

/// One source of base forms.
enum BaseSource: Sendable {
    /// The table made by `script/language-data`.
    case table
    /// A hunspell dictionary: the first of `names` that `script/language-dictionaries` found; the Debian package that
    /// contains it, and its licence.
    case hunspell(_ names: [String], package: String, licence: String)
    /// libvoikko's morphology of Finnish.
    case voikko
}

/// How a language forms compounds.
struct CompoundRules: Sendable {
    /// The linking elements between parts, in addition to none: `s`, `es`, `n`.
    var links: [String]
    /// The minimum number of letters of the first and of the last part.
    var shortestFirst = 4
    var shortestLast = 4
    /// Words of the table that are suffixes rather than parts: `lich`, `schaft`, `ung`.
    var neverLast: Set<String> = []
    var neverFirst: Set<String> = []
    /// Shorter words that can be parts nevertheless: `fag` in `yrkesfag`.
    var shortParts: Set<String> = []

    /// The minimum number of letters of any part.
    var shortest: Int { min(shortestFirst, shortestLast, shortParts.map(\.count).min() ?? .max) }
    func mayBeFirst(_ part: String) -> Bool {
        (part.count >= shortestFirst || shortParts.contains(part)) && !neverFirst.contains(part)
    }
    func mayBeLast(_ part: String) -> Bool {
        (part.count >= shortestLast || shortParts.contains(part)) && !neverLast.contains(part)
    }
}

/// Variants of the same text that ICU can convert.
enum TextVariants: Sendable {
    /// Traditional Chinese characters as simplified ones.
    case simplifiedChinese
    /// Katakana as hiragana, without the mark of a long last vowel.
    case hiragana
}
