import DocumentModel

/// The opened sources of one profile. For use by one thread at a time.
final class ProfileSources {
    let profile: LanguageProfile
    private let table: LemmaTable?
    private let dictionary: AffixDictionary?
    private let morphology: FinnishMorphology?
    private let stemmer: Stemmer?

    /// Opens the sources that exist. A damaged file counts as missing; the other sources are used.
    init(_ profile: LanguageProfile, _ data: LanguageData) {
        self.profile = profile
        var table: LemmaTable?
        var dictionary: AffixDictionary?
        var morphology: FinnishMorphology?
        for source in profile.sources {
            switch source {
            case .table: table = data.table(of: profile.language).flatMap { try? LemmaTable(path: $0) }
            case .hunspell:
                dictionary = data.dictionary(of: profile.language).flatMap {
                    try? AffixDictionary(words: $0.words, affixes: $0.affixes)
                }
            case .voikko: morphology = try? FinnishMorphology(folder: data.morphologies)
            }
        }
        (self.table, self.dictionary, self.morphology) = (table, dictionary, morphology)
        stemmer = (profile.stemsBases ?? profile.fallback).flatMap { Stemmer(algorithm: $0) }
    }

    /// The base forms of a word from all sources, in lower case; empty if it is in none.
    func bases(of word: String) -> [String] {
        let listed = table?.bases(of: word) ?? []
        var result = listed
        if let dictionary {
            var stems = dictionary.stems(of: word)
            // Nouns (in German) and names are capitalised in dictionaries, and only accepted that way.
            if let capital = capitalised(word) { stems += dictionary.stems(of: capital) }
            // For a compound, hunspell returns one of its parts as the stem.
            if profile.compounds != nil { stems.removeAll { $0.count * 2 < word.count } }
            stems = stems.map { $0.lowercased() }
            if !listed.isEmpty { stems.removeAll { $0.count < profile.shortestStem && !listed.contains($0) } }
            result += stems
        }
        if let morphology { result += morphology.analyses(of: word).map { $0.base.lowercased() } }
        return result.map { negated($0, as: word) }
    }

    /// The base forms of a word that is unknown as typed: with `ae` for `ä`, or without its marks.
    func bases(ofMistyped word: String, plain: String) -> [String] {
        if !profile.ersatz.isEmpty {
            let typed = profile.ersatz.reduce(word) {
                replacing($1.0, by: $1.1, in: $0, notAfter: profile.ersatzNotAfter)
            }
            if typed != word {
                let bases = bases(of: typed)
                if !bases.isEmpty { return bases }
            }
        }
        var result = table?.bases(ofPlain: plain) ?? []
        if result.isEmpty, plain != word { result = bases(of: plain) }
        return result.map { negated($0, as: word) }
    }

    /// Whether the table, if there is one, contains a word that begins so.
    func holdsWord(beginning: String) -> Bool { table?.holdsWord(beginning: beginning) ?? false }

    /// The stem of a base form or an unknown word; nil if the language has no stemmer.
    func stem(of word: String) -> String? {
        guard let stemmer else { return nil }
        return Array(word.utf8).withUnsafeBufferPointer { String(decoding: stemmer.stem($0), as: UTF8.self) }
    }

    /// The parts of a compound, and its base form as a whole; nil for a simple word.
    func parts(of word: String, bases: [String]) -> (base: String, parts: [String])? {
        if let morphology {
            for analysis in morphology.analyses(of: word) where analysis.lengths.count > 1 {
                return (analysis.base, finnishParts(of: analysis, in: word))
            }
        }
        guard let rules = profile.compounds, let table else { return nil }
        return CompoundSplitter(rules: rules, known: { table.bases(of: $0) }).split(word, bases: bases)
    }

    /// The parts before the last are in the word as they are; the last one has the form of the base.
    private func finnishParts(of analysis: FinnishMorphology.Analysis, in word: String) -> [String] {
        var parts: [String] = []
        var rest = Substring(word)
        for length in analysis.lengths.dropLast() {
            let part = String(rest.prefix(length)).trimmingDashes
            rest = rest.dropFirst(length)
            // osaamis- is the first part of a compound made of osaaminen; koulun- is a genitive.
            let bases = bases(of: part) + (part.hasSuffix("s") ? self.bases(of: part.dropLast() + "nen") : [])
            parts += bases.isEmpty ? [part] : Array(bases.prefix(2))
        }
        let last = analysis.base.lowercased().dropFirst(word.count - rest.count)
        return (parts + [String(last).trimmingDashes]).filter { $0.count > 2 }
    }

    /// Adds a negating prefix that a source removed: nezaměstnanost is not zaměstnanost.
    private func negated(_ base: String, as word: String) -> String {
        for prefix in profile.negations where word.hasPrefix(prefix) && !base.hasPrefix(prefix) {
            if word.dropFirst(prefix.count).prefix(3) == base.prefix(3) { return prefix + base }
        }
        return base
    }

    private func capitalised(_ word: String) -> String? {
        guard let first = word.first, first.isLowercase else { return nil }
        return first.uppercased() + word.dropFirst()
    }
}

extension String {
    fileprivate var trimmingDashes: String { split(separator: "-").joined(separator: "-") }
}
