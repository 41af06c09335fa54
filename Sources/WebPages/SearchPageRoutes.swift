import Catalogue
import DocumentModel
import Foundation
import Hummingbird
import SearchService
import Web

/// The start page, results, help, and the search box for other sites.
package struct SearchPageRoutes: Sendable {
    let catalogue: Catalogue
    let zeroResults: ZeroResultCounter
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools

    package init(
        catalogue: Catalogue,
        zeroResults: ZeroResultCounter,
        engines: Engines,
        pages: SearchPage,
        pools: WorkPools
    ) {
        self.catalogue = catalogue
        (self.zeroResults, self.engines, self.pages) = (zeroResults, engines, pages)
        self.pools = pools
    }

    package func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        let pages = pages.seen(by: context, at: request)
        let isSignedIn = context.session != nil
        let (query, answer, page) = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.request(
                query: Self.withoutYears(request),
                interfaceLanguage: RequestLanguages.page(of: request),
                preferred: RequestLanguages.all(of: request),
                ignoringUnknown: true
            )
            if let canonical = Self.withYears(request, query) {
                return (query, nil as SearchResponse?, Response(status: .seeOther, headers: [.location: canonical]))
            }
            let isStart = query.text.allSatisfy(\.isWhitespace) && query.filters.isEmpty
            var view = PageView(
                request: query,
                response: isStart ? nil : try engine.search(query, deadline: deadline),
                toolbox: try engine.summary(in: query.interfaceLanguage)
            )
            if let answer = view.response, answer.total == 0, !answer.partial {
                view.relaxations = try engine.relaxations(of: view.request, deadline: deadline)
            }
            // Readers who are not signed in see only what everybody may see.
            if isSignedIn, let answer = view.response { view.badges = try catalogue.badges(of: answer.hits.map(\.id)) }
            var page = Response.page(pages.render(view))
            page.headers[.vary] = "Accept-Language"
            return (query, view.response, page)
        }
        if let answer { zeroResults.note(query, answer) }
        return page
    }

    /// The code that a site includes in its pages.
    package func embed(_ request: Request, _ context: ServiceContext, publicRoot: String?) async throws -> Response {
        let pages = pages.seen(by: context, at: request)
        return try await pools.searching(request.uri.query).run {
            let query = try SearchParameters.request(
                query: request.uri.query ?? "",
                interfaceLanguage: RequestLanguages.page(of: request),
                ignoringUnknown: true
            )
            let links = Permalinks(request, configured: publicRoot)
            var response = Response.page(pages.renderEmbed(root: links.root, query))
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }

    /// The page that explains the syntax of queries.
    package func help(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let pages = pages.seen(by: context, at: request)
        return try await pools.searching(request.uri.query).run {
            let query = try SearchParameters.request(
                query: request.uri.query ?? "",
                interfaceLanguage: RequestLanguages.page(of: request),
                ignoringUnknown: true
            )
            var response = Response.page(pages.renderHelp(query))
            response.headers[.vary] = "Accept-Language"
            return response
        }
    }

    // MARK: Years from a form

    private static let yearFields = ["yearFrom", "yearTo"]

    /// The parameters without the form's two fields for years.
    private static func withoutYears(_ request: Request) -> String {
        SearchLink.query(
            SearchLink.parameters(ofQuery: request.uri.query ?? "").filter { !yearFields.contains($0.name) }
        )
    }

    /// The address of the search for the form with two fields for years; nil if it was not submitted.
    private static func withYears(_ request: Request, _ query: SearchRequest) -> String? {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        guard parameters.contains(where: { yearFields.contains($0.name) }) else { return nil }
        let year = { (name: String) in
            parameters.last { $0.name == name }.flatMap { YearRange.parse($0.value)?.lowerBound }
        }
        var query = query
        query.offset = 0
        query.filters.years =
            switch (year("yearFrom"), year("yearTo")) {
            case (let from?, let to?): [min(from, to)...max(from, to)]
            case (let from?, nil): [from...max(from, YearRange.all.upperBound)]
            case (nil, let to?): [min(to, YearRange.all.lowerBound)...to]
            case (nil, nil): []
            }
        return SearchLink(query).href
    }
}
