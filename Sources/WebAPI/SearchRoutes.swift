import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import SearchService
import Web

/// The search, as JSON.
package struct SearchRoutes: Sendable {
    let zeroResults: ZeroResultCounter
    let engines: Engines
    let pools: WorkPools

    package init(zeroResults: ZeroResultCounter, engines: Engines, pools: WorkPools) {
        (self.zeroResults, self.engines, self.pools) = (zeroResults, engines, pools)
    }

    // The query is parsed on the pool, too: if the queue is full, even a very long query costs nothing.

    package func search(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        let (query, answer, encoded) = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.request(
                query: request.uri.query ?? "",
                interfaceLanguage: RequestLanguages.preferred(of: request),
                preferred: RequestLanguages.all(of: request)
            )
            let answer = try engine.search(query, deadline: deadline)
            return (query, answer, Response.bytes(answer.json(), mediaType: "application/json"))
        }
        zeroResults.note(query, answer)
        var response = encoded
        response.headers[.vary] = "Accept-Language"
        return response
    }

    package func suggest(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        var response = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.suggestion(
                query: request.uri.query ?? "",
                preferred: RequestLanguages.all(of: request)
            )
            return try Response.json(try engine.suggest(query, deadline: deadline))
        }
        response.headers[.vary] = "Accept-Language"
        return response
    }
}
