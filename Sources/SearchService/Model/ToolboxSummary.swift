import Index

/// The content of the toolbox, for the start page.
package struct ToolboxSummary: Sendable, Equatable {
    /// A code, its name in the reader's language, and the number of documents with it.
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

    /// The number of documents.
    package var documents: Int
    private var values: [Facet: [Entry]]

    package init(documents: Int = 0, _ values: [Facet: [Entry]] = [:]) {
        (self.documents, self.values) = (documents, values)
    }

    /// The values of a facet, most frequent first; `und` counts the documents in unknown languages.
    package subscript(facet: Facet) -> [Entry] {
        get { values[facet] ?? [] }
        set { values[facet] = newValue }
    }
}
