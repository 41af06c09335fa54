import DocumentModel
import Foundation
import Index
import TextAnalysis

/// The queries for single words and phrases.
extension QueryPlanner {
    /// The maximum number of terms for all `word*` together; the most frequent ones are chosen.
    private static let mostEndings = 500

    /// The query for the words of the index that begin with a text.
    func beginning(
        with item: QuerySyntax.Item,
        _ interpretation: inout Interpretation
    ) throws -> IndexQuery? {
        guard let typed = analyser.words(in: analyser.clean(item.text), language: .undetermined).first?.term else {
            return nil
        }
        let prefix = item.inTitle ? IndexLayout.title(typed) : typed
        let most = max(1, Self.mostEndings / max(1, prefixes))
        let terms = Array(try termQueries.terms(beginning: prefix).prefix(most))
        // If there is none, the beginning itself, which finds nothing.
        let query = try terms.isEmpty ? IndexQuery.term(prefix) : .synonym(terms.map { try .term($0) })
        let words = item.inTitle ? terms.map { String($0.dropFirst(IndexLayout.title("").count)) } : terms
        interpretation.words.append(.word(words))
        interpretation.parts.append(Alternative(query: query))
        return query
    }

    /// The query for a word or phrase; nil if it contains no letter, digit or searchable sign. Adds its words to
    /// `interpretation`.
    func interpret(
        _ item: QuerySyntax.Item,
        _ language: LanguageTag?,
        _ room: Int?,
        _ interpretation: inout Interpretation,
        isWhole: Bool = false
    ) throws -> IndexQuery? {
        // When the time is up, the remaining words are searched as typed, which needs no look-ups. This is not done for
        // excluded words, because it would exclude too little.
        let language = !isWhole && deadline.cutsShort() ? nil : language
        let text = analyser.clean(item.text)
        let found = analyser.wordsAndVariants(in: text, language: language ?? .undetermined)
        let words = found.filter { $0.kind == .word }
        guard !words.isEmpty else { return nil }
        if item.isPhrase {
            var variants = try words.map { try termQueries.spellings(of: $0.term, in: language) }
            if !item.inTitle { Self.extendEdges(of: &variants, words, found) }
            interpretation.words.append(.phrase(variants))
            let phrase = try IndexQuery.phrase(
                variants.map { try .or($0.map { try .term(item.inTitle ? IndexLayout.title($0) : $0) }) }
            )
            interpretation.parts.append(Alternative(query: phrase))
            return phrase
        }
        let tokens = found.filter { $0.kind != .variant }
        let variants = try Variants(found, joined: interpretation.joined) {
            try termQueries.expander.frequency(of: $0) > 0
        }
        var required: [IndexQuery] = []
        var optional: [IndexQuery] = []
        let isLost = tokens.allSatisfy { missing.contains($0.term) }
        if !item.inTitle {
            interpretation.bare += words.filter { !$0.isOptional }.map { ($0.term, interpretation.clauses.count, 0) }
        }
        for variant in variants.strict {
            let leaf = try leaf(variant.term, language, item, room)
            interpretation.parts.append(Alternative(query: leaf.wide, rarity: leaf.rarity))
            required.append(leaf.query)
        }
        for token in tokens {
            if token.isOptional {
                // Keeps the words of all languages in step.
                interpretation.words.append(.word([], weight: 0))
                continue
            }
            let isMissing = item.isWord && missing.contains(token.term)
            var termQuery = try termQueries.termQuery(
                token.term,
                or: language.flatMap { corrections[$0]?[token.term] } ?? [],
                in: language,
                inTitle: item.inTitle,
                isFuzzy: (isFuzzy || isMissing) && interpretation.widened < Self.mostWidened,
                room: room
            )
            if termQuery.isWidened { interpretation.widened += 1 }
            try accept(variants.terms(for: token), for: &termQuery, language, item, room)
            interpretation.words.append(termQuery.queryTerm)
            interpretation.findsForms = interpretation.findsForms || termQuery.findsForms
            let part = Alternative(
                query: termQuery.wide,
                rarity: termQuery.rarity,
                isFunctionWord: isFunctionWord(token.term, as: text[token.range], language),
                letters: token.term.count
            )
            if token.kind == .word, let here = interpretation.bare.lastIndex(where: { $0.word == token.term }) {
                interpretation.bare[here].weight = termQuery.queryTerm.weight
            }
            let isSign = token.isSign && words.contains { !$0.isSign }
            // If a text is divided into bigrams, these are required; its words by ICU may be divided differently.
            let isCovered = !token.isBigram && tokens.contains { $0.isBigram && $0.range.overlaps(token.range) }
            if isCovered || isSign || variants.strict.contains(where: { $0.range.overlaps(token.range) }) {
                optional.append(termQuery.query)
                if isCovered { interpretation.parts.append(part) }
            } else {
                interpretation.parts.append(part)
                if !isMissing || isLost { required.append(termQuery.query) }
            }
            guard isMissing else { continue }
            interpretation.similar.append(termQuery.wide)
            if let language, let others = alternatives[language]?[token.term] {
                let other = try termQueries.termQuery(
                    token.term,
                    or: others,
                    in: language,
                    inTitle: false,
                    isFuzzy: false,
                    room: room
                )
                interpretation.similar.append(other.query)
                interpretation.words[interpretation.words.count - 1] = other.queryTerm
            }
        }
        var query = try IndexQuery.and(required)
        if (2...QueryReduction.longestPhrase).contains(words.count), !tokens.contains(where: \.isBigram), !item.inTitle
        {
            optional.append(
                try IndexQuery.phrase(words.map { try .term($0.term) }).scaled(termQueries.ranking.adjacency)
            )
        }
        // The item as typed, with its hyphen.
        optional += try variants.within.map { try .term($0).scaled(termQueries.ranking.hyphen) }
        if !optional.isEmpty { query = try query.preferring(.or(optional)) }
        return query
    }

    /// Lets a Chinese or Japanese phrase begin and end inside a word of the document: a single character at its beginning, or
    /// behind another one at its end, is searched as the bigram with its neighbour, which is at the position of the word in
    /// which it begins.
    private static func extendEdges(of variants: inout [[String]], _ words: [QueryWord], _ found: [QueryWord]) {
        /// The bigram that begins with a word of one character.
        func bigram(_ word: QueryWord) -> String? {
            guard word.term.count == 1 else { return nil }
            return found.first { $0.isBigram && $0.range.lowerBound == word.range.lowerBound }?.term
        }
        guard words.count > 1 else { return }
        if let pair = bigram(words[0]) { variants[0] = [pair] }
        if words[words.count - 1].term.count == 1, let pair = bigram(words[words.count - 2]) {
            variants.removeLast()
            variants[variants.count - 1] = [pair]
        }
    }

    private func leaf(
        _ term: String,
        _ language: LanguageTag?,
        _ item: QuerySyntax.Item,
        _ room: Int?
    ) throws -> TermQueryCache.Leaf {
        try termQueries.termQuery(term, in: language, inTitle: item.inTitle, isFuzzy: false, room: room)
    }

    /// Accepts other spellings in place of a word. They count only in documents without the word, so a document that has several
    /// of them is not better for it.
    private func accept(
        _ terms: [String],
        for word: inout TermQueryCache.Leaf,
        _ language: LanguageTag?,
        _ item: QuerySyntax.Item,
        _ room: Int?
    ) throws {
        let leaves = try terms.map { try leaf($0, language, item, room) }.filter { $0.rarity.isFinite }
        var spelled = try leaves.map { try $0.query.scaled(termQueries.ranking.variant) }
        if case .word(let known) = word.queryTerm.terms {
            let more = leaves.flatMap { leaf -> [String] in
                if case .word(let terms) = leaf.queryTerm.terms { terms } else { [] }
            }
            word.queryTerm.terms = .word(known + more.filter { !known.contains($0) })
        }
        // `25kg` also means `25 kg`, and `elearning` means `e learning`.
        if !item.inTitle {
            let weight = termQueries.ranking.apart * pow(word.rarity, termQueries.ranking.rarity)
            for parts in try Variants.parts(of: word.word, termQueries.expander) {
                let phrase = try IndexQuery.phrase(parts.map { try .term($0) })
                try spelled.append(.constant(weight).filtered(by: phrase))
            }
        }
        guard !spelled.isEmpty else { return }
        let others = try IndexQuery.or(spelled).without(word.query)
        word.query = try .or([word.query, others])
        word.wide = try .or([word.wide, others])
    }
}

extension String {
    /// The text at a range of UTF-8 offsets.
    fileprivate subscript(bytes: Range<Int>) -> Substring {
        let start = utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound)
        return self[start..<utf8.index(start, offsetBy: bytes.count)]
    }
}
