import DocumentModel
import Index

/// What hits are limited to: values of one facet mean OR, different facets AND.
package struct SearchFilters: Sendable, Hashable {
    private var values: [Facet: [String]] = [:]

    package init() {}
    package var isEmpty: Bool { values.isEmpty }

    /// The codes that a facet is limited to, as ``Facet/code`` gives them; a range of years is one value, `2019..2023`.
    package subscript(facet: Facet) -> [String] {
        get { values[facet] ?? [] }
        set { values[facet] = newValue.isEmpty ? nil : newValue }
    }

    /// Years of issue, inclusive.
    package var years: ClosedRange<Int>? {
        get { years(of: .year) }
        set { self[.year] = newValue.map { [YearRange.text(of: $0)] } ?? [] }
    }

    package var languages: [LanguageTag] {
        get { self[.language].compactMap { LanguageTag($0) } }
        set { self[.language] = newValue.map(\.code) }
    }

    func years(of facet: Facet) -> ClosedRange<Int>? { self[facet].last.flatMap(YearRange.parse) }

    /// Adds a value to the filter of a facet; a range of years replaces another one. False if it is not a value of the facet.
    package mutating func add(_ value: String, to facet: Facet) -> Bool {
        guard let code = facet.code(value) else { return false }
        self[facet] = facet.kind == .years ? [code] : self[facet] + [code]
        return true
    }

    /// Takes a value of a facet away.
    package mutating func remove(_ value: String, from facet: Facet) { self[facet].removeAll { $0 == value } }

    /// Adds a value of a facet, or takes it away if it is there; false if it is not a value of it.
    package mutating func toggle(_ value: String, of facet: Facet) -> Bool {
        guard let code = facet.code(value) else { return false }
        guard self[facet].contains(code) else { return add(code, to: facet) }
        remove(code, from: facet)
        return true
    }

    /// Leaves each value once.
    mutating func unite() { values = values.mapValues { $0.uniqued() } }
}

extension SearchFilters {
    /// The query that a filter stands for; nil where it is not set.
    /// - Parameter narrower: the terms of a code of a tree and of what is narrower.
    func query(for facet: Facet, narrower: (Facet, String) throws -> [String]) throws -> IndexQuery? {
        let codes = self[facet]
        guard !codes.isEmpty else { return nil }
        switch facet.kind {
        case .codes: return try .or(facet.terms(codes).map { try .term($0) })
        case .tree: return try .or(codes.flatMap { try narrower(facet, $0) }.map { try .term($0) })
        case .years:
            // Of the slots with years the one that holds nothing else; documents without a year have 0000 in it.
            return try years(of: facet).map { years in
                try .range(
                    IndexLayout.Slot.newest,
                    from: Facet.fourDigits(max(1, years.lowerBound)),
                    to: Facet.fourDigits(years.upperBound)
                )
            }
        }
    }

    /// The values that are marked as chosen where a facet's values are listed.
    func selected(in facet: Facet) -> [String] {
        facet.kind == .years ? years(of: facet).map { $0.map(String.init) } ?? [] : self[facet]
    }
}
