import Catalogue
import SearchService

/// The data of the search page: the start page, or a search and its response.
package struct PageView: Sendable {
    /// The request that was searched; links lead to the same search.
    package var request: SearchRequest
    /// The text in the search box.
    package var typed: String
    /// The response; nil on the start page.
    package var response: SearchResponse?
    /// The content of the toolbox.
    package var toolbox: ToolboxSummary
    /// Similar searches with results, if the response has none.
    var relaxations: [QueryRelaxation] = []
    /// The badges of the hits that not everybody may see, by id.
    var badges: [String: DocumentBadge] = [:]

    /// A page that shows `response` to `request`, or the start page without one. If a text was shortened, only the search
    /// box contains the complete text, because a page has hundreds of links.
    package init(request: SearchRequest, response: SearchResponse?, toolbox: ToolboxSummary) {
        self.request = request
        typed = QueryReduction.head(request.text)
        if let shortened = response?.query.shortened { self.request.text = shortened }
        self.response = response
        self.toolbox = toolbox
    }
}

/// An error as shown on a page.
package struct PageProblem: Sendable, Equatable {
    /// The HTTP status.
    package var status: Int
    /// One sentence in English that says what exactly is wrong; must not contain anything that only belongs in the log.
    package var detail: String?
    /// The stable code of the problem. In other languages than English, the sentence for this code is shown.
    package var code: String?
    /// The name of the offending parameter, and its value in the request.
    package var parameter: String?
    package var value: String?
    /// The path and query of the request, for links to the same address in other languages; nil without such links.
    package var address: String?
    /// Whether the reader chose the language of the pages.
    package var isLanguageChosen = false

    package init(status: Int, detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
