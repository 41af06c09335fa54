import Concepts
import DocumentModel
import Index
import TextAnalysis

/// A query ready for the index: what must match, and the terms whose positions make the passages.
struct QueryPlan {
    /// All of the words; nil if there are no words (an empty query finds everything).
    var all: IndexQuery?
    /// Any of the words; nil if there is only one.
    var any: IndexQuery?
    /// The terms that passages mark in a document's text.
    var words: [QueryTerm] = []
    var excluded: IndexQuery?
    /// The concepts that the words name, which are also searched by their other names.
    var concepts: [ConceptID] = []
    /// The words that name them.
    var naming: Set<String> = []
    /// The number of terms in their names.
    var conceptTerms = 0
    /// The names of these concepts.
    var named: [QueryTerm] = []
    /// The languages assumed for the words, the most likely first.
    var languages: [LanguageTag] = []
}

/// A word or a phrase of a query, with the terms that stand for it in a document's text.
struct QueryTerm {
    enum Terms: Equatable {
        /// Any of these terms matches.
        case word([String])
        /// Consecutive words, each matched by any of its terms.
        case phrase([[String]])
    }
    var terms: Terms
    /// Those of its terms that are no forms of the word, but similar to it.
    var similar: [String] = []
    /// Its share of the query's weight.
    var weight = 1.0
    /// A word of the query as typed, except for its case, and its inverse document frequency.
    var typed: (word: String, rarity: Double)?

    /// The terms of a word that are not only similar to it.
    var own: [String] {
        guard case .word(let terms) = terms else { return [] }
        return similar.isEmpty ? terms : terms.filter { !similar.contains($0) }
    }

    static func word(_ terms: [String], weight: Double = 1) -> QueryTerm {
        QueryTerm(terms: .word(terms), weight: weight)
    }

    static func phrase(_ terms: [[String]]) -> QueryTerm { QueryTerm(terms: .phrase(terms)) }
}

/// Query text → plan: words are expanded with the toolbox's lexicon, in each language that the query may be in.
struct QueryPlanner {
    let analyser: Analyser
    let termQueries: TermQueryCache
    /// The possible languages of the query, the most likely first; none: words are only searched as typed.
    let languages: [QueryLanguage]
    /// Whether the languages were detected, not specified: then hits for one of them must be documents in that language.
    let areGuessed: Bool
    /// Whether similar words match, too.
    var isFuzzy = false
    /// Corrections of words, to be searched in addition.
    var corrections: Corrections = [:]
    /// The words that no document contains in any form. They are not required.
    var missing: Set<String> = []
    /// Words that may be meant by missing ones; a document with them ranks higher.
    var alternatives: Corrections = [:]
    /// Finds the concepts that words name; nil if there is no thesaurus.
    var concepts: ConceptQueries?
    /// The identifiers of the concepts that the reader excluded.
    var hiddenConcepts: Set<String> = []
    /// The number of items like `word*` in the query.
    var prefixes = 0

    /// The maximum number of terms for all words together, in all languages: each takes memory and time during a match.
    static let mostTerms = 1500
    /// The minimum number of terms for each word.
    private static let leastRoom = 4
    /// The same for the other names of concepts.
    private static let mostConceptTerms = 1500
    /// The maximum number of words of an interpretation for which similar words are searched.
    private static let mostWidened = 16

    /// The most letters of a word that is a function word if it is frequent. There is no list of them for every language.
    private static let longestFunctionWord = 4

    private func isFunctionWord(_ part: Alternative) -> Bool {
        part.letters <= Self.longestFunctionWord && part.rarity < termQueries.ranking.commonBelow
    }

    mutating func plan(_ syntax: QuerySyntax) throws -> QueryPlan {
        prefixes = (syntax.items + syntax.excluded.flatMap(\.items)).count(where: \.isPrefix)
        var plan = QueryPlan()
        var all: [IndexQuery] = []
        var any: [IndexQuery] = []
        var excluded: [IndexQuery] = []
        let candidates = languages.isEmpty ? [QueryLanguage(language: .undetermined, weight: 1)] : languages
        let room = try room(syntax, candidates)
        for candidate in candidates {
            let interpretation = try interpret(syntax, candidate.language, room)
            merge(interpretation.words, into: &plan.words)
            excluded += interpretation.excluded
            if interpretation.findsForms { plan.languages.append(candidate.language) }
            guard !interpretation.clauses.isEmpty else { continue }
            if let expanded = try expand(interpretation, candidate.language, &plan) {
                try all.append(expanded.all.scaled(termQueries.ranking.concept))
                try any.append(expanded.any.scaled(termQueries.ranking.concept))
            }
            try all.append(limited(interpretation.required(), to: candidate))
            if interpretation.parts.count > 1 || isFuzzy {
                try any.append(limited(anyOf(interpretation.parts), to: candidate))
            }
        }
        if areGuessed, !languages.isEmpty, !all.isEmpty {
            // Names and loan words occur unchanged in documents of any language.
            let foreign = try interpret(syntax, nil, nil)
            try all.append(foreign.required().scaled(termQueries.ranking.foreign))
            if !any.isEmpty { try any.append(anyOf(foreign.parts).scaled(termQueries.ranking.foreign)) }
        }
        if !all.isEmpty { plan.all = try .or(all) }
        if !any.isEmpty { plan.any = try .or(any) }
        if !excluded.isEmpty { plan.excluded = try .or(excluded) }
        if plan.languages.isEmpty { plan.languages = languages.map(\.language) }
        plan.words += plan.named
        return plan
    }

    /// The interpretation with words replaced by the concepts that they name, for documents that use other names.
    private func expand(
        _ interpretation: Interpretation,
        _ language: LanguageTag,
        _ plan: inout QueryPlan
    ) throws -> (all: IndexQuery, any: IndexQuery)? {
        guard let concepts else { return nil }
        var clauses: [IndexQuery?] = interpretation.clauses
        var replaced: [Int: IndexQuery] = [:]
        var found: [IndexQuery] = []
        for concept in try concepts.concepts(
            in: interpretation.bare.map(\.word),
            language: language,
            without: hiddenConcepts
        )
        where !deadline.cutsShort() {
            let covered = Set(interpretation.bare[concept.range].map(\.clause))
            // A clause with more than the concept's words is not replaced.
            guard
                interpretation.bare.indices.allSatisfy({
                    concept.range.contains($0) || !covered.contains(interpretation.bare[$0].clause)
                }),
                let expansion = try concepts.expansion(of: concept.concept)
            else { continue }
            guard
                plan.concepts.contains(concept.concept)
                    || plan.conceptTerms + expansion.termCount <= Self.mostConceptTerms
            else { continue }
            let first = covered.min()!
            // Several concepts with the same name, from different thesauri, stand for the same words: any of them
            // matches.
            let direct = try replaced[first] ?? IndexQuery.and(covered.sorted().map { interpretation.clauses[$0] })
            let query = try IndexQuery.or([direct, expansion.query])
            for clause in covered { clauses[clause] = nil }
            (clauses[first], replaced[first]) = (query, query)
            found.append(expansion.query)
            plan.naming.formUnion(interpretation.bare[concept.range].map(\.word))
            if !plan.concepts.contains(concept.concept) {
                plan.conceptTerms += expansion.termCount
                plan.concepts.append(concept.concept)
                plan.named += expansion.queryTerms
            }
        }
        guard !found.isEmpty else { return nil }
        for clause in interpretation.missing where replaced[clause] == nil { clauses[clause] = nil }
        return (try .and(clauses.compactMap { $0 }), try .or(found))
    }

    /// Documents with any of the informative words; the other words count in those documents.
    private func anyOf(_ parts: [Alternative]) throws -> IndexQuery {
        let informative = parts.filter { $0.rarity >= termQueries.ranking.commonBelow }.map(\.query)
        let common = parts.filter { $0.rarity < termQueries.ranking.commonBelow }.map(\.query)
        if informative.isEmpty || common.isEmpty { return try .or(informative + common) }
        return try IndexQuery.or(informative).preferring(.or(common))
    }

    private func limited(_ query: IndexQuery, to candidate: QueryLanguage) throws -> IndexQuery {
        guard areGuessed, !candidate.language.isUndetermined else { return query }
        let weighted = candidate.weight == 1 ? query : try query.scaled(candidate.weight)
        return try weighted.filtered(by: .term(IndexLayout.language(candidate.language)))
    }

    /// Interpretations in different languages have the same words in the same order; each adds its forms.
    private func merge(_ words: [QueryTerm], into known: inout [QueryTerm]) {
        guard known.count == words.count else {
            if known.isEmpty { known = words }
            return
        }
        for (index, word) in words.enumerated() {
            if case .word(let more) = word.terms, case .word(let terms) = known[index].terms {
                let own = known[index].own + word.own
                known[index].similar = (known[index].similar + word.similar).uniqued().filter { !own.contains($0) }
                known[index].terms = .word(terms + more.filter { !terms.contains($0) })
            }
            known[index].weight = max(known[index].weight, word.weight)
        }
    }

    private var deadline: SearchDeadline { termQueries.expander.deadline }

    /// The maximum number of terms for a word; nil: no limit.
    private func room(_ syntax: QuerySyntax, _ candidates: [QueryLanguage]) throws -> Int? {
        var (words, terms) = (0, 0)
        for candidate in candidates {
            for item in syntax.items + syntax.excluded.flatMap(\.items) where !item.isPhrase && !item.isPrefix {
                for word in analyser.words(in: analyser.clean(item.text), language: candidate.language) {
                    if deadline.cutsShort() { return Self.leastRoom }
                    words += 1
                    terms += try termQueries.expander.expansion(of: word.term, in: candidate.language).termCount
                }
            }
        }
        return terms > Self.mostTerms ? max(Self.leastRoom, Self.mostTerms / words) : nil
    }

    /// - Parameters:
    ///   - language: nil: words are only searched as typed.
    ///   - room: the maximum number of terms for a word; nil: no limit.
    private func interpret(_ syntax: QuerySyntax, _ language: LanguageTag?, _ room: Int?) throws -> Interpretation {
        var interpretation = Interpretation()
        for clause in syntax.clauses {
            let (bare, known) = (interpretation.bare.count, interpretation.parts.count)
            let alternatives = try clause.compactMap { try interpret($0, language, room, &interpretation) }
            if !alternatives.isEmpty {
                let index = interpretation.clauses.count
                if clause.allSatisfy({ isMissing($0, language) }) { interpretation.missing.insert(index) }
                if interpretation.parts[known...].contains(where: { !isFunctionWord($0) }) {
                    interpretation.substantial.insert(index)
                }
                interpretation.clauses.append(try .or(alternatives))
            }
            // A single alternative is not all that is required.
            if clause.count > 1 { interpretation.bare.removeSubrange(bare...) }
        }
        interpretation.excluded = try exclusions(syntax, language, room)
        return interpretation
    }

    /// Whether a part consists only of words that no document contains. Phrases, brackets and words with operators are
    /// required as they are.
    private func isMissing(_ part: QuerySyntax.Part, _ language: LanguageTag?) -> Bool {
        guard !missing.isEmpty, case .item(let item) = part, item.isWord else { return false }
        return analyser.words(in: analyser.clean(item.text), language: language ?? .undetermined)
            .allSatisfy { missing.contains($0.term) }
    }

    private func exclusions(_ syntax: QuerySyntax, _ language: LanguageTag?, _ room: Int?) throws -> [IndexQuery] {
        var ignored = Interpretation()
        return try syntax.excluded.compactMap { try interpret($0, language, room, &ignored, isWhole: true) }
    }

    /// The query for a part; nil if it contains no letter or digit.
    private func interpret(
        _ part: QuerySyntax.Part,
        _ language: LanguageTag?,
        _ room: Int?,
        _ interpretation: inout Interpretation,
        isWhole: Bool = false
    ) throws -> IndexQuery? {
        switch part {
        case .item(let item) where item.isPrefix: return try beginning(with: item, &interpretation)
        case .item(let item): return try interpret(item, language, room, &interpretation, isWhole: isWhole)
        case .group(let syntax):
            // Concepts are looked for only in words outside brackets.
            let bare = interpretation.bare.count
            let clauses = try syntax.clauses.compactMap { clause in
                let alternatives = try clause.compactMap {
                    try interpret($0, language, room, &interpretation, isWhole: isWhole)
                }
                return alternatives.isEmpty ? nil : try IndexQuery.or(alternatives)
            }
            interpretation.bare.removeSubrange(bare...)
            let excluded = try exclusions(syntax, language, room)
            if clauses.isEmpty, excluded.isEmpty || !syntax.clauses.isEmpty { return nil }
            let query = try clauses.isEmpty ? IndexQuery.all() : .and(clauses)
            return excluded.isEmpty ? query : try query.without(.or(excluded))
        }
    }

    /// The maximum number of terms for all `word*` together; the most frequent ones are chosen.
    private static let mostEndings = 500

    /// The query for the words of the index that begin with a text.
    private func beginning(
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

    /// The query for a word or phrase; nil if it contains no letter or digit. Adds its words to `interpretation`.
    private func interpret(
        _ item: QuerySyntax.Item,
        _ language: LanguageTag?,
        _ room: Int?,
        _ interpretation: inout Interpretation,
        isWhole: Bool = false
    ) throws -> IndexQuery? {
        // When the time is up, the remaining words are searched as typed, which needs no look-ups. This is not done for
        // excluded words, because it would exclude too little.
        let language = !isWhole && deadline.cutsShort() ? nil : language
        let tokens = analyser.words(in: analyser.clean(item.text), language: language ?? .undetermined)
        let words = tokens.filter { !$0.isBigram }
        guard !words.isEmpty else { return nil }
        if item.isPhrase {
            let variants = try words.map { try termQueries.spellings(of: $0.term, in: language) }
            interpretation.words.append(.phrase(variants))
            let phrase = try IndexQuery.phrase(
                variants.map { try .or($0.map { try .term(item.inTitle ? IndexLayout.title($0) : $0) }) }
            )
            interpretation.parts.append(Alternative(query: phrase))
            return phrase
        }
        var required: [IndexQuery] = []
        var optional: [IndexQuery] = []
        let isLost = tokens.allSatisfy { missing.contains($0.term) }
        if !item.inTitle { interpretation.bare += words.map { ($0.term, interpretation.clauses.count) } }
        for token in tokens {
            let isMissing = item.isWord && missing.contains(token.term)
            let termQuery = try termQueries.termQuery(
                token.term,
                or: language.flatMap { corrections[$0]?[token.term] } ?? [],
                in: language,
                inTitle: item.inTitle,
                isFuzzy: (isFuzzy || isMissing) && interpretation.widened < Self.mostWidened,
                room: room
            )
            if termQuery.isWidened { interpretation.widened += 1 }
            interpretation.words.append(termQuery.queryTerm)
            interpretation.findsForms = interpretation.findsForms || termQuery.findsForms
            interpretation.parts.append(
                Alternative(query: termQuery.wide, rarity: termQuery.rarity, letters: token.term.count)
            )
            // If a text is divided into bigrams, these are required; its words by ICU may be divided differently.
            let isCovered = !token.isBigram && tokens.contains { $0.isBigram && $0.range.overlaps(token.range) }
            if isCovered {
                optional.append(termQuery.query)
            } else if !isMissing || isLost {
                required.append(termQuery.query)
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
        if (2...QueryReduction.longestPhrase).contains(words.count), optional.isEmpty, !item.inTitle {
            optional.append(
                try IndexQuery.phrase(words.map { try .term($0.term) }).scaled(termQueries.ranking.adjacency)
            )
        }
        if !optional.isEmpty { query = try query.preferring(.or(optional)) }
        return query
    }
}
