import DocumentModel
import Foundation
import Index

/// Makes and caches the queries of single words, for one state of the index. For use by one thread at a time.
final class TermQueryCache {
    let reader: IndexReader
    let expander: TermExpander
    let ranking: Ranking
    /// The toolbox's languages with the number of documents in each.
    let held: [(language: LanguageTag, documents: Int)]
    private var known: [Asked: Leaf] = [:]
    private var knownTerms = 0
    /// For each beginning, the terms that have it.
    private var endings: [String: [String]] = [:]

    /// The number of terms of the cached queries.
    private static let mostKnown = 60_000

    private static let mostSpellings = 8

    /// The maximum number of terms that are read for a beginning, and the number of beginnings that are cached.
    private static let mostBeginnings = 2000
    private static let mostEndings = 64

    private struct Asked: Hashable {
        var word: String
        var language: LanguageTag?
        var inTitle: Bool
        var isFuzzy: Bool
        var room: Int?
    }

    init(
        reader: IndexReader,
        expander: TermExpander,
        ranking: Ranking,
        held: [(language: LanguageTag, documents: Int)]
    ) {
        (self.reader, self.expander, self.ranking, self.held) = (reader, expander, ranking, held)
    }

    struct Leaf {
        /// The word as typed, normalised.
        var word: String
        /// The word in any of its forms, or as a part of a compound; the exact word and a word in a title weigh more.
        var query: IndexQuery
        /// The same with similar words, if requested.
        var wide: IndexQuery
        var queryTerm: QueryTerm
        /// Its rarity in its language: the inverse document frequency of its expansion.
        var rarity: Double
        /// Whether the language has a form of it.
        var findsForms: Bool
        /// Whether similar words were searched.
        var isWidened = false
    }

    /// - Parameters:
    ///   - language: nil for the word only as typed.
    ///   - room: the maximum number of terms; nil for the whole expansion.
    func termQuery(
        _ word: String,
        in language: LanguageTag?,
        inTitle: Bool,
        isFuzzy: Bool,
        room: Int? = nil
    ) throws -> Leaf {
        let asked = Asked(word: word, language: language, inTitle: inTitle, isFuzzy: isFuzzy, room: room)
        if let termQuery = known[asked] { return termQuery }
        let termQuery = try make(word, in: language, inTitle: inTitle, isFuzzy: isFuzzy, room)
        if case .word(let terms) = termQuery.queryTerm.terms { knownTerms += terms.count + 1 }
        if knownTerms > Self.mostKnown { (known, knownTerms) = ([:], 0) }
        known[asked] = termQuery
        return termQuery
    }

    private func make(
        _ word: String,
        in language: LanguageTag?,
        inTitle: Bool,
        isFuzzy: Bool,
        _ room: Int?
    ) throws -> Leaf {
        guard let language else {
            let frequency = try reader.frequency(of: word)
            let query = try IndexQuery.term(inTitle ? IndexLayout.title(word) : word)
                .scaled(factor(frequency, documents(in: nil)))
            return Leaf(
                word: word,
                query: query,
                wide: query,
                queryTerm: .word([word]),
                rarity: Ranking.idf(frequency, of: documents(in: nil)),
                findsForms: false
            )
        }
        let whole = try expander.expansion(of: word, in: language)
        let expansion = try room.map { try expander.trimmed(whole, to: $0) } ?? whole
        let documents = documents(in: language)
        let rarity = Ranking.idf(expansion.allFrequency, of: documents)
        var queryTerm = QueryTerm.word(expansion.all, weight: pow(rarity, ranking.rarity))
        queryTerm.typed = (word, rarity)
        if inTitle {
            let query = try anyOf(
                expansion.titles.isEmpty ? [word] : expansion.titles,
                expansion.titleFrequency,
                documents,
                true
            )
            return Leaf(
                word: word,
                query: query,
                wide: query,
                queryTerm: queryTerm,
                rarity: rarity,
                findsForms: !expansion.titles.isEmpty
            )
        }
        var query =
            expansion.forms.isEmpty
            ? try .term(word) : try anyOf(expansion.forms, expansion.frequency, documents, false)
        // For the word only as typed, one term fewer is looked up.
        let variants = IndexLayout.variant(word)
        let isSpelledOtherwise = try expansion.exactFrequency > 0 && reader.frequency(of: variants) > 0
        let isExact = expansion.forms == [word] && !isSpelledOtherwise
        if isExact { query = try query.scaled(1 + ranking.exact) }
        if !expansion.others.isEmpty {
            let others = try anyOf(expansion.others, expansion.otherFrequency, documents, false).scaled(
                ranking.otherBases
            )
            query = expansion.forms.isEmpty ? others : try .or([query, others])
        }
        if !expansion.compounds.isEmpty {
            let compounds = try anyOf(expansion.compounds, expansion.compoundFrequency, documents, false)
                .scaled(ranking.compound)
            query = expansion.forms.isEmpty && expansion.others.isEmpty ? compounds : try .or([query, compounds])
        }
        let core = query
        var extras: [IndexQuery] = []
        if expansion.exactFrequency > 0, !isExact {
            let exact = try IndexQuery.term(word).scaled(ranking.exact * factor(expansion.exactFrequency, documents))
            extras.append(isSpelledOtherwise ? try exact.without(.term(variants)) : exact)
        }
        if !expansion.titles.isEmpty {
            try extras.append(anyOf(expansion.titles, expansion.titleFrequency, documents, true).scaled(ranking.title))
        }
        if !extras.isEmpty { query = try core.preferring(.or(extras)) }
        var wide = query
        var isWidened = false
        if isFuzzy, expansion.isUnknown || Double(expansion.allFrequency) <= ranking.similarUpTo {
            isWidened = true
            let similar = try expander.similar(to: word, in: language)
            if !similar.isEmpty {
                wide = try .or([query] + groups(of: similar, than: expansion, documents))
                queryTerm.terms = .word(expansion.all + similar.map(\.word))
                queryTerm.similar = similar.map(\.word)
            }
        }
        return Leaf(
            word: word,
            query: query,
            wide: wide,
            queryTerm: queryTerm,
            rarity: rarity,
            findsForms: !expansion.isEmpty,
            isWidened: isWidened
        )
    }

    /// The word, or one of its corrections.
    func termQuery(
        _ word: String,
        or corrections: [TermExpander.Correction],
        in language: LanguageTag?,
        inTitle: Bool,
        isFuzzy: Bool,
        room: Int?
    ) throws -> Leaf {
        var result = try termQuery(
            word,
            in: language,
            inTitle: inTitle,
            isFuzzy: isFuzzy && corrections.isEmpty,
            room: room
        )
        guard !corrections.isEmpty else { return result }
        var queries = [result.query]
        for correction in corrections {
            let other = try termQuery(correction.word, in: language, inTitle: inTitle, isFuzzy: false, room: room)
            queries.append(try other.query.scaled(correction.weight))
            if case .word(let terms) = result.queryTerm.terms, case .word(let more) = other.queryTerm.terms {
                result.queryTerm.terms = .word(terms + more)
                result.queryTerm.similar += more.filter { !terms.contains($0) }
            }
            result.rarity = min(result.rarity, other.rarity)
            result.queryTerm.weight = min(result.queryTerm.weight, other.queryTerm.weight)
            result.findsForms = result.findsForms || other.findsForms
        }
        result.query = try .or(queries)
        result.wide = result.query
        return result
    }

    /// The terms of the index with a beginning, most frequent first.
    func terms(beginning prefix: String) throws -> [String] {
        if let known = endings[prefix] { return known }
        let terms = try reader.terms(prefix: prefix, limit: Self.mostBeginnings)
            .sorted { ($1.documents, $0.term) < ($0.documents, $1.term) }.map(\.term)
        if endings.count >= Self.mostEndings { endings = [:] }
        endings[prefix] = terms
        return terms
    }

    /// The spellings of a word in a phrase: as typed, or with other marks.
    func spellings(of word: String, in language: LanguageTag?) throws -> [String] {
        guard let language else { return [word] }
        return Array(try expander.spellings(of: word, in: language).prefix(Self.mostSpellings))
    }

    /// Similar words, grouped by likeness; each group counts as one term, and none weighs more than the word itself.
    private func groups(
        of similar: [TermExpander.SimilarWord],
        than expansion: TermExpansion,
        _ documents: Int
    ) throws -> [IndexQuery] {
        try [(0.8, 1.01), (ranking.leastLikeness, 0.8)].compactMap { low, high in
            let group = similar.filter { $0.likeness >= low && $0.likeness < high }
            guard !group.isEmpty else { return nil }
            let frequency = group.reduce(0) { $0 + $1.frequency }
            let rarity = min(
                Ranking.idf(frequency, of: documents),
                expansion.forms.isEmpty ? .infinity : Ranking.idf(expansion.frequency, of: documents)
            )
            let mean = group.reduce(0) { $0 + $1.likeness } / Double(group.count)
            let weight =
                ranking.similar * mean * pow(rarity, ranking.rarity)
                / Ranking.xapianIDF(frequency, of: reader.documentCount)
            return try anyTerm(group.map(\.word)).scaled(weight)
        }
    }

    /// Any of some words as if they were one, weighted by the rarity of all of them in their language (Pirkola 1998), or any of
    /// some phrases.
    /// - Parameter texts: for each word or phrase, the forms of each of its words.
    func anyOf(_ texts: [[[String]]], in language: LanguageTag) throws -> IndexQuery {
        let words = Set(texts.filter { $0.count == 1 }.flatMap { $0[0] }).sorted()
        let documents = documents(in: language)
        let frequency = min(documents, try reader.frequencies(of: IndexTerms(words)).reduce(0, +))
        let any = try words.isEmpty ? [] : [anyTerm(words).scaled(factor(frequency, documents))]
        let rarity = Ranking.idf(max(1, frequency), of: documents)
        let phrases = try texts.filter { $0.count > 1 }.map { forms in
            let phrase = try IndexQuery.phrase(forms.map { try .or($0.map { try .term($0) }) })
            return try IndexQuery.constant(pow(rarity, ranking.rarity)).filtered(by: phrase)
        }
        return try .or(any + phrases)
    }

    /// Any of some terms as if they were one, weighted by their rarity in their language.
    private func anyOf(_ terms: [String], _ frequency: Int, _ documents: Int, _ inTitle: Bool) throws -> IndexQuery {
        try anyTerm(inTitle ? terms.map(IndexLayout.title) : terms).scaled(factor(frequency, documents))
    }

    private func anyTerm(_ terms: [String]) throws -> IndexQuery { try .synonym(terms.map { try .term($0) }) }

    /// The factor that turns Xapian's weight into one by a power of the idf within the language.
    private func factor(_ frequency: Int, _ documents: Int) -> Double {
        ranking.factor(frequency, documents: documents, total: reader.documentCount)
    }

    /// The number of documents in a language, by which a word's rarity is measured; nil for all languages.
    private func documents(in language: LanguageTag?) -> Int {
        let all = reader.documentCount
        guard let language else { return all }
        return held.first { $0.language == language }?.documents ?? all
    }
}
