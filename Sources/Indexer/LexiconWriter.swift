import DocumentModel
import Index
import TextAnalysis

/// Adds the words of documents to the lexicon. For use by one thread at a time.
final class LexiconWriter {
    private let writer: XapianWriter
    private let words: WordAnalyser
    /// The words that are not written yet, in order.
    private var waiting: [Word] = []

    private struct Word: Hashable {
        var string: String
        var language: LanguageTag
    }

    /// Opens the lexicon of an index, or creates it.
    init(index: String, words: WordAnalyser) throws {
        writer = try XapianWriter(path: Lexicon.path(in: index), appendsOnly: true)
        self.words = words
    }

    /// Stops writing, and leaves the lexicon as it was at its last commit.
    func abandon() { writer.abandon() }

    /// Adds a word, which may already be in the lexicon.
    func note(_ word: String, _ language: LanguageTag) { waiting.append(Word(string: word, language: language)) }

    /// The number of words that are processed, and kept in memory, together.
    private static let wordsAtOnce = 20_000

    /// Makes the added words durable: all of them or, if it fails, none.
    func commit() throws {
        guard !waiting.isEmpty else { return }
        try writer.begin()
        for start in stride(from: 0, to: waiting.count, by: Self.wordsAtOnce) {
            try write(waiting[start..<min(start + Self.wordsAtOnce, waiting.count)])
        }
        try writer.commit()
        waiting = []
    }

    private func write(_ waiting: ArraySlice<Word>) throws {
        var draft = Draft(writer)
        var new: [Word] = []
        var bases: Set<Word> = []
        for word in waiting where try draft.entry(of: word).keys == nil {
            let keys = words.keys(of: word.string, in: word.language)
            try draft.change(word) {
                $0.keys = LexiconEntry.KnownKeys(bases: keys.bases, parts: keys.parts, isUnknown: keys.isUnknown)
            }
            try list(word, keys, in: &draft)
            for base in keys.bases where base != word.string && !base.hasSuffix("~") {
                bases.insert(Word(string: base, language: word.language))
            }
            new.append(word)
        }
        for word in bases.sorted(by: { ($0.language, $0.string) < ($1.language, $1.string) }) + new {
            guard Lexicon.isComparable(word.string), try !draft.entry(of: word).hasTrigrams else { continue }
            try addTrigrams(of: word)
            try draft.change(word) { $0.hasTrigrams = true }
        }
        try draft.write()
    }

    /// Adds a word to the lists of its keys.
    private func list(_ word: Word, _ keys: WordKeys, in draft: inout Draft) throws {
        let string = word.string
        func change(_ key: String, _ body: (inout LexiconEntry) -> Void) throws {
            try draft.change(Word(string: key, language: word.language), body)
        }
        for base in keys.bases where base != string { try change(base) { $0.words.append(string) } }
        if keys.spelling != string, !keys.bases.contains(keys.spelling) {
            try change(keys.spelling) { $0.spellings.append(string) }
        }
        for part in Set(keys.parts) where part != string && !keys.bases.contains(part) {
            try change(part) { $0.compounds.append(string) }
        }
    }

    /// Adds a document by which a word or base form is found by its trigrams.
    private func addTrigrams(of word: Word) throws {
        let entry = try XapianDocument()
        let spelling = words.spelling(of: word.string, in: word.language)
        for gram in Lexicon.trigrams(of: spelling) {
            try entry.addTerm(Lexicon.term(gram, word.language), frequency: 1)
        }
        try entry.setData(ComparableWord(word: word.string, spelling: spelling).bytes)
        try writer.add(entry)
    }

    /// Entries that are being changed. Each string is read and written once.
    private struct Draft {
        private let writer: XapianWriter
        private var values: [String: LexiconValue] = [:]
        private var entries: [Word: LexiconEntry] = [:]
        private var changed: Set<Word> = []

        init(_ writer: XapianWriter) { self.writer = writer }

        mutating func entry(of word: Word) throws -> LexiconEntry {
            if let known = entries[word] { return known }
            let key = word.string
            let value = try values[key] ?? LexiconValue(of: key, writer.metadataBytes(Lexicon.key(key)))
            values[key] = value
            let entry = try value[word.language]
            entries[word] = entry
            return entry
        }

        mutating func change(_ word: Word, _ body: (inout LexiconEntry) -> Void) throws {
            _ = try entry(of: word)
            body(&entries[word]!)
            changed.insert(word)
        }

        mutating func write() throws {
            for word in changed { values[word.string]!.set(entries[word]!, in: word.language) }
            // In the order of the keys, because neighbours are in one block.
            for string in Set(changed.map(\.string)).sorted() {
                try writer.setMetadata(Lexicon.key(string), bytes: values[string]!.bytes)
            }
        }
    }
}
