import Hummingbird
import Index
import SearchService
import Web

/// The counts of two facets combined, as a page.
package struct MatrixPageRoutes: Sendable {
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools

    package init(engines: Engines, pages: SearchPage, pools: WorkPools) {
        (self.engines, self.pages, self.pools) = (engines, pages, pools)
    }

    package func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pages = pages.seen(by: context, at: request)
        let engine = engines.engine(for: context)
        return try await pools.reading.search { deadline in
            let parameters = try MatrixParameters(
                request,
                interfaceLanguage: RequestLanguages.page(of: request),
                ignoringUnknown: true
            )
            let answer = try parameters.matrix(engine, deadline)
            let search = try engine.shortened(parameters.search)
            var view = MatrixView(request: search, matrix: answer)
            // The counts of a facet ignore its own filter.
            let facets = try engine.search(search, deadline: deadline).facets
            for facet in [parameters.rows, parameters.columns] where facet.kind != .years {
                view.choices[facet.name] = Array(
                    (facets[facet.name] ?? []).filter { $0.count > 0 || $0.selected }.prefix(MatrixResponse.mostValues)
                )
            }
            var response = Response.page(pages.render(view))
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }
}
