import DocumentModel
import TextAnalysis

/// The words of a toolbox, each with what it is known by in its language: what makes a query's word find its forms.
///
/// A Xapian database of its own in a folder of the index. It only grows: words of documents that are gone stay, and find
/// nothing. All that is known of a string, in every language, is one value of its metadata (``LexiconValue``), so that one
/// look-up tells in which languages it is a word, and what its forms are. Words and base forms are also documents, found by
/// their trigrams. It is committed before the documents, so that whatever is searched is in it.
package enum Lexicon {
    /// Where the lexicon of an index lies.
    package static func path(in index: String) -> String { index + "/vocabulary" }

    /// Raise it when the layout changes; with it the index must be built anew.
    ///
    /// 1: lists by language and word. 2: one value for each string.
    package static let version = 2

    /// The key of all that is known of a string.
    package static func key(_ string: String) -> String { "L" + string }

    package static func trigram(_ gram: String, _ language: LanguageTag) -> String { "G\(language.code):\(gram)" }

    /// The different trigrams of a folded word with its ends marked: `^ab`, `abc`, `bc$` for `abc`.
    package static func trigrams(of spelling: String) -> Set<String> {
        let letters = Array("^\(spelling)$".unicodeScalars)
        guard letters.count >= 3 else { return [] }
        var result: Set<String> = []
        for start in 0...letters.count - 3 {
            var gram = String.UnicodeScalarView()
            gram.append(contentsOf: letters[start..<start + 3])
            result.insert(String(gram))
        }
        return result
    }

    /// Whether a word takes part in comparing by trigrams: one of letters, neither very short nor very long.
    package static func isComparable(_ word: String) -> Bool {
        (3...40).contains(word.unicodeScalars.count) && word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
            && !word.unicodeScalars.contains { $0.properties.isIdeographic }
    }
}
