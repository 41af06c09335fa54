/// The rules of a hunspell dictionary: how forms are made of its words, and compounds of its words and forms. It is what
/// an .aff file says, as far as that bears on the stems of words; `script/language-dictionaries` translates it.
struct AffixRules {
    /// One way to make a form of a word: take something off its end (or front) and put something there.
    struct Rule {
        /// Where in the text stands what it strips, and right behind it what it adds.
        var text: UInt32
        /// Bytes to strip, and to add.
        var strips, adds: UInt16
        /// The flag of the words that it may be applied to.
        var flag: UInt16
        /// The number of the condition that the word must meet, and how many characters that asks for.
        var condition, conditionLength: UInt16
        /// What kind of word it derives, as a number; 0 where it only inflects.
        var derivation: UInt16
        var traits: Traits
        /// The number of the set of flags that its forms have for further affixes.
        var brings: UInt32
    }

    struct Traits: OptionSet {
        let rawValue: UInt16
        /// It may meet an affix on the word's other end.
        static let crosses = Traits(rawValue: 1)
        /// It inflects, besides what it derives.
        static let inflects = Traits(rawValue: 2)
        /// What it adds to the front belongs to the stem.
        static let staysInStem = Traits(rawValue: 4)
    }

    /// A character of a condition: one of `letters`, or none of them.
    struct Test {
        var letters: [UInt32]
        var excludes: Bool
    }

    /// Flags with a meaning of their own, and limits; 0 where the dictionary does not set one.
    struct Options {
        var forbidden, needsAffix, onlyInCompound, circumfix: UInt16
        var compound, compoundBegin, compoundMiddle, compoundEnd: UInt16
        var compoundPermit, compoundForbid, compoundRoot: UInt16
        /// An affix may replace the whole word.
        var stripsAll: Bool
        /// Three equal letters where two parts of a compound meet, and equal parts, are refused.
        var forbidsTriples, forbidsDoubles: Bool
        /// The fewest characters of a part of a compound; the most parts; the most syllables of one that has more parts.
        var shortestPart, mostParts, mostSyllables: Int
    }

    /// An end and a front that do not meet in a compound, where the first part has the flag (0: any part).
    struct Clash {
        var end, front: [UInt8]
        var flag: UInt16
    }

    let options: Options
    /// Sorted by what they add, suffixes from the end.
    let suffixes, prefixes: [Rule]
    /// What is replaced in a word before it is looked up, and in a stem afterwards.
    let before, after: [(old: [UInt8], new: [UInt8])]
    let clashes: [Clash]
    let vowels: Set<UInt32>
    private let text: [UInt8]
    private let conditions: [[Test]]
    private let starts: [UInt32]
    private let flags: [UInt16]
    /// The flags that some affix brings: only an affix with one of them can follow another.
    let brought: Set<UInt16>
    /// The suffixes that derive something, by what; in the order in which they are tried.
    let derivations: [UInt16: [Rule]]
    private let suffixGroups, prefixGroups: Groups

    /// hunspell's own flag for a word that is only accepted in capitals.
    static let onlyCapitals: UInt16 = 65511

    /// Whether words are put together at all.
    var makesCompounds: Bool { options.compound != 0 || options.compoundBegin != 0 }

    /// - Throws: ``AnalysisError`` where the file cannot be read, is of another version or damaged.
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

    /// Whether a set of flags holds one. hunspell looks for 0 too, which is the flag of what a dictionary does not set.
    func has(_ set: UInt32, _ flag: UInt16) -> Bool {
        let end = Int(starts[Int(set) + 1])
        var (low, high) = (Int(starts[Int(set)]), end)
        while low < high {
            let middle = (low + high) / 2
            if flags[middle] < flag { low = middle + 1 } else { high = middle }
        }
        return low < end && flags[low] == flag
    }

    /// Whether there is a set of flags with this number.
    func isSet(_ set: UInt32) -> Bool { Int(set) + 1 < starts.count }

    func stripped(_ rule: Rule) -> ArraySlice<UInt8> { text[Int(rule.text)..<Int(rule.text) + Int(rule.strips)] }

    func added(_ rule: Rule) -> ArraySlice<UInt8> {
        text[Int(rule.text) + Int(rule.strips)..<Int(rule.text) + Int(rule.strips) + Int(rule.adds)]
    }

    /// Calls `body` with the range of the suffixes for each addition that the word ends in.
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

    /// Calls `body` with the range of the prefixes for each addition that the word begins with.
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

    /// Whether a word's end is as a suffix asks.
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

    /// Whether a word's front is as a prefix asks.
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

    /// The character whose UTF-8 stands there.
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

/// Where the rules with the same addition lie, by its hash: FNV-1a of its bytes in the order in which they are met.
private struct Groups {
    var ranges: [UInt64: Range<Int>] = [:]
    /// The bytes of the longest addition.
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
