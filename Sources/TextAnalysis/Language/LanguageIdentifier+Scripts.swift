import DocumentModel
import Foundation

/// What can be identified without the model.
extension LanguageIdentifier {
    /// The languages of a script that is used by few languages; Chinese and Japanese by the presence of kana.
    static func languages(
        in script: LanguageText.Script,
        _ words: LanguageText
    ) -> [Identification.Candidate]? {
        func only(_ code: String) -> [Identification.Candidate] {
            [Identification.Candidate(language: LanguageTag(code)!, probability: 1)]
        }
        switch script {
        case .greek: return only("el")
        case .hebrew: return only("he")
        case .armenian: return only("hy")
        case .georgian: return only("ka")
        case .thai: return only("th")
        case .hangul: return only("ko")
        case .han, .kana:
            let (han, kana) = (words.count(of: .han), words.count(of: .kana))
            // A few characters may be words in both languages, but no Japanese sentence has no kana.
            let japanese = kana * 20 >= max(1, han) ? 0.999 : 0.3 * pow(0.85, Double(han))
            return probabilities([
                (LanguageTag("ja")!, Float(log(japanese)) / Weight.trust),
                (LanguageTag("zh")!, Float(log(1 - japanese)) / Weight.trust),
            ])
        case .latin, .cyrillic, .arabic, .other: return nil
        }
    }

    /// CLD2's result for a text most of whose words are not in the model, because CLD2 has many more languages.
    static func foreign(_ found: Identification, _ text: UnsafeBufferPointer<UInt8>) -> Identification {
        let other = LanguageDetector.detect(text)
        guard other.isReliable, other.percent >= 80, other.bytes >= 60, found.probability(of: other.language) == 0
        else {
            return found
        }
        var result = found
        result.candidates =
            [.init(language: other.language, probability: 0.95)]
            + found.candidates.map { .init(language: $0.language, probability: $0.probability * 0.05) }
        result.known = max(0.2, found.known)
        return result
    }

    static func opinionOfCLD2(_ text: UnsafeBufferPointer<UInt8>) -> Identification {
        let found = LanguageDetector.detect(text)
        let guess = found.isReliable ? found : LanguageDetector.detect(text, bestEffort: true)
        guard !guess.language.isUndetermined else { return .nothing }
        let probability = found.isReliable ? (found.percent >= 60 ? 0.98 : 0.9) : 0.5 * Double(guess.percent) / 100
        return Identification(
            candidates: [.init(language: guess.language, probability: probability)],
            known: found.isReliable ? 1 : 0,
            bytes: guess.bytes
        )
    }
}
