import DocumentModel
import TextAnalysis

/// The words of a toolbox with their base forms, spellings and parts, which connect a query word with its forms.
///
/// A separate Xapian database in a folder of the index. It only grows: words of removed documents stay, and find nothing. All
/// that is stored for a string, in every language, is one value of the database's metadata (``LexiconValue``), so one look-up
/// tells in which languages it is a word, and what its forms are. Words and base forms are also documents, which are found by
/// their trigrams. The lexicon is committed before the documents, so it always contains their words.
package enum Lexicon {
    /// The folder of the lexicon of an index.
    package static func path(in index: String) -> String { index + "/vocabulary" }

    /// Increase it when the layout changes; an index with another version must be rebuilt.
    ///
    /// 1: lists by language and word. 2: one value for each string.
    package static let version = 2

    /// The key of a string's value.
    package static func key(_ string: String) -> String { "L" + string }

    /// The term of the words and base forms that have a trigram.
    package static func term(_ trigram: Trigram, _ language: LanguageTag) -> String {
        "G\(language.code):\(trigram.text)"
    }

    /// The different trigrams of a folded word with its ends marked: `^ab`, `abc`, `bc$` for `abc`.
    package static func trigrams(of spelling: String) -> Set<Trigram> {
        let letters = Array("^\(spelling)$".unicodeScalars)
        guard letters.count >= 3 else { return [] }
        return Set((0...letters.count - 3).map { Trigram(letters[$0], letters[$0 + 1], letters[$0 + 2]) })
    }

    /// Whether a word is found by its trigrams: it has only letters, and is neither very short nor very long.
    package static func isComparable(_ word: String) -> Bool {
        (3...40).contains(word.unicodeScalars.count) && word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
            && !word.unicodeScalars.contains { $0.properties.isIdeographic }
    }
}

/// Three neighbouring characters of a word.
package struct Trigram: Hashable, Comparable, Sendable {
    /// Their code points, 21 bits each.
    private let code: UInt64

    init(_ first: Unicode.Scalar, _ second: Unicode.Scalar, _ third: Unicode.Scalar) {
        code = UInt64(first.value) << 42 | UInt64(second.value) << 21 | UInt64(third.value)
    }

    package static func < (left: Trigram, right: Trigram) -> Bool { left.code < right.code }

    package var text: String {
        var text = String.UnicodeScalarView()
        for shift in [42, 21, 0] as [UInt64] { text.append(Unicode.Scalar(UInt32(code >> shift & 0x1F_FFFF))!) }
        return String(text)
    }
}

/// A word or base form that is found by its trigrams.
package struct ComparableWord: Equatable, Sendable {
    package var word: String
    /// The word with its marks folded by the rules of its language.
    package var spelling: String

    package init(word: String, spelling: String) { (self.word, self.spelling) = (word, spelling) }

    /// The word; if its spelling is different, a NUL and the spelling follow.
    package init(_ bytes: [UInt8]) {
        let fields = bytes.split(separator: 0, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        word = fields.first ?? ""
        spelling = fields.last ?? ""
    }

    package var bytes: [UInt8] { Array((spelling == word ? word : word + "\0" + spelling).utf8) }
}
