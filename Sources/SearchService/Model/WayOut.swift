/// A search that finds something, close to one that finds nothing.
struct WayOut: Sendable, Equatable {
    enum What: Sendable, Equatable {
        /// Without this value of a filter.
        case filter(PageFacet, String)
        /// Without this word.
        case word(String)
    }

    var what: What
    var request: SearchRequest
    /// How many documents it finds.
    var documents: Int

    /// Filters that are left out one by one; who has set more sees by then what they do.
    static let mostFilters = 8
    /// Of longer queries the words are not left out one by one.
    static let mostWords = 6
}
