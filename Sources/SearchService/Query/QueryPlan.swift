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
    /// The values of facets that words name.
    private(set) var metadata: [FacetValueName.Value] = []
    /// The words that name them.
    var namingValues: Set<String> = []
    /// The languages assumed for the words, the most likely first.
    var languages: [LanguageTag] = []

    mutating func note(_ value: FacetValueName.Value) {
        if !metadata.contains(value) { metadata.append(value) }
    }
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
    /// Finds the values of facets that words name; nil: only texts are searched.
    var metadata: MetadataQueries?
    /// How names of these values are found.
    var reading = MetadataQueries.Reading()
    /// The identifiers of the concepts and values that the reader excluded.
    var hiddenConcepts: Set<String> = []
    /// The number of items like `word*` in the query.
    var prefixes = 0
    /// Whether the query has no letters in lower case.
    var isInCapitals = false

    /// The maximum number of terms for all words together, in all languages: each takes memory and time during a match.
    static let mostTerms = 1500
    /// The minimum number of terms for each word.
    private static let leastRoom = 4
    /// The same for the other names of concepts.
    static let mostConceptTerms = 1500
    /// The maximum number of words of an interpretation for which similar words are searched.
    static let mostWidened = 16

    /// The most letters of a word that may be a function word of another language if it is frequent.
    private static let longestFunctionWord = 4

    private func saysLittle(_ part: Alternative) -> Bool {
        part.isFunctionWord
            || part.letters <= Self.longestFunctionWord && part.rarity < termQueries.ranking.commonBelow
    }

    /// Whether a word says little. In a query in lower case, IT in capitals is not the pronoun; OR may be an operator without
    /// anything to join.
    func isFunctionWord(_ term: String, as typed: Substring, _ language: LanguageTag?) -> Bool {
        let isCapital =
            typed.count > 1 && typed.allSatisfy(\.isUppercase) && !QuerySyntax.operators.contains(String(typed))
        guard !isCapital || isInCapitals else { return false }
        return analyser.words.isFunctionWord(term, in: language ?? languages.first?.language ?? .undetermined)
            ?? false
    }

    mutating func plan(_ syntax: QuerySyntax) throws -> QueryPlan {
        isInCapitals = !syntax.items.contains { $0.text.contains(where: \.isLowercase) }
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
            for value in interpretation.excludedValues { plan.note(value.value) }
            guard !interpretation.clauses.isEmpty else { continue }
            // Alternatives and brackets are interpreted again, with the values that their words name.
            let named =
                metadata == nil || syntax.isFlat
                ? interpretation : try interpret(syntax, candidate.language, room, findsValues: true)
            for value in named.values { plan.note(value.value) }
            plan.naming.formUnion(named.naming)
            if let expanded = try expand(named, candidate.language, &plan) {
                try all.append(expanded.all.scaled(termQueries.ranking.concept))
                any.append(expanded.any)
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
        // Signs that no document can have, rather than nothing at all, which would find everything.
        if all.isEmpty, excluded.isEmpty, !syntax.isEmpty { plan.all = try .nothing() }
        if !any.isEmpty { plan.any = try .or(any) }
        if !excluded.isEmpty { plan.excluded = try .or(excluded) }
        if plan.languages.isEmpty { plan.languages = languages.map(\.language) }
        plan.words += plan.named
        return plan
    }

    /// Documents with any of the informative words; the other words count in those documents.
    private func anyOf(_ parts: [Alternative]) throws -> IndexQuery {
        let isInformative = { (part: Alternative) in
            part.rarity >= termQueries.ranking.commonBelow && !part.isFunctionWord
        }
        let informative = parts.filter(isInformative).map(\.query)
        let common = parts.filter { !isInformative($0) }.map(\.query)
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

    var deadline: SearchDeadline { termQueries.expander.deadline }

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
    ///   - findsValues: whether alternatives and words in brackets also find the values of facets that they name.
    private func interpret(
        _ syntax: QuerySyntax,
        _ language: LanguageTag?,
        _ room: Int?,
        findsValues: Bool = false
    ) throws -> Interpretation {
        var interpretation = Interpretation()
        interpretation.findsValues = findsValues
        var minor: [Range<Int>] = []
        let joined = try JoinedWords(syntax, language, analyser, termQueries.expander)
        var bareWords: [Int: [(word: String, clause: Int, weight: Double)]] = [:]
        for (number, clause) in syntax.clauses.enumerated() {
            interpretation.isInner = clause.count > 1
            let (bare, known) = (interpretation.bare.count, interpretation.parts.count)
            let word = interpretation.words.count
            interpretation.joined = joined.terms[number] ?? []
            let alternatives = try clause.compactMap { try interpret($0, language, room, &interpretation) }
            if !alternatives.isEmpty {
                let index = interpretation.clauses.count
                let isFunctional = interpretation.parts[known...].allSatisfy(\.isFunctionWord)
                if clause.allSatisfy({ isSign($0) || (isFunctional && isPlainWord($0)) }) {
                    interpretation.minor.insert(index)
                    minor.append(word..<interpretation.words.count)
                }
                if clause.allSatisfy({ isMissing($0, language) }) { interpretation.missing.insert(index) }
                if !interpretation.parts[known...].allSatisfy(saysLittle) { interpretation.substantial.insert(index) }
                interpretation.clauses.append(try .or(alternatives))
            }
            // A single alternative is not all that is required.
            if clause.count > 1 { interpretation.bare.removeSubrange(bare...) }
            bareWords[number] = Array(interpretation.bare[bare...])
        }
        // A name of a concept may have a word twice.
        interpretation.bare = syntax.sequence.flatMap { bareWords[$0] ?? [] }
        interpretation.unmarkMinor(minor)
        interpretation.excluded = try exclusions(syntax, language, room, &interpretation)
        return interpretation
    }

    private func isPlainWord(_ part: QuerySyntax.Part) -> Bool {
        if case .item(let item) = part { item.isWord } else { false }
    }

    /// Whether a part consists only of signs such as §. They are not required, but rank.
    private func isSign(_ part: QuerySyntax.Part) -> Bool {
        guard case .item(let item) = part, item.isWord else { return false }
        return analyser.words(in: analyser.clean(item.text), language: .undetermined).allSatisfy(\.isSign)
    }

    /// Whether a part consists only of words that no document contains. Phrases, brackets and words with operators are
    /// required as they are.
    private func isMissing(_ part: QuerySyntax.Part, _ language: LanguageTag?) -> Bool {
        guard !missing.isEmpty, case .item(let item) = part, item.isWord else { return false }
        return analyser.words(in: analyser.clean(item.text), language: language ?? .undetermined)
            .allSatisfy { missing.contains($0.term) }
    }

    private func exclusions(
        _ syntax: QuerySyntax,
        _ language: LanguageTag?,
        _ room: Int?,
        _ interpretation: inout Interpretation
    ) throws -> [IndexQuery] {
        var excluded = Interpretation()
        (excluded.isInner, excluded.findsValues) = (true, true)
        defer { interpretation.excludedValues += excluded.values + excluded.excludedValues }
        return try syntax.excluded.compactMap { try interpret($0, language, room, &excluded, isWhole: true) }
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
        case .item(let item):
            return try interpret(item, language, room, &interpretation, isWhole: isWhole)
                .map { try including(item, $0, language, &interpretation) }
        case .group(let syntax):
            // Concepts are looked for only in words outside brackets.
            let bare = interpretation.bare.count
            let isInner = interpretation.isInner
            interpretation.isInner = true
            defer { interpretation.isInner = isInner }
            let clauses = try syntax.clauses.compactMap { clause in
                let alternatives = try clause.compactMap {
                    try interpret($0, language, room, &interpretation, isWhole: isWhole)
                }
                return alternatives.isEmpty ? nil : try IndexQuery.or(alternatives)
            }
            interpretation.bare.removeSubrange(bare...)
            let excluded = try exclusions(syntax, language, room, &interpretation)
            if clauses.isEmpty, excluded.isEmpty || !syntax.clauses.isEmpty { return nil }
            let query = try clauses.isEmpty ? IndexQuery.all() : .and(clauses)
            return excluded.isEmpty ? query : try query.without(.or(excluded))
        }
    }
}
