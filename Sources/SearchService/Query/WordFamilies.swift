import DocumentModel
import Indexer
import Synchronization
import TextAnalysis

/// What a query's word finds, taken as a word of one language.
struct WordFamily {
    /// The word as typed, normalised.
    var word: String
    /// The terms that are forms of it and that the index has; the word itself among them if it does.
    var forms: [String] = []
    /// In how many documents the forms stand, counted one by one.
    var frequency = 0
    /// In how many the word itself stands.
    var exactFrequency = 0
    /// Compounds with the word as a part, most frequent first.
    var compounds: [String] = []
    var compoundFrequency = 0
    /// The forms that stand in titles.
    var titles: [String] = []
    var titleFrequency = 0

    var isEmpty: Bool { forms.isEmpty && compounds.isEmpty }
}

/// The keys of queries' words: one analyser for all searches of a process, as its dictionaries take memory.
final class SharedWordKeys: Sendable {
    private struct State {
        let analyser: WordAnalyser
        var known: [Key: WordKeys] = [:]
    }
    private struct Key: Hashable {
        let word: String
        let language: LanguageTag
    }
    private let state: Mutex<State>

    /// Words remembered; readers use the same ones over and over.
    private static let most = 50_000

    init() throws {
        let analyser = try WordAnalyser()
        state = Mutex(State(analyser: analyser))
    }

    func keys(of word: String, in language: LanguageTag) -> WordKeys {
        state.withLock { state in
            let key = Key(word: word, language: language)
            if let known = state.known[key] { return known }
            if state.known.count >= Self.most { state.known = [:] }
            let keys = state.analyser.keys(of: word, in: language)
            state.known[key] = keys
            return keys
        }
    }
}

/// Finds the families of words in a toolbox's vocabulary. One thread at a time; it remembers what it found until
/// ``forget()``.
final class WordFamilies {
    private let reader: IndexReader
    private let vocabulary: VocabularyReader
    private let keys: SharedWordKeys
    private var families: [LanguageTag: [String: WordFamily]] = [:]
    private var similar: [LanguageTag: [String: [SimilarWord]]] = [:]
    private var languages: [String: Set<LanguageTag>] = [:]
    private var remembered = 0

    private static let mostCompounds = 40
    private static let mostRemembered = 20_000
    /// How many words of the vocabulary are looked at for likeness.
    private static let mostCompared = 100
    private static let mostSimilar = 40

    /// A word that is like another, and how much: 0 to 1.
    struct SimilarWord: Equatable {
        var word: String
        var likeness: Double
        var frequency: Int
    }

    init(_ reader: IndexReader, _ vocabulary: VocabularyReader, _ keys: SharedWordKeys) {
        (self.reader, self.vocabulary, self.keys) = (reader, vocabulary, keys)
    }

    /// Forgets all families: the index has changed.
    func forget() { (families, similar, languages, remembered) = ([:], [:], [:], 0) }

    /// The family of a normalised word.
    func family(of word: String, in language: LanguageTag) throws -> WordFamily {
        let language = WordAnalyser.vocabulary(of: language)
        if let known = families[language]?[word] { return known }
        let family = try find(word, language)
        remember()
        families[language, default: [:]][word] = family
        return family
    }

    /// A word as it is typed and as it is spelled with other marks, where the index has it.
    func spellings(of word: String, in language: LanguageTag) throws -> [String] {
        let language = WordAnalyser.vocabulary(of: language)
        let keys = keys.keys(of: word, in: language)
        let spelling = keys.spelling
        return [word]
            + (try family(of: word, in: language).forms.filter {
                $0 != word && self.keys.keys(of: $0, in: language).spelling == spelling
            })
    }

    private func remember() {
        if remembered >= Self.mostRemembered { forget() }
        remembered += 1
    }

    private func find(_ word: String, _ language: LanguageTag) throws -> WordFamily {
        let keys = keys.keys(of: word, in: language)
        var candidates = [word]
        for base in keys.bases {
            if !base.hasSuffix("~") { candidates.append(base) }
            candidates += try vocabulary.words(ofBase: base, in: language)
        }
        // Who typed a letter with its mark means it; who typed none may not be able to.
        candidates += try vocabulary.words(spelled: keys.spelling, in: language).filter { other in
            !keys.meansItsMarks || !self.keys.keys(of: other, in: language).meansItsMarks
        }
        var family = WordFamily(word: word)
        for form in Set(candidates).sorted() {
            let frequency = try reader.frequency(of: form)
            guard frequency > 0 else { continue }
            family.forms.append(form)
            family.frequency += frequency
            if form == word { family.exactFrequency = frequency }
            let titles = try reader.frequency(of: IndexLayout.title(form))
            guard titles > 0 else { continue }
            family.titles.append(form)
            family.titleFrequency += titles
        }
        var compounds: [(word: String, frequency: Int)] = []
        for base in keys.bases where !base.hasSuffix("~") {
            for compound in try vocabulary.compounds(of: base, in: language)
            where !candidates.contains(compound) && !compounds.contains(where: { $0.word == compound }) {
                let frequency = try reader.frequency(of: compound)
                if frequency > 0 { compounds.append((compound, frequency)) }
            }
        }
        compounds.sort { ($1.frequency, $0.word) < ($0.frequency, $1.word) }
        family.compounds = compounds.prefix(Self.mostCompounds).map(\.word)
        family.compoundFrequency = compounds.prefix(Self.mostCompounds).reduce(0) { $0 + $1.frequency }
        return family
    }

    /// Words of the toolbox that are like a word without being its forms, most alike first: parts of it, words that it is
    /// a part of, words with an error in them.
    func similar(to word: String, in language: LanguageTag) throws -> [SimilarWord] {
        let language = WordAnalyser.vocabulary(of: language)
        if let known = similar[language]?[word] { return known }
        let spelling = keys.keys(of: word, in: language).spelling
        let forms = Set(try family(of: word, in: language).forms)
        let grams = Likeness.trigrams(of: spelling)
        var found: [String: SimilarWord] = [:]
        for other in try vocabulary.sharing(trigramsOf: spelling, in: language, limit: Self.mostCompared) {
            let likeness = Likeness.containment(
                grams,
                Likeness.trigrams(of: keys.keys(of: other, in: language).spelling)
            )
            guard likeness >= Ranking.leastLikeness, !forms.contains(other) else { continue }
            for form in try [other] + vocabulary.words(ofBase: other, in: language)
            where !forms.contains(form) && found[form]?.likeness ?? 0 < likeness {
                let frequency = try reader.frequency(of: form)
                if frequency > 0 { found[form] = SimilarWord(word: form, likeness: likeness, frequency: frequency) }
            }
        }
        let sorted = found.values.sorted { ($1.likeness, $0.word) < ($0.likeness, $1.word) }
        let result = Array(sorted.prefix(Self.mostSimilar))
        remember()
        similar[language, default: [:]][word] = result
        return result
    }

    /// The languages in whose vocabulary a string is a word or a base form, as typed or with its marks folded.
    func languages(of word: String) throws -> Set<LanguageTag> {
        if let known = languages[word] { return known }
        let found = try vocabulary.languages(of: word)
        remember()
        languages[word] = found
        return found
    }

    /// The words that a word which finds nothing may be an error for, likeliest first: one edit away, two in a longer word.
    func corrections(of word: String, in language: LanguageTag, limit: Int) throws -> [Correction] {
        let spelling = keys.keys(of: word, in: language).spelling
        let length = spelling.unicodeScalars.count
        guard length >= 4 else { return [] }
        let most = length < 6 ? 1 : 2
        var found: [Correction] = []
        for other in try vocabulary.sharing(trigramsOf: spelling, in: language, limit: Self.mostCompared) {
            let edits = Likeness.edits(spelling, keys.keys(of: other, in: language).spelling, limit: most)
            guard edits <= most, other != word else { continue }
            let frequency = try family(of: other, in: language).frequency
            if frequency > 0 { found.append(Correction(word: other, edits: edits, frequency: frequency)) }
        }
        found.sort { ($0.edits, $1.frequency, $0.word) < ($1.edits, $0.frequency, $1.word) }
        return Array(found.prefix(limit))
    }

    /// A word of the toolbox in place of one that finds nothing.
    struct Correction: Equatable {
        var word: String
        var edits: Int
        var frequency: Int
    }
}
