import Hummingbird
import Index
import Web

/// What web search engines may read: pages and documents, but not the endless lists of results.
extension ExchangeRoutes {
    /// Any of these begins a list of results; a start page in another language has `lang` alone.
    private static let listParameters =
        [
            "q", "queryLanguage", "verbatim", "withoutConcept", "withoutTranslation", "otherLanguages", "sort", "limit",
            "offset",
        ] + Facet.all.map(\.name)

    /// `GET /robots.txt`
    package func robots(_ request: Request) -> Response {
        let links = Permalinks(request, configured: publicRoot)
        // Only beginnings of addresses where that is enough, because not every reader knows `*`.
        let refused =
            Self.listParameters.map { "/?\($0)=" } + [
                "/?lang=*&", "/compare", "/feed", "/oai", "/v1/search", "/v1/suggest", "/v1/matrix", "/v1/audit",
                // Documents with the words of a search marked.
                "/documents/*?q=", "/documents/*&q=",
            ]
        let lines =
            ["User-agent: *"] + refused.map { "Disallow: \($0)" } + ["", "Sitemap: \(links.root)/sitemap.xml", ""]
        return .bytes(lines.joined(separator: "\n").utf8, mediaType: "text/plain; charset=utf-8")
    }
}
