import DocumentModel

/// A reader of a toolbox's vocabulary at one commit. One thread at a time.
package final class LexiconReader {
    /// The vocabularies of the parts that may be read, the public one's first.
    private let readers: [IndexReader]

    /// Opens the vocabulary of an index, as far as somebody with this sight may know it.
    package init(index: String, seenBy sight: Visibility = .public) throws(XapianError) {
        var readers: [IndexReader] = []
        for part in IndexLayout.parts(of: index, seenBy: sight) {
            readers.append(try IndexReader(path: Lexicon.path(in: part)))
        }
        self.readers = readers
    }

    package func reopen() throws(XapianError) { for reader in readers { try reader.reopen() } }

    /// The words that have a base form, less the base form itself.
    package func words(ofBase base: String, in language: LanguageTag) throws -> [String] {
        try list(.base(base), language)
    }

    /// The words that are spelled so once their marks are folded, and that their base forms do not bring.
    package func words(spelled spelling: String, in language: LanguageTag) throws -> [String] {
        try list(.spelling(spelling), language)
    }

    /// The compounds that have a part with this base form.
    package func compounds(of part: String, in language: LanguageTag) throws -> [String] {
        try list(.part(part), language)
    }

    private func list(_ key: Lexicon.Key, _ language: LanguageTag) throws -> [String] {
        try merged { reader in
            try reader.metadata(key.name(in: language)).utf8.split(separator: Lexicon.separator).map { String($0)! }
        }
    }

    /// What the vocabularies say, one after the other, each word once.
    private func merged(_ words: (IndexReader) throws -> [String]) throws -> [String] {
        if readers.count == 1 { return try words(readers[0]) }
        var known: Set<String> = []
        return try readers.flatMap(words).filter { known.insert($0).inserted }
    }

    /// Whether a string is a word of the toolbox in a language.
    package func holds(_ word: String, in language: LanguageTag) throws -> Bool {
        try readers.contains { try $0.frequency(of: Lexicon.word(word, language)) > 0 }
    }

    /// The keys of a word of the toolbox; nil for another word.
    package func keys(of word: String, in language: LanguageTag) throws -> Lexicon.KnownKeys? {
        for reader in readers {
            guard let docid = try reader.find(Lexicon.word(word, language)) else { continue }
            return Lexicon.decode(try reader.data(of: docid)).keys
        }
        return nil
    }

    /// Words and base forms of a language that share trigrams with a word, those that share most first.
    /// - Parameters:
    ///   - spelling: the word with its marks folded.
    ///   - limit: the most to bring from the vocabulary of each part.
    package func sharing(trigramsOf spelling: String, in language: LanguageTag, limit: Int) throws -> [String] {
        let grams = Lexicon.trigrams(of: spelling)
        guard !grams.isEmpty else { return [] }
        var options = IndexSearchOptions()
        options.limit = limit
        options.countsAll = false
        options.countsTerms = true
        let query = try IndexQuery.or(grams.sorted().map { try .term(Lexicon.trigram($0, language)) })
        return try merged { reader in
            try reader.search(query, options).hits.map { Lexicon.decode(try reader.data(of: $0.docid)).word }
        }
    }
}

/// How alike two spellings are.
package enum Likeness {
    /// The part of the shorter one's trigrams that the longer one has too, 0 to 1: 1 for a word within another.
    package static func containment(_ left: Set<String>, _ right: Set<String>) -> Double {
        let smaller = min(left.count, right.count)
        guard smaller >= 3 else { return left == right ? 1 : 0 }
        return Double(left.intersection(right).count) / Double(smaller)
    }

    /// Whether two words that nobody knows may be forms of one: all but the last few letters are the same.
    package static func areForms(_ left: String, _ right: String) -> Bool {
        let shared = zip(left.unicodeScalars, right.unicodeScalars).prefix { $0 == $1 }.count
        return shared >= 4 && left.unicodeScalars.count - shared <= 3 && right.unicodeScalars.count - shared <= 3
    }

    package static func trigrams(of spelling: String) -> Set<String> { Lexicon.trigrams(of: spelling) }
}
