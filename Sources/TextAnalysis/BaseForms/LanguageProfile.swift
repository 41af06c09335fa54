import DocumentModel

/// How the words of one language are read: one page in `Profiles`, interpreted by ``WordAnalyser``.
///
/// A profile holds only what is peculiar to its language. What it leaves out is what suits most: marks are folded, there
/// are no articles or mutations to take off, no compounds to take apart.
struct LanguageProfile: Sendable {
    /// BCP 47, as in ``LanguageTag/code``.
    let language: String

    /// Letters with marks that are letters of their own here: base forms keep them, where those of other languages lose
    /// their accents. `spelling` folds them too.
    var alphabet = ""

    /// Differences that are only typing, and that no reader means: (as met, as kept), in ``WordAnalyser/normalised(_:in:)``.
    var typing: [(String, String)] = []

    /// What people write who have no key for a letter: (ersatz, letter), as (`ae`, `ä`). Tried for a word that nobody
    /// knows, and folded alike in `spelling`.
    var ersatz: [(String, String)] = []

    /// The letters after which an ersatz is none: the German `ue` in `neue`, `Bauer` and `Quelle`.
    var ersatzNotAfter = ""

    /// The forms that a word may stand for once what is stuck to its front is off (Irish mutations, Maltese articles),
    /// itself included.
    var forms: @Sendable (String) -> [String] = { [$0] }

    /// Where base forms come from; all are asked, and their answers united.
    var sources: [BaseSource] = []

    /// Prefixes that make the opposite of a word, which some dictionaries call the same word: they go back on.
    var negations: [String] = []

    /// A dictionary's base forms of fewer letters count only where the table, if it knows the word, has them too: some
    /// dictionaries put affixes on the shortest words.
    var shortestStem = 0

    /// The Snowball stemmer (its name in libstemmer) applied to every base form, as a further key.
    var stemsBases: String?

    /// The Snowball stemmer for words that no source knows, and for all words where no source is installed.
    var fallback: String?

    /// How compounds are joined; nil where the language writes them apart.
    var compounds: CompoundRules?

    /// Spelling variants beyond marks and ersatz, in `spelling` only: Chinese characters old and new.
    var variants: TextVariants?
}

/// One source of base forms.
enum BaseSource: Sendable {
    /// The table that `script/language-data` builds.
    case table
    /// A hunspell dictionary, the first of `names` that `script/language-dictionaries` found; the Debian package that brings
    /// it, and its licence.
    case hunspell(_ names: [String], package: String, licence: String)
    /// libvoikko's morphology of Finnish.
    case voikko
}

/// How a language joins words to compounds.
struct CompoundRules: Sendable {
    /// What may stand between the parts, besides nothing: `s`, `es`, `n`.
    var links: [String]
    /// The fewest letters of the first and of the last part.
    var shortestFirst = 4
    var shortestLast = 4
    /// Words of the table that are endings rather than parts: `lich`, `schaft`, `ung`.
    var neverLast: Set<String> = []
    var neverFirst: Set<String> = []
    /// Shorter words that are parts all the same: `fag` in `yrkesfag`.
    var shortParts: Set<String> = []

    /// The fewest letters that any part has.
    var shortest: Int { min(shortestFirst, shortestLast, shortParts.map(\.count).min() ?? .max) }
    func mayBeFirst(_ part: String) -> Bool {
        (part.count >= shortestFirst || shortParts.contains(part)) && !neverFirst.contains(part)
    }
    func mayBeLast(_ part: String) -> Bool {
        (part.count >= shortestLast || shortParts.contains(part)) && !neverLast.contains(part)
    }
}

/// Ways of writing the same text that ICU converts.
enum TextVariants: Sendable {
    /// Traditional Chinese characters as simplified ones.
    case simplifiedChinese
    /// Katakana as hiragana, without the mark of a long last vowel.
    case hiragana
}
