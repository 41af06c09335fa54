import DocumentModel
import TextAnalysis

/// Adds the words that documents bring to the vocabulary. One thread at a time.
final class VocabularyWriter {
    private let writer: XapianWriter
    private let words: WordAnalyser
    /// Words waiting to be written, in the order in which they came.
    private var waiting: [(word: String, language: LanguageTag)] = []

    /// Opens or makes the vocabulary of an index.
    init(index: String, words: WordAnalyser) throws {
        writer = try XapianWriter(path: Vocabulary.path(in: index), appendsOnly: true)
        self.words = words
    }

    /// Notes a word; it may be known already.
    func note(_ word: String, _ language: LanguageTag) { waiting.append((word, language)) }

    /// Writes what was noted, and makes it durable.
    func commit() throws {
        guard !waiting.isEmpty else { return }
        // All additions to one list at once: a list is written as a whole.
        var lists: [String: [String]] = [:]
        var entries: [String: (word: String, language: LanguageTag)] = [:]
        var known: [String] = []
        for (word, language) in waiting where try !writer.has(Vocabulary.known(word, language)) {
            let bases = add(word, language, to: &lists)
            for entry in [word] + bases { entries[Vocabulary.identity(entry, language)] = (entry, language) }
            known.append(Vocabulary.known(word, language))
        }
        // The lists first and that a word is known last: Xapian may make what it has so far durable at any moment.
        for (key, words) in lists.sorted(by: { $0.key < $1.key }) { try extend(key, with: words) }
        for (identity, entry) in entries.sorted(by: { $0.key < $1.key }) where try !writer.has(identity) {
            try addEntry(entry.word, entry.language)
        }
        for known in known {
            let mark = try XapianDocument()
            try mark.addTerm(known, frequency: 0)
            try writer.add(mark)
        }
        try writer.commit()
        waiting = []
    }

    /// Puts a word into the lists of its keys; returns its base forms that are words.
    private func add(_ word: String, _ language: LanguageTag, to lists: inout [String: [String]]) -> [String] {
        let keys = words.keys(of: word, in: language)
        for base in keys.bases where base != word {
            lists[Vocabulary.Key.base(base).name(in: language), default: []].append(word)
        }
        if keys.spelling != word, !keys.bases.contains(keys.spelling) {
            lists[Vocabulary.Key.spelling(keys.spelling).name(in: language), default: []].append(word)
        }
        for part in Set(keys.parts) where part != word && !keys.bases.contains(part) {
            lists[Vocabulary.Key.part(part).name(in: language), default: []].append(word)
        }
        return keys.bases.filter { $0 != word && !$0.hasSuffix("~") }
    }

    private func addEntry(_ word: String, _ language: LanguageTag) throws {
        let entry = try XapianDocument()
        try entry.addTerm(Vocabulary.identity(word, language), frequency: 0)
        try entry.addTerm(Vocabulary.anyLanguage(word), frequency: 0)
        let spelling = words.spelling(of: word, in: language)
        if spelling != word { try entry.addTerm(Vocabulary.anyLanguage(spelling), frequency: 0) }
        if Vocabulary.isComparable(word) {
            for gram in Vocabulary.trigrams(of: spelling) {
                try entry.addTerm(Vocabulary.trigram(gram, language), frequency: 1)
            }
        }
        try entry.setData(Array(language.code.utf8) + [Vocabulary.separator] + Array(word.utf8))
        try writer.add(entry)
    }

    private func extend(_ key: String, with words: [String]) throws {
        let known = try writer.metadata(key)
        var list = known.utf8.split(separator: Vocabulary.separator).map { String($0)! }
        let count = list.count
        var present = Set(list)
        for word in words where present.insert(word).inserted { list.append(word) }
        guard list.count > count else { return }
        try writer.setMetadata(key, list.joined(separator: "\0"))
    }
}
