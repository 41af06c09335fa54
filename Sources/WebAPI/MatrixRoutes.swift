import Hummingbird
import Localisation
import SearchService
import Web

/// The counts of two facets combined, as JSON and as CSV.
package struct MatrixRoutes: Sendable {
    let engines: Engines
    let pools: WorkPools

    package init(engines: Engines, pools: WorkPools) {
        (self.engines, self.pools) = (engines, pools)
    }

    package func matrix(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        return try await pools.reading.search { deadline in
            let parameters = try MatrixParameters(request, interfaceLanguage: RequestLanguages.preferred(of: request))
            let answer = try parameters.matrix(engine, deadline)
            var response: Response
            if parameters.isCSV {
                let strings = PageStrings.of(parameters.search.interfaceLanguage)
                response = Response.bytes(
                    Array(answer.csv(all: strings.compareAll).utf8),
                    mediaType: "text/csv; charset=utf-8"
                )
                response.headers[.contentDisposition] =
                    "attachment; filename=\"\(answer.rows.facet)-\(answer.columns.facet).csv\""
            } else {
                response = try Response.json(answer)
            }
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }
}
