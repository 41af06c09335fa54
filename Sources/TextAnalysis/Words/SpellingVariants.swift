import CICUShim

/// Other ways to write what a text says: `elearning` for `e-learning`, `FP` for `F.P.`, `10000` for `10,000` or `10 000`, the
/// year in a date, `co2` for `CO₂`, the forms in `Lehrer:innen`. They are terms of a document in addition to its words, so that
/// each spelling finds the others.
struct SpellingVariants {
    private let text: UnsafeBufferPointer<UInt8>
    private let words: UnsafeBufferPointer<cicu_word>

    init(_ text: UnsafeBufferPointer<UInt8>, _ words: UnsafeBufferPointer<cicu_word>) {
        (self.text, self.words) = (text, words)
    }

    struct Variant: Equatable {
        /// As it would be written.
        var text: String
        /// The number of words that it stands for.
        var span: Int
        /// Whether it means something else than its words: `C++`, `m²`.
        var isStrict = false
    }

    /// The maximum number of words that are joined, and of bytes of the result.
    private static let mostJoined = 5
    private static let longest = 60

    // MARK: The text around words

    private func start(_ index: Int) -> Int { Int(words[index].start) }
    private func end(_ index: Int) -> Int { Int(words[index].start + words[index].length) }
    private func word(_ index: Int) -> String { string(start(index)..<end(index)) }
    private func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    private func byte(_ index: Int) -> UInt8? { text.indices.contains(index) ? text[index] : nil }

    /// The text between a word and the one before; nil if there is none, or it is long.
    private func gap(before index: Int) -> Range<Int>? {
        guard index > 0, index < words.count else { return nil }
        let gap = end(index - 1)..<start(index)
        return gap.count <= 12 ? gap : nil
    }

    private func isGap(_ sign: Character, before index: Int) -> Bool {
        guard let gap = gap(before: index), gap.count == 1, let ascii = sign.asciiValue else { return false }
        return text[gap.lowerBound] == ascii
    }

    private func isHyphen(before index: Int) -> Bool {
        guard let gap = gap(before: index) else { return false }
        if gap.count == 1 { return text[gap.lowerBound] == UInt8(ascii: "-") }
        return gap.count == 3 && text[gap.lowerBound] == 0xE2 && text[gap.lowerBound + 1] == 0x80
            && (text[gap.lowerBound + 2] == 0x90 || text[gap.lowerBound + 2] == 0x91)
    }

    private func isApostrophe(before index: Int) -> Bool {
        guard let gap = gap(before: index) else { return false }
        return gap.count == 1 && text[gap.lowerBound] == UInt8(ascii: "'") || gap.count == 3 && string(gap) == "’"
    }

    private func letters(_ index: Int) -> Int {
        text[start(index)..<end(index)].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    private func isDigits(_ index: Int, _ counts: ClosedRange<Int>) -> Bool {
        counts.contains(Int(words[index].length))
            && text[start(index)..<end(index)].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private func hasLetter(_ index: Int) -> Bool {
        text[start(index)..<end(index)].contains { $0 >= 0x80 || $0 > UInt8(ascii: "9") }
    }

    // MARK: Variants

    /// Calls `body` for each variant whose last word is the one at an index.
    func forEach(endingAt index: Int, _ body: (Variant) throws -> Void) rethrows {
        let place = start(index)
        let number = text[place] | 0x20 == UInt8(ascii: "v") && words[index].length > 1 ? place + 1 : place
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[number]) {
            for text in Self.numbers(in: word(index)) { try body(Variant(text: text, span: 1)) }
            if let run = digitRun(endingAt: index) { try body(run) }
        }
        for text in bothGenders(in: index) { try body(Variant(text: text, span: 1)) }
        if let after = byte(end(index)), after != UInt8(ascii: " "), let variant = sign(after: index, after) {
            try body(variant)
        }
        if place > 0, text[place - 1] == UInt8(ascii: "."), let variant = dotted(index) { try body(variant) }
        guard let gap = gap(before: index), gap.count != 1 || text[gap.lowerBound] != UInt8(ascii: " "), !gap.isEmpty
        else { return }
        if let formula = formula(endingAt: index) { try body(formula) }
        if isHyphen(before: index) { for variant in hyphenated(endingAt: index) { try body(variant) } }
        if let variant = abbreviation(endingAt: index) { try body(variant) }
        if let variant = ampersand(endingAt: index) { try body(variant) }
        for variant in genders(endingAt: index) { try body(variant) }
    }

    /// `e-learning` → elearning: each two neighbours, and the whole.
    private func hyphenated(endingAt index: Int) -> [Variant] {
        var first = index - 1
        while first > 0, index - first < Self.mostJoined, isHyphen(before: first) { first -= 1 }
        let isWhole = index + 1 >= words.count || !isHyphen(before: index + 1)
        return (isWhole && first < index - 1 ? [index - 1, first] : [index - 1]).compactMap { start in
            joined(start...index) { self.word($0) }
        }
    }

    private func joined(_ range: ClosedRange<Int>, _ piece: (Int) -> String) -> Variant? {
        let text = range.map(piece).joined()
        return text.utf8.count <= Self.longest ? Variant(text: text, span: range.count) : nil
    }

    /// `F.P.` → FP, `ΕΠΑ.Λ.` → ΕΠΑΛ, `z. B.` → zB.
    private func abbreviation(endingAt index: Int) -> Variant? {
        guard isDot(before: index), index + 1 >= words.count || !isDot(before: index + 1) else { return nil }
        var first = index - 1
        while first > 0, index - first < Self.mostJoined * 2, isDot(before: first) { first -= 1 }
        let range = first...index
        guard range.contains(where: { letters($0) == 1 }), range.allSatisfy({ letters($0) <= 3 && hasLetter($0) })
        else {
            return nil
        }
        return joined(range) { word($0) }
    }

    /// Whether only a full stop is between a word and the one before, or a full stop and a space between single letters.
    private func isDot(before index: Int) -> Bool {
        guard let gap = gap(before: index), text[gap.lowerBound] == UInt8(ascii: ".") else { return false }
        if gap.count == 1 { return true }
        return gap.count == 2 && text[gap.lowerBound + 1] == UInt8(ascii: " ") && letters(index) == 1
            && letters(index - 1) == 1 && byte(end(index)) == UInt8(ascii: ".")
    }

    /// `R&D`, `R & D` → r&d.
    private func ampersand(endingAt index: Int) -> Variant? {
        guard let gap = gap(before: index) else { return nil }
        let sign = string(gap)
        guard sign == "&" || sign == " & " && letters(index) == 1 && letters(index - 1) == 1 else { return nil }
        let text = word(index - 1) + "&" + word(index)
        guard text.utf8.count <= Self.longest else { return nil }
        return Variant(text: text, span: 2, isStrict: letters(index) <= 2 && letters(index - 1) <= 2)
    }

    /// `C++`, `C#`, `Erasmus+`, and the digits of `CO₂` and `m²`.
    private func sign(after index: Int, _ after: UInt8) -> Variant? {
        let place = end(index)
        guard hasLetter(index) else { return nil }
        let isShort = letters(index) <= 2
        switch after {
        case UInt8(ascii: "+"):
            let count = byte(place + 1) == after ? 2 : 1
            guard !isWordByte(byte(place + count)) else { return nil }
            return Variant(text: string(start(index)..<place + count), span: 1, isStrict: isShort)
        case UInt8(ascii: "#"):
            guard isShort, !isWordByte(byte(place + 1)) else { return nil }
            return Variant(text: string(start(index)..<place + 1), span: 1, isStrict: true)
        case 0xC2, 0xE2:
            let digits = raised(from: place)
            guard !digits.isEmpty else { return nil }
            // If there are letters on the other side, formula(endingAt:) gives the whole.
            let isInside = index + 1 < words.count && digits.upperBound == start(index + 1)
            guard !isInside, formula(endingAt: index) == nil else { return nil }
            return Variant(text: string(start(index)..<digits.upperBound), span: 1, isStrict: true)
        default: return nil
        }
    }

    private func isWordByte(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte >= 0x80 || UnicodeScalar(byte).properties.isAlphabetic
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
    }

    /// The superscript and subscript digits from a place on.
    private func raised(from start: Int) -> Range<Int> {
        var end = start
        while let first = byte(end) {
            if first == 0xC2, let second = byte(end + 1), [0xB2, 0xB3, 0xB9].contains(second) {
                end += 2
            } else if first == 0xE2, let second = byte(end + 1), let third = byte(end + 2),
                second == 0x81 && (third == 0xB0 || (0xB4...0xB9).contains(third))
                    || second == 0x82 && (0x80...0x89).contains(third)
            {
                end += 3
            } else {
                break
            }
        }
        return start..<end
    }

    /// `H₂O`: letters with raised digits between them.
    private func formula(endingAt index: Int) -> Variant? {
        var first = index
        while first > 0, index - first < Self.mostJoined, let gap = gap(before: first), !gap.isEmpty,
            raised(from: gap.lowerBound) == gap
        {
            first -= 1
        }
        let digits = raised(from: end(index))
        let isInside = index + 1 < words.count && !digits.isEmpty && digits.upperBound == start(index + 1)
        guard first < index, !isInside else { return nil }
        let text = string(start(first)..<digits.upperBound)
        return text.utf8.count <= Self.longest ? Variant(text: text, span: index - first + 1, isStrict: true) : nil
    }

    /// `.NET`: a short word after a full stop that ends no word.
    private func dotted(_ index: Int) -> Variant? {
        let place = start(index) - 1
        guard (2...5).contains(letters(index)), hasLetter(index),
            place == 0 || text[place - 1] == UInt8(ascii: " ") || text[place - 1] == UInt8(ascii: "(")
        else { return nil }
        return Variant(text: string(place..<end(index)), span: 1, isStrict: true)
    }

    /// `alumn@s` → alumnos, alumnas
    private func bothGenders(in index: Int) -> [String] {
        let sign = end(index) - 2
        guard words[index].length > 4, text[sign] == UInt8(ascii: "@"), text[sign + 1] | 0x20 == UInt8(ascii: "s")
        else {
            return []
        }
        return ["os", "as"].map { string(start(index)..<sign) + $0 }
    }

    /// The forms of a word before endings in brackets or after a sign.
    private func genders(endingAt index: Int) -> [Variant] {
        guard isEnding(index), index + 1 >= words.count || !isEnding(index + 1) else {
            return []
        }
        var first = index - 1
        if first > 0, isEnding(first) { first -= 1 }
        let forms = GenderForms.forms(
            of: word(first),
            (first + 1...index).map { word($0).lowercased() },
            mayReplace: isGap("/", before: first + 1)
        )
        return forms.filter { $0.utf8.count <= Self.longest }.map { Variant(text: $0, span: index - first + 1) }
    }

    /// Whether a word is an ending of a form for all genders: the first one after the word, or the second.
    /// - Parameter isFirst: whether it must be the first one.
    private func isEnding(_ index: Int, isFirst: Bool = false) -> Bool {
        guard let gap = gap(before: index), !gap.isEmpty, gap.count <= 3, text[gap.lowerBound] != UInt8(ascii: " "),
            words[index].length <= 8
        else { return false }
        let between = string(gap)
        // `apprenti(e)s`, `Kolleg(inn)en`
        if between == ")" {
            return !isFirst && index > 1 && isGap("(", before: index - 1) && isEnding(index - 1, isFirst: true)
                && letters(index) <= 2
        }
        guard GenderForms.isSuffix(word(index), after: between) else { return false }
        if between == "(" { return byte(end(index)) == UInt8(ascii: ")") }
        return letters(index - 1) >= GenderForms.shortestRoot
            || !isFirst && index > 1 && isEnding(index - 1, isFirst: true)
    }

    // MARK: Numbers

    /// `10 000`, `10'000` → 10000.
    private func digitRun(endingAt index: Int) -> Variant? {
        guard isDigits(index, 3...3), isGroupGap(before: index),
            !(index + 1 < words.count && isDigits(index + 1, 3...3) && isGroupGap(before: index + 1))
        else { return nil }
        var first = index - 1
        while first > 0, index - first < Self.mostJoined, isDigits(first, 3...3), isGroupGap(before: first) {
            first -= 1
        }
        guard isDigits(first, 1...3) else { return nil }
        return joined(first...index) { word($0) }
    }

    private func isGroupGap(before index: Int) -> Bool { isGap(" ", before: index) || isApostrophe(before: index) }

    /// Other ways to write a word with digits: `10,000` → 10000, `3,5` → 3.5, `12.05.2023` → 2023, `v2.9` → 2.9.
    static func numbers(in word: String) -> [String] {
        if word.first == "v" || word.first == "V" {
            let number = word.dropFirst()
            return number.first?.isNumber == true && number.allSatisfy { $0.isNumber || $0 == "." }
                ? [String(number)] : []
        }
        guard word.contains(where: { $0 == "," || $0 == "." }) else { return [] }
        let groups = word.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return [] }
        var result: [String] = []
        let separators = Array(word.filter { !$0.isNumber })
        let isGrouped =
            groups[0].count <= 3 && groups[0].first != "0" && groups.count > 1
            && groups[1...].dropLast().allSatisfy { $0.count == 3 }
        let isUniform = Set(separators).count == 1
        if isGrouped, isUniform, groups.last?.count == 3 {
            result.append(groups.joined())
        } else if isGrouped, !isUniform, Set(separators.dropLast()).count == 1 {
            result.append(groups.dropLast().joined() + "." + groups.last!)
        } else if groups.count == 2, separators == [","] {
            result.append(groups.joined(separator: "."))
        }
        if groups.count > 1 { result += groups.filter { $0.count == 4 }.map(String.init) }
        return result
    }

    // MARK: Words that are not needed

    /// Words before an apostrophe that only join the next one, besides those of one letter, and of two before a longer word.
    private static let elided: Set<String> = [
        "all", "dall", "dell", "nell", "sull", "coll", "quell", "quest", "bell", "sant", "jusqu", "lorsqu", "puisqu",
        "quoiqu", "presqu", "qu", "un", "gl", "ch",
    ]

    /// Whether a word of a query is only a part of the word beside it, so that it is not required: `l'` of l'apprentissage, `'s`
    /// of apprentice's, the ending of Lehrer:innen.
    /// - Parameter clitics: the words of the language that are written before a hyphen (Irish n-, Maltese tal-).
    func isOptional(_ index: Int, clitics: Set<String>) -> Bool {
        if index + 1 < words.count {
            if isApostrophe(before: index + 1) { return isElided(index) }
            if !clitics.isEmpty, isHyphen(before: index + 1), clitics.contains(word(index).lowercased()) { return true }
        }
        if isApostrophe(before: index) { return letters(index) <= 2 && !isElided(index - 1) && letters(index - 1) > 1 }
        return isEnding(index)
    }

    private func isElided(_ index: Int) -> Bool {
        guard hasLetter(index) else { return false }
        return letters(index) == 1 || letters(index) == 2 && letters(index + 1) > 2
            || Self.elided.contains(word(index).lowercased())
    }
}
