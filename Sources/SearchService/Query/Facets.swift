import DocumentModel
import Index
import Localisation

extension SearchFilters {
    /// The query that a filter stands for; nil where it is not set.
    /// - Parameter topicTerms: the terms of a topic and of what is narrower.
    func query(for facet: Facet, topicTerms: (Topic) throws -> [String]) throws -> IndexQuery? {
        let terms: [String] =
            switch facet {
            case .country: countries.map(IndexLayout.country)
            case .sector: sectors.map(IndexLayout.sector)
            case .topic: try topics.flatMap(topicTerms)
            case .type: types.map(IndexLayout.type)
            case .language: languages.map(IndexLayout.language)
            case .year: []
            }
        if facet == .year, let years {
            // Of the slots with years the one that holds nothing else; documents without a year have 0000 in it.
            return try .range(
                IndexLayout.Slot.newest,
                from: Facet.fourDigits(max(1, years.lowerBound)),
                to: Facet.fourDigits(years.upperBound)
            )
        }
        return terms.isEmpty ? nil : try .or(terms.map { try .term($0) })
    }

    /// Limits a facet to a value more; false where that is no value of it.
    mutating func add(_ value: String, to facet: Facet) -> Bool {
        switch facet {
        case .country: Country(value).map { countries.append($0) } != nil
        case .sector: Sector(value).map { sectors.append($0) } != nil
        case .topic: Topic(value).map { topics.append($0) } != nil
        case .type: ResourceType(value).map { types.append($0) } != nil
        case .language: LanguageTag(value).map { languages.append($0) } != nil
        case .year: YearRange.parse(value).map { years = $0 } != nil
        }
    }

    /// Takes a value of a facet away; a range of years is one value.
    mutating func remove(_ value: String, from facet: Facet) {
        switch facet {
        case .country: countries.removeAll { $0.code == value }
        case .sector: sectors.removeAll { $0.code == value }
        case .topic: topics.removeAll { $0.code == value }
        case .type: types.removeAll { $0.code == value }
        case .language: languages.removeAll { $0.code == value }
        case .year: years = nil
        }
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

/// Makes facets' values from the combinations that Xapian counted.
struct FacetLister {
    private let labels: Labels
    private let tree: TopicTree?

    /// - Parameters:
    ///   - language: the reader's.
    ///   - tree: how topics lie under each other; nil where there is no vocabulary.
    init(language: String, tree: TopicTree?) {
        labels = Labels(language: language) { tree?.label(of: $0, for: $1) }
        self.tree = tree
    }

    func values(
        of facet: Facet,
        _ counted: [(value: String, count: Int)],
        selected: [String] = []
    ) -> [FacetValue] {
        guard facet == .topic, let tree else {
            return FacetCounts(counted).values(of: facet, selected: selected, labels)
        }
        return FacetCounts(counted, widened: tree.widened)
            .values(of: facet, selected: selected.map(tree.settled), labels, tree: tree)
    }
}

/// A facet's counts, split from the combinations that Xapian counted.
struct FacetCounts {
    private var counts: [String: Int] = [:]

    subscript(code: String) -> Int { counts[code] ?? 0 }

    /// - Parameters:
    ///   - combinations: the codes that occur together.
    ///   - widened: the codes that a document with a code counts for; by default that one.
    init(_ combinations: [(value: String, count: Int)], widened: (String) -> [String] = { [$0] }) {
        for (combination, count) in combinations {
            let codes = combination.split(separator: IndexLayout.joiner).map(String.init)
            for code in Set(codes.flatMap(widened)) { counts[code, default: 0] += count }
        }
    }

    /// Most frequent first, years newest first; a selected value that no hit has is there with 0.
    ///
    /// Topics come as a tree: what is narrower right behind what is wider.
    func values(of facet: Facet, selected: [String], _ labels: Labels, tree: TopicTree? = nil) -> [FacetValue] {
        let chosen = Set(selected)
        var counts = counts
        if facet != .year { for value in chosen where counts[value] == nil { counts[value] = 0 } }
        let values = counts.map { value, count in
            FacetValue(
                value: value,
                label: labels.label(value, of: facet),
                count: count,
                selected: chosen.contains(value)
            )
        }.sorted { left, right in
            facet == .year ? left.value > right.value : (right.count, left.label) < (left.count, right.label)
        }
        guard facet == .topic, let tree else { return values }
        return Self.nested(values, tree)
    }

    /// Puts each value behind the first that is wider than it; those of one level stay in their order.
    private static func nested(_ values: [FacetValue], _ tree: TopicTree) -> [FacetValue] {
        let there = Set(values.map(\.value))
        var below: [String: [FacetValue]] = [:]
        for var value in values {
            value.broader = tree.broader(than: value.value).first(where: there.contains)
            below[value.broader ?? "", default: []].append(value)
        }
        var result: [FacetValue] = []
        func add(_ parent: String) {
            for value in below.removeValue(forKey: parent) ?? [] {
                result.append(value)
                add(value.value)
            }
        }
        add("")
        // What goes round in a circle has no top.
        while let rest = below.keys.min() { add(rest) }
        return result
    }
}
