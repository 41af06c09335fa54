extension AffixDictionary {
    /// The stems of a word as a compound: the parts before the last, and the last part's stem (`compound_check_morph`,
    /// without COMPOUNDRULE).
    func compounds(of word: [UInt8]) -> [[UInt8]] {
        var walk = CompoundWalk()
        walk.go(word, self, parts: 0, syllables: 0, front: [])
        return walk.found
    }

    /// A first or middle part with affixes.
    fileprivate func affixedFront(_ word: [UInt8], isFirst: Bool) -> Analysis? {
        let options = rules.options
        func suffixed(_ flag: UInt16) -> Analysis? {
            self.suffixed(word, Query(need: flag, place: .beginsCompound, isCheck: true))
        }
        if options.compound != 0 {
            if let found = prefixed(word, options.compound, .beginsCompound) { return found }
            if let found = suffixed(options.compound), let suffix = found.suffix,
                !rules.has(suffix.brings, options.compoundForbid), !rules.has(suffix.brings, options.compoundEnd)
            {
                return found
            }
        }
        let flag = isFirst ? options.compoundBegin : options.compoundMiddle
        return flag == 0 ? nil : suffixed(flag) ?? prefixed(word, flag, .beginsCompound)
    }

    /// A last part with affixes.
    fileprivate func affixedEnd(_ word: [UInt8]) -> Analysis? {
        let (any, end) = (rules.options.compound, rules.options.compoundEnd)
        return (any == 0 ? nil : analysis(of: word, needing: any))
            ?? (end == 0 ? nil : analysis(of: word, needing: end))
    }

    /// The analyses of a part with the first of some flags that has any.
    fileprivate func analyses(ofPart word: [UInt8], _ flags: [UInt16]) -> [Analysis] {
        for flag in flags where flag != 0 {
            let found = analyses(of: word, needing: flag)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// Whether an affix of the analysis is not allowed in compounds.
    fileprivate func isForbidden(_ analysis: Analysis) -> Bool {
        [analysis.suffix, analysis.prefix].contains {
            $0.map { rules.has($0.brings, rules.options.compoundForbid) } ?? false
        }
    }

    /// Whether the texts before and after a position must not meet.
    fileprivate func clashes(_ word: [UInt8], at place: Int, _ flags: UInt32) -> Bool {
        if rules.options.forbidsTriples, word[place - 1] == word[place],
            (place > 1 && word[place - 1] == word[place - 2])
                || (place + 1 < word.count && word[place] == word[place + 1])
        {
            return true
        }
        return rules.clashes.contains { clash in
            word[place...].starts(with: clash.front) && (clash.flag == 0 || rules.has(flags, clash.flag))
                && word[..<place].suffix(clash.end.count).elementsEqual(clash.end)
        }
    }
}

/// The search for the parts of one word.
private struct CompoundWalk {
    typealias Analysis = AffixDictionary.Analysis
    var found: [[UInt8]] = []
    /// The number of positions tried. hunspell has a time limit here instead, so its answers depend on the machine.
    private var tried = 0
    private static let mostTried = 2000

    /// - Parameters:
    ///   - parts: the number of parts before the word, and of their syllables.
    ///   - front: these parts as written.
    mutating func go(_ word: [UInt8], _ dictionary: AffixDictionary, parts: Int, syllables: Int, front: [UInt8]) {
        let (rules, options) = (dictionary.rules, dictionary.rules.options)
        var boundaries = word.indices.filter { word[$0] & 0xC0 != 0x80 }
        boundaries.append(word.count)
        guard boundaries.count > 2 * options.shortestPart else { return }
        var isDone = false
        for place in boundaries[options.shortestPart...(boundaries.count - 1 - options.shortestPart)] {
            tried += 1
            if tried > Self.mostTried { return }
            let (first, rest) = (Array(word[..<place]), Array(word[place...]))
            guard let (head, isNamed) = frontPart(first, dictionary, parts: parts), !isBarred(head, rules),
                !dictionary.isForbidden(head), !dictionary.clashes(word, at: place, head.entry.flags)
            else { continue }
            var count = Count(parts: parts, syllables: syllables)
            count.add(root: head, rules)
            if options.mostSyllables > 0 {
                count.syllables += rules.syllables(first)
                count.add(prefix: head.prefix, rules)
            }
            let whole = front + (isNamed ? first : [])

            let end = dictionary.lookUp(rest).first { entry in
                !rules.has(entry.flags, options.needsAffix)
                    && (has(entry, options.compound, rules) || has(entry, options.compoundEnd, rules))
            }.map { Analysis(root: rest, entry: $0) }
            if let end {
                if isBarred(end, rules) { continue }
                var count = count
                count.add(end: end, rules)
                count.syllables += rules.syllables(rest)
                if count.isAllowed(rules), !options.forbidsDoubles || rest != head.root {
                    // hunspell omits the last part if its line has only the word.
                    found.append(whole + (end.entry.hasData ? end.entry.stem ?? rest : []))
                    isDone = true
                }
            }
            if let end = dictionary.affixedEnd(rest) {
                if rules.has(end.entry.flags, options.forbidden), !rules.has(end.entry.flags, options.needsAffix) {
                    continue
                }
                var count = count
                if options.mostSyllables > 0 { count.add(affixed: end, rest, rules) }
                count.add(root: end, rules)
                if !dictionary.isForbidden(end), count.isAllowed(rules),
                    !options.forbidsDoubles || end.root != head.root
                {
                    let endings = dictionary.analyses(ofPart: rest, [options.compound, options.compoundEnd])
                    found += endings.map { whole + dictionary.stem(of: $0) }
                    isDone = true
                }
            }
            if !isDone { go(rest, dictionary, parts: count.parts + 1, syllables: count.syllables, front: whole) }
        }
    }

    /// A word as the first or a middle part, and whether hunspell includes it before the stem.
    private func frontPart(_ word: [UInt8], _ dictionary: AffixDictionary, parts: Int) -> (Analysis, isNamed: Bool)? {
        let (rules, options) = (dictionary.rules, dictionary.rules.options)
        let entries = dictionary.lookUp(word)
        if let entry = entries.first, has(entry, options.compoundForbid, rules) { return nil }
        let flag = parts == 0 ? options.compoundBegin : options.compoundMiddle
        let entry = entries.first {
            !rules.has($0.flags, options.needsAffix) && (has($0, options.compound, rules) || has($0, flag, rules))
        }
        if let entry { return (Analysis(root: word, entry: entry), true) }
        guard let found = dictionary.affixedFront(word, isFirst: parts == 0) else { return nil }
        return (found, !dictionary.analyses(ofPart: word, [options.compound, flag]).isEmpty)
    }

    private func has(_ entry: AffixDictionary.Entry, _ flag: UInt16, _ rules: AffixRules) -> Bool {
        flag != 0 && rules.has(entry.flags, flag)
    }

    private func isBarred(_ analysis: Analysis, _ rules: AffixRules) -> Bool {
        rules.has(analysis.entry.flags, rules.options.forbidden)
            || rules.has(analysis.entry.flags, AffixRules.onlyCapitals)
    }
}

/// Hungarian allows more than two parts if the whole has few syllables, by rules of its own.
private struct Count {
    var parts: Int
    var syllables: Int

    /// The flags I, J and c of the Hungarian dictionary.
    private static let (i, j, c) = (UInt16(73), UInt16(74), UInt16(99))

    func isAllowed(_ rules: AffixRules) -> Bool {
        let options = rules.options
        return options.mostParts == 0 || parts + 1 < options.mostParts
            || (options.mostSyllables > 0 && syllables <= options.mostSyllables)
    }

    /// Adds a root that counts as two.
    mutating func add(root: AffixDictionary.Analysis, _ rules: AffixRules) {
        let flag = rules.options.compoundRoot
        if flag != 0, rules.has(root.entry.flags, flag) { parts += 1 }
    }

    mutating func add(prefix: AffixRules.Rule?, _ rules: AffixRules) {
        if let prefix, rules.syllables(rules.added(prefix)) > 1 { parts += 1 }
    }

    mutating func add(end: AffixDictionary.Analysis, _ rules: AffixRules) {
        if rules.options.mostSyllables > 0, rules.has(end.entry.flags, Self.i), !rules.has(end.entry.flags, Self.j) {
            syllables -= 1
        }
        add(root: end, rules)
    }

    /// Adds the syllables of a last part, without those of its last suffix.
    mutating func add(affixed end: AffixDictionary.Analysis, _ word: [UInt8], _ rules: AffixRules) {
        syllables += rules.syllables(word)
        add(prefix: end.prefix, rules)
        guard let suffix = end.suffix else { return }
        let added = rules.added(suffix)
        if suffix.brings == 0 {
            syllables -= rules.syllables(added)
        } else if added.last == UInt8(ascii: "i"), !"yt".utf8.contains(added.dropLast().last ?? 0) {
            syllables -= 1
        }
        switch suffix.flag {
        case Self.c: syllables += 2
        case Self.j: syllables += 1
        case Self.i where rules.has(end.entry.flags, Self.j): syllables += 1
        default: break
        }
    }
}
