import CMarisaShim

/// The stems of words according to a hunspell dictionary, as `Hunspell::stem` returns them, without hunspell: the words
/// are in a mapped trie, the rules in ``AffixRules``; both are made by `script/language-dictionaries`. For use by one
/// thread at a time.
///
/// It follows hunspell 1.7's affixmgr.cxx, function by function; where the names differ, the comments give those of
/// hunspell. There are three differences. An affix that both derives and inflects uses the first matching rule for the
/// derivation (`morphgen` sometimes makes words that do not exist: képezés of képzés). A condition with a dot before a
/// letter of two bytes works as its author intended. COMPOUNDRULE, which is for numerals, is not supported.
final class AffixDictionary {
    /// A word with one of its lines in the dictionary.
    struct Entry: Equatable {
        /// The number of its flag set.
        var flags: UInt32
        /// Whether the line has more than the word and its flags.
        var hasData: Bool
        /// The stem given in the line; nil if the word is its own stem.
        var stem: [UInt8]?
    }

    /// A dictionary word with the affixes that make another word of it.
    struct Analysis {
        var root: [UInt8]
        var entry: Entry
        var suffix: AffixRules.Rule?
        var prefix: AffixRules.Rule?
        /// Of two suffixes, the first one, and the word that it makes.
        var inner: AffixRules.Rule?
        var middle: [UInt8]?
    }

    /// The position of a word in a compound.
    enum Place {
        case alone, beginsCompound
    }

    let rules: AffixRules
    private let words: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 2048)
    /// A cache of recent look-ups: forms of the same word share their roots.
    private var recent: [[UInt8]: [Entry]] = [:]
    private static let mostRecent = 1000

    /// - Throws: ``AnalysisError`` if a file is missing, damaged or of another version.
    init(words path: String, affixes: String) throws(AnalysisError) {
        rules = try AffixRules(path: affixes)
        var reason = [CChar](repeating: 0, count: 256)
        guard let handle = cmarisa_open(path, &reason, reason.count) else {
            throw AnalysisError(description: "the words \(path) cannot be opened: \(text(of: reason))")
        }
        words = handle
    }

    deinit { cmarisa_close(words) }

    /// The stems of a word, in the dictionary's spelling; empty if the dictionary does not accept it.
    func stems(of word: String) -> [String] {
        if recent.count > Self.mostRecent { recent.removeAll(keepingCapacity: true) }
        let word = replacing(rules.before, in: Array(word.utf8))
        guard !word.isEmpty else { return [] }
        let options = rules.options
        var found: [[UInt8]] = []
        for entry in lookUp(word)
        where ![options.forbidden, options.needsAffix, options.onlyInCompound].contains(where: {
            rules.has(entry.flags, $0)
        }) {
            found.append(entry.stem ?? word)
        }
        found += analyses(of: word).map(stem)
        if found.isEmpty, rules.makesCompounds { found = compounds(of: word) }
        var result: [String] = []
        for stem in found {
            let stem = String(decoding: replacing(rules.after, in: stem), as: UTF8.self)
            if !stem.isEmpty, !result.contains(stem) { result.append(stem) }
        }
        return result
    }

    private func replacing(_ pairs: [(old: [UInt8], new: [UInt8])], in word: [UInt8]) -> [UInt8] {
        if pairs.isEmpty { return word }
        var result: [UInt8] = []
        var index = 0
        while index < word.count {
            let match = pairs.filter { word[index...].starts(with: $0.old) }.max { $0.old.count < $1.old.count }
            if let match, !match.old.isEmpty {
                result += match.new
                index += match.old.count
            } else {
                result.append(word[index])
                index += 1
            }
        }
        return result
    }

    /// The dictionary's lines for a word.
    func lookUp(_ word: [UInt8]) -> [Entry] {
        if let cached = recent[word] { return cached }
        let key = word + [1]
        let written = cmarisa_continuations(words, key, key.count, 32, &buffer, buffer.count)
        let entries = written <= 0 ? [] : buffer[..<Int(written)].split(separator: 0).compactMap { entry($0, of: word) }
        recent[word] = entries
        return entries
    }

    private func entry(_ value: ArraySlice<UInt8>, of word: [UInt8]) -> Entry? {
        let value = Array(value)
        guard value.count >= 4, value[..<3].allSatisfy({ (0x30..<0x70).contains($0) }) else { return nil }
        let flags = value[..<3].reduce(0) { $0 << 6 | UInt32($1 - 0x30) }
        var stem: [UInt8]?
        if value.count > 4 {
            let dropped = Int(value[4]) - 0x30
            guard (0...word.count).contains(dropped) else { return nil }
            stem = word.dropLast(dropped) + value[5...]
        }
        return rules.isSet(flags) ? Entry(flags: flags, hasData: value[3] == UInt8(ascii: "d"), stem: stem) : nil
    }

    /// All analyses of a word with at least one affix (`affix_check_morph`).
    /// - Parameter need: a flag that the word or its last suffix must have; 0: none.
    func analyses(of word: [UInt8], needing need: UInt16 = 0) -> [Analysis] {
        var result: [Analysis] = []
        forEachPrefix(of: word) { prefix, root in
            if prefix.adds > 0, rules.has(prefix.brings, rules.options.onlyInCompound) { return true }
            for entry in lookUp(root) where isPrefixed(entry, prefix) {
                result.append(Analysis(root: root, entry: entry, prefix: prefix))
            }
            if prefix.traits.contains(.crosses) {
                forEachSuffix(of: root, Query(prefix: prefix)) {
                    result.append($0)
                    return true
                }
            }
            return true
        }
        forEachSuffix(of: word, Query(need: need)) {
            result.append($0)
            return true
        }
        forEachPair(of: word, need) {
            result.append($0)
            return true
        }
        return result
    }

    /// One analysis of a word with at least one affix (`affix_check`); nil if there is none.
    func analysis(of word: [UInt8], needing need: UInt16) -> Analysis? {
        if let found = prefixed(word, need, .alone) ?? suffixed(word, Query(need: need, isCheck: true)) { return found }
        var result: Analysis?
        forEachPair(of: word, need) {
            result = $0
            return false
        }
        return result
    }

    /// The first analysis of a word with one suffix (`suffix_check`).
    func suffixed(_ word: [UInt8], _ query: Query) -> Analysis? {
        var result: Analysis?
        forEachSuffix(of: word, query) {
            result = $0
            return false
        }
        return result
    }

    /// The first analysis of a word with a prefix, alone or with a suffix (`prefix_check`).
    func prefixed(_ word: [UInt8], _ need: UInt16, _ place: Place) -> Analysis? {
        var result: Analysis?
        forEachPrefix(of: word) { prefix, root in
            if place == .alone, rules.has(prefix.brings, rules.options.onlyInCompound) { return true }
            for entry in lookUp(root)
            where isPrefixed(entry, prefix)
                && (need == 0 || rules.has(entry.flags, need) || rules.has(prefix.brings, need))
            {
                result = Analysis(root: root, entry: entry, prefix: prefix)
                return false
            }
            if prefix.traits.contains(.crosses) {
                result = suffixed(root, Query(prefix: prefix, need: need, place: place, isCheck: true))
            }
            return result == nil
        }
        return result
    }

    private func isPrefixed(_ entry: Entry, _ prefix: AffixRules.Rule) -> Bool {
        rules.has(entry.flags, prefix.flag) && !rules.has(prefix.brings, rules.options.needsAffix)
    }

    /// Calls `body` with each prefix that a word may have, and the word without it, until it returns false.
    func forEachPrefix(of word: [UInt8], _ body: (AffixRules.Rule, [UInt8]) -> Bool) {
        var goesOn = true
        rules.forEachPrefix(of: word) { group in
            for index in group where goesOn {
                let rule = rules.prefixes[index]
                let root = rules.stripped(rule) + word[Int(rule.adds)...]
                if rules.meetsFront(rule, Array(root)) { goesOn = body(rule, Array(root)) }
            }
        }
    }
}
