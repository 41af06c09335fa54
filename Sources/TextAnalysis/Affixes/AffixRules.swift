/// The rules of a hunspell dictionary: how it makes forms of its words, and compounds of its words and forms. These are
/// the parts of an .aff file that affect stems; `script/language-dictionaries` translates them.
struct AffixRules {
    /// One way to make a form of a word: remove something at its end (or front) and add something there.
    struct Rule {
        /// The offset in the text of what it strips, directly followed by what it adds.
        var text: UInt32
        /// The number of bytes to strip, and to add.
        var strips, adds: UInt16
        /// The flag of the words to which it applies.
        var flag: UInt16
        /// The number of the condition that the word must meet, and the number of characters in the condition.
        var condition, conditionLength: UInt16
        /// The kind of word that it derives, as a number; 0 if it only inflects.
        var derivation: UInt16
        var traits: Traits
        /// The number of the flag set that its forms have for further affixes.
        var brings: UInt32
    }

    struct Traits: OptionSet {
        let rawValue: UInt16
        /// It can be combined with an affix at the other end of the word.
        static let crosses = Traits(rawValue: 1)
        /// It also inflects.
        static let inflects = Traits(rawValue: 2)
        /// The prefix that it adds belongs to the stem.
        static let staysInStem = Traits(rawValue: 4)
    }

    /// A character of a condition: one of `letters`, or any other.
    struct Test {
        var letters: [UInt32]
        var excludes: Bool
    }

    /// Flags with a special meaning, and limits; 0 if the dictionary does not set one.
    struct Options {
        var forbidden, needsAffix, onlyInCompound, circumfix: UInt16
        var compound, compoundBegin, compoundMiddle, compoundEnd: UInt16
        var compoundPermit, compoundForbid, compoundRoot: UInt16
        /// An affix may replace the whole word.
        var stripsAll: Bool
        /// Compounds with three equal letters at a boundary, or with repeated parts, are rejected.
        var forbidsTriples, forbidsDoubles: Bool
        /// The minimum number of characters of a compound's part; the maximum number of parts; the maximum number of
        /// syllables of compounds with more parts.
        var shortestPart, mostParts, mostSyllables: Int
    }

    /// An end and a front that must not meet in a compound, if the first part has the flag (0: any part).
    struct Clash {
        var end, front: [UInt8]
        var flag: UInt16
    }

    let options: Options
    /// Sorted by the text they add, suffixes from the end.
    let suffixes, prefixes: [Rule]
    /// Replacements in a word before it is looked up, and in a stem afterwards.
    let before, after: [(old: [UInt8], new: [UInt8])]
    let clashes: [Clash]
    let vowels: Set<UInt32>
    private let text: [UInt8]
    private let conditions: [[Test]]
    private let starts: [UInt32]
    private let flags: [UInt16]
    /// The flags that any affix allows: only an affix with one of them can follow another.
    let brought: Set<UInt16>
    /// The suffixes that derive words, by kind, in the order in which they are tried.
    let derivations: [UInt16: [Rule]]
    private let suffixGroups, prefixGroups: Groups

    /// hunspell's flag for a word that is accepted only in capitals.
    static let onlyCapitals: UInt16 = 65511

    /// Whether the dictionary makes compounds at all.
    var makesCompounds: Bool { options.compound != 0 || options.compoundBegin != 0 }

    /// - Throws: ``AnalysisError`` if the file cannot be read, is of another version or damaged.
    init(path: String) throws(AnalysisError) {
        let file = try AffixFile(path: path)
        options = file.options
        (suffixes, prefixes) = (file.suffixes, file.prefixes)
        (before, after, clashes, vowels) = (file.before, file.after, file.clashes, file.vowels)
        (text, conditions, starts, flags) = (file.text, file.conditions, file.starts, file.flags)
        brought = Set(
            (file.suffixes + file.prefixes).flatMap { rule in
                file.flags[Int(file.starts[Int(rule.brings)])..<Int(file.starts[Int(rule.brings) + 1])]
            }
        )
        derivations = Dictionary(
            grouping: file.suffixes.filter { $0.derivation != 0 && !$0.traits.contains(.inflects) }
        ) {
            $0.derivation
        }.mapValues { rules in rules.sorted { ($0.flag, $0.adds) < ($1.flag, $1.adds) } }
        suffixGroups = Groups(file.suffixes) { Array(file.added($0).reversed()) }
        prefixGroups = Groups(file.prefixes) { Array(file.added($0)) }
    }

    /// Whether a flag set contains a flag. hunspell also looks for 0, which stands for flags that a dictionary does not
    /// set.
    func has(_ set: UInt32, _ flag: UInt16) -> Bool {
        let end = Int(starts[Int(set) + 1])
        var (low, high) = (Int(starts[Int(set)]), end)
        while low < high {
            let middle = (low + high) / 2
            if flags[middle] < flag { low = middle + 1 } else { high = middle }
        }
        return low < end && flags[low] == flag
    }

    /// Whether there is a flag set with this number.
    func isSet(_ set: UInt32) -> Bool { Int(set) + 1 < starts.count }

    func stripped(_ rule: Rule) -> ArraySlice<UInt8> { text[Int(rule.text)..<Int(rule.text) + Int(rule.strips)] }

    func added(_ rule: Rule) -> ArraySlice<UInt8> {
        text[Int(rule.text) + Int(rule.strips)..<Int(rule.text) + Int(rule.strips) + Int(rule.adds)]
    }

    /// Calls `body` with the range of suffixes for each ending of the word.
    func forEachSuffix(of word: [UInt8], _ body: (Range<Int>) -> Void) {
        var hash = Groups.seed
        for length in 0...min(suffixGroups.longest, word.count) {
            if length > 0 { hash = Groups.step(hash, word[word.count - length]) }
            guard length < word.count || options.stripsAll, let group = suffixGroups.ranges[hash],
                added(suffixes[group.lowerBound]).elementsEqual(word[(word.count - length)...])
            else { continue }
            body(group)
        }
    }

    /// Calls `body` with the range of prefixes for each beginning of the word.
    func forEachPrefix(of word: [UInt8], _ body: (Range<Int>) -> Void) {
        guard !prefixes.isEmpty else { return }
        var hash = Groups.seed
        for length in 0...min(prefixGroups.longest, word.count) {
            if length > 0 { hash = Groups.step(hash, word[length - 1]) }
            guard length < word.count || options.stripsAll, let group = prefixGroups.ranges[hash],
                added(prefixes[group.lowerBound]).elementsEqual(word[..<length])
            else { continue }
            body(group)
        }
    }

    /// Whether a word's end meets the condition of a suffix.
    func meetsEnd(_ rule: Rule, _ word: [UInt8]) -> Bool {
        guard word.count >= rule.conditionLength else { return false }
        var end = word.count
        for test in conditions[Int(rule.condition)].reversed() {
            guard end > 0 else { return false }
            var start = end - 1
            while start > 0, word[start] & 0xC0 == 0x80 { start -= 1 }
            guard test.letters.contains(Self.scalar(word, start, end)) != test.excludes else { return false }
            end = start
        }
        return true
    }

    /// Whether a word's front meets the condition of a prefix.
    func meetsFront(_ rule: Rule, _ word: [UInt8]) -> Bool {
        guard word.count >= rule.conditionLength else { return false }
        var start = 0
        for test in conditions[Int(rule.condition)] {
            guard start < word.count else { return false }
            var end = start + 1
            while end < word.count, word[end] & 0xC0 == 0x80 { end += 1 }
            guard test.letters.contains(Self.scalar(word, start, end)) != test.excludes else { return false }
            start = end
        }
        return true
    }

    /// The character whose UTF-8 is in this range.
    private static func scalar(_ word: [UInt8], _ start: Int, _ end: Int) -> UInt32 {
        if end - start == 1 { return UInt32(word[start]) }
        var value = UInt32(word[start]) & (0xFF >> UInt32(min(7, end - start + 1)))
        for index in start + 1..<end { value = value << 6 | UInt32(word[index] & 0x3F) }
        return value
    }

    func syllables(_ word: some Sequence<UInt8>) -> Int {
        guard options.mostSyllables > 0 else { return 0 }
        return String(decoding: Array(word), as: UTF8.self).unicodeScalars.count { vowels.contains($0.value) }
    }
}

/// The positions of rules with the same text, by its hash: FNV-1a of its bytes in the order in which they are compared.
private struct Groups {
    var ranges: [UInt64: Range<Int>] = [:]
    /// The length of the longest text in bytes.
    var longest = 0

    static let seed: UInt64 = 0xcbf2_9ce4_8422_2325
    static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    init(_ rules: [AffixRules.Rule], _ addition: (AffixRules.Rule) -> [UInt8]) {
        var start = 0
        while start < rules.count {
            let own = addition(rules[start])
            var end = start + 1
            while end < rules.count, rules[end].adds == rules[start].adds, addition(rules[end]) == own { end += 1 }
            ranges[own.reduce(Self.seed, Self.step)] = start..<end
            longest = max(longest, own.count)
            start = end
        }
    }
}
