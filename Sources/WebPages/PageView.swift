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
    /// One sentence that says what exactly is wrong; must not contain anything that only belongs in the log.
    package var detail: String?

    package init(status: Int, detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
