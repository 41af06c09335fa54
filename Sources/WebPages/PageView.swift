import SearchService

/// What the search page shows: the empty start page, or a search and its answer.
package struct PageView: Sendable {
    /// What was searched: links lead to the same.
    package var request: SearchRequest
    /// What stands in the search box.
    package var typed: String
    /// The answer; nil on the start page.
    package var response: SearchResponse?
    /// What the toolbox holds.
    package var toolbox: ToolboxSummary
    /// What finds something where the answer has nothing.
    var relaxations: [QueryRelaxation] = []

    /// A page that shows `response` to `request`, or the start page without one. Of a text that was shortened only the search
    /// box has the whole: a page has hundreds of links.
    package init(request: SearchRequest, response: SearchResponse?, toolbox: ToolboxSummary) {
        self.request = request
        typed = QueryReduction.head(request.text)
        if let shortened = response?.query.shortened { self.request.text = shortened }
        self.response = response
        self.toolbox = toolbox
    }
}

/// Something that went wrong, as the page tells it.
package struct PageProblem: Sendable, Equatable {
    /// The HTTP status.
    package var status: Int
    /// One sentence that says what exactly is wrong; must hold nothing that only the log may know.
    package var detail: String?

    package init(status: Int, detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
