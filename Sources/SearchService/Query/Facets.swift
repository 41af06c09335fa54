import DocumentModel
import Indexer

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

/// A facet's counts, split from the combinations that Xapian counted.
struct FacetCounts {
    private var counts: [String: Int] = [:]

    init(_ combinations: [(value: String, count: Int)]) {
        for (combination, count) in combinations {
            for code in combination.split(separator: IndexLayout.joiner) { counts[String(code), default: 0] += count }
        }
    }

    /// Most frequent first, years newest first; a selected value that no hit has is there with 0.
    func values(of facet: Facet, selected: [String], _ labels: Labels) -> [FacetValue] {
        let chosen = Set(selected)
        var counts = counts
        if facet != .year { for value in chosen where counts[value] == nil { counts[value] = 0 } }
        return counts.map { value, count in
            FacetValue(
                value: value,
                label: labels.label(value, of: facet),
                count: count,
                selected: chosen.contains(value)
            )
        }.sorted { left, right in
            facet == .year ? left.value > right.value : (right.count, left.label) < (left.count, right.label)
        }
    }
}
