/// What the toolbox holds, as the start page tells it.
package struct ToolboxSummary: Sendable, Equatable {
    /// A code, what it is called in the reader's language, and how many documents have it.
    package struct Entry: Sendable, Equatable {
        package var code: String
        package var label: String
        package var count: Int

        package init(code: String, label: String, count: Int) {
            self.code = code
            self.label = label
            self.count = count
        }
    }

    /// How many documents it holds.
    package var documents: Int
    /// Most frequent first, as all these lists are; `und` counts the documents whose language nobody knows.
    package var languages: [Entry]
    package var countries: [Entry]
    package var topics: [Entry]
    package var types: [Entry]

    package init(
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
