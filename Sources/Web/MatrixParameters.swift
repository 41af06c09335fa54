import Encodings
import Hummingbird
import Index
import SearchService

/// The parameters of a matrix: those of a search, and two facets.
package struct MatrixParameters {
    package var search: SearchRequest
    package var rows: Facet
    package var columns: Facet
    package var isCSV: Bool

    package func matrix(_ engine: SearchEngine, _ deadline: SearchDeadline) throws -> MatrixResponse {
        try engine.matrix(search, rows: rows, columns: columns, deadline: deadline)
    }

    package init(_ request: Request, interfaceLanguage: String, ignoringUnknown: Bool = false) throws {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        // The format of the answer, and a filter of that name, which has other values.
        let formats = parameters.filter { $0.name == "format" && Self.formats.contains($0.value) }
        let own = ["rows", "columns"]
        let rest = parameters.filter { !own.contains($0.name) && !formats.contains($0) }
            .map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        search = try SearchParameters.request(
            query: rest.joined(separator: "&"),
            interfaceLanguage: interfaceLanguage,
            preferred: RequestLanguages.all(of: request),
            ignoringUnknown: ignoringUnknown
        )
        let value = { (name: String) in parameters.last { $0.name == name && !$0.value.isEmpty }?.value }
        func facet(_ name: String, _ usual: Facet) throws -> Facet {
            guard let text = value(name) else { return usual }
            guard let facet = Facet.named(text) else {
                let right = Facet.all.map(\.name).joined(separator: ", ")
                throw Problem.badParameter(name, "'\(text)' is not a facet; expected one of \(right)")
            }
            return facet
        }
        rows = try facet("rows", .country)
        columns = try facet("columns", rows == .topic ? .country : .topic)
        guard rows != columns else {
            throw Problem.badParameter(
                "columns",
                "rows and columns are both '\(rows.name)'; expected two different facets"
            )
        }
        isCSV = formats.last?.value == "csv"
    }

    private static let formats = ["json", "csv"]
}
