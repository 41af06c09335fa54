import DocumentModel
import Foundation
import Index
import Synchronization
import TextAnalysis

/// The terms that a query word finds as a word of one language.
struct TermExpansion {
    /// The word as typed, normalised.
    var word: String
    /// Whether it is in no dictionary.
    var isUnknown = false
    /// Its base forms, the word itself as one of them first.
    var bases: [String] = []
    /// Its forms that are terms of the index, including the word itself if it is one.
    var forms: [String] = []
    /// The number of documents with each form, added up.
    var frequency = 0
    /// For a base form: the forms of other words that it is a form of, too (Danish `taber` is a loser, and loses).
    var others: [String] = []
    var otherFrequency = 0
    /// The number of documents with the word itself.
    var exactFrequency = 0
    /// Compounds with the word as a part, most frequent first.
    var compounds: [String] = []
    var compoundFrequency = 0
    /// The forms that occur in titles.
    var titles: [String] = []
    var titleFrequency = 0

    /// All the terms that stand for the word.
    var all: [String] { forms + others + compounds }
    var allFrequency: Int { frequency + otherFrequency + compoundFrequency }
    var isEmpty: Bool { forms.isEmpty && others.isEmpty && compounds.isEmpty }
    /// The number of terms of a query for it.
    var termCount: Int { forms.count + others.count + compounds.count + titles.count + 1 }
}

/// The keys of query words: one analyser with a cache for all searches of a process. Safe for use by any thread.
final class SharedWordKeys: Sendable {
    private struct State {
        let analyser: WordAnalyser
        var known: [Key: WordKeys] = [:]
        /// The languages whose tables are mapped.
        var opened: Set<LanguageTag> = []
    }
    private struct Key: Hashable {
        let word: String
        let language: LanguageTag
    }
    private let state: Mutex<State>

    /// The maximum number of cached words.
    private static let most = 50_000

    init() throws {
        let analyser = try WordAnalyser()
        state = Mutex(State(analyser: analyser))
    }

    func keys(of word: String, in language: LanguageTag, _ deadline: SearchDeadline) -> WordKeys {
        state.withLock { state in
            let key = Key(word: word, language: language)
            if let known = state.known[key] { return known }
            if state.known.count >= Self.most { state.known = [:] }
            Self.open(language, word, &state, deadline)
            let keys = state.analyser.keys(of: word, in: language)
            state.known[key] = keys
            return keys
        }
    }

    /// Whether a word of the language's table begins so.
    func isBeginning(_ beginning: String, in language: LanguageTag, _ deadline: SearchDeadline) -> Bool {
        state.withLock { state in
            Self.open(language, beginning, &state, deadline)
            return state.analyser.isBeginning(beginning, in: language)
        }
    }

    /// The first word of a language maps its tables.
    private static func open(_ language: LanguageTag, _ word: String, _ state: inout State, _ deadline: SearchDeadline)
    {
        guard state.opened.insert(language).inserted else { return }
        deadline.preparing { _ = state.analyser.keys(of: word, in: language) }
    }
}

/// Expands words to the terms that they are searched as, with the lexicon. Caches results until ``forget()``. For use by one
/// thread at a time.
final class TermExpander {
    private let reader: IndexReader
    private let lexicon: LexiconReader
    private let keys: SharedWordKeys
    /// For what needs no dictionary: this analyser opens none.
    private let folding: WordAnalyser
    let ranking: Ranking
    /// The deadline of the current search.
    var deadline = SearchDeadline.unlimited()
    private var expansions: [LanguageTag: [String: TermExpansion]] = [:]
    private var similar: [LanguageTag: [String: [SimilarWord]]] = [:]
    private var corrections: [LanguageTag: [String: [Correction]]] = [:]
    /// For each word, whether a language has it.
    private var languages: [String: [LanguageTag: Bool]] = [:]
    private var frequencies: [String: Int] = [:]
    private var remembered = 0

    private static let mostCompounds = 40
    /// The maximum number of cached terms and words.
    private static let mostRemembered = 200_000
    /// The number of words of the lexicon that are compared with a word.
    private static let mostCompared = 100
    private static let mostSimilar = 40
    /// The fewest letters of a part of a word that is worth searching.
    private static let shortestPart = 5
    /// The fewest letters of a word that is corrected, and of one that may have two errors.
    private static let shortestCorrected = 3
    private static let longCorrected = 8

    /// A word that is similar to another; likeness is 0 to 1.
    struct SimilarWord: Equatable {
        var word: String
        var likeness: Double
        var frequency: Int
    }

    init(_ reader: IndexReader, _ lexicon: LexiconReader, _ keys: SharedWordKeys, _ ranking: Ranking) throws {
        (self.reader, self.lexicon, self.keys, self.ranking) = (reader, lexicon, keys, ranking)
        folding = try WordAnalyser()
    }

    /// Drops the cache, because the index has changed.
    func forget() {
        (expansions, similar, corrections, languages, frequencies, remembered) = ([:], [:], [:], [:], [:], 0)
    }

    /// The expansion of a normalised word.
    func expansion(of word: String, in language: LanguageTag) throws -> TermExpansion {
        let language = WordAnalyser.lexiconLanguage(of: language)
        if let known = expansions[language]?[word] { return known }
        let expansion = try find(word, language)
        remember(expansion.termCount)
        expansions[language, default: [:]][word] = expansion
        return expansion
    }

    /// Whether a word of a language's dictionary is this one or begins so.
    func isKnownBeginning(_ word: String, in language: LanguageTag) throws -> Bool {
        let language = WordAnalyser.lexiconLanguage(of: language)
        guard !language.isUndetermined else { return false }
        return try keys.isBeginning(word, in: language, deadline) || !expansion(of: word, in: language).isUnknown
    }

    /// The number of documents with exactly this term.
    func frequency(of term: String) throws -> Int {
        if let known = frequencies[term] { return known }
        let frequency = try reader.frequency(of: term)
        remember()
        frequencies[term] = frequency
        return frequency
    }

    /// Whether so many documents have exactly this term that it says little.
    func isFrequent(_ term: String) throws -> Bool {
        Ranking.idf(try reader.frequency(of: term), of: reader.documentCount) < ranking.commonBelow
    }

    /// The base forms of a normalised word, after the word itself in the spelling of a base form.
    func bases(of word: String, in language: LanguageTag) throws -> [String] {
        try expansion(of: word, in: language).bases
    }

    /// The forms of a normalised word in the index that can be found without a dictionary.
    func knownForms(of word: String, in language: LanguageTag) throws -> [String] {
        let language = WordAnalyser.lexiconLanguage(of: language)
        if let known = expansions[language]?[word] { return known.forms }
        let own = folding.asBase(word, in: language)
        let bases = try lexicon.keys(of: word, in: language)?.bases ?? [own]
        var forms: Set<String> = [word]
        for base in bases.contains(own) ? [own] : bases {
            forms.formUnion(try lexicon.words(ofBase: base, in: language))
        }
        return try forms.sorted().filter { try reader.frequency(of: $0) > 0 }
    }

    /// A word as typed, and the words of the index that differ from it only in marks.
    func spellings(of word: String, in language: LanguageTag) throws -> [String] {
        let language = WordAnalyser.lexiconLanguage(of: language)
        let spelling = folding.spelling(of: word, in: language)
        return [word]
            + (try expansion(of: word, in: language).forms.filter {
                $0 != word && folding.spelling(of: $0, in: language) == spelling
            })
    }

    private func remember(_ terms: Int = 1) {
        if remembered >= Self.mostRemembered { forget() }
        remembered += terms
    }

    private func find(_ word: String, _ language: LanguageTag) throws -> TermExpansion {
        let ownBase = folding.asBase(word, in: language)
        let spelling = folding.spelling(of: word, in: language)
        let meansItsMarks = folding.meansItsMarks(word, in: language)
        // A word of the lexicon needs no dictionary.
        let known = try lexicon.keys(of: word, in: language)
        let keys = known == nil ? self.keys.keys(of: word, in: language, deadline) : nil
        let bases = known?.bases ?? keys?.bases ?? []
        let isBase = bases.contains(ownBase)
        var candidates: Set<String> = [word]
        var others: Set<String> = []
        for base in bases {
            let isStem = base.hasSuffix("~")
            let words = try lexicon.words(ofBase: base, in: language) + (isStem ? [] : [base])
            if isBase, base != ownBase { others.formUnion(words) } else { candidates.formUnion(words) }
        }
        // A typed mark is intended; a missing mark may be impossible to type on the reader's keyboard.
        candidates.formUnion(
            try lexicon.words(spelled: spelling, in: language).filter { other in
                !meansItsMarks || !folding.meansItsMarks(other, in: language)
            }
        )
        var expansion = TermExpansion(word: word, isUnknown: known?.isUnknown ?? keys?.isUnknown ?? false)
        expansion.bases = [ownBase] + bases.filter { !$0.hasSuffix("~") }
        if expansion.isUnknown { others.formUnion(try unknownForms(of: word, spelling, language)) }
        expansion.forms = try occurring(candidates) {
            expansion.frequency += $1
            if $0 == word { expansion.exactFrequency = $1 }
        }
        expansion.titles = try occurring(expansion.forms, asTitle: true) { expansion.titleFrequency += $1 }
        expansion.others = try occurring(others.subtracting(candidates)) { expansion.otherFrequency += $1 }
        candidates.formUnion(others)
        var parts: Set<String> = []
        for base in bases where !base.hasSuffix("~") {
            parts.formUnion(try lexicon.compounds(of: base, in: language))
        }
        var compounds: [(word: String, frequency: Int)] = []
        _ = try occurring(parts.subtracting(candidates)) { compounds.append(($0, $1)) }
        compounds.sort { ($1.frequency, $0.word) < ($0.frequency, $1.word) }
        expansion.compounds = compounds.prefix(Self.mostCompounds).map(\.word)
        expansion.compoundFrequency = compounds.prefix(Self.mostCompounds).reduce(0) { $0 + $1.frequency }
        return expansion
    }

    /// An expansion with at most about `room` terms: the word itself and its most frequent forms first, compounds last. Its
    /// frequencies do not change.
    func trimmed(_ expansion: TermExpansion, to room: Int) throws -> TermExpansion {
        guard expansion.termCount > room else { return expansion }
        var trimmed = expansion
        trimmed.titles = Array(
            try frequentFirst(expansion.titles, expansion.word, asTitle: true).prefix(max(1, room / 4))
        )
        var rest = max(1, room - trimmed.titles.count)
        trimmed.forms = Array(try frequentFirst(expansion.forms, expansion.word).prefix(rest))
        rest -= trimmed.forms.count
        trimmed.others = Array(try frequentFirst(expansion.others, expansion.word).prefix(rest))
        rest -= trimmed.others.count
        trimmed.compounds = Array(expansion.compounds.prefix(rest))
        return trimmed
    }

    private func frequentFirst(_ words: [String], _ first: String, asTitle: Bool = false) throws -> [String] {
        var frequencies: [String: Int] = [:]
        _ = try occurring(words, asTitle: asTitle) { frequencies[$0] = $1 }
        return words.sorted { left, right in
            let (one, other) = (frequencies[left] ?? 0, frequencies[right] ?? 0)
            return (left == first ? 0 : 1, other, left) < (right == first ? 0 : 1, one, right)
        }
    }

    /// Those words that are in the index, sorted.
    /// - Parameters:
    ///   - asTitle: whether only words in titles are wanted.
    ///   - each: called with each found word and the number of its documents.
    private func occurring(
        _ words: some Collection<String>,
        asTitle: Bool = false,
        _ each: (String, Int) -> Void
    ) throws -> [String] {
        guard !words.isEmpty else { return [] }
        // Looked up together, because neighbouring terms are in one block of the index.
        let terms = asTitle ? IndexTerms(words.map(IndexLayout.title)) : IndexTerms(words)
        var found: [String] = []
        for (term, frequency) in zip(terms.sorted, try reader.frequencies(of: terms)) where frequency > 0 {
            let word = asTitle ? String(term.dropFirst(IndexLayout.title("").count)) : term
            each(word, frequency)
            found.append(word)
        }
        return found
    }

    /// The words in no dictionary that seem to be forms of a word in no dictionary: mostly names.
    private func unknownForms(of word: String, _ spelling: String, _ language: LanguageTag) throws -> [String] {
        guard spelling.unicodeScalars.count >= 4, !spelling.contains(where: \.isNumber) else { return [] }
        return try lexicon.sharing(trigramsOf: spelling, in: language, limit: Self.mostCompared).filter { other in
            guard other.word != word, Likeness.areForms(spelling, other.spelling) else { return false }
            return try lexicon.keys(of: other.word, in: language)?.isUnknown ?? false
        }.map(\.word)
    }

    /// Words of the lexicon that are similar to a word but not its forms, the most similar first: parts of it, words that
    /// contain it, misspelled words.
    func similar(to word: String, in language: LanguageTag) throws -> [SimilarWord] {
        let language = WordAnalyser.lexiconLanguage(of: language)
        if let known = similar[language]?[word] { return known }
        let spelling = folding.spelling(of: word, in: language)
        let expansion = try expansion(of: word, in: language)
        let forms = Set(expansion.forms + expansion.others)
        let grams = Likeness.trigrams(of: spelling)
        var found: [String: SimilarWord] = [:]
        for other in try lexicon.sharing(trigramsOf: spelling, in: language, limit: Self.mostCompared) {
            let likeness = Likeness.containment(grams, Likeness.trigrams(of: other.spelling))
            guard likeness >= ranking.leastLikeness, !forms.contains(other.word),
                min(other.word.count, word.count) >= Self.shortestPart
            else { continue }
            for form in try [other.word] + lexicon.words(ofBase: other.word, in: language)
            where !forms.contains(form) && found[form]?.likeness ?? 0 < likeness {
                let frequency = try reader.frequency(of: form)
                if frequency > 0 { found[form] = SimilarWord(word: form, likeness: likeness, frequency: frequency) }
            }
        }
        let sorted = found.values.sorted { ($1.likeness, $0.word) < ($0.likeness, $1.word) }
        let result = Array(sorted.prefix(Self.mostSimilar))
        remember(result.count + 1)
        similar[language, default: [:]][word] = result
        return result
    }

    /// Those languages in which a string is a word, a base form or a part of compounds, as typed or with its marks folded.
    /// Opens no dictionary.
    func languages(of word: String, among candidates: some Sequence<LanguageTag>) throws -> Set<LanguageTag> {
        var known = languages[word] ?? [:]
        let before = known.count
        var found: Set<LanguageTag> = []
        for language in candidates {
            let holds = try known[language] ?? isKnown(word, in: WordAnalyser.lexiconLanguage(of: language))
            known[language] = holds
            if holds { found.insert(language) }
        }
        if known.count > before {
            remember()
            languages[word] = known
        }
        return found
    }

    private func isKnown(_ word: String, in language: LanguageTag) throws -> Bool {
        if try lexicon.uses(of: word, in: language).contains(.word) { return true }
        let base = folding.asBase(word, in: language)
        if try !lexicon.uses(of: base, in: language).isDisjoint(with: [.base, .part]) { return true }
        let spelling = folding.spelling(of: word, in: language)
        let uses = try lexicon.uses(of: spelling, in: language)
        return uses.contains(.spelling) || (spelling != word && uses.contains(.word))
    }

    /// The words that may have been meant by a word with few hits, the likeliest first: one edit away, or two for a longer
    /// word.
    func corrections(of word: String, in language: LanguageTag, limit: Int) throws -> [Correction] {
        let language = WordAnalyser.lexiconLanguage(of: language)
        if let known = corrections[language]?[word] { return known }
        let spelling = folding.spelling(of: word, in: language)
        let length = spelling.unicodeScalars.count
        guard length >= Self.shortestCorrected else { return [] }
        let most = length < Self.longCorrected ? 1 : 2
        let forms = try Set(expansion(of: word, in: language).all)
        var found: [(correction: Correction, likelihood: Double)] = []
        // A short word has few trigrams, and shares them with many words.
        let compared = length < 6 ? Self.mostCompared * 8 : Self.mostCompared * 2
        for other in try lexicon.sharing(trigramsOf: spelling, in: language, limit: compared)
        where other.word != word && !forms.contains(other.word) {
            let edits = editDistance(spelling, other.spelling, limit: most)
            guard (1...most).contains(edits) else { continue }
            let frequency = try expansion(of: other.word, in: language).frequency
            guard frequency > 0 else { continue }
            found.append(
                (Correction(word: other.word, weight: 0), log(1 + Double(frequency)) * pow(0.2, Double(edits - 1)))
            )
        }
        found.sort { ($1.likelihood, $0.correction.word) < ($0.likelihood, $1.correction.word) }
        let result = found.prefix(limit).map {
            Correction(word: $0.correction.word, weight: ranking.correction * $0.likelihood / found[0].likelihood)
        }
        remember()
        corrections[language, default: [:]][word] = result
        return result
    }

    /// A word to search in place of one with few hits.
    struct Correction: Equatable {
        var word: String
        /// Its weight relative to the word as typed, by its likelihood.
        var weight: Double
    }
}
