import Hummingbird

/// Two facets against each other: as JSON, as a table for a spreadsheet, and as a page.
struct MatrixRoutes: Sendable {
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools

    func matrix(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        return try await pools.reading.search { deadline in
            let asked = try MatrixParameters(request, interfaceLanguage: SearchRoutes.preferredLanguage(request))
            let answer = try asked.matrix(engine, deadline)
            var response: Response
            if asked.isCSV {
                let strings = PageStrings.of(asked.search.interfaceLanguage)
                response = Response.bytes(
                    Array(answer.csv(all: strings.compareAll).utf8),
                    mediaType: "text/csv; charset=utf-8"
                )
                response.headers[.contentDisposition] =
                    "attachment; filename=\"\(answer.rows.facet)-\(answer.columns.facet).csv\""
            } else {
                response = Response.json(answer)
            }
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }

    func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        return try await pools.reading.search { deadline in
            let asked = try MatrixParameters(
                request,
                interfaceLanguage: SearchRoutes.pageLanguage(request),
                ignoringUnknown: true
            )
            let answer = try asked.matrix(engine, deadline)
            let search = try engine.shortened(asked.search)
            var response = Response.page(pages.render(MatrixView(request: search, matrix: answer)))
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }
}

/// What a table is asked for: a search's own parameters, and two facets.
private struct MatrixParameters {
    var search: SearchRequest
    var rows: Facet
    var columns: Facet
    var isCSV: Bool

    func matrix(_ engine: SearchEngine, _ deadline: SearchDeadline) throws -> MatrixResponse {
        try engine.matrix(search, rows: rows, columns: columns, deadline: deadline)
    }

    init(_ request: Request, interfaceLanguage: String, ignoringUnknown: Bool = false) throws {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        let own = ["rows", "columns", "format"]
        let rest = parameters.filter { !own.contains($0.name) }
            .map { SearchLink.percentEncoded($0.name) + "=" + SearchLink.percentEncoded($0.value) }
        search = try SearchParameters.request(
            query: rest.joined(separator: "&"),
            interfaceLanguage: interfaceLanguage,
            preferred: SearchRoutes.preferredLanguages(request),
            ignoringUnknown: ignoringUnknown
        )
        let value = { (name: String) in parameters.last { $0.name == name && !$0.value.isEmpty }?.value }
        func facet(_ name: String, _ usual: Facet) throws -> Facet {
            guard let text = value(name) else { return usual }
            guard let facet = Facet(rawValue: text) else {
                let right = Facet.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.badParameter(name, "'\(text)' is no facet; one of \(right) would be right")
            }
            return facet
        }
        rows = try facet("rows", .country)
        columns = try facet("columns", rows == .topic ? .country : .topic)
        guard rows != columns else {
            throw Problem.badParameter(
                "columns",
                "rows and columns are both '\(rows.rawValue)'; two different facets would be right"
            )
        }
        let format = value("format") ?? "json"
        guard ["json", "csv"].contains(format) else {
            throw Problem.badParameter("format", "'\(format)' is none; json or csv would be right")
        }
        isCSV = format == "csv"
    }
}
