import Catalogue
import DocumentModel
import Encodings
import Foundation
import Hummingbird
import Index
import Localisation
import SearchService
import Web

/// A page for people who sign in: its body is rendered by the desk, the frame here.
package struct DeskPage: Sendable {
    package var title: String
    /// HTML, already escaped.
    package var body: String
    /// The address of this page in a language.
    package var href: @Sendable (String) -> String
    package var language: String

    package init(title: String, body: String, language: String, href: @escaping @Sendable (String) -> String) {
        (self.title, self.body, self.language, self.href) = (title, body, language, href)
    }
}

struct DeskContext {
    /// Stands for the body, because templates escape everything.
    var deskMark: String
}

/// The person who is signed in, and what they may do.
struct ViewerContext {
    var viewerName: String
    var viewerToken: String
    var viewerCurates: Bool
    var viewerAdministrates: Bool

    init(_ viewer: Viewer) {
        viewerName = PageText.shortened(viewer.account.name, to: 40)
        viewerToken = viewer.token
        viewerCurates = viewer.account.role >= .curator
        viewerAdministrates = viewer.account.role >= .administrator
    }
}

extension SearchPage {
    /// The pages for the client of a request: with its name, or with a link for signing in that leads back.
    package func seen(by context: ServiceContext, at request: Request) -> SearchPage {
        var pages = self
        pages.viewer = context.viewer
        pages.address = request.method == .get ? Self.address(of: request) : "/"
        return pages
    }

    /// The parameters of pages besides those of a search.
    private static let parameters: Set<String> = [
        "q", "queryLanguage", "verbatim", "withoutConcept", "withoutTranslation", "otherLanguages", "lang", "sort",
        "limit", "offset", "rows", "columns",
        "match",
        SearchLink.readingPart, "place", "find", "t",
    ]

    /// The address of a page without parameters that it does not know.
    private static func address(of request: Request) -> String {
        let known = SearchLink.parameters(ofQuery: request.uri.query ?? "").filter { parameter in
            parameters.contains(parameter.name) || Facet.all.contains { $0.name == parameter.name }
        }
        return request.uri.path + (known.isEmpty ? "" : "?" + SearchLink.query(known))
    }

    /// The address of the sign-in form that leads back to this page. Long addresses, which are searches for a whole text,
    /// are not repeated.
    var signInHref: String? {
        guard viewer == nil, !address.hasPrefix("/login") else { return nil }
        let isPlain = address == "/" || address.utf8.count > 1_000
        return isPlain ? "/login" : "/login?return=" + PercentEncoding.encode(address)
    }

    /// A page of the desk as a complete HTML document.
    package func render(_ page: DeskPage) -> String {
        let strings = PageStrings.of(page.language)
        // No text of a page can contain it.
        let mark = UUID().uuidString
        let frame = render(
            PageContext(
                strings: node(of: strings),
                pageTitle: "\(page.title) – \(PageStrings.siteName)",
                noindex: true,
                box: SearchBoxContext(
                    SearchRequest(text: ""),
                    toolbox: ToolboxSummary(),
                    strings: strings,
                    autofocus: false
                ),
                desk: DeskContext(deskMark: mark),
                tongues: tongues(strings, page.href)
            )
        )
        guard let place = frame.range(of: mark) else { return frame }
        return frame.replacingCharacters(in: place, with: page.body)
    }
}
