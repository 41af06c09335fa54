import DocumentModel

/// Reads the lexicon at one commit. For use by one thread at a time.
package final class LexiconReader {
    /// The lexicons of the parts that the audience may read, the public one first.
    private let readers: [IndexReader]
    /// A cache of values, because a search looks up a string in many languages.
    private var values: [String: [LexiconValue]] = [:]
    private var valueBytes = 0

    /// The maximum size of the cache in bytes.
    private static let mostBytes = 4 << 20

    /// Opens the lexicons of the parts of an index that this audience may read.
    package init(index: String, seenBy audience: Visibility = .public) throws(XapianError) {
        var readers: [IndexReader] = []
        for part in IndexLayout.parts(of: index, seenBy: audience) {
            readers.append(try IndexReader(path: Lexicon.path(in: part)))
        }
        self.readers = readers
    }

    package func reopen() throws(XapianError) {
        (values, valueBytes) = ([:], 0)
        for reader in readers { try reader.reopen() }
    }

    /// The words that have a base form, without the base form itself.
    package func words(ofBase base: String, in language: LanguageTag) throws -> [String] {
        try merged(entries(of: base, in: language).map(\.words))
    }

    /// The words that are this string after their marks are folded, and that are not found by their base forms.
    package func words(spelled spelling: String, in language: LanguageTag) throws -> [String] {
        try merged(entries(of: spelling, in: language).map(\.spellings))
    }

    /// The compounds that have a part with this base form.
    package func compounds(of part: String, in language: LanguageTag) throws -> [String] {
        try merged(entries(of: part, in: language).map(\.compounds))
    }

    /// The roles of a string in a language.
    package func uses(of string: String, in language: LanguageTag) throws -> LexiconEntry.Uses {
        try values(of: string).reduce(into: []) { $0.formUnion($1.uses(in: language)) }
    }

    /// The keys of a word; nil if it is not a word of the documents.
    package func keys(of word: String, in language: LanguageTag) throws -> LexiconEntry.KnownKeys? {
        try entries(of: word, in: language).lazy.compactMap(\.keys).first
    }

    private func entries(of string: String, in language: LanguageTag) throws -> [LexiconEntry] {
        try values(of: string).map { try $0[language] }
    }

    /// The value of a string in each lexicon.
    private func values(of string: String) throws -> [LexiconValue] {
        if let known = values[string] { return known }
        let key = Lexicon.key(string)
        var size = 100  // about what an empty one takes
        let found = try readers.map { reader in
            let bytes = try reader.metadataBytes(key)
            size += bytes.count
            return try LexiconValue(of: string, bytes)
        }
        if valueBytes + size > Self.mostBytes { (values, valueBytes) = ([:], 0) }
        valueBytes += size
        values[string] = found
        return found
    }

    /// The lists of all lexicons, each word once.
    private func merged(_ lists: [[String]]) -> [String] {
        if lists.count == 1 { return lists[0] }
        var known: Set<String> = []
        return lists.joined().filter { known.insert($0).inserted }
    }

    /// Words and base forms of a language that share trigrams with a word, those that share most first.
    /// - Parameters:
    ///   - spelling: the word with its marks folded.
    ///   - limit: the maximum number of words from each lexicon.
    package func sharing(trigramsOf spelling: String, in language: LanguageTag, limit: Int) throws
        -> [ComparableWord]
    {
        let grams = Lexicon.trigrams(of: spelling)
        guard !grams.isEmpty else { return [] }
        var options = IndexSearchOptions()
        options.limit = limit
        options.countsAll = false
        options.countsTerms = true
        let query = try IndexQuery.or(grams.sorted().map { try .term(Lexicon.term($0, language)) })
        let found = try readers.flatMap { reader in
            try reader.search(query, options).hits.map { ComparableWord(try reader.data(of: $0.docid)) }
        }
        var known: Set<String> = []
        return readers.count == 1 ? found : found.filter { known.insert($0.word).inserted }
    }
}

/// The similarity of two spellings.
package enum Likeness {
    /// The share of the trigrams of the shorter word that the longer one has, too: 0 to 1, and 1 for a word within another.
    package static func containment(_ left: Set<Trigram>, _ right: Set<Trigram>) -> Double {
        let smaller = min(left.count, right.count)
        guard smaller >= 3 else { return left == right ? 1 : 0 }
        return Double(left.count { right.contains($0) }) / Double(smaller)
    }

    /// Whether two words in no dictionary may be forms of one word: all but the last few letters are the same.
    package static func areForms(_ left: String, _ right: String) -> Bool {
        let shared = zip(left.unicodeScalars, right.unicodeScalars).prefix { $0 == $1 }.count
        return shared >= 4 && left.unicodeScalars.count - shared <= 3 && right.unicodeScalars.count - shared <= 3
    }

    package static func trigrams(of spelling: String) -> Set<Trigram> { Lexicon.trigrams(of: spelling) }
}
