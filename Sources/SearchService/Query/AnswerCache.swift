import Concepts
import Synchronization
import Vectors

/// A cache of complete responses, valid until the index or the thesauri change: many readers request the first page of
/// the same few words, and set and remove filters on it.
final class AnswerCache: Sendable {
    /// What a response depends on, apart from the request.
    struct State {
        var stamp: HoldingsCache.Stamp
        var concepts: ConceptIndex?
        var vectors: VectorSnapshot?

        func isSame(as other: State) -> Bool {
            stamp == other.stamp && concepts === other.concepts && vectors === other.vectors
        }
    }

    /// Two generations: responses that are requested again move to the young one; when that is full, the old one is
    /// dropped.
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

    /// The maximum size of a generation in bytes.
    private static let largestGeneration = 8 << 20

    func answer(to request: SearchRequest, at state: State) -> SearchResponse? {
        generations.withLock { generations in
            guard let cached = generations.state, cached.isSame(as: state) else { return nil }
            if let response = generations.young[request] { return response }
            guard let response = generations.old.removeValue(forKey: request) else { return nil }
            generations.keep(response, for: request)
            return response
        }
    }

    /// Stores a response. Responses for another state of the index or the thesauri are dropped.
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
    /// The response to a request, from the cache if possible.
    func answer(_ request: SearchRequest, _ cache: AnswerCache) throws -> SearchResponse {
        let state = AnswerCache.State(
            stamp: try stamp(),
            concepts: try concepts.current(),
            vectors: vectors?.current(for: audience)?.snapshot
        )
        if let cached = cache.answer(to: request, at: state) { return cached }
        let response = try search(request)
        // Newer documents get more weight as years pass, even if the index does not change.
        if !response.partial, request.sort != .recent { cache.keep(response, for: request, at: state) }
        return response
    }
}

extension SearchResponse {
    /// The approximate size of a response in memory, in bytes.
    var approximateSize: Int {
        let hits = hits + (otherLanguages?.hits ?? [])
        let passages = hits.lazy.flatMap(\.passages)
        let pieces = passages.reduce(0) { $0 + 200 + $1.text.reduce(0) { $0 + 40 + $1.text.utf8.count } }
        let described = hits.reduce(0) { $0 + 500 + ($1.description?.utf8.count ?? 0) + $1.title.utf8.count }
        return 1000 + pieces + described + facets.values.reduce(0) { $0 + 120 * $1.count }
    }
}
