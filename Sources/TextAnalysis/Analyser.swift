import CICUShim
import DocumentModel

/// One word of an analysed text. The buffers are valid only while the callback that got them runs.
public struct AnalysedWord {
    /// Where the word stands in the cleaned text, in UTF-8 bytes.
    public let start: Int
    public let length: Int
    /// The folded exact word, a term without prefix.
    public let exact: UnsafeBufferPointer<UInt8>
    /// The stem as a term (`Zde:bildung`); empty where the language has none.
    public let stem: UnsafeBufferPointer<UInt8>
}

/// Text → terms, alike for documents and queries: ICU words, folded exact terms, and stems of the text's own language.
///
/// One thread at a time: it keeps ICU's objects, the stemmers and what it already worked out.
public final class Analyser {
    /// Raise it when the terms of a text change: an index made with another version must be built anew.
    ///
    /// 1: folded exact words and Snowball stems.
    /// 2: one term for об'єднання, however its apostrophe is typed.
    public static let version = 2

    /// Terms longer than this are shortened to a prefix and a hash, in documents and queries alike (Xapian's limit
    /// is 245 bytes, prefixes included).
    static let longestTerm = 200

    let unicode: UnicodeTools
    private var languages: [LanguageTag: PerLanguage] = [:]

    private final class PerLanguage {
        let stemmer: Stemmer?
        let prefix: [UInt8]
        let isTurkic: Bool
        var cache = WordCache()

        init(_ language: LanguageTag) {
            stemmer = Stemmer(language)
            prefix = Array("Z\(language.code):".utf8)
            isTurkic = language.code == "tr" || language.code == "az"
        }
    }

    public init() throws(AnalysisError) { unicode = try UnicodeTools() }

    /// Whether texts of this language get stems.
    public static func stems(_ language: LanguageTag) -> Bool { Stemmer.algorithms[language.code] != nil }

    /// Calls `body` for each word of a cleaned text, in order.
    /// - Parameters:
    ///   - text: well-formed UTF-8, as ``TextCleaner`` leaves it.
    ///   - language: whose stems the words get; `und` gives none.
    public func forEachWord(
        in text: UnsafeBufferPointer<UInt8>,
        language: LanguageTag,
        _ body: (AnalysedWord) throws -> Void
    ) rethrows {
        let rules = rules(of: language)
        try unicode.withWords(of: text) { words in
            for word in words {
                let (start, length) = (Int(word.start), Int(word.length))
                let bytes = UnsafeBufferPointer(rebasing: text[start..<start + length])
                let hash = WordCache.hash(bytes)
                let index = rules.cache.find(bytes, hash: hash) ?? workOut(bytes, hash: hash, rules)
                let entry = rules.cache[index]
                if entry.exact.isEmpty { continue }
                try rules.cache.arena.withUnsafeBufferPointer { arena in
                    try body(
                        AnalysedWord(
                            start: start,
                            length: length,
                            exact: UnsafeBufferPointer(rebasing: arena[entry.exact]),
                            stem: UnsafeBufferPointer(rebasing: arena[entry.stem])
                        )
                    )
                }
            }
        }
    }

    /// A short text such as a query cleaned as documents are.
    public func clean(_ text: String) -> String {
        var cleaner = TextCleaner(unicode)
        return cleaner.clean(text).string
    }

    /// The words of a short text such as a query, with their terms as strings.
    public func words(in text: String, language: LanguageTag) -> [(range: Range<Int>, exact: String, stem: String?)] {
        var text = text
        var result: [(Range<Int>, String, String?)] = []
        text.withUTF8 { bytes in
            forEachWord(in: bytes, language: language) { word in
                result.append(
                    (
                        word.start..<word.start + word.length, String(decoding: word.exact, as: UTF8.self),
                        word.stem.isEmpty ? nil : String(decoding: word.stem, as: UTF8.self)
                    )
                )
            }
        }
        return result
    }

    /// A text folded as terms are: for sorting by title and for comparing.
    public func folded(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            unicode.map(bytes, .fold).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    /// How many languages have rules of their own by now.
    var knownRules: Int { languages.count }

    private func rules(of language: LanguageTag) -> PerLanguage {
        // All languages without stems are one, so that tags made up by a reader do not fill the memory.
        let language = Self.stems(language) ? language : .undetermined
        if let known = languages[language] { return known }
        let new = PerLanguage(language)
        languages[language] = new
        return new
    }

    private func workOut(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64, _ rules: PerLanguage) -> Int {
        let exact = Self.shortened(unicode.map(word, .fold) ?? [])
        var stem: ArraySlice<UInt8> = []
        if let stemmer = rules.stemmer, !exact.contains(where: { (48...57).contains($0) }),
            let lower = unicode.map(word, .lower(locale: rules.isTurkic ? "tr" : ""))
        {
            let folded = lower.withUnsafeBufferPointer { unicode.map(stemmer.stem($0), .fold) }
            if let folded, !folded.isEmpty { stem = rules.prefix + Self.shortened(folded) }
        }
        return rules.cache.insert(word, hash: hash, exact: exact, stem: stem)
    }

    private static func shortened(_ term: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard term.count > longestTerm else { return term }
        let hash = term.withUnsafeBufferPointer { WordCache.hash($0) }
        var end = term.startIndex + longestTerm - 20
        while term[end] & 0xC0 == 0x80 { end -= 1 }
        return term[..<end] + Array("~\(String(hash, radix: 16))".utf8)
    }
}
