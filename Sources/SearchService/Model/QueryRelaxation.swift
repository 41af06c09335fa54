import Index

/// A search that finds something, close to one that finds nothing.
package struct QueryRelaxation: Sendable, Equatable {
    package enum What: Sendable, Equatable {
        /// Without this value of a filter.
        case filter(Facet, String)
        /// Without this word.
        case word(String)
    }

    package var what: What
    package var request: SearchRequest
    /// How many documents it finds.
    package var documents: Int

    /// Filters that are left out one by one; who has set more sees by then what they do.
    package static let mostFilters = 8
    /// Of longer queries the words are not left out one by one.
    package static let mostWords = 6
}
