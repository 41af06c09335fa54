import DocumentModel
import Indexer
import TextAnalysis

/// A query made ready for the index: what must match, and the terms whose places make the passages.
struct QueryPlan {
    /// All of the words; nil where there is no word to search (an empty query finds everything).
    var all: IndexQuery?
    /// Any of the words; nil where there is but one.
    var any: IndexQuery?
    /// What to look for in a document's text: what passages mark.
    var words: [SoughtWord] = []
    var excluded: IndexQuery?
    /// The languages that words were taken for.
    var languages: [LanguageTag] = []
}

/// A word or a phrase of a query, by the terms that stand for it in a document's text.
enum SoughtWord: Equatable {
    /// Any of these terms.
    case word([String])
    /// These terms one after the other.
    case phrase([String])
}

/// Query text → plan: words become terms by the same analysis that documents went through.
struct QueryPlanner {
    let analyser: Analyser
    let reader: IndexReader
    /// The languages whose stems are tried: those asked for, or all that the toolbox holds.
    let languages: [LanguageTag]

    /// How much the word as it was typed weighs on top of its stem.
    private static let exactWeight = 1.0
    /// How much a word in the title weighs on top of the same word in the text.
    private static let titleWeight = 3.0
    /// A phrase's words next to each other, where `e-learning` would also do apart.
    private static let nearnessWeight = 0.5

    func plan(_ syntax: QuerySyntax) throws -> QueryPlan {
        var plan = QueryPlan()
        var clauses: [IndexQuery] = []
        // What may stand alone where not all is found: each word, also of `title:word` and `Lesson:word`; a phrase whole.
        var parts: [IndexQuery] = []
        var matched: Set<LanguageTag> = []
        for clause in syntax.clauses {
            let alternatives = try clause.compactMap { item in
                let queries = try queries(for: item, marking: &plan.words, languages: &matched)
                parts += queries?.parts ?? []
                return queries?.whole
            }
            if !alternatives.isEmpty { clauses.append(try .or(alternatives)) }
        }
        if !clauses.isEmpty {
            plan.all = try .and(clauses)
            if parts.count > 1 { plan.any = try .or(parts) }
        }
        var ignored: [SoughtWord] = []
        var none: Set<LanguageTag> = []
        let excluded = try syntax.excluded.compactMap { item in
            try queries(for: item, marking: &ignored, languages: &none)?.whole
        }
        if !excluded.isEmpty { plan.excluded = try .or(excluded) }
        plan.languages = matched.isEmpty ? languages : languages.filter { matched.contains($0) }
        return plan
    }

    /// The query for a word or phrase, and those for its words by themselves; nil where it holds no letter or digit.
    private func queries(
        for item: QuerySyntax.Item,
        marking words: inout [SoughtWord],
        languages matched: inout Set<LanguageTag>
    ) throws -> (whole: IndexQuery, parts: [IndexQuery])? {
        let variants = try termVariants(of: item.text, languages: &matched)
        guard !variants.isEmpty else { return nil }
        if item.isPhrase {
            let exact = variants.map { $0[0] }
            words.append(.phrase(exact))
            let phrase = try IndexQuery.phrase(exact.map { try .term(item.inTitle ? IndexLayout.title($0) : $0) })
            return (phrase, [phrase])
        }
        words += variants.map(SoughtWord.word)
        let each = try variants.map { terms in
            let title = try anyForm(of: terms.map(IndexLayout.title))
            if item.inTitle { return title }
            return try anyForm(of: terms).preferring(title.scaled(Self.titleWeight))
        }
        guard each.count > 1 else { return (each[0], each) }
        let together = try IndexQuery.phrase(variants.map { try .term($0[0]) }).scaled(Self.nearnessWeight)
        return (try IndexQuery.and(each).preferring(together), each)
    }

    /// A word in any of its forms: the exact one counts on top of the best stem, so that what was typed ranks first.
    /// - Parameter terms: the exact term, then the stems.
    private func anyForm(of terms: [String]) throws -> IndexQuery {
        let exact = try IndexQuery.term(terms[0]).scaled(Self.exactWeight)
        guard terms.count > 1 else { return exact }
        return try .or([exact, .max(terms.dropFirst().map { try .term($0) })])
    }

    /// For each word in `text`: its exact term, and its stems in the languages that have such a stem at all.
    private func termVariants(of text: String, languages matched: inout Set<LanguageTag>) throws -> [[String]] {
        let clean = analyser.clean(text)
        var result: [[String]] = []
        for language in languages.isEmpty ? [.undetermined] : languages {
            for (index, word) in analyser.words(in: clean, language: language).enumerated() {
                if index == result.count { result.append([word.exact]) }
                guard let stem = word.stem, try reader.frequency(of: stem) > 0 else { continue }
                matched.insert(language)
                if !result[index].contains(stem) { result[index].append(stem) }
            }
        }
        return result
    }
}

extension SearchFilters {
    /// The query that a filter stands for; nil where it is not set.
    func query(for facet: Facet) throws -> IndexQuery? {
        let terms: [String] =
            switch facet {
            case .country: countries.map(IndexLayout.country)
            case .sector: sectors.map(IndexLayout.sector)
            case .topic: topics.map(IndexLayout.topic)
            case .type: types.map(IndexLayout.type)
            case .language: languages.map(IndexLayout.language)
            case .year: []
            }
        if facet == .year, let years {
            return try .range(
                IndexLayout.Slot.year,
                from: Facet.fourDigits(years.lowerBound),
                to: Facet.fourDigits(years.upperBound)
            )
        }
        return terms.isEmpty ? nil : try .or(terms.map { try .term($0) })
    }

    /// The values set for a facet, as the contract writes them.
    func values(for facet: Facet) -> [String] {
        switch facet {
        case .country: countries.map(\.code)
        case .sector: sectors.map(\.code)
        case .topic: topics.map(\.code)
        case .type: types.map(\.code)
        case .language: languages.map(\.code)
        case .year:
            years.map { $0.count == 1 ? [String($0.lowerBound)] : ["\($0.lowerBound)..\($0.upperBound)"] } ?? []
        }
    }
}

/// What hits can be counted and limited by.
enum Facet: String, CaseIterable {
    case country, sector, topic, type, language, year

    var slot: UInt32 {
        switch self {
        case .country: IndexLayout.Slot.country
        case .sector: IndexLayout.Slot.sector
        case .topic: IndexLayout.Slot.topic
        case .type: IndexLayout.Slot.type
        case .language: IndexLayout.Slot.language
        case .year: IndexLayout.Slot.year
        }
    }

    static func fourDigits(_ year: Int) -> String {
        let text = String(max(0, min(9999, year)))
        return String(repeating: "0", count: 4 - text.count) + text
    }
}
