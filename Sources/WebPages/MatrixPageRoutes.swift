import Hummingbird
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
            var response = Response.page(pages.render(MatrixView(request: search, matrix: answer)))
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }
}
