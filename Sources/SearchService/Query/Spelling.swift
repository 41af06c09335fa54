import DocumentModel
import Foundation
import Index
import TextAnalysis

/// Possible corrections of words with almost no results: language → word → words of the toolbox, the most likely first.
typealias Corrections = [LanguageTag: [String: [TermExpander.Correction]]]

/// Corrects words that have almost no results in any language that the query may be in.
struct Spelling {
    let analyser: Analyser
    let expander: TermExpander
    let languages: [QueryLanguage]

    /// Words that more documents than this have are not rare.
    private static let fewest = 2
    /// The maximum number of corrections for a word.
    private static let most = 4
    /// The maximum number of unknown words in one language that are corrected.
    private static let mostMended = 16

    /// The words without any form in a document, in any language that the query may be in. A word with operators is not
    /// looked at, nor are words of scripts without spaces.
    func missing(_ syntax: QuerySyntax) throws -> Set<String> {
        var missing: Set<String> = []
        var present: Set<String> = []
        for candidate in languages {
            let joined = try JoinedWords(syntax, candidate.language, analyser, expander)
            for (number, clause) in syntax.clauses.enumerated() {
                for case .item(let item) in clause where item.isWord {
                    let found = analyser.wordsAndVariants(in: analyser.clean(item.text), language: candidate.language)
                    let tokens = found.filter { $0.kind != .variant && !$0.isOptional && !$0.isSign }
                        .filter { token in
                            !languages.contains {
                                analyser.words.isFunctionWord(token.term, in: $0.language) == true
                            }
                        }
                    let variants = try Variants(found, joined: joined.terms[number] ?? []) { try occurs($0) }
                    let isSpaceless = tokens.contains(where: \.isBigram)
                    for token in tokens where !present.contains(token.term) {
                        if expander.deadline.cutsShort() { return [] }
                        let parts = Variants.runs(of: token.term)
                        let occurs =
                            try isSpaceless || !variants.terms(for: token).isEmpty || self.occurs(token.term)
                            || (parts.count > 1 && parts.allSatisfy { try self.occurs($0) })
                        if occurs { present.insert(token.term) } else { missing.insert(token.term) }
                    }
                }
            }
        }
        return missing.subtracting(present)
    }

    /// The words of which almost no document has a form.
    func rare(_ syntax: QuerySyntax) throws -> Set<String> {
        var rare: Set<String> = []
        for candidate in languages {
            for word in words(of: syntax, in: candidate.language).map(\.term)
            where try languages.allSatisfy({
                try expander.expansion(of: word, in: $0.language).allFrequency <= Self.fewest
            }) {
                rare.insert(word)
            }
        }
        return rare
    }

    /// Words as they were typed, in order.
    func typed(_ words: Set<String>, in syntax: QuerySyntax) -> [String] {
        guard !words.isEmpty else { return [] }
        return syntax.items.filter(\.isWord).flatMap { item in
            let clean = analyser.clean(item.text)
            return analyser.words(in: clean, language: languages.first?.language ?? .undetermined)
                .filter { words.contains($0.term) }.map { String(clean.utf8[$0.range]) ?? "" }
        }.uniqued()
    }

    private func occurs(_ word: String) throws -> Bool {
        if try expander.frequency(of: word) > 0 { return true }
        return try languages.contains { try !expander.expansion(of: word, in: $0.language).isEmpty }
    }

    /// The corrections to search in place of words that no document contains; empty if there is none.
    /// - Parameters:
    ///   - missing: see ``missing(_:)``.
    ///   - known: whether words of a dictionary are included. They are never corrected, but may be similar to others.
    func corrections(_ syntax: QuerySyntax, _ missing: Set<String>, known: Bool = false) throws -> Corrections {
        guard !missing.isEmpty else { return [:] }
        var result: Corrections = [:]
        for candidate in languages {
            var corrected = 0
            for word in words(of: syntax, in: candidate.language).map(\.term).uniqued()
            where missing.contains(word) {
                let isUnknown = try isUnknown(word)
                guard known || isUnknown else { continue }
                corrected += 1
                if corrected > Self.mostMended || expander.deadline.cutsShort() { break }
                let found = try expander.corrections(of: word, in: candidate.language, limit: Self.most)
                    .filter { isUnknown || isLikely($0.word, for: word) }
                if !found.isEmpty { result[candidate.language, default: [:]][word] = found }
            }
        }
        return result
    }

    /// Whether a word of a dictionary may be a typing error for another word: by a single edit, and not in its first letter.
    private func isLikely(_ other: String, for word: String) -> Bool {
        let (typed, meant) = (analyser.folded(word), analyser.folded(other))
        return beginsAlike(typed, meant) && editDistance(typed, meant, limit: 1) == 1
    }

    /// The words that may have been meant by others, the likeliest first, in the order of the text.
    func likelier(_ syntax: QuerySyntax, _ words: Set<String>) throws -> [(word: String, candidates: [String])] {
        let found = try corrections(syntax, words, known: true)
        return try self.words(of: syntax, in: languages.first?.language ?? .undetermined).map(\.term).uniqued()
            .compactMap { word in
                let candidates = try languages.flatMap { language in
                    // Other forms of the same word are not other spellings.
                    let bases = Set(try expander.bases(of: word, in: language.language))
                    return try (found[language.language]?[word]?.map(\.word) ?? []).filter {
                        try bases.isDisjoint(with: expander.bases(of: $0, in: language.language))
                    }
                }.uniqued()
                return candidates.isEmpty ? nil : (word, candidates)
            }
    }

    /// Whether a word is in no dictionary.
    func isUnknown(_ word: String) throws -> Bool {
        try languages.allSatisfy { try expander.expansion(of: word, in: $0.language).isUnknown }
    }

    /// The query's text with every word replaced for which `replacement` returns another one.
    func text(_ text: String, _ syntax: QuerySyntax, _ replacement: (String) -> String?) -> String {
        var result = text
        // The words are in the order of the text.
        var start = result.startIndex
        for word in words(of: syntax, in: languages.first?.language ?? .undetermined) {
            guard let range = Self.range(of: word.text, in: result, from: start) else { continue }
            let offset = result.distance(from: result.startIndex, to: range.lowerBound)
            let new = replacement(word.term) ?? word.text
            result.replaceSubrange(range, with: new)
            start = result.index(result.startIndex, offsetBy: offset + new.count)
        }
        return result
    }

    /// The next place of a whole word in a text.
    private static func range(of word: String, in text: String, from start: String.Index) -> Range<String.Index>? {
        var start = start
        while let range = text[start...].range(of: word) {
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            if before?.isLetter != true, after?.isLetter != true { return range }
            start = range.upperBound
        }
        return nil
    }

    /// The words outside phrases that consist of letters.
    private func words(of syntax: QuerySyntax, in language: LanguageTag) -> [(text: String, term: String)] {
        syntax.typedItems.filter { !$0.isPhrase && !$0.isPrefix }.flatMap { item in
            let clean = analyser.clean(item.text)
            return analyser.words(in: clean, language: language)
                .filter { !$0.isBigram && $0.term.allSatisfy { $0.isLetter || $0 == "-" || $0 == "'" } }
                .map { (String(clean.utf8[$0.range]) ?? "", $0.term) }
        }
    }
}

extension String.UTF8View {
    fileprivate subscript(range: Range<Int>) -> Substring.UTF8View {
        self[index(startIndex, offsetBy: range.lowerBound)..<index(startIndex, offsetBy: range.upperBound)]
    }
}
