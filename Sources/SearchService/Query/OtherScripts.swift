import DocumentModel
import Index
import TextAnalysis

extension SearchContext {
    /// Decides how a request is searched. If no document contains any of its words, they may be written in another script: Greek or
    /// Cyrillic words in Latin letters, or the reverse; or a city has another name. The text that was searched instead is then
    /// its correction.
    /// - Parameter matches: runs a query without filters.
    func decideInAnyScript(
        _ request: SearchRequest,
        _ matches: (IndexQuery, QueryPlan) throws -> IndexMatches
    ) throws -> Attempt {
        let best = try decide(request, matches)
        guard !request.isVerbatim, best.plan.all != nil, best.corrected == nil, !best.matches.isPartial,
            try best.matches.total == 0 || isAllMissing(best, request)
        else { return best }
        for text in analyser.transliterations(of: request.text, for: try languages().map(\.language)) {
            if deadline.cutsShort() { break }
            var other = request
            other.text = text
            other.queryLanguages = []
            var attempt = try decide(other, matches)
            guard attempt.matches.total > 0, try !isAllMissing(attempt, other) else { continue }
            attempt.corrected = attempt.corrected ?? text
            return attempt
        }
        return best
    }

    /// Whether only similar words were found.
    private func isAllMissing(_ attempt: Attempt, _ request: SearchRequest) throws -> Bool {
        let missing = Set(attempt.missing)
        return !missing.isEmpty && QuerySyntax(request.text).items.allSatisfy { missing.contains($0.text) }
    }
}
