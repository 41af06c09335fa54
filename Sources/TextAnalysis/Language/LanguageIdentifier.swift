import DocumentModel
import Foundation

/// Tells a text's language: by its script where that says all; else by how frequent its words and strings of bytes are
/// in each language (``LanguageData/inventory()`` names the model), and where two come out nearly alike by whose table
/// of base forms knows more of the words. Without the model, CLD2 alone is asked; without tables it does without.
///
/// One thread at a time.
package final class LanguageIdentifier {
    /// Raise it when texts may come out in other languages than before: an index must then be built anew.
    package static let version = 1

    /// Longer texts are told by their beginning, in bytes: more changes no answer and costs time.
    package static let sample = 2048

    private let data: LanguageData
    private let model: LanguageModel?
    private let tags: [LanguageTag]
    /// Which of them have a profile of their own.
    private let isExpected: [Bool]
    /// The index in the model of the languages that are written in a script.
    private let writtenIn: [LanguageText.Script: [Int]]
    private var tables: [String: LemmaTable?] = [:]

    /// The weights, found by trying on texts that are not in the repository (see docs/languages.md); in nats.
    enum Weight {
        /// ln of the frequency of a word that a language does not know, and of one that only its table does.
        static let unknown: Float = -17
        static let inTable: Float = -14
        /// How much one word tells at most.
        static let mostOfWord: Float = 8
        /// Of a name, half: names go from language to language.
        static let name: Float = 0.5
        /// Strings overlap with each other and with the words.
        static let strings: Float = 0.208
        /// For languages that have no profile of their own: they come up seldom.
        static let neighbour: Float = -4
        /// Languages nearer than this to the likeliest are compared by their tables.
        static let doubt: Float = 6
        /// Words are no independent witnesses: how much of the difference counts as a probability's logarithm.
        static let trust: Float = 0.4
    }

    package init(data: LanguageData = LanguageData()) {
        self.data = data
        // A damaged file counts as missing: languages are told by the next best.
        model = data.model.flatMap { try? LanguageModel(path: $0) }
        tags = model?.languages.map { LanguageTag($0) ?? .undetermined } ?? []
        let expected = Set(LanguageProfile.all.map(\.language))
        isExpected = tags.map { expected.contains($0.code) }
        writtenIn = Dictionary(grouping: tags.indices) { [tags] index in
            switch tags[index].code {
            case "be", "bg", "mk", "ru", "sr", "uk": .cyrillic
            case "ar", "fa": .arabic
            case "el": .greek
            default: .latin
            }
        }
    }

    /// Identifies the language of well-formed UTF-8 in NFC.
    package func identify(_ text: UnsafeBufferPointer<UInt8>) -> Identification {
        let text = Self.beginning(of: text)
        guard model != nil else { return Self.opinionOfCLD2(text) }
        let words = LanguageText(text)
        guard let script = words.script else { return .nothing }
        if let alone = Self.languages(in: script, words) {
            return Identification(candidates: alone, known: 1, bytes: words.letters.count, isCode: words.isCode)
        }
        guard let written = writtenIn[script] else { return Self.opinionOfCLD2(text) }
        var totals = self.totals(words, script, text)
        for index in written where !isExpected[index] { totals[index] += Weight.neighbour }
        var ranked = written.sorted { (totals[$1], $0) < (totals[$0], $1) }
        let doubtful = ranked.prefix(3).filter { totals[ranked[0]] - totals[$0] < Weight.doubt }
        if doubtful.count > 1 {
            for index in doubtful { totals[index] += fromTable(of: index, words, script) }
            ranked.sort { (totals[$1], $0) < (totals[$0], $1) }
        }
        let found = Identification(
            candidates: Self.probabilities(ranked.map { (tags[$0], totals[$0]) }),
            known: known(words, script, by: ranked[0]),
            bytes: words.letters.count,
            isCode: words.isCode
        )
        return found.known < 0.4 ? Self.foreign(found, text) : found
    }

    package func identify(_ text: String) -> Identification {
        var text = text.precomposedStringWithCanonicalMapping
        return text.withUTF8 { identify($0) }
    }

    /// How likely each language is for a short text such as a query, as the logarithm of a probability; 0 for the best.
    /// - Parameter languages: those that come into question, all equally.
    package func scores(_ text: String, among languages: [LanguageTag]) -> [LanguageTag: Double] {
        var text = text.precomposedStringWithCanonicalMapping
        let totals = text.withUTF8 { self.scores($0, languages) }
        let best = totals.values.max() ?? 0
        return totals.mapValues { max(-30, Double($0 - best) * Double(Weight.trust)) }
    }

    // MARK: Evidence

    private func scores(_ text: UnsafeBufferPointer<UInt8>, _ languages: [LanguageTag]) -> [LanguageTag: Float] {
        let words = LanguageText(text)
        var known: [LanguageTag: Float] = [:]
        if let script = words.script {
            if let written = writtenIn[script] {
                let totals = self.totals(words, script, text)
                for index in written where languages.contains(tags[index]) {
                    known[tags[index]] = totals[index] + fromTable(of: index, words, script)
                }
            } else {
                let candidates = Self.languages(in: script, words) ?? Self.opinionOfCLD2(text).candidates
                for candidate in candidates where languages.contains(candidate.language) {
                    known[candidate.language] = Float(log(candidate.probability)) / Weight.trust
                }
            }
        }
        // Nothing is known of the others, but that they are written otherwise.
        let least = (known.values.min() ?? 20) - 20
        return Dictionary(languages.map { ($0, known[$0] ?? least) }, uniquingKeysWith: { first, _ in first })
    }

    /// What words and strings say for each language of the model.
    private func totals(
        _ words: LanguageText,
        _ script: LanguageText.Script,
        _ text: UnsafeBufferPointer<UInt8>
    ) -> [Float] {
        guard let model else { return [] }
        var sums = [Int32](repeating: 0, count: tags.count)
        if words.hasLowerCase {
            model.addStrings(of: text, to: &sums)
        } else {
            // Headings in capitals read like others.
            words.letters.withUnsafeBufferPointer { model.addStrings(of: $0, to: &sums) }
        }
        var totals = sums.map { -Float($0) / LanguageModel.scale * Weight.strings }
        for word in words.words where word.script == script {
            let weight = (word.isName ? Weight.name : 1) / LanguageModel.scale
            let unknown = rarityOfUnknown(word.hash)
            _ = model.forEachLanguage(knowing: word.hash) { language, rarity in
                if rarity < unknown { totals[language] += Float(unknown - rarity) * weight }
            }
        }
        return totals
    }

    /// The rarity of a word, in the model's measure, for a language that does not know it.
    private func rarityOfUnknown(_ hash: UInt64) -> Int32 {
        var best = Int32(-Weight.unknown * LanguageModel.scale)
        _ = model?.forEachLanguage(knowing: hash) { _, rarity in
            best = min(best, rarity + Int32(Weight.mostOfWord * LanguageModel.scale))
        }
        return best
    }

    /// What the words add that only a language's table of base forms knows.
    private func fromTable(of index: Int, _ words: LanguageText, _ script: LanguageText.Script) -> Float {
        guard let table = table(of: tags[index].code) else { return 0 }
        let rarity = Int32(-Weight.inTable * LanguageModel.scale)
        var sum: Float = 0
        for word in words.words where word.script == script && word.range.count > 1 {
            var unknown = rarityOfUnknown(word.hash)
            _ = model?.forEachLanguage(knowing: word.hash) { if $0 == index { unknown = min(unknown, $1) } }
            guard rarity < unknown, table.holds(words.letters[word.range]) else { continue }
            sum += Float(unknown - rarity) * (word.isName ? Weight.name : 1) / LanguageModel.scale
        }
        return sum
    }

    private func table(of language: String) -> LemmaTable? {
        if let known = tables[language] { return known }
        let table = data.table(of: language).flatMap { try? LemmaTable(path: $0) }
        tables[language] = .some(table)
        return table
    }

    /// The share of the words that a language's frequent ones are.
    private func known(_ words: LanguageText, _ script: LanguageText.Script, by index: Int) -> Double {
        var (known, all) = (0, 0)
        for word in words.words where word.script == script {
            all += 1
            _ = model?.forEachLanguage(knowing: word.hash) { language, _ in if language == index { known += 1 } }
        }
        return all == 0 ? 0 : Double(known) / Double(all)
    }

    /// Probabilities of what the evidence says, the likeliest first; those that are next to impossible left out.
    static func probabilities(_ evidence: [(LanguageTag, Float)]) -> [Identification.Candidate] {
        let best = evidence.map(\.1).max() ?? 0
        let odds = evidence.map { ($0.0, exp(Double(($0.1 - best) * Weight.trust))) }.filter { $0.1 > 1e-6 }
        let sum = odds.reduce(0) { $0 + $1.1 }
        return odds.map { .init(language: $0.0, probability: $0.1 / sum) }
            .sorted { ($1.probability, $0.language) < ($0.probability, $1.language) }
    }

    private static func beginning(of text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard text.count > sample else { return text }
        var end = sample
        while text[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[..<end])
    }
}
