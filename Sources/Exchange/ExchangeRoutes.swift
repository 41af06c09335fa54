import Catalogue
import DocumentModel
import Foundation
import HTTPTypes
import Hummingbird
import SearchService
import Web

/// Endpoints for other programs: harvesters, feed readers, web search engines, browsers' search boxes. Only public
/// documents.
package struct ExchangeRoutes: Sendable {
    let catalogue: Catalogue
    let engine: SearchEngine
    /// The public address of the service's root, if configured.
    let publicRoot: String?
    let adminEmail: String?
    let pools: WorkPools

    package init(
        catalogue: Catalogue,
        engine: SearchEngine,
        publicRoot: String?,
        adminEmail: String?,
        pools: WorkPools
    ) {
        (self.catalogue, self.engine, self.publicRoot) = (catalogue, engine, publicRoot)
        (self.adminEmail, self.pools) = (adminEmail, pools)
    }

    private static let formType = "application/x-www-form-urlencoded"
    private static let maximumForm = 1 << 16

    /// `GET` and `POST /oai`
    package func harvest(_ request: Request) async throws -> Response {
        var query = request.uri.query ?? ""
        if request.method == .post {
            guard request.headers[.contentType].flatMap({ ParameterizedValue($0)?.value }) == Self.formType else {
                throw Problem.unsupportedMediaType("send \(Self.formType)")
            }
            query = String(buffer: try await request.body(upTo: Self.maximumForm))
        }
        let links = Permalinks(request, configured: publicRoot)
        let provider = HarvestProvider(
            catalogue: catalogue,
            engine: engine,
            links: links,
            adminEmail: adminEmail ?? "admin@\(links.host)"
        )
        let arguments = SearchLink.parameters(ofQuery: query).map { (name: $0.name, value: $0.value) }
        return Self.xml(try await pools.reading.run { try provider.answer(arguments) }, "text/xml; charset=utf-8")
    }

    /// `GET /feed`: a search as an Atom feed, the last changed documents first.
    package func feed(_ request: Request) async throws -> Response {
        let links = Permalinks(request, configured: publicRoot)
        let text = try await pools.reading.search { deadline in
            var searchRequest = try SearchParameters.request(query: request.uri.query ?? "", interfaceLanguage: "en")
            searchRequest.sort = .updated
            searchRequest.limit = 50
            searchRequest.offset = 0
            let answer = try engine.search(searchRequest, deadline: deadline)
            let entries = try answer.hits.compactMap { hit in
                try catalogue.document(hit.id, seenBy: .public).map { Self.entry(hit, $0, links) }
            }
            let newest =
                try answer.hits.first.flatMap { try catalogue.document($0.id)?.changed }
                ?? Date(timeIntervalSince1970: 0)
            let page = links.root + SearchLink(searchRequest).href
            let own = links.root + "/feed" + (request.uri.query.map { "?\($0)" } ?? "")
            return XMLElement(
                "feed",
                [("xmlns", "http://www.w3.org/2005/Atom")],
                [
                    XMLElement(
                        "title",
                        text: searchRequest.text.isEmpty ? "vetsearch" : "\(searchRequest.text) – vetsearch"
                    ),
                    XMLElement("id", text: own), XMLElement("link", [("rel", "self"), ("href", own)]),
                    XMLElement("link", [("rel", "alternate"), ("type", "text/html"), ("href", page)]),
                    XMLElement("updated", text: .stamp(newest)),
                ] + entries
            ).document
        }
        return Self.xml(text, "application/atom+xml; charset=utf-8")
    }

    /// The maximum length of an entry's summary, in characters.
    private static let longestSummary = 2000

    private static func entry(_ hit: SearchHit, _ document: CatalogueDocument, _ links: Permalinks) -> XMLElement {
        let summary = document.metadata.description ?? hit.passages.first.map { $0.text.map(\.text).joined() } ?? ""
        let authors =
            document.metadata.creators.isEmpty
            ? [document.metadata.partner ?? "vetsearch"] : document.metadata.creators
        return XMLElement(
            "entry",
            [],
            [
                XMLElement("id", text: links.document(hit.id)), XMLElement("title", text: hit.title),
                XMLElement("link", [("rel", "alternate"), ("href", links.document(hit.id))]),
                XMLElement("published", text: .stamp(document.added)),
                XMLElement("updated", text: .stamp(document.changed)),
                XMLElement(
                    "summary",
                    hit.document.language.isUndetermined ? [] : [("xml:lang", hit.document.language.code)],
                    text: PageText.shortened(summary, to: Self.longestSummary)
                ),
            ] + authors.map { XMLElement("author", [], [XMLElement("name", text: $0)]) }
                + document.metadata.topics.map { XMLElement("category", [("term", $0.code)]) }
        )
    }

    /// The number of addresses in one part of a sitemap; the protocol allows 50,000.
    private static let sitemapPart = 10_000

    /// `GET /sitemap.xml`: an index of parts if there are several, else the addresses.
    package func sitemap(_ request: Request) async throws -> Response {
        let links = Permalinks(request, configured: publicRoot)
        let part = request.uri.queryParameters["part"].map(String.init)
        let catalogue = catalogue
        let text: String? = try await pools.reading.run {
            let ids = try catalogue.harvest.publicDocuments()
            let parts = max(1, (ids.count + Self.sitemapPart - 1) / Self.sitemapPart)
            let namespace = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]
            if part == nil, parts > 1 {
                return XMLElement(
                    "sitemapindex",
                    namespace,
                    (1...parts).map {
                        XMLElement("sitemap", [], [XMLElement("loc", text: "\(links.root)/sitemap.xml?part=\($0)")])
                    }
                ).document
            }
            guard let number = part.map({ Int($0) }) ?? 1, (1...parts).contains(number) else { return nil }
            return XMLElement(
                "urlset",
                namespace,
                ids.dropFirst((number - 1) * Self.sitemapPart).prefix(Self.sitemapPart).map { id, stamp in
                    XMLElement(
                        "url",
                        [],
                        [XMLElement("loc", text: links.document(id)), XMLElement("lastmod", text: .stamp(stamp))]
                    )
                }
            ).document
        }
        guard let text else { throw Problem.notFound("the sitemap has no such part", parameter: "part") }
        return Self.xml(text, "application/xml; charset=utf-8")
    }

    /// `GET /opensearch.xml`: how a browser's search box searches this service.
    package func openSearch(_ request: Request) -> Response {
        let root = Permalinks(request, configured: publicRoot).root
        let document = XMLElement(
            "OpenSearchDescription",
            [("xmlns", "http://a9.com/-/spec/opensearch/1.1/")],
            [
                XMLElement("ShortName", text: "vetsearch"),
                XMLElement(
                    "Description",
                    text: "Learning resources for vocational education and training, in every language"
                ),
                XMLElement("InputEncoding", text: "UTF-8"),
                XMLElement("Image", [("type", "image/svg+xml")], text: "\(root)/assets/vetsearch.svg"),
                XMLElement("Url", [("type", "text/html"), ("template", "\(root)/?q={searchTerms}")]),
                XMLElement("Url", [("type", "application/json"), ("template", "\(root)/v1/search?q={searchTerms}")]),
                XMLElement("Url", [("type", "application/atom+xml"), ("template", "\(root)/feed?q={searchTerms}")]),
            ]
        ).document
        return Self.xml(document, "application/opensearchdescription+xml; charset=utf-8")
    }

    private static func xml(_ text: String, _ mediaType: String) -> Response {
        var response = Response.bytes(text.utf8, mediaType: mediaType)
        response.headers[.cacheControl] = "no-cache"
        return response
    }
}
