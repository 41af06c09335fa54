import Index

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
    private var values: [Facet: [Entry]]

    package init(documents: Int = 0, _ values: [Facet: [Entry]] = [:]) {
        (self.documents, self.values) = (documents, values)
    }

    /// The values of a facet, most frequent first; `und` counts the documents whose language nobody knows.
    package subscript(facet: Facet) -> [Entry] {
        get { values[facet] ?? [] }
        set { values[facet] = newValue }
    }
}
