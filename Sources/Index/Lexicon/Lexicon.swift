import DocumentModel
import TextAnalysis

/// The words of a toolbox, each with what it is known by in its language: what makes a query's word find its forms.
///
/// A Xapian database of its own in a folder of the index. It only grows: words of documents that are gone stay, and find
/// nothing. Each word or base form of a language is a document of it, found by its trigrams; the words of a base form, of a
/// spelling or with a part are lists in its metadata, so that one look-up brings them all. It is committed before the
/// documents, so that whatever is searched is in it.
package enum Lexicon {
    /// Where the vocabulary of an index lies.
    package static func path(in index: String) -> String { index + "/vocabulary" }

    /// Raise it when the layout changes; with it the index must be built anew.
    static let version = 1

    /// What a word is looked up by.
    package enum Key {
        /// The words that have a base form, less the base form itself.
        case base(String)
        /// The words that are spelled so once their marks are folded, and that their bases do not bring.
        case spelling(String)
        /// The compounds that have a part.
        case part(String)

        package func name(in language: LanguageTag) -> String {
            switch self {
            case .base(let word): "B\(language.code):\(word)"
            case .spelling(let word): "F\(language.code):\(word)"
            case .part(let word): "P\(language.code):\(word)"
            }
        }
    }

    /// Separates the words of a list; no word holds it.
    package static let separator: UInt8 = 0

    /// Stands for a word whose lists have been written.
    package static func word(_ word: String, _ language: LanguageTag) -> String { "W\(language.code):\(word)" }
    /// Stands for a base form that was no word of the toolbox when it first came up.
    package static func baseForm(_ word: String, _ language: LanguageTag) -> String { "E\(language.code):\(word)" }
    /// Stands before the base forms of a word that no source knows.
    private static let unknown = "?"

    /// What is kept with a word: itself, its base forms, an empty string, its parts.
    package static func encode(_ word: String, _ keys: WordKeys) -> [UInt8] {
        let bases = (keys.isUnknown ? [unknown] : []) + keys.bases
        return Array(([word] + bases + [""] + keys.parts).joined(separator: "\0").utf8)
    }

    /// - Parameter data: as ``encode(_:_:)`` makes it; that of a base form holds no more than the base form.
    static func decode(_ data: [UInt8]) -> (word: String, keys: KnownKeys) {
        let fields = data.split(separator: separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let end = fields.dropFirst().firstIndex(of: "") ?? fields.endIndex
        let isUnknown = fields.count > 1 && fields[1] == unknown
        return (
            fields[0],
            KnownKeys(
                bases: Array(fields[1..<end].dropFirst(isUnknown ? 1 : 0)),
                parts: Array(fields[end...].dropFirst()),
                isUnknown: isUnknown
            )
        )
    }

    /// What a word of the toolbox was known by when it was indexed, as in `WordKeys`.
    package struct KnownKeys: Equatable, Sendable {
        package var bases: [String]
        package var parts: [String]
        package var isUnknown: Bool
    }

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
