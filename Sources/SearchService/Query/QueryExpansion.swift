import DocumentModel
import Index
import TextAnalysis

/// Words of a query may name a concept or a value of a facet: then documents with another name of the concept, or with the
/// value, are found, too.
extension QueryPlanner {
    /// What some words of a query name.
    private struct Meaning {
        enum What {
            case concept(ConceptQueries.Found)
            case value(MetadataQueries.Found)
        }
        var range: Range<Int>
        var what: What
    }

    /// The interpretation with words replaced by what they name; nil if they name nothing.
    func expand(
        _ interpretation: Interpretation,
        _ language: LanguageTag,
        _ plan: inout QueryPlan
    ) throws -> (all: IndexQuery, any: IndexQuery)? {
        var clauses: [IndexQuery?] = interpretation.clauses
        var replaced: Set<Int> = []
        // Without those that so many documents have that they say nothing.
        var found = interpretation.values.filter { !isCommon($0.rarity) }.map(\.query)
        var isExpanded = !interpretation.values.isEmpty
        let words = interpretation.bare.map(\.word)
        for meaning in try meanings(of: words, language) where !deadline.cutsShort() {
            let covered = Set(interpretation.bare[meaning.range].map(\.clause))
            // A clause with more than these words is not replaced.
            let isWhole = interpretation.bare.indices.allSatisfy {
                meaning.range.contains($0) || !covered.contains(interpretation.bare[$0].clause)
            }
            guard isWhole, let documents = try documents(meaning, of: words[meaning.range], &plan) else { continue }
            if !documents.isCommon {
                // Where not all words are required, this counts almost as much as the words that name it.
                let weight = interpretation.bare[meaning.range].reduce(0) { $0 + $1.weight }
                try found.append(
                    .constant(weight * termQueries.ranking.conceptAlone).filtered(by: documents.query)
                )
            }
            let first = covered.min()!
            let direct = try IndexQuery.and(covered.sorted().compactMap { clauses[$0] })
            for clause in covered { clauses[clause] = nil }
            clauses[first] = try .or([direct, documents.query])
            replaced.insert(first)
            plan.naming.formUnion(words[meaning.range])
            isExpanded = true
        }
        guard isExpanded else { return nil }
        for clause in interpretation.missing where !replaced.contains(clause) { clauses[clause] = nil }
        let needed = clauses.indices.filter {
            clauses[$0] != nil && (replaced.contains($0) || !interpretation.minor.contains($0))
        }
        let all = try IndexQuery.and(needed.isEmpty ? clauses.compactMap { $0 } : needed.map { clauses[$0]! })
        return (all, try .or([all.scaled(termQueries.ranking.concept)] + found))
    }

    private func isCommon(_ rarity: Double) -> Bool { rarity < termQueries.ranking.commonBelow }

    /// What words name. A name within a longer one comes before it; of two that only overlap, the longer one is taken.
    private func meanings(of words: [String], _ language: LanguageTag) throws -> [Meaning] {
        let named = try concepts?.concepts(in: words, language: language) ?? []
        var all = named.filter { !hiddenConcepts.contains($0.identifier) }
            .map { Meaning(range: $0.range, what: .concept($0)) }
        all += try values(in: words, language, named).map { Meaning(range: $0.range, what: .value($0)) }
        let ranges = Set(all.map(\.range))
        let taken = ranges.filter { range in
            !ranges.contains { other in
                other.overlaps(range) && !Self.contains(other, range) && !Self.contains(range, other)
                    && (other.count, range.lowerBound) > (range.count, other.lowerBound)
            }
        }
        return all.filter { taken.contains($0.range) }.enumerated()
            .sorted { left, right in
                let (one, other) = (left.element.range, right.element.range)
                return (one.upperBound, one.count, left.offset) < (other.upperBound, other.count, right.offset)
            }
            .map(\.element)
    }

    private static func contains(_ range: Range<Int>, _ other: Range<Int>) -> Bool {
        range.lowerBound <= other.lowerBound && other.upperBound <= range.upperBound
    }

    /// The documents with what words name, and whether they are so many that it says nothing; nil if there are none. Adds it
    /// to the plan.
    private func documents(
        _ meaning: Meaning,
        of words: ArraySlice<String>,
        _ plan: inout QueryPlan
    ) throws -> (query: IndexQuery, isCommon: Bool)? {
        switch meaning.what {
        case .concept(let named):
            let concept = named.concept
            let isKnown = plan.concepts.contains(concept)
            guard let expansion = try concepts?.expansion(of: concept),
                isKnown || plan.conceptTerms + expansion.termCount <= Self.mostConceptTerms
            else { return nil }
            if !isKnown {
                plan.conceptTerms += expansion.termCount
                plan.concepts.append(concept)
                plan.named += expansion.queryTerms
            }
            return (expansion.query, false)
        case .value(let named):
            plan.note(named.value)
            plan.namingValues.formUnion(words)
            return (named.query, isCommon(named.rarity))
        }
    }

    /// The values of facets that words name.
    private func values(
        in words: [String],
        _ language: LanguageTag,
        _ named: [ConceptQueries.Found]
    ) throws -> [MetadataQueries.Found] {
        guard let metadata, !deadline.cutsShort() else { return [] }
        var reading = reading
        reading.languages = languages.map(\.language)
        reading.hidden = hiddenConcepts
        return try metadata.values(in: words, language: language, named: named, reading)
    }

    /// The query for an alternative, a word in brackets or an excluded word, with the documents that have the value that
    /// it names.
    func including(
        _ item: QuerySyntax.Item,
        _ query: IndexQuery,
        _ language: LanguageTag?,
        _ interpretation: inout Interpretation
    ) throws -> IndexQuery {
        guard interpretation.isInner, interpretation.findsValues, let language, item.isWord, metadata != nil else {
            return query
        }
        let words = analyser.words(in: analyser.clean(item.text), language: language)
            .filter { !$0.isBigram && !$0.isOptional }.map(\.term)
        let named = try concepts?.concepts(in: words, language: language) ?? []
        let values = try values(in: words, language, named).filter { $0.range == words.indices }
        guard !values.isEmpty else { return query }
        interpretation.values += values
        interpretation.naming.formUnion(words)
        return try .or([query] + values.map(\.query))
    }
}
