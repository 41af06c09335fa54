import Catalogue
import Concepts
import DocumentModel
import Foundation
import SearchService
import Synchronization
import TextAnalysis

/// Works out suggestions for the description of a document from its content. Safe for use by any thread; one document at
/// a time.
package final class Suggester: Sendable {
    /// What is used by one thread at a time.
    private struct Tools {
        let analyser: Analyser
        var bases: [BaseKey: [String]] = [:]
    }
    private struct BaseKey: Hashable {
        let word: String
        let language: LanguageTag
    }

    /// The maximum number of cached words.
    private static let mostWords = 50_000

    private let tools: Mutex<Tools>
    private let concepts: SharedConcepts?

    /// - Parameter concepts: those of the thesauri; nil if there are none.
    package init(concepts: SharedConcepts?) throws {
        let analyser = try Analyser()
        tools = Mutex(Tools(analyser: analyser))
        self.concepts = concepts
    }

    /// The suggestions for a document, field by field, the most certain first. Takes a fraction of a second.
    /// - Parameters:
    ///   - content: its complete text, and what its file says about itself.
    ///   - source: the path or name of its file.
    ///   - known: the language, if it is known.
    package func suggestions(
        for content: ExtractedDocument,
        source: String,
        language known: LanguageTag? = nil
    ) throws -> [ValueSuggestion] {
        let sample = SuggestionSample(content, source: source)
        let language = self.language(of: sample, known)
        let spoken = known ?? language.first.flatMap { LanguageTag($0.value) } ?? .undetermined
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        return try TitleSuggestions.suggestions(sample, content) + language
            + CountrySuggestions.suggestions(sample, spoken)
            + SectorSuggestions.suggestions(sample) + topics(sample, spoken) + TypeSuggestions.suggestions(sample)
            + YearSuggestions.suggestions(sample, now: year) + LicenceSuggestions.suggestions(sample)
    }

    /// The language of a text; the tag of the file counts if the text does not contradict it.
    package func language(of content: ExtractedDocument, source: String) -> LanguageTag? {
        language(of: SuggestionSample(content, source: source), nil).first.flatMap { LanguageTag($0.value) }
    }

    private func language(of sample: SuggestionSample, _ known: LanguageTag?) -> [ValueSuggestion] {
        let text = sample.pieces.filter { $0.place != .fileName }.map(\.text.written).joined(separator: "\n")
        let found = tools.withLock { tools in
            // The middle of a long sample, because title pages are often in several languages.
            let whole = tools.analyser.identifier.identify(text)
            let start = text.index(text.startIndex, offsetBy: min(text.count / 2, SuggestionSample.beginning))
            let middle = tools.analyser.identifier.identify(String(text[start...].prefix(3000)))
            return middle.isSure && middle.bytes > 500 ? middle : whole
        }
        let file = sample.metadata.language ?? FileNameParts(sample.fileName + ".x").language
        if let file, !file.isUndetermined, !(found.isSure && found.confidence >= 0.98 && found.language != file) {
            let evidence = ValueSuggestion.Evidence(words: file.code, place: .metadata, count: 1)
            let score = found.language == file ? 0.99 : 0.7
            return [
                ValueSuggestion(field: .language, value: file.code, source: .file, score: score, reasons: [evidence])
            ]
        }
        guard found.isLanguage, found.confidence >= 0.5, !found.language.isUndetermined else { return [] }
        let words = String(text.prefix(60)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return [
            ValueSuggestion(
                field: .language,
                value: found.language.code,
                source: .text,
                score: found.confidence * min(1, Double(found.bytes) / 200),
                reasons: [.init(words: words, place: .beginning, count: 1)]
            )
        ]
    }

    // MARK: Topics

    /// Words that are compared with the names of concepts at a time.
    private static let window = 300
    private static let weights: [ValueSuggestion.Place: Double] = [
        .title: 3, .fileName: 1.5, .heading: 1.5, .beginning: 1, .text: 1, .end: 0.3, .metadata: 2,
    ]
    private static let mostTopics = 4

    private func topics(_ sample: SuggestionSample, _ language: LanguageTag) throws -> [ValueSuggestion] {
        guard let index = try concepts?.current(), !language.isUndetermined else { return [] }
        var tally = EvidenceTally()
        let keywords = sample.metadata.keywords.map { ($0, ValueSuggestion.Place.metadata) }
        for (text, place) in sample.pieces.map({ ($0.text.written, $0.place) }) + keywords {
            // Outside of the lock of the index, which analyses names with another analyser.
            let (words, keys) = words(of: text, language)
            for start in stride(from: 0, to: words.count, by: Self.window) {
                let range = start..<min(start + Self.window, words.count)
                let matches = index.concepts(in: Array(keys[range]), language: language)
                let alike = Dictionary(grouping: matches, by: \.range)
                for match in matches {
                    let name = words[start + match.range.lowerBound..<start + match.range.upperBound]
                    // A name of several words says more, one of several concepts less.
                    let specificity = 1 + 0.5 * Double(min(match.range.count, 4) - 1)
                    let weight = specificity / Double(alike[match.range]?.count ?? 1)
                    for topic in Self.topics(of: match.concept, index) {
                        tally.add(topic, name.joined(separator: " "), place, weight: weight)
                    }
                }
            }
        }
        let length = Double(sample.pieces.reduce(0) { $0 + $1.text.words.count })
        let ranked = tally.codes.map { code in
            (code: code, strength: tally.strength(code, Self.weights) * (TopicWeights.specificity[code] ?? 1))
        }.sorted { ($1.strength, $0.code) < ($0.strength, $1.code) }
        guard let best = ranked.first?.strength else { return [] }
        return ranked.prefix(Self.mostTopics).compactMap { code, strength in
            let share = strength / max(best, 2)
            let score = share * (1 - exp(-strength / (2 + 0.5 * log2(1 + length / 300))))
            guard score >= Thresholds.topic else { return nil }
            return ValueSuggestion(
                field: .topic,
                value: code,
                source: .thesaurus,
                score: score,
                reasons: tally.evidence(code, Self.weights)
            )
        }
    }

    /// The topics that a concept belongs to: for one of the built-in thesaurus the topics above it, else itself.
    private static func topics(of concept: ConceptID, _ index: ConceptIndex) -> Set<String> {
        let uri = index.uri(of: concept)
        guard uri.hasPrefix(Topic.builtInPrefix) else { return Topic(uri).map { [$0.code] } ?? [] }
        var found: Set<String> = []
        var (waiting, seen) = ([concept], Set([concept]))
        while let next = waiting.popLast() {
            if let topic = Topic(index.uri(of: next)), !topic.isConcept { found.insert(topic.code) }
            for broader in index.broader(of: next) where seen.insert(broader).inserted { waiting.append(broader) }
        }
        return found
    }

    /// The words of a text, and the base forms of each.
    private func words(of text: String, _ language: LanguageTag) -> ([String], [[String]]) {
        tools.withLock { tools in
            let words = tools.analyser.words(in: tools.analyser.clean(text), language: language)
                .filter { !$0.isBigram && !$0.isOptional && !$0.isSign }.map(\.term)
            let keys = words.map { word -> [String] in
                let key = BaseKey(word: word, language: language)
                if let known = tools.bases[key] { return known }
                if tools.bases.count >= Self.mostWords { tools.bases = [:] }
                let bases = tools.analyser.words.keys(of: word, in: language).bases
                tools.bases[key] = bases
                return bases
            }
            return (words, keys)
        }
    }
}

/// How much the names of a topic say: everything in vocational training is about some of them.
enum TopicWeights {
    static let specificity = [
        "craft-sme": 0.4, "labour-market-skills": 0.6, "governance": 0.6, "peer-learning": 0.6, "apprenticeship": 0.8,
    ]
}
