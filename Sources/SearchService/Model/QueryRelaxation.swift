import Index

/// A search with results that is similar to one without.
package struct QueryRelaxation: Sendable, Equatable {
    package enum What: Sendable, Equatable {
        /// Without this value of a filter.
        case filter(Facet, String)
        /// Without this word.
        case word(String)
    }

    package var what: What
    package var request: SearchRequest
    /// The number of documents that it finds.
    package var documents: Int

    /// The maximum number of filters that are removed one by one.
    package static let mostFilters = 8
    /// The words of longer queries are not removed one by one.
    package static let mostWords = 6
}
