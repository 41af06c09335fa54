import Languages

/// How likely a piece of text is in any of the languages that are known here: by the letters of each language, and by the
/// words of the language model. Only characters beyond ASCII count, because the others are the same in all sets.
///
/// For use by one thread.
final class TextLikelihood {
    private let model: LanguageModel?
    private let alphabets = Alphabet.all
    /// The index in `alphabets` of each language of the model; nil for those without an alphabet.
    private let places: [Int?]
    /// How much the ASCII words speak for each language; 0 for the likeliest one.
    private var evidence: [Float]

    private var signs: [UInt32: Sign] = [:]
    /// For each letter met so far, its likelihood in each alphabet.
    private var rows: [[Float]] = []

    /// What is known of a character.
    private struct Sign {
        enum Kind { case capital, small, letter, other }
        var kind: Kind
        var script: Alphabet.Script
        var lower: UInt32
        /// ln of the likelihood of a character that is not a letter.
        var likelihood: Float = 0
        /// The index in `rows` of a letter beyond ASCII.
        var row = -1
        var isLetter: Bool { kind != .other }
    }

    private enum Weight {
        /// The maximum weight of a word that a language has, and the logarithm of the frequency of those it has not.
        static let mostOfWord: Float = 8
        static let unknown: Float = -17
        /// ASCII words are alike in many languages.
        static let plain: Float = 0.4
        /// The least weight of ASCII words: languages with other letters hardly have such words.
        static let leastEvidence: Float = -25
        static let leastEvidenceOfOthers: Float = -60
        static let damage: Float = -20
    }

    /// - Parameter plainWords: words of ASCII letters from around the text, in lower case.
    init(model: LanguageModel?, plainWords: [[UInt8]]) {
        self.model = model
        let codes = Alphabet.all.map(\.language)
        places = model?.languages.map { codes.firstIndex(of: $0) } ?? []
        evidence = [Float](repeating: 0, count: codes.count)
        for word in plainWords { addWord(word, letters: 3, Weight.plain, to: &evidence) }
        let best = evidence.max() ?? 0
        for index in evidence.indices {
            let least = alphabets[index].isLatin ? Weight.leastEvidence : Weight.leastEvidenceOfOthers
            evidence[index] = max(evidence[index] - best, least)
        }
    }

    /// ln of the likelihood in the likeliest language, and the number of characters beyond ASCII; nil if there is none.
    func score(of utf8: [UInt8]) -> (score: Float, characters: Int)? {
        let text = Array(String(decoding: utf8, as: UTF8.self).unicodeScalars)
        var counts: [Int] = []
        var words = [Float](repeating: 0, count: alphabets.count)
        var common: Float = 0
        var characters = 0
        var index = 0
        while index < text.count {
            let sign = sign(of: text[index])
            let before = index > 0 ? text[index - 1] : nil
            let after = index + 1 < text.count ? text[index + 1] : nil
            guard sign.isLetter else {
                // ICU's mark for an invalid byte in some sets.
                if text[index].value >= 0x80 || text[index].value == 0x1A {
                    characters += 1
                    common += likelihood(of: text[index], sign, between: before, and: after)
                }
                index += 1
                continue
            }
            var end = index + 1
            while end < text.count, self.sign(of: text[end]).isLetter { end += 1 }
            let word = text[index..<end]
            if word.contains(where: { $0.value >= 0x80 }) {
                let next = end < text.count ? text[end] : nil
                characters += add(word, to: &counts, &common, before: before, after: next)
                addWord(lowerCase(word), letters: word.count, 1, to: &words)
            }
            index = end
        }
        guard characters > 0 else { return nil }
        var totals = zip(words, evidence).map { $0 + $1 }
        for (row, count) in counts.enumerated() where count > 0 {
            for (place, value) in rows[row].enumerated() { totals[place] += Float(count) * value }
        }
        return ((totals.max() ?? 0) + common, characters)
    }

    // MARK: Letters

    /// Counts the letters of a word, and adds to `common` what is odd about it. Returns the number of letters beyond ASCII.
    private func add(
        _ word: ArraySlice<Unicode.Scalar>,
        to counts: inout [Int],
        _ common: inout Float,
        before: Unicode.Scalar?,
        after: Unicode.Scalar?
    ) -> Int {
        var last: (Unicode.Scalar, Sign)?
        var secondLast: (Unicode.Scalar, Sign)?
        var characters = 0
        for scalar in word {
            let sign = sign(of: scalar)
            if sign.row >= 0 {
                characters += 1
                while counts.count <= sign.row { counts.append(0) }
                counts[sign.row] += 1
            }
            if let (letter, previous) = last,
                scalar.value >= 0x80 || letter.value >= 0x80 || (secondLast?.0.value ?? 0) >= 0x80
            {
                if previous.kind == .small, sign.kind == .capital { common -= 5 }
                if sign.kind == .small, previous.kind == .capital, secondLast?.1.kind == .capital { common -= 4 }
                if letter == scalar, secondLast?.0 == scalar { common -= 4 }
                if previous.script != sign.script {
                    let isUsual = previous.script.isWithoutSpaces && sign.script.isWithoutSpaces
                    let isPossible = previous.script.isWithoutSpaces || sign.script.isWithoutSpaces
                    common -= isUsual ? 0 : isPossible ? 2.5 : 7
                }
            }
            secondLast = last
            last = (scalar, sign)
        }
        // A single letter beside a punctuation mark is more often a quotation mark in another set.
        if word.count == 1, let scalar = word.first, !(sign(of: scalar).script.isWithoutSpaces) {
            let marks: [Unicode.Scalar] = [".", ",", ";", ":", "!", "?", "\""]
            if before.map(marks.contains) == true || after == "\"" { common -= 5 }
        }
        return characters
    }

    /// The words of the model that are this one count for their languages, as much as they are rarer elsewhere.
    private func addWord(_ word: [UInt8], letters: Int, _ weight: Float, to sums: inout [Float]) {
        guard let model else { return }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var unknown = Int32(-Weight.unknown * LanguageModel.scale)
        let most = Int32(Weight.mostOfWord * LanguageModel.scale)
        guard model.forEachLanguage(knowing: hash, { unknown = min(unknown, $1 + most) }) else { return }
        _ = model.forEachLanguage(knowing: hash) { language, rarity in
            guard let place = places[language], rarity < unknown else { return }
            // Words of one or two letters are found by accident.
            let most: Float = letters == 1 ? 3 : letters == 2 ? 6 : Weight.mostOfWord
            sums[place] += min(Float(unknown - rarity) / LanguageModel.scale, most) * weight
        }
    }

    private func lowerCase(_ word: ArraySlice<Unicode.Scalar>) -> [UInt8] {
        var utf8: [UInt8] = []
        for scalar in word {
            guard let lower = Unicode.Scalar(sign(of: scalar).lower) else { continue }
            utf8 += UTF8.encode(lower).map(Array.init) ?? []
        }
        return utf8
    }

    // MARK: Other characters

    private func likelihood(
        of scalar: Unicode.Scalar,
        _ sign: Sign,
        between before: Unicode.Scalar?,
        and after: Unicode.Scalar?
    ) -> Float {
        // Lines of a table, dashes, dots.
        if before == scalar, sign.likelihood > Weight.damage { return -0.7 }
        var result = sign.likelihood
        let followsLetter = before.map { self.sign(of: $0).isLetter } == true
        if followsLetter, let after, self.sign(of: after).isLetter, !"’·\u{AD}\u{A0}".unicodeScalars.contains(scalar),
            scalar.value < 0x3000
        {
            result -= 4
        } else if followsLetter, "„‚‘¿¡".unicodeScalars.contains(scalar) {
            result -= 5
        }
        return result
    }

    private func sign(of scalar: Unicode.Scalar) -> Sign {
        if let known = signs[scalar.value] { return known }
        let sign = makeSign(scalar)
        signs[scalar.value] = sign
        return sign
    }

    private func makeSign(_ scalar: Unicode.Scalar) -> Sign {
        let script = Alphabet.Script(of: scalar)
        if let likelihood = Alphabet.signs[scalar] {
            return Sign(kind: .other, script: script, lower: scalar.value, likelihood: likelihood)
        }
        let kind: Sign.Kind
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: kind = .capital
        case .lowercaseLetter: kind = .small
        case .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .enclosingMark: kind = .letter
        case .control, .format, .surrogate, .privateUse, .unassigned:
            return Sign(kind: .other, script: script, lower: scalar.value, likelihood: Weight.damage)
        default:
            let likelihood: Float =
                switch scalar.value {
                case 0xFFFD: Weight.damage
                case 0x2500...0x259F: -9.5
                case 0xFF00...0xFF5F: -8
                default: -13
                }
            return Sign(kind: .other, script: script, lower: scalar.value, likelihood: likelihood)
        }
        let mapped = scalar == "İ" ? "i" : scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        var sign = Sign(kind: kind, script: script, lower: mapped.value)
        if scalar.value >= 0x80 {
            sign.row = rows.count
            rows.append(
                alphabets.map { alphabet in
                    let found = alphabet.likelihood(of: scalar == "İ" ? "ı" : mapped, in: script)
                    // Most letters are small ones.
                    return kind == .capital && found > -11 ? found - 1.5 : found
                }
            )
        }
        return sign
    }
}
