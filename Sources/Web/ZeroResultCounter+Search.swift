import Catalogue
import SearchService

extension ZeroResultCounter {
    /// Counts a search that found nothing, for the curators' report.
    package func note(_ request: SearchRequest, _ answer: SearchResponse) {
        guard answer.total == 0, !answer.partial, request.filters.isEmpty, request.offset == 0 else { return }
        note(request.text)
    }
}
