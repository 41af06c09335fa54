import Catalogue
import DocumentModel
import Foundation
import Hummingbird

/// The search, as JSON and as a page.
struct SearchRoutes: Sendable {
    let misses: MissCounter
    let engines: Engines
    let pages: SearchPage
    let pools: WorkPools

    // What is asked is read on the pool, too: where there is no room, even a very long query costs nothing.

    func search(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        let (query, answer, encoded) = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.request(
                query: request.uri.query ?? "",
                interfaceLanguage: Self.preferredLanguage(request),
                preferred: Self.preferredLanguages(request)
            )
            let answer = try engine.search(query, deadline: deadline)
            return (query, answer, Response.json(answer))
        }
        noteMiss(query, answer)
        var response = encoded
        response.headers[.vary] = "Accept-Language"
        return response
    }

    func suggest(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        var response = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.suggestion(
                query: request.uri.query ?? "",
                preferred: Self.preferredLanguages(request)
            )
            return Response.json(try engine.suggest(query, deadline: deadline))
        }
        response.headers[.vary] = "Accept-Language"
        return response
    }

    func page(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let engine = engines.engine(for: context)
        let (query, answer, page) = try await pools.searching(request.uri.query).search { deadline in
            let query = try SearchParameters.request(
                query: Self.withoutYears(request),
                interfaceLanguage: Self.pageLanguage(request),
                preferred: Self.preferredLanguages(request),
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
                view.waysOut = try engine.waysOut(of: view.request, deadline: deadline)
            }
            var page = Response.page(pages.render(view))
            page.headers[.vary] = "Accept-Language"
            return (query, view.response, page)
        }
        if let answer { noteMiss(query, answer) }
        return page
    }

    /// What a site puts into its pages.
    func embed(_ request: Request, publicRoot: String?) async throws -> Response {
        try await pools.searching(request.uri.query).run {
            let query = try SearchParameters.request(
                query: request.uri.query ?? "",
                interfaceLanguage: Self.pageLanguage(request),
                ignoringUnknown: true
            )
            let links = Permalinks(request, configured: publicRoot)
            var response = Response.page(pages.renderEmbed(root: links.root, query))
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

    /// The address of the search that the form with two fields for years asks for; nil where it was not sent.
    private static func withYears(_ request: Request, _ query: SearchRequest) -> String? {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        guard parameters.contains(where: { yearFields.contains($0.name) }) else { return nil }
        let year = { (name: String) in
            parameters.last { $0.name == name }.flatMap { SearchLink.years(from: $0.value)?.lowerBound }
        }
        var query = query
        query.offset = 0
        query.filters.years =
            switch (year("yearFrom"), year("yearTo")) {
            case (let from?, let to?): min(from, to)...max(from, to)
            case (let from?, nil): from...9999
            case (nil, let to?): min(1, to)...to
            case (nil, nil): nil
            }
        return SearchLink(query).href
    }

    /// Counts a search that found nothing, for the curators' report.
    private func noteMiss(_ request: SearchRequest, _ answer: SearchResponse) {
        guard answer.total == 0, !answer.partial, request.filters.isEmpty, request.offset == 0 else { return }
        misses.note(request.text)
    }

    /// The first language of `Accept-Language`; English where it says nothing that can be read.
    static func preferredLanguage(_ request: Request) -> String { preferredLanguages(request).first?.code ?? "en" }

    /// The first language of `Accept-Language` that the pages are written in; English where there is none.
    static func pageLanguage(_ request: Request) -> String {
        // Also for who has asked for something that is not there.
        let chosen = request.uri.queryParameters["lang"].flatMap { LanguageTag($0) }
        if let chosen, PageStrings.all[chosen.code] != nil { return chosen.code }
        return preferredLanguages(request).first { PageStrings.all[$0.code] != nil }?.code ?? "en"
    }

    /// Of a longer list the first languages are looked at.
    private static let mostLanguages = 10

    /// The languages of `Accept-Language` that can be read, best first.
    static func preferredLanguages(_ request: Request) -> [LanguageTag] {
        let ranges = (request.headers[.acceptLanguage] ?? "").split(separator: ",").prefix(mostLanguages).map { range in
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (tag: LanguageTag(parts.first ?? ""), weight: weight)
        }
        return ranges.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .compactMap(\.element.tag)
    }
}
