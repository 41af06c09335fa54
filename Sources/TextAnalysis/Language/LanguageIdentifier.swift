import DocumentModel
import Foundation
import Languages

/// Identifies a text's language: by its script if that is sufficient; else by the frequencies of its words and byte
/// strings in each language (``LanguageData/inventory()`` names the model), and if two languages are almost equally
/// likely, by the number of words in their tables of base forms. Without the model, only CLD2 is used.
///
/// For use by one thread at a time.
package final class LanguageIdentifier {
    /// Raise it if texts may be identified differently: an index must then be rebuilt.
    package static let version = 1

    /// Only this many bytes of a text are used: more rarely changes the result and takes time.
    package static let sample = 2048

    private let data: LanguageData
    private let model: LanguageModel?
    private let tags: [LanguageTag]
    /// Which of them have a profile of their own.
    private let isExpected: [Bool]
    /// The indexes in the model of the languages that are written in a script.
    private let writtenIn: [LanguageText.Script: [Int]]
    private var tables: [String: LemmaTable?] = [:]

    /// The weights, tuned on texts that are not in the repository (see docs/languages.md); in nats.
    enum Weight {
        /// ln of the frequency of a word that is not in a language's model, and of one that is only in its table.
        static let unknown: Float = -17
        static let inTable: Float = -14
        /// The maximum weight of one word.
        static let mostOfWord: Float = 8
        /// Names count half, because they occur in all languages.
        static let name: Float = 0.5
        /// Strings overlap with each other and with the words.
        static let strings: Float = 0.208
        /// For languages without a profile, which are rarely used.
        static let neighbour: Float = -4
        /// Languages closer than this to the most likely one are compared by their tables.
        static let doubt: Float = 6
        /// Words are not independent: how much of the difference counts as the logarithm of a probability.
        static let trust: Float = 0.4
    }

    package init(data: LanguageData = LanguageData()) {
        self.data = data
        // A damaged file counts as missing; the fallback is used.
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

    /// How likely each language is for a short text such as a query, as the logarithm of a probability; 0 for the most
    /// likely.
    /// - Parameter languages: the possible languages, all equally likely.
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
        // The others have no evidence except that their script is different.
        let least = (known.values.min() ?? 20) - 20
        return Dictionary(languages.map { ($0, known[$0] ?? least) }, uniquingKeysWith: { first, _ in first })
    }

    /// The evidence of words and strings for each language of the model.
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
            // Headings in capitals are treated like other text.
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

    /// The rarity of a word, in the model's units, for a language whose model does not contain it.
    private func rarityOfUnknown(_ hash: UInt64) -> Int32 {
        var best = Int32(-Weight.unknown * LanguageModel.scale)
        _ = model?.forEachLanguage(knowing: hash) { _, rarity in
            best = min(best, rarity + Int32(Weight.mostOfWord * LanguageModel.scale))
        }
        return best
    }

    /// The additional evidence of words that are only in a language's table of base forms.
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

    /// The share of words that are frequent in a language.
    private func known(_ words: LanguageText, _ script: LanguageText.Script, by index: Int) -> Double {
        var (known, all) = (0, 0)
        for word in words.words where word.script == script {
            all += 1
            _ = model?.forEachLanguage(knowing: word.hash) { language, _ in if language == index { known += 1 } }
        }
        return all == 0 ? 0 : Double(known) / Double(all)
    }

    /// The probabilities from the evidence, the most likely first, without negligible ones.
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
