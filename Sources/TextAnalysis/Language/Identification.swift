import DocumentModel

/// What is thought of a text's language.
package struct Identification: Sendable, Equatable {
    package struct Candidate: Sendable, Equatable {
        package var language: LanguageTag
        /// 0 to 1; all candidates' together are 1.
        package var probability: Double
    }

    /// The languages that the text may be in, the likeliest first; empty where it holds no letters.
    package var candidates: [Candidate]
    /// The share of the words that the likeliest language has among its frequent ones, 0 to 1: below a fifth in what is
    /// no text.
    package var known: Double
    /// The bytes of letters that the answer rests on.
    package var bytes: Int
    /// Whether it is full of the signs of code and addresses, whose words are English at best.
    package var isCode = false

    static let nothing = Identification(candidates: [], known: 0, bytes: 0)

    /// The likeliest language; `und` where there is none.
    package var language: LanguageTag { candidates.first?.language ?? .undetermined }
    /// How sure it is of that, 0 to 1.
    package var confidence: Double { candidates.first?.probability ?? 0 }

    /// Whether one would bet on it: enough of a text, in words that the language knows.
    package var isSure: Bool { confidence >= 0.9 && bytes >= 20 && isLanguage }

    /// Whether it is any language at all, rather than code or rubbish. Among the signs of code, which may be markup that
    /// nobody took off, most words must be those of a language that code is not made of.
    package var isLanguage: Bool { known >= 0.2 && (!isCode || (known >= 0.6 && language.code != "en")) }

    func probability(of language: LanguageTag) -> Double {
        candidates.first { $0.language == language }?.probability ?? 0
    }

    /// The candidates with their probabilities changed by what one expects from elsewhere.
    /// - Parameter expected: how often each language comes up there; one that does not is still possible.
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
