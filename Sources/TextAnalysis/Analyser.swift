import CICUShim
import DocumentModel

/// One word of an analysed text. The buffer is valid only during the callback.
package struct AnalysedWord {
    package enum Kind: Sendable {
        case word
        /// Two adjacent Chinese or Japanese characters, the first of which is in the word before, folded: a term for
        /// queries that divide the text differently from ICU, or write it in other characters.
        case bigram
        /// Another spelling of the words before, see ``SpellingVariants``.
        case variant
    }
    /// The position of the word in the cleaned text, in UTF-8 bytes. For a variant, that of its last word.
    package let start: Int
    package let length: Int
    /// The normalised word: its term in the index.
    package let term: UnsafeBufferPointer<UInt8>
    package let kind: Kind
    /// The number of words that a variant stands for, the last of which is the word before; otherwise 1.
    package var span = 1
    /// Whether a variant means something else than its words: `C++`, `m²`.
    package var isStrict = false
}

/// One word of a query, as ``AnalysedWord``.
package struct QueryWord {
    /// Its place in the text in UTF-8 bytes. For a variant, that of all its words.
    package var range: Range<Int>
    package var term: String
    package var kind: AnalysedWord.Kind
    package var isStrict = false
    /// Whether a word is not required, because it is only a part of the word beside it: `l'` of l'apprentissage.
    package var isOptional = false
    /// Whether it is a sign without a letter or digit: `§`.
    package var isSign = false

    package var isBigram: Bool { kind == .bigram }
}

/// Text → terms, in the same way for documents and queries: ICU words, normalised by the rules of the text's language,
/// and bigrams in Chinese and Japanese. The forms of a word are not part of this, but of the lexicon (``WordAnalyser``).
///
/// For use by one thread at a time, because it has caches and ICU objects.
package final class Analyser {
    /// Raise it if the terms of a text change: an index made with another version must be rebuilt.
    ///
    /// 1: folded exact words and Snowball stems.
    /// 2: one term for об'єднання, however its apostrophe is typed.
    /// 3: words as written, with their marks; bigrams of Chinese and Japanese; no stems.
    /// 4: other spellings of words (`elearning` for `e-learning`), signs, folded bigrams, ASCII digits.
    package static let version = 4

    /// Longer terms are shortened to a prefix and a hash, in documents and queries alike (Xapian's limit is 245 bytes,
    /// including prefixes).
    static let longestTerm = 200

    let unicode: UnicodeTools
    /// Normalises words and finds their forms.
    package let words: WordAnalyser
    /// Identifies the languages of texts and queries, with the same data.
    package let identifier: LanguageIdentifier
    /// Called with the term and the language of each word that is not in this analyser's cache.
    package var onNewWord: ((String, LanguageTag) -> Void)?
    private var languages: [LanguageTag: PerLanguage] = [:]
    /// The words of short texts, because a search reads the words of its query several times.
    private var analysed: [Asked: [QueryWord]] = [:]

    private struct Asked: Hashable {
        let text: String
        let language: LanguageTag
    }
    /// The maximum number of cached texts, and the size in bytes of one.
    private static let mostRemembered = 500
    private static let longestRemembered = 400

    private final class PerLanguage {
        let language: LanguageTag
        var cache = WordCache()
        init(_ language: LanguageTag) { self.language = language }
    }

    /// - Parameter data: where the dictionaries are; they are opened when ``words`` first needs them.
    package init(data: LanguageData = LanguageData()) throws(AnalysisError) {
        unicode = try UnicodeTools()
        words = try WordAnalyser(data: data)
        identifier = LanguageIdentifier(data: data)
    }

    /// An analyser that shares the dictionaries of another one, for use by the same thread, with a cache of its own.
    package init(sharing other: Analyser) {
        (unicode, words, identifier) = (other.unicode, other.words, other.identifier)
    }

    /// Calls `body` for each word of a cleaned text, in order; bigrams follow the word in which they begin, and variants the
    /// last word that they stand for.
    /// - Parameters:
    ///   - text: well-formed UTF-8 from ``TextCleaner``.
    ///   - language: the language whose rules are used for normalising.
    package func forEachWord(
        in text: UnsafeBufferPointer<UInt8>,
        language: LanguageTag,
        _ body: (AnalysedWord) throws -> Void
    ) rethrows {
        let rules = rules(of: language)
        try unicode.withWords(of: text) { words in
            let variants = SpellingVariants(text, words)
            // The number of words since the last one without a term.
            var known = 0
            for (index, word) in words.enumerated() {
                let (start, length) = (Int(word.start), Int(word.length))
                let bytes = UnsafeBufferPointer(rebasing: text[start..<start + length])
                guard try give(bytes, start, rules, .word, nil, unless: nil, body) else {
                    known = 0
                    continue
                }
                known += 1
                // A word without a term (an Arabic tatweel) has no position, so nothing can stand for it.
                try variants.forEach(endingAt: index) { variant in
                    guard variant.span <= known else { return }
                    var written = variant.text
                    try written.withUTF8 { written in
                        _ = try give(written, start, rules, .variant, variant, unless: nil, body)
                    }
                }
                try giveBigrams(of: start..<start + length, in: text, rules, body)
            }
        }
    }

    /// The pairs of Chinese and Japanese characters that begin in a word. The mark of a long vowel, which some writers omit, is
    /// skipped.
    private func giveBigrams(
        of word: Range<Int>,
        in text: UnsafeBufferPointer<UInt8>,
        _ rules: PerLanguage,
        _ body: (AnalysedWord) throws -> Void
    ) rethrows {
        guard word.count >= 3, CJK.begins(text, at: word.lowerBound) else { return }
        var pair: [UInt8] = []
        var first = word.lowerBound
        while first < word.upperBound {
            let second = first + CJK.length(text, at: first)
            var next = second
            while CJK.isLongVowelMark(text, at: next) { next += 3 }
            if !CJK.isLongVowelMark(text, at: first), let end = CJK.end(text, at: next) {
                pair.removeAll(keepingCapacity: true)
                pair += text[first..<second]
                pair += text[next..<end]
                // A word of two characters is its own bigram, unless it can be written with others.
                let isWord = first == word.lowerBound && end == word.upperBound
                try pair.withUnsafeBufferPointer {
                    _ = try give($0, word.lowerBound, rules, .bigram, nil, unless: isWord ? $0 : nil, body)
                }
            }
            first = next
        }
    }

    private func give(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ start: Int,
        _ rules: PerLanguage,
        _ kind: AnalysedWord.Kind,
        _ variant: SpellingVariants.Variant?,
        unless same: UnsafeBufferPointer<UInt8>?,
        _ body: (AnalysedWord) throws -> Void
    ) rethrows -> Bool {
        // The same characters may be a word in one place and a bigram in another; both are cached.
        let hash = WordCache.hash(bytes) ^ (kind == .bigram ? 1 : 0)
        let index = rules.cache.find(bytes, hash: hash) ?? workOut(bytes, hash: hash, rules, kind)
        let entry = rules.cache[index]
        if entry.term.isEmpty { return false }
        try rules.cache.arena.withUnsafeBufferPointer { arena in
            let term = UnsafeBufferPointer(rebasing: arena[entry.term])
            if let same, term.elementsEqual(same) { return }
            try body(
                AnalysedWord(
                    start: start,
                    length: bytes.count,
                    term: term,
                    kind: kind,
                    span: variant?.span ?? 1,
                    isStrict: variant?.isStrict ?? false
                )
            )
        }
        return true
    }

    /// A short text such as a query, cleaned like documents.
    package func clean(_ text: String) -> String {
        var cleaner = TextCleaner(unicode)
        return cleaner.clean(text).string
    }

    /// The ranges in bytes of the sentences of a cleaned text, UTF-8; together they are the whole text.
    package func sentences(of text: [UInt8]) -> [Range<Int>] { text.withUnsafeBufferPointer(unicode.sentences) }

    /// The words of a short text such as a query, and bigrams.
    package func words(in text: String, language: LanguageTag) -> [QueryWord] {
        wordsAndVariants(in: text, language: language).filter { $0.kind != .variant }
    }

    /// The words of a short text such as a query, bigrams, and other spellings of the words.
    package func wordsAndVariants(in text: String, language: LanguageTag) -> [QueryWord] {
        let asked = Asked(text: text, language: language)
        if let known = analysed[asked] { return known }
        let words = analysedWords(of: text, language)
        if text.utf8.count <= Self.longestRemembered {
            if analysed.count >= Self.mostRemembered { analysed = [:] }
            analysed[asked] = words
        }
        return words
    }

    private func analysedWords(of text: String, _ language: LanguageTag) -> [QueryWord] {
        var text = text
        var result: [QueryWord] = []
        var places: [Range<Int>] = []
        text.withUTF8 { bytes in
            forEachWord(in: bytes, language: language) { word in
                var found = QueryWord(
                    range: word.start..<word.start + word.length,
                    term: String(decoding: word.term, as: UTF8.self),
                    kind: word.kind
                )
                switch word.kind {
                case .word:
                    places.append(found.range)
                    found.isSign = !found.term.contains { $0.isLetter || $0.isNumber }
                case .variant:
                    found.isStrict = word.isStrict
                    found.range = places[places.count - word.span].lowerBound..<places[places.count - 1].upperBound
                case .bigram: break
                }
                result.append(found)
            }
            markOptional(&result, in: bytes, language)
        }
        return result
    }

    /// Marks the words that are only parts of others, unless there is nothing else.
    private func markOptional(_ words: inout [QueryWord], in text: UnsafeBufferPointer<UInt8>, _ language: LanguageTag)
    {
        let clitics = LanguageProfile.of(language)?.clitics ?? []
        var optional: Set<Int> = []
        unicode.withWords(of: text) { places in
            let variants = SpellingVariants(text, places)
            for index in places.indices where variants.isOptional(index, clitics: clitics) {
                optional.insert(Int(places[index].start))
            }
        }
        let own = words.indices.filter { words[$0].kind == .word }
        guard own.contains(where: { !optional.contains(words[$0].range.lowerBound) }) else { return }
        for index in own { words[index].isOptional = optional.contains(words[index].range.lowerBound) }
    }

    /// A folded text, with its marks: for sorting by title and for comparing.
    package func folded(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            unicode.map(bytes, .fold).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    /// The key by which a title is sorted, compared byte by byte; see `cicu_sort_key`.
    /// - Parameter limit: the maximum length of the key in bytes.
    package func sortKey(_ title: String, limit: Int) -> [UInt8] {
        var title = title
        return title.withUTF8 { unicode.sortKey($0, limit: limit) } ?? []
    }

    /// The number of languages with rules of their own in the cache.
    var knownRules: Int { languages.count }

    private func rules(of language: LanguageTag) -> PerLanguage {
        // All languages without a profile share one entry, so that invented tags cannot fill the memory.
        let language = WordAnalyser.lexiconLanguage(of: language)
        if let cached = languages[language] { return cached }
        let new = PerLanguage(language)
        languages[language] = new
        return new
    }

    private func workOut(
        _ bytes: UnsafeBufferPointer<UInt8>,
        hash: UInt64,
        _ rules: PerLanguage,
        _ kind: AnalysedWord.Kind
    ) -> Int {
        let written = String(decoding: bytes, as: UTF8.self)
        let word = kind == .bigram ? words.foldedCharacters(written) : words.normalised(written, in: rules.language)
        let term = Self.shortened(ArraySlice(word.utf8))
        let isInLexicon =
            switch kind {
            case .word: word.contains { $0.isLetter || $0.isNumber }
            case .variant: word.allSatisfy(\.isLetter)
            case .bigram: false
            }
        if isInLexicon, let onNewWord { onNewWord(String(decoding: term, as: UTF8.self), rules.language) }
        return rules.cache.insert(bytes, hash: hash, term: term)
    }

    private static func shortened(_ term: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard term.count > longestTerm else { return term }
        let hash = term.withUnsafeBufferPointer { WordCache.hash($0) }
        var end = term.startIndex + longestTerm - 20
        while term[end] & 0xC0 == 0x80 { end -= 1 }
        return term[..<end] + Array("~\(String(hash, radix: 16))".utf8)
    }
}

/// Chinese and Japanese characters in UTF-8, which are written without spaces between words and whose pairs are
/// meaningful.
enum CJK {
    /// The bytes of the character at `index`, by its first byte.
    static func length(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        default: 1
        }
    }

    /// Whether the mark of a long vowel (ー) is at an offset.
    static func isLongVowelMark(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 3 <= text.count && text[index] == 0xE3 && text[index + 1] == 0x83 && text[index + 2] == 0xBC
    }

    static func begins(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool { end(text, at: index) != nil }

    /// The end of the Chinese or Japanese character at `index`; nil if there is none.
    static func end(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
        guard index + 3 <= text.count, text[index] >= 0xE3 else { return nil }
        if text[index] >= 0xF0 {
            // Planes 2 and 3: U+20000 to U+3FFFF.
            guard index + 4 <= text.count, text[index] == 0xF0, text[index + 1] >= 0xA0 else { return nil }
            return index + 4
        }
        let scalar =
            UInt32(text[index] & 0x0F) << 12 | UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F)
        switch scalar {
        case 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: return index + 3
        default: return nil
        }
    }
}
