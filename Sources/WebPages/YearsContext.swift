import DocumentModel
import Localisation
import SearchService
import Web

/// The years of the results: a small chart of the number of documents, and a form for a range.
struct YearsContext {
    var bars: [BarContext]
    /// `0 0 WIDTH HEIGHT` of the chart.
    var viewBox: String
    var firstYear: String
    var lastYear: String
    /// The values of the form's fields.
    var from: String
    var to: String
    /// The form's hidden fields.
    var fields: [SearchBoxContext.FieldContext]

    struct BarContext {
        var barX: Int
        var barY: Int
        var barHeight: Int
        /// Whether the year is in the selected range.
        var isChosen: Bool
    }

    private static let height = 40
    /// The maximum number of years in the chart: the latest.
    private static let most = 60

    /// Nil if there are fewer than two years to choose from.
    init?(_ request: SearchRequest, _ values: [FacetValue], strings: PageStrings) {
        let counts = Dictionary(
            values.compactMap { value in Int(value.value).map { ($0, value.count) } },
            uniquingKeysWith: { first, _ in first }
        ).filter { $0.value > 0 }
        guard let last = counts.keys.max(), let least = counts.keys.min(), least < last else { return nil }
        let first = max(least, last - Self.most + 1)
        let highest = counts.values.max() ?? 1
        let years = request.filters.years
        bars = (first...last).map { year in
            let count = counts[year] ?? 0
            let height = count == 0 ? 0 : max(2, count * Self.height / highest)
            return BarContext(
                barX: (year - first) * 10,
                barY: Self.height - height,
                barHeight: height,
                isChosen: years.isEmpty || years.contains { $0.contains(year) }
            )
        }
        viewBox = "0 0 \((last - first + 1) * 10) \(Self.height)"
        (firstYear, lastYear) = (String(first), String(last))
        // Several ranges do not fit into the form, which replaces them.
        let range = years.count == 1 ? years[0] : YearRange.all
        from = range.lowerBound > YearRange.all.lowerBound ? String(range.lowerBound) : ""
        to = range.upperBound < YearRange.all.upperBound ? String(range.upperBound) : ""
        var rest = SearchLink(request)
        (rest.request.filters.years, rest.request.offset) = ([], 0)
        fields = rest.parameters.map { SearchBoxContext.FieldContext(fieldName: $0.name, fieldValue: $0.value) }
    }
}
