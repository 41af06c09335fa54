import Concepts
import Synchronization

/// Whole answers, kept while the index and the thesauri that they came from stay as they are: many readers ask for the first
/// page of the same few words, and each opens and closes filters on it.
final class AnswerCache: Sendable {
    /// What an answer depends on besides the request.
    struct State {
        var stamp: HoldingsCache.Stamp
        var concepts: ConceptIndex?

        func isSame(as other: State) -> Bool { stamp == other.stamp && concepts === other.concepts }
    }

    /// Two generations: answers that are asked for again move to the young one; when that is full, the old one goes.
    private struct Generations {
        var state: State?
        var young: [SearchRequest: SearchResponse] = [:]
        var old: [SearchRequest: SearchResponse] = [:]
        var youngSize = 0

        mutating func keep(_ response: SearchResponse, for request: SearchRequest) {
            youngSize += response.approximateSize
            if youngSize > AnswerCache.largestGeneration {
                (old, young, youngSize) = (young, [:], response.approximateSize)
            }
            young[request] = response
        }
    }

    private let generations = Mutex(Generations())

    /// Bytes of answers in a generation.
    private static let largestGeneration = 8 << 20

    func answer(to request: SearchRequest, at state: State) -> SearchResponse? {
        generations.withLock { generations in
            guard let known = generations.state, known.isSame(as: state) else { return nil }
            if let response = generations.young[request] { return response }
            guard let response = generations.old.removeValue(forKey: request) else { return nil }
            generations.keep(response, for: request)
            return response
        }
    }

    /// Keeps an answer. Answers of another state of the index or the thesauri are dropped.
    func keep(_ response: SearchResponse, for request: SearchRequest, at state: State) {
        generations.withLock { generations in
            if generations.state?.isSame(as: state) != true {
                generations = Generations()
                generations.state = state
            }
            generations.keep(response, for: request)
        }
    }
}

extension SearchContext {
    /// The answer to a request; one that was given before where nothing has changed since.
    func answer(_ request: SearchRequest, _ cache: AnswerCache) throws -> SearchResponse {
        let state = AnswerCache.State(stamp: try stamp(), concepts: try currentConcepts())
        if let known = cache.answer(to: request, at: state) { return known }
        let response = try search(request)
        // Newer documents weigh more every year, whatever the index says.
        if !response.partial, request.sort != .recent { cache.keep(response, for: request, at: state) }
        return response
    }
}

extension SearchResponse {
    /// About how many bytes of memory an answer takes.
    var approximateSize: Int {
        let passages = hits.lazy.flatMap(\.passages)
        let pieces = passages.reduce(0) { $0 + 200 + $1.text.reduce(0) { $0 + 40 + $1.text.utf8.count } }
        let described = hits.reduce(0) { $0 + 500 + ($1.description?.utf8.count ?? 0) + $1.title.utf8.count }
        return 1000 + pieces + described + facets.values.reduce(0) { $0 + 120 * $1.count }
    }
}
