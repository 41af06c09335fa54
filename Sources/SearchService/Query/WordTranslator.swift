import DocumentModel
import Foundation
import Index
import TextAnalysis

/// A word of another language that means the same as a word of a query.
struct WordTranslation {
    /// How it was found, the most reliable first.
    enum Way: Int, Comparable {
        case dictionary, throughAnother, cognate
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    var language: LanguageTag
    /// One or several words, in lower case.
    var text: String
    /// For each of its words, the forms that documents have.
    var forms: [[String]]
    var way: Way
    /// How likely it is what is meant, 0 to 1.
    var weight: Double

    /// The value for `withoutTranslation=` that leaves it out.
    var id: String { "\(language.code):\(text)" }
}

/// Translates words of queries into words that documents have: with dictionaries, directly or through a third language, and by words
/// that are written alike in both languages. For use by one thread at a time.
final class WordTranslator {
    private let reader: IndexReader
    private let lexicon: LexiconReader
    private let expander: TermExpander
    private let analyser: Analyser
    private let table = TranslationTable()
    private var known: [Asked: [WordTranslation]] = [:]

    private struct Asked: Hashable {
        var word: String
        var source, target: LanguageTag
    }

    /// The most translations of a word into a language.
    private static let most = 8
    /// The number of words whose translations are kept.
    private static let mostKnown = 5000
    /// Words with fewer letters are hardly ever alike because they mean the same.
    private static let shortestCognate = 4
    /// The least likeness of cognates (Dice's coefficient of their trigrams).
    private static let leastLikeness = 0.45
    private static let mostCompared = 20
    private static let mostCognates = 3

    init(_ reader: IndexReader, _ lexicon: LexiconReader, _ expander: TermExpander, _ analyser: Analyser) {
        (self.reader, self.lexicon, self.expander, self.analyser) = (reader, lexicon, expander, analyser)
    }

    /// Drops the cache, because the index has changed.
    func forget() { known = [:] }

    /// What documents in a language have for a word, the likeliest first.
    /// - Parameter word: normalised.
    func translations(
        of word: String,
        from source: LanguageTag,
        to target: LanguageTag
    ) throws -> [WordTranslation] {
        let asked = Asked(word: word, source: source, target: target)
        if let known = known[asked] { return known }
        var found: [WordTranslation] = []
        let bases = try ([word] + expander.bases(of: word, in: source)).map {
            $0.hasSuffix("~") ? String($0.dropLast()) : $0
        }
        .uniqued()
        for (text, weight, way) in texts(of: bases, source, target) where found.count < Self.most {
            guard let forms = try forms(of: text, in: target) else { continue }
            found.append(WordTranslation(language: target, text: text, forms: forms, way: way, weight: weight))
        }
        if found.allSatisfy({ $0.way != .dictionary }) {
            let texts = Set(found.map(\.text))
            found += try cognates(of: word, source, target).filter { !texts.contains($0.text) }
        }
        if known.count >= Self.mostKnown { known = [:] }
        known[asked] = found
        return found
    }

    /// The translations of dictionaries, the likeliest first.
    private func texts(
        of bases: [String],
        _ source: LanguageTag,
        _ target: LanguageTag
    ) -> [(text: String, weight: Double, way: WordTranslation.Way)] {
        guard let table else { return [] }
        let direct = bases.flatMap { table.translations(of: $0, from: source, to: target) }.uniqued()
        var weights: [String: Double] = [:]
        // A translation that several words of a third language lead to is likelier.
        for third in Self.bridges(source, target) {
            let pivots = bases.flatMap { table.translations(of: $0, from: source, to: third) }.uniqued()
            for pivot in pivots {
                let ends = table.translations(of: pivot, from: third, to: target)
                for end in ends { weights[end, default: 0] += 1 / Double(ends.count) / Double(pivots.count) }
            }
        }
        let best = max(weights.values.max() ?? 1, 1e-9)
        let first = direct.sorted { (-(weights[$0] ?? 0), $0) < (-(weights[$1] ?? 0), $1) }
        let indirect = weights.filter { !direct.contains($0.key) }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return first.map { ($0, 1, .dictionary) } + indirect.map { ($0.key, 0.5 * $0.value / best, .throughAnother) }
    }

    /// The languages through which a word is translated: English, which has most dictionaries, and for languages with few of
    /// them one that is near.
    private static func bridges(_ source: LanguageTag, _ target: LanguageTag) -> [LanguageTag] {
        (["en"] + (near[source.code] ?? []) + (near[target.code] ?? [])).uniqued().compactMap { LanguageTag($0) }
            .filter { $0 != source && $0 != target }
    }

    private static let near = [
        "da": ["nb"], "it": ["es"], "nb": ["sv"], "pt": ["es"], "ro": ["es"], "sl": ["hr"], "sv": ["nb"], "uk": ["ru"],
    ]

    /// For each word of a text, the forms that documents have; nil if one has none.
    private func forms(of text: String, in language: LanguageTag) throws -> [[String]]? {
        // Most translations are in no document, which one look-up tells.
        if text.allSatisfy(\.isLetter), try !isInLexicon(text, language) { return nil }
        let words = analyser.words(in: text, language: language).filter { !$0.isBigram && !$0.isOptional }.map(\.term)
        var forms: [[String]] = []
        for word in words {
            forms.append(try expander.knownForms(of: word, in: language))
            if forms.last!.isEmpty { return nil }
        }
        return forms.isEmpty ? nil : forms
    }

    /// Whether a word in lower case is a word of the lexicon, or a base form of one.
    private func isInLexicon(_ word: String, _ language: LanguageTag) throws -> Bool {
        let language = WordAnalyser.lexiconLanguage(of: language)
        if try !lexicon.uses(of: word, in: language).isEmpty { return true }
        let base = analyser.words.asBase(word, in: language)
        return try base != word && !lexicon.uses(of: base, in: language).isEmpty
    }

    /// Words of the lexicon that are written nearly alike.
    private func cognates(of word: String, _ source: LanguageTag, _ target: LanguageTag) throws -> [WordTranslation] {
        guard word.unicodeScalars.count >= Self.shortestCognate, word.allSatisfy(\.isLetter) else { return [] }
        var found: [WordTranslation] = []
        for spelling in spellings(of: word, in: target) {
            let grams = Likeness.trigrams(of: spelling)
            for other in try lexicon.sharing(trigramsOf: spelling, in: target, limit: Self.mostCompared) {
                let others = Likeness.trigrams(of: other.spelling)
                let likeness = 2 * Double(grams.intersection(others).count) / Double(grams.count + others.count)
                guard likeness >= Self.leastLikeness, let forms = try forms(of: other.word, in: target) else {
                    continue
                }
                found.append(
                    WordTranslation(language: target, text: other.word, forms: forms, way: .cognate, weight: likeness)
                )
            }
        }
        return Array(found.sorted { ($1.weight, $0.text) < ($0.weight, $1.text) }.prefix(Self.mostCognates))
    }

    /// The word without marks, in the script of a language.
    private func spellings(of word: String, in language: LanguageTag) -> [String] {
        let others = analyser.transliterations(of: word, for: [language])
        // From one script to another by way of Latin letters.
        let more = others.flatMap { analyser.transliterations(of: $0, for: [language]) }
        return ([word] + others + more).map { analyser.folded($0) }.uniqued()
    }
}
