/// What the search page shows: the empty start page, or a search and its answer.
public struct PageView: Sendable {
    /// What was searched: links lead to the same.
    public var request: SearchRequest
    /// What stands in the search box.
    public var typed: String
    /// The answer; nil on the start page.
    public var response: SearchResponse?
    /// What the toolbox holds.
    public var toolbox: ToolboxSummary
    /// What finds something where the answer has nothing.
    var waysOut: [WayOut] = []

    /// A page that shows `response` to `request`, or the start page without one. Of a text that was shortened only the search
    /// box has the whole: a page has hundreds of links.
    public init(request: SearchRequest, response: SearchResponse?, toolbox: ToolboxSummary) {
        self.request = request
        typed = QueryReduction.head(request.text)
        if let shortened = response?.query.shortened { self.request.text = shortened }
        self.response = response
        self.toolbox = toolbox
    }
}

/// What the toolbox holds, as the start page tells it.
public struct ToolboxSummary: Sendable, Equatable {
    /// A code, what it is called in the reader's language, and how many documents have it.
    public struct Entry: Sendable, Equatable {
        public var code: String
        public var label: String
        public var count: Int

        public init(code: String, label: String, count: Int) {
            self.code = code
            self.label = label
            self.count = count
        }
    }

    /// How many documents it holds.
    public var documents: Int
    /// Most frequent first, as all these lists are; `und` counts the documents whose language nobody knows.
    public var languages: [Entry]
    public var countries: [Entry]
    public var topics: [Entry]
    public var types: [Entry]

    public init(
        documents: Int = 0,
        languages: [Entry] = [],
        countries: [Entry] = [],
        topics: [Entry] = [],
        types: [Entry] = []
    ) {
        self.documents = documents
        self.languages = languages
        self.countries = countries
        self.topics = topics
        self.types = types
    }
}

/// Something that went wrong, as the page tells it.
public struct PageProblem: Sendable, Equatable {
    /// The HTTP status.
    public var status: Int
    /// One sentence that says what exactly is wrong; must hold nothing that only the log may know.
    public var detail: String?

    public init(status: Int, detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
