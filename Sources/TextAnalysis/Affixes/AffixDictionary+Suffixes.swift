extension AffixDictionary {
    /// Which analyses with one suffix to find.
    struct Query {
        /// The prefix that has been removed already.
        var prefix: AffixRules.Rule?
        /// The flag of a suffix that follows, which this one must allow; 0: none follows.
        var outer: UInt16 = 0
        /// The flag that the word or the suffix must have; 0: none.
        var need: UInt16 = 0
        var place = Place.alone
        /// Whether hunspell only checks that there is an analysis, by slightly different rules than for morphology.
        var isCheck = false
    }

    /// Calls `body` with each analysis of a word with one suffix, until it returns false (`suffix_check_morph`,
    /// `suffix_check`).
    func forEachSuffix(of word: [UInt8], _ query: Query, _ body: (Analysis) -> Bool) {
        var goesOn = true
        rules.forEachSuffix(of: word) { group in
            var (root, entries): ([UInt8], [Entry]?) = ([], nil)
            var known: (text: UInt32, strips: UInt16)?
            for index in group where goesOn {
                let rule = rules.suffixes[index]
                // Rules that strip the same text are adjacent.
                if known?.text != rule.text || known?.strips != rule.strips {
                    known = (rule.text, rule.strips)
                    root = word.dropLast(Int(rule.adds)) + rules.stripped(rule)
                    entries = nil
                }
                if entries?.isEmpty ?? false { continue }
                guard mayStand(rule, query), rules.meetsEnd(rule, root) else { continue }
                let found = entries ?? lookUp(root)
                entries = found
                for entry in found where goesOn && fits(rule, entry, query) {
                    goesOn = body(Analysis(root: root, entry: entry, suffix: rule, prefix: query.prefix))
                }
            }
        }
    }

    /// Whether a suffix is allowed here, regardless of the word.
    private func mayStand(_ rule: AffixRules.Rule, _ query: Query) -> Bool {
        let (options, brings) = (rules.options, rule.brings)
        if query.outer != 0, !rules.has(brings, query.outer) { return false }
        if query.prefix != nil, !rule.traits.contains(.crosses) { return false }
        switch query.place {
        case .beginsCompound: if !rules.has(brings, options.compoundPermit) { return false }
        case .alone: if rules.has(brings, options.onlyInCompound) { return false }
        }
        if options.circumfix != 0 {
            let isPaired = query.prefix.map { rules.has($0.brings, options.circumfix) } ?? false
            if isPaired != rules.has(brings, options.circumfix) { return false }
        }
        guard query.outer == 0, rules.has(brings, options.needsAffix) else { return true }
        guard let prefix = query.prefix, query.isCheck || rule.adds == 0 else { return false }
        return !rules.has(prefix.brings, options.needsAffix)
    }

    /// Whether a word may have a suffix.
    private func fits(_ rule: AffixRules.Rule, _ entry: Entry, _ query: Query) -> Bool {
        if let prefix = query.prefix {
            guard rules.has(entry.flags, rule.flag) || rules.has(prefix.brings, rule.flag),
                rules.has(entry.flags, prefix.flag) || rules.has(rule.brings, prefix.flag)
            else { return false }
        } else if !rules.has(entry.flags, rule.flag) {
            return false
        }
        if query.isCheck, query.place == .alone, rules.has(entry.flags, rules.options.onlyInCompound) { return false }
        return query.need == 0 || rules.has(entry.flags, query.need) || rules.has(rule.brings, query.need)
    }

    /// Calls `body` with each analysis of a word with two suffixes, with and without a prefix, until it returns false
    /// (`suffix_check_twosfx_morph`, `prefix_check_twosfx_morph`).
    func forEachPair(of word: [UInt8], _ need: UInt16, _ body: (Analysis) -> Bool) {
        guard !rules.brought.isEmpty else { return }
        var goesOn = true
        forEachPair(of: word, nil, need) {
            goesOn = body($0)
            return goesOn
        }
        guard goesOn else { return }
        forEachPrefix(of: word) { prefix, root in
            guard prefix.traits.contains(.crosses) else { return true }
            forEachPair(of: root, prefix, need) {
                goesOn = body($0)
                return goesOn
            }
            return goesOn
        }
    }

    private func forEachPair(of word: [UInt8], _ prefix: AffixRules.Rule?, _ need: UInt16, _ body: (Analysis) -> Bool) {
        var goesOn = true
        rules.forEachSuffix(of: word) { group in
            var root: [UInt8] = []
            var known: (text: UInt32, strips: UInt16)?
            for index in group where goesOn {
                let rule = rules.suffixes[index]
                guard rules.brought.contains(rule.flag), prefix == nil || rule.traits.contains(.crosses) else {
                    continue
                }
                if known?.text != rule.text || known?.strips != rule.strips {
                    known = (rule.text, rule.strips)
                    root = word.dropLast(Int(rule.adds)) + rules.stripped(rule)
                }
                guard rules.meetsEnd(rule, root) else { continue }
                let paired = prefix.flatMap { rules.has(rule.brings, $0.flag) ? nil : $0 }
                forEachSuffix(of: root, Query(prefix: paired, outer: rule.flag, need: need)) { inner in
                    var analysis = inner
                    (analysis.suffix, analysis.prefix, analysis.inner, analysis.middle) = (
                        rule, prefix, inner.suffix, root
                    )
                    goesOn = body(analysis)
                    return goesOn
                }
            }
        }
    }

    /// The stem of an analysis: the dictionary's word, or the word derived from it, without inflections.
    func stem(of analysis: Analysis) -> [UInt8] {
        var stem = analysis.entry.stem ?? analysis.root
        if let inner = analysis.inner, let outer = analysis.suffix, let middle = analysis.middle {
            if outer.derivation != 0 {
                stem = derived(outer, from: middle, inner.brings) ?? stem
            } else if inner.derivation != 0 {
                let derived = derived(inner, from: analysis.root, analysis.entry.flags)
                stem = derived ?? (inner.traits.contains(.inflects) ? stem : middle)
            }
        } else if let suffix = analysis.suffix, suffix.derivation != 0 {
            stem = derived(suffix, from: analysis.root, analysis.entry.flags) ?? stem
        }
        if let prefix = analysis.prefix, prefix.traits.contains(.staysInStem) { stem = rules.added(prefix) + stem }
        return stem
    }

    /// The word that a suffix derives from a word with these flags, without its inflection (`morphgen`).
    private func derived(_ rule: AffixRules.Rule, from word: [UInt8], _ flags: UInt32) -> [UInt8]? {
        let fitting = rules.derivations[rule.derivation]?.first { other in
            rules.has(flags, other.flag) && word.suffix(Int(other.strips)).elementsEqual(rules.stripped(other))
                && rules.meetsEnd(other, word)
        }
        return fitting.map { word.dropLast(Int($0.strips)) + rules.added($0) }
    }
}
