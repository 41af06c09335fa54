import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// The names of codes: from the response's facets, else from the page's own texts.
struct FacetLabels {
    private var names: [String: [String: String]]
    private var strings: PageStrings

    init(_ facets: [String: [FacetValue]], strings: PageStrings) {
        names = facets.mapValues { values in
            Dictionary(values.map { ($0.value, $0.label) }, uniquingKeysWith: { first, _ in first })
        }
        self.strings = strings
    }

    subscript(facet: Facet, code: String) -> String {
        let label = names[facet.name]?[code] ?? strings.label(of: code, in: facet)
        return PageText.shortened(label.isEmpty ? code : label, to: 80)
    }
}

/// One facet: its values with their counts, each a link that adds it to the filters or removes it.
package struct FacetContext {
    var facetName: String
    var facetTitle: String
    var values: [ValueContext]
    var hasMore: Bool
    var moreLabel: String
    var moreValues: [ValueContext]

    struct ValueContext {
        var valueLabel: String
        var valueHref: String
        var valueCount: String
        var selected: Bool
        /// The number of levels above it, at most ``deepest``; nil for none.
        var depth: Int?
    }

    /// Deeper levels are not indented further, because phones are narrow.
    private static let deepest = 4

    /// The number of values that are always shown; the others are behind "more", unless there is only one.
    private static let open = 8

    /// The facets of a response that have values, in the page's order.
    static func all(_ facets: [String: [FacetValue]], link: SearchLink, strings: PageStrings) -> [FacetContext] {
        let labels = FacetLabels(facets, strings: strings)
        return Facet.all.compactMap { facet in
            var values = facets[facet.name] ?? []
            if facet.kind == .years { values.sort { $0.value > $1.value } }
            let chosen = link.request.filters[facet]
            let missing = chosen.filter { code in !values.contains { $0.value == code } }
            values =
                missing.map {
                    FacetValue(
                        value: $0,
                        label: labels[facet, $0],
                        count: count(of: $0, in: facet, values),
                        selected: true
                    )
                } + values
            let depths = depths(of: values)
            let shown = values.compactMap { value in
                link.toggling(facet, value.value).map {
                    ValueContext(
                        valueLabel: labels[facet, value.value],
                        valueHref: $0.href,
                        valueCount: strings.number(value.count),
                        selected: value.selected || chosen.contains(value.value),
                        depth: depths[value.value]
                    )
                }
            }
            return shown.isEmpty ? nil : FacetContext(facet, shown, strings: strings)
        }
    }

    private init(_ facet: Facet, _ all: [ValueContext], strings: PageStrings) {
        (facetName, facetTitle) = (facet.name, strings.name(of: facet))
        let cut = all.count <= Self.open + 1 ? all.count : Self.open
        values = all[..<cut] + all[cut...].filter(\.selected)
        moreValues = all[cut...].filter { !$0.selected }
        hasMore = !moreValues.isEmpty
        moreLabel = strings.more(moreValues.count)
    }

    /// The depth of nested values.
    private static func depths(of values: [FacetValue]) -> [String: Int] {
        var depths: [String: Int] = [:]
        for value in values {
            if let broader = value.broader { depths[value.value] = min(deepest, (depths[broader] ?? 0) + 1) }
        }
        return depths
    }

    /// The count of a value that is not in the response: none, except for a range of years, which has the sum of its
    /// years.
    private static func count(of code: String, in facet: Facet, _ values: [FacetValue]) -> Int {
        guard facet.kind == .years, let years = YearRange.parse(code) else { return 0 }
        return values.filter { Int($0.value).map(years.contains) ?? false }.reduce(0) { $0 + $1.count }
    }
}
