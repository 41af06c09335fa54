import DocumentModel
import Index
import TextAnalysis

/// Adds the words that documents bring to the vocabulary. One thread at a time.
final class LexiconWriter {
    private let writer: XapianWriter
    private let words: WordAnalyser
    /// Words waiting to be written, in the order in which they came.
    private var waiting: [(word: String, language: LanguageTag)] = []

    /// Opens or makes the vocabulary of an index.
    init(index: String, words: WordAnalyser) throws {
        writer = try XapianWriter(path: Lexicon.path(in: index), appendsOnly: true)
        self.words = words
    }

    /// Leaves the vocabulary for good as its last commit left it.
    func abandon() { writer.abandon() }

    /// Notes a word; it may be known already.
    func note(_ word: String, _ language: LanguageTag) { waiting.append((word, language)) }

    /// How many words are worked out at once: all that is known of them is in memory then.
    private static let wordsAtOnce = 20_000

    /// Writes what was noted, and makes it durable.
    func commit() throws {
        guard !waiting.isEmpty else { return }
        for start in stride(from: 0, to: waiting.count, by: Self.wordsAtOnce) {
            try write(waiting[start..<min(start + Self.wordsAtOnce, waiting.count)])
        }
        try writer.commit()
        waiting = []
    }

    private func write(_ waiting: ArraySlice<(word: String, language: LanguageTag)>) throws {
        // All additions to one list at once: a list is written as a whole.
        var lists: [String: [String]] = [:]
        var bases: [String: (word: String, language: LanguageTag)] = [:]
        var new: [(word: String, language: LanguageTag, keys: WordKeys)] = []
        for (word, language) in waiting where try !writer.has(Lexicon.word(word, language)) {
            let keys = words.keys(of: word, in: language)
            list(word, keys, language, in: &lists)
            for base in keys.bases where base != word && !base.hasSuffix("~") {
                bases[Lexicon.baseForm(base, language)] = (base, language)
            }
            new.append((word, language, keys))
        }
        // That a word is known last: Xapian may make what it has so far durable at any moment.
        for (key, words) in lists.sorted(by: { $0.key < $1.key }) { try extend(key, with: words) }
        for (term, entry) in bases.sorted(by: { $0.key < $1.key }) {
            if try writer.has(term) || writer.has(Lexicon.word(entry.word, entry.language)) { continue }
            try add(entry.word, entry.language, as: term, data: Array(entry.word.utf8))
        }
        for (word, language, keys) in new {
            let data = Lexicon.encode(word, keys)
            try add(word, language, as: Lexicon.word(word, language), data: data)
        }
    }

    /// Puts a word into the lists of its keys.
    private func list(_ word: String, _ keys: WordKeys, _ language: LanguageTag, in lists: inout [String: [String]]) {
        for base in keys.bases where base != word {
            lists[Lexicon.Key.base(base).name(in: language), default: []].append(word)
        }
        if keys.spelling != word, !keys.bases.contains(keys.spelling) {
            lists[Lexicon.Key.spelling(keys.spelling).name(in: language), default: []].append(word)
        }
        for part in Set(keys.parts) where part != word && !keys.bases.contains(part) {
            lists[Lexicon.Key.part(part).name(in: language), default: []].append(word)
        }
    }

    private func add(_ word: String, _ language: LanguageTag, as term: String, data: [UInt8]) throws {
        let entry = try XapianDocument()
        try entry.addTerm(term, frequency: 0)
        // A base form that was known before it came up as a word is found by its own entry's trigrams.
        let base = Lexicon.baseForm(word, language)
        if Lexicon.isComparable(word), try term == base || !writer.has(base) {
            for gram in Lexicon.trigrams(of: words.spelling(of: word, in: language)) {
                try entry.addTerm(Lexicon.trigram(gram, language), frequency: 1)
            }
        }
        try entry.setData(data)
        try writer.add(entry)
    }

    private func extend(_ key: String, with words: [String]) throws {
        let known = try writer.metadata(key)
        var list = known.utf8.split(separator: Lexicon.separator).map { String($0)! }
        let count = list.count
        var present = Set(list)
        for word in words where present.insert(word).inserted { list.append(word) }
        guard list.count > count else { return }
        try writer.setMetadata(key, list.joined(separator: "\0"))
    }
}
