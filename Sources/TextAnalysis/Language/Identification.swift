import DocumentModel

/// The likely languages of a text.
package struct Identification: Sendable, Equatable {
    package struct Candidate: Sendable, Equatable {
        package var language: LanguageTag
        /// 0 to 1; the probabilities of all candidates add up to 1.
        package var probability: Double
    }

    /// The possible languages of the text, the most likely first; empty if it contains no letters.
    package var candidates: [Candidate]
    /// The share of words that are frequent in the most likely language, 0 to 1; below a fifth if it is not natural text.
    package var known: Double
    /// The number of bytes of letters that the result is based on.
    package var bytes: Int
    /// Whether it has many of the characters of code and addresses, whose words are mostly English.
    package var isCode = false

    static let nothing = Identification(candidates: [], known: 0, bytes: 0)

    /// The most likely language; `und` if there is none.
    package var language: LanguageTag { candidates.first?.language ?? .undetermined }
    /// The probability of that language, 0 to 1.
    package var confidence: Double { candidates.first?.probability ?? 0 }

    /// Whether the result is reliable: enough text, in words of the language.
    package var isSure: Bool { confidence >= 0.9 && bytes >= 20 && isLanguage }

    /// Whether it is natural language rather than code or garbage. In a text with many characters of code, which may be
    /// leftover markup, most words must be known in a language in which code is not written.
    package var isLanguage: Bool { known >= 0.2 && (!isCode || (known >= 0.6 && language.code != "en")) }

    func probability(of language: LanguageTag) -> Double {
        candidates.first { $0.language == language }?.probability ?? 0
    }

    /// The candidates with probabilities adjusted to what is expected from other sources.
    /// - Parameter expected: how often each language occurs there; languages that do not occur are still possible.
    func expecting(_ expected: [LanguageTag: Int]) -> Identification {
        let total = expected.values.reduce(0, +)
        guard total > 0, !candidates.isEmpty else { return self }
        var weighted = candidates.map { candidate in
            let share = Double(expected[candidate.language] ?? 0) / Double(total)
            return Candidate(language: candidate.language, probability: candidate.probability * (share + 0.02))
        }
        let sum = weighted.reduce(0) { $0 + $1.probability }
        for index in weighted.indices { weighted[index].probability /= sum }
        weighted.sort { ($1.probability, $0.language) < ($0.probability, $1.language) }
        var result = self
        result.candidates = weighted
        return result
    }
}
