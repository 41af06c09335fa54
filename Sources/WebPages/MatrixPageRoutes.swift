import Hummingbird
import SearchService
import Web

/// Two facets against each other, as a page.
package struct MatrixPageRoutes: Sendable {
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools

    package init(engines: Engines, pages: SearchPage, pools: WorkPools) {
        (self.engines, self.pages, self.pools) = (engines, pages, pools)
    }

    package func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        return try await pools.reading.search { deadline in
            let asked = try MatrixParameters(
                request,
                interfaceLanguage: RequestLanguages.page(of: request),
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
