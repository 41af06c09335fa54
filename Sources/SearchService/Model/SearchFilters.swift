import DocumentModel
import Index

/// The filters of a search: values of the same facet are combined with OR, different facets with AND.
package struct SearchFilters: Sendable, Hashable {
    private var values: [Facet: [String]] = [:]

    package init() {}
    package var isEmpty: Bool { values.isEmpty }

    /// The codes selected in a facet, as ``Facet/code`` returns them; a range of years is one value, `2019..2023`.
    package subscript(facet: Facet) -> [String] {
        get { values[facet] ?? [] }
        set { values[facet] = newValue.isEmpty ? nil : newValue }
    }

    /// Ranges of years of issue, inclusive; any of them is sufficient.
    package var years: [ClosedRange<Int>] {
        get { years(of: .year) }
        set { self[.year] = newValue.map(YearRange.text) }
    }

    package var languages: [LanguageTag] {
        get { self[.language].compactMap { LanguageTag($0) } }
        set { self[.language] = newValue.map(\.code) }
    }

    func years(of facet: Facet) -> [ClosedRange<Int>] { self[facet].compactMap(YearRange.parse) }

    /// Adds a value to the filter of a facet. False if it is not a value of the facet.
    package mutating func add(_ value: String, to facet: Facet) -> Bool {
        guard let code = facet.code(value) else { return false }
        self[facet] += [code]
        return true
    }

    /// Removes a value of a facet.
    package mutating func remove(_ value: String, from facet: Facet) { self[facet].removeAll { $0 == value } }

    /// Adds a value of a facet, or removes it if it is selected; false if it is not a value of the facet.
    package mutating func toggle(_ value: String, of facet: Facet) -> Bool {
        guard let code = facet.code(value) else { return false }
        guard self[facet].contains(code) else { return add(code, to: facet) }
        remove(code, from: facet)
        return true
    }

    /// Removes repeated values.
    mutating func unite() { values = values.mapValues { $0.uniqued() } }
}

extension SearchFilters {
    /// The query for a filter; nil if it is not set.
    /// - Parameter narrower: returns the terms of a code in a tree and of all narrower ones.
    func query(for facet: Facet, narrower: (Facet, String) throws -> [String]) throws -> IndexQuery? {
        let codes = self[facet]
        guard !codes.isEmpty else { return nil }
        switch facet.kind {
        case .codes: return try .or(facet.terms(codes).map { try .term($0) })
        case .tree: return try .or(codes.flatMap { try narrower(facet, $0) }.map { try .term($0) })
        case .years:
            // Of the slots with years, the one with nothing else in it; documents without a year have 0000 there.
            let ranges = try years(of: facet).map { years in
                try IndexQuery.range(
                    IndexLayout.Slot.newest,
                    from: Facet.fourDigits(max(1, years.lowerBound)),
                    to: Facet.fourDigits(years.upperBound)
                )
            }
            return try .or(ranges)
        }
    }

    /// The values that are shown as selected in the list of a facet's values.
    func selected(in facet: Facet) -> [String] {
        facet.kind == .years ? years(of: facet).joined().map(String.init) : self[facet]
    }
}
