import DocumentModel
import Index
import TextAnalysis

/// Finds the values of facets that the words of a query name, and documents with these values. For use by one thread at a
/// time.
final class MetadataQueries {
    private let names: FacetValueNames
    private let reader: IndexReader
    private let expander: TermExpander
    private let analyser: Analyser
    private let concepts: ContextConcepts
    /// The base forms of words with their marks folded.
    private var keys: [LanguageTag: [String: Set<String>]] = [:]

    /// Words of a query that name a value, and its documents.
    struct Found {
        /// The range of the words.
        var range: Range<Int>
        var value: FacetValueName.Value
        /// Its documents, with little weight.
        var query: IndexQuery
        /// The inverse document frequency of the value.
        var rarity: Double
    }

    /// How the words of a query are read.
    struct Reading {
        /// The possible languages of the query.
        var languages: [LanguageTag] = []
        /// The words as typed.
        var typed: Set<String> = []
        /// The words that no document contains in any form.
        var absent: Set<String> = []
        /// The identifiers of the values that the reader excluded.
        var hidden: Set<String> = []
    }

    private static let english = LanguageTag("en")!
    private static let years = 1900...2100
    /// The maximum number of cached words of a language.
    private static let mostKeys = 20_000

    init(
        _ names: FacetValueNames,
        _ reader: IndexReader,
        _ expander: TermExpander,
        _ analyser: Analyser,
        _ concepts: ContextConcepts
    ) {
        (self.names, self.reader, self.expander) = (names, reader, expander)
        (self.analyser, self.concepts) = (analyser, concepts)
    }

    /// Drops what depends on the state of the index.
    func forget() { keys = [:] }

    /// The values named in some words: by their names in the language of the words, and in English. Longer names take
    /// precedence.
    ///
    /// A word that the query's languages do not have may be a name in any language, if it means the same in all of them;
    /// a word that they have, but no document contains, only the name of a country or a language.
    /// - Parameters:
    ///   - words: normalised, in order.
    ///   - named: the concepts in them, some of which are topics.
    func values(
        in words: [String],
        language: LanguageTag,
        named: [ConceptQueries.Found],
        _ reading: Reading
    ) throws -> [Found] {
        guard !words.isEmpty else { return [] }
        var matches = years(words)
        let folded = words.map { Set([analyser.folded($0)]) }
        expander.deadline.preparing {
            matches += names.table(of: Self.english).matches(folded, typed: reading.typed)
        }
        if !language.isUndetermined {
            let keys = try words.map { try self.keys(of: $0, in: language) }
            expander.deadline.preparing {
                matches += names.table(of: language).matches(keys, typed: reading.typed)
            }
        }
        matches += try topics(named)
        matches += try foreign(words, folded, reading, besides: matches)
        return try longest(matches.uniqued()).compactMap { match in
            reading.hidden.contains(match.value.id) ? nil : try found(match)
        }
    }

    private func years(_ words: [String]) -> [FacetValueName.Match] {
        words.enumerated().compactMap { index, word in
            guard word.utf8.count == 4, let year = Int(word), Self.years.contains(year) else { return nil }
            return FacetValueName.Match(
                range: index..<(index + 1),
                value: FacetValueName.Value(facet: .year, code: String(year))
            )
        }
    }

    /// The concepts that are topics of documents.
    private func topics(_ named: [ConceptQueries.Found]) throws -> [FacetValueName.Match] {
        guard !named.isEmpty, let tree = try concepts.topics() else { return [] }
        return try named.compactMap { found in
            let value = FacetValueName.Value(facet: .topic, code: tree.code(found.concept))
            guard try documents(terms(of: value)) > 0 else { return nil }
            return FacetValueName.Match(range: found.range, value: value)
        }
    }

    /// Names in languages other than those of the query.
    private func foreign(
        _ words: [String],
        _ folded: [Set<String>],
        _ reading: Reading,
        besides matches: [FacetValueName.Match]
    ) throws -> [FacetValueName.Match] {
        let unknown = try words.map { word in
            try reading.languages.allSatisfy { try expander.expansion(of: word, in: $0).isUnknown }
        }
        let odd = words.indices.filter { index in
            (unknown[index] || reading.absent.contains(words[index]))
                && !matches.contains { $0.range.contains(index) }
        }
        guard !odd.isEmpty else { return [] }
        let all = expander.deadline.preparing { names.tableOfAll() }.matches(folded, typed: reading.typed)
        let byRange = Dictionary(grouping: all, by: \.range)
        return byRange.flatMap { range, found in
            guard range.contains(where: odd.contains), !matches.contains(where: { $0.range.overlaps(range) }) else {
                return [FacetValueName.Match]()
            }
            let isUnknown = range.contains { unknown[$0] }
            return found.filter { match in
                let facet = match.value.facet
                return (isUnknown || facet == .country || facet == .language)
                    && found.allSatisfy { $0.value == match.value || $0.value.facet != facet }
            }
        }.sorted { ($0.range.lowerBound, $0.value.id) < ($1.range.lowerBound, $1.value.id) }
    }

    /// The matches that do not overlap longer ones; of equally long ones, the first. In the query's order.
    private func longest(_ matches: [FacetValueName.Match]) -> [FacetValueName.Match] {
        var taken: [Range<Int>] = []
        for range in Set(matches.map(\.range)).sorted(by: { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) })
        where !taken.contains(where: range.overlaps) {
            taken.append(range)
        }
        return taken.sorted { $0.lowerBound < $1.lowerBound }
            .flatMap { range in matches.filter { $0.range == range } }
    }

    /// The documents with a value; nil if there are none.
    private func found(_ match: FacetValueName.Match) throws -> Found? {
        let terms = try terms(of: match.value)
        let documents = try documents(terms)
        guard documents > 0 else { return nil }
        let rarity = Ranking.idf(documents, of: reader.documentCount)
        return Found(
            range: match.range,
            value: match.value,
            query: try .constant(rarity).filtered(by: .or(terms.map { try .term($0) })),
            rarity: rarity
        )
    }

    private func terms(of value: FacetValueName.Value) throws -> [String] {
        value.facet.kind == .tree ? try concepts.terms(of: value.facet, value.code) : [value.facet.term(value.code)]
    }

    private func documents(_ terms: [String]) throws -> Int {
        try terms.reduce(0) { try $0 + reader.frequency(of: $1) }
    }

    private func keys(of word: String, in language: LanguageTag) throws -> Set<String> {
        if let known = keys[language]?[word] { return known }
        let new = try Set(([word] + expander.bases(of: word, in: language)).map(analyser.folded))
        if keys[language]?.count ?? 0 >= Self.mostKeys { keys[language] = [:] }
        keys[language, default: [:]][word] = new
        return new
    }
}
