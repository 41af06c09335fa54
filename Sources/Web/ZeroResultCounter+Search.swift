import Catalogue
import Metrics
import SearchService

extension ZeroResultCounter {
    /// Counts a search for monitoring, and one without results for the curators' report.
    package func note(_ request: SearchRequest, _ answer: SearchResponse) {
        let counter =
            answer.partial
            ? SearchMetrics.stopped : answer.total == 0 ? SearchMetrics.withoutHits : SearchMetrics.withHits
        counter.increment()
        guard answer.total == 0, !answer.partial, request.filters.isEmpty, request.offset == 0 else { return }
        note(request.text)
    }
}

/// Searches by their outcome.
private enum SearchMetrics {
    static let withHits = counter("hits")
    static let withoutHits = counter("none")
    /// Stopped at their time limit.
    static let stopped = counter("stopped")

    private static func counter(_ outcome: String) -> Counter {
        Counter(label: "vetsearch.searches", dimensions: [("outcome", outcome)])
    }
}
