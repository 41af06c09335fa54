import Concepts
import DocumentModel
import Foundation
import Index
import Synchronization
import SystemPackage
import TextAnalysis

/// Answers searches from a toolbox's index. Safe for use by any thread; a search blocks its thread, so it must not run on
/// Swift's cooperative pool.
package final class SearchEngine: Sendable {
    private let path: FilePath
    private let keys: SharedWordKeys
    private let concepts: SharedConcepts?
    private let names: FacetValueNames
    private let ranking: Ranking
    private let vectors: SharedVectors?
    /// The most restricted audience whose documents this engine returns.
    package let audience: Visibility
    private let idle = Mutex<[SearchContext]>([])
    private let shared = HoldingsCache()
    private let answers = AnswerCache()

    /// The number of readers kept open; more concurrent searches open more, which are closed afterwards.
    private static let maximumIdle = 8

    /// Opens a toolbox's index; throws `XapianError` if there is none.
    /// - Parameters:
    ///   - index: the path of the index.
    ///   - thesauri: the thesauri whose concepts expand queries; nil: none.
    ///   - vectors: the vectors of the toolbox; nil: nothing is found by its meaning.
    ///   - audience: the most restricted audience whose documents are returned.
    ///   - isOpenedLater: whether the index is opened by the first search, so that an index that cannot be read now is
    ///     not an error yet.
    package init(
        index: FilePath,
        thesauri: (any ConceptSource)? = nil,
        vectors: SharedVectors? = nil,
        ranking: Ranking = Ranking(),
        seenBy audience: Visibility = .curators,
        isOpenedLater: Bool = false
    ) throws {
        path = index
        self.audience = audience
        (self.ranking, self.vectors) = (ranking, vectors)
        concepts = try thesauri.map { try SharedConcepts($0) }
        keys = try SharedWordKeys()
        names = try FacetValueNames()
        if isOpenedLater { return }
        let first = try SearchContext(
            path: index.string,
            seenBy: audience,
            keys,
            concepts,
            names,
            ranking,
            shared,
            vectors
        )
        idle.withLock { $0.append(first) }
    }

    private init(_ engine: SearchEngine, _ ranking: Ranking, _ audience: Visibility) {
        (path, keys, concepts, names) = (engine.path, engine.keys, engine.concepts, engine.names)
        (self.ranking, self.audience, vectors) = (ranking, audience, engine.vectors)
    }

    /// Reads the thesauri and the names of all facet values, which takes about a tenth of a second each. Otherwise, the
    /// first search that needs them does so.
    package func prepare() throws {
        _ = names.tableOfAll()
        _ = try concepts?.current()
        _ = vectors?.current(for: audience)
    }

    /// The concepts of the thesauri, as searches use them; nil if there are none.
    package var sharedConcepts: SharedConcepts? { concepts }

    /// The same index with other ranking parameters; dictionaries are shared.
    package func ranked(by ranking: Ranking) -> SearchEngine { SearchEngine(self, ranking, audience) }

    /// The same index for another audience; dictionaries are shared.
    package func seen(by audience: Visibility) -> SearchEngine { SearchEngine(self, ranking, audience) }

    /// Runs a search. If the deadline passes, the response contains what was found so far; see ``SearchDeadline``.
    /// - Throws: ``SearchInterruption/cancelled``; `XapianError`.
    package func search(
        _ request: SearchRequest,
        deadline: SearchDeadline = .unlimited()
    ) throws -> SearchResponse {
        let started = ContinuousClock.now
        return try withContext(deadline) { context in
            var response = try context.answer(request, answers)
            response.tookMs = Self.milliseconds(since: started)
            return response
        }
    }

    /// Completions of a typed text; if the deadline passes, what was found so far.
    /// - Throws: ``SearchInterruption/cancelled``; `XapianError`.
    package func suggest(
        _ request: SuggestionRequest,
        deadline: SearchDeadline = .unlimited()
    ) throws -> SuggestionResponse {
        let started = ContinuousClock.now
        return try withContext(deadline) { context in
            let suggestions = try Suggestions(context, request).find()
            try deadline.checkCancelled()
            return SuggestionResponse(
                text: request.text,
                tookMs: Self.milliseconds(since: started),
                suggestions: suggestions
            )
        }
    }

    /// The documents most similar to another one, best first; nil if there is no such document.
    /// - Parameters:
    ///   - preferred: the languages that the reader prefers, best first.
    ///   - limit: the maximum number of documents.
    package func similar(
        to id: String,
        preferred: [LanguageTag] = [],
        limit: Int = SimilarDocument.usual,
        deadline: SearchDeadline = .unlimited()
    ) throws -> [SimilarDocument]? {
        try withContext(deadline) { context in
            try context.reader.find(IndexLayout.uniqueTerm(id)).map {
                try Similarity(context, preferred: preferred).documents(like: $0, limit: limit)
            }
        }
    }

    /// The request as it is searched: a text that is too long is reduced to its most informative words. Links use this
    /// one.
    package func shortened(_ request: SearchRequest) throws -> SearchRequest {
        guard QueryReduction.mayShorten(request.text) else { return request }
        return try withContext { context in
            var request = request
            request.text = try context.reduced(request).0.text
            return request
        }
    }

    /// The content of the toolbox, as far as this engine's audience may see it. It is counted once for each state of the
    /// index.
    /// - Parameter language: the language of labels.
    package func summary(in language: String) throws -> ToolboxSummary {
        try withContext { try $0.summary(in: language) }
    }

    /// Searches with results for a request without any: the same without one of its filters, or without one of its words.
    /// If the deadline passes, those found so far.
    package func relaxations(of request: SearchRequest, deadline: SearchDeadline = .unlimited()) throws
        -> [QueryRelaxation]
    {
        var attempts: [(what: QueryRelaxation.What, request: SearchRequest)] = []
        for facet in Facet.all {
            for value in request.filters[facet] {
                var other = request
                other.offset = 0
                other.filters.remove(value, from: facet)
                attempts.append((.filter(facet, value), other))
            }
        }
        attempts.removeLast(max(0, attempts.count - QueryRelaxation.mostFilters))
        let words = request.text.split(whereSeparator: \.isWhitespace)
        let syntax = QuerySyntax(request.text)
        if (2...QueryRelaxation.mostWords).contains(words.count), syntax.isPlain, syntax.clauses.count == words.count {
            for (index, word) in words.enumerated() {
                var other = request
                other.text = (words[..<index] + words[(index + 1)...]).joined(separator: " ")
                // This word alone must be the cause, so the others must have results as they are.
                other.isVerbatim = true
                attempts.append((.word(String(word)), other))
            }
        }
        return try withContext(deadline) { context in
            var ways: [QueryRelaxation] = []
            for (what, other) in attempts {
                if deadline.cutsShort() { break }
                var other = other
                (other.limit, other.offset) = (1, 0)
                guard let documents = try context.count(other), documents > 0 else { continue }
                ways.append(QueryRelaxation(what: what, request: other, documents: documents))
            }
            return ways
        }
    }

    /// The number of a request's documents for each combination of two facets' values.
    /// - Throws: ``SearchInterruption``, because incomplete counts would be useless; `XapianError`.
    package func matrix(
        _ request: SearchRequest,
        rows: Facet,
        columns: Facet,
        deadline: SearchDeadline = .unlimited()
    ) throws -> MatrixResponse {
        try withContext(deadline) { try $0.matrix(request, rows: rows, columns: columns) }
    }

    private static func milliseconds(since started: ContinuousClock.Instant) -> Double {
        let took = (ContinuousClock.now - started).components
        return ((Double(took.seconds) * 1e3 + Double(took.attoseconds) / 1e15) * 100).rounded() / 100
    }

    /// A document as it is in the index; nil if there is none with this id.
    package func document(_ id: String) throws -> StoredDocument? {
        try withContext { context in
            try context.reader.find(IndexLayout.uniqueTerm(id)).map { try StoredDocument(context.reader.data(of: $0)) }
        }
    }

    /// A document's sections in order, decompressed.
    package func sections(of id: String) throws -> [StoredDocument.Section] {
        try withContext { context in
            guard let docid = try context.reader.find(IndexLayout.uniqueTerm(id)) else { return [] }
            let document = try StoredDocument(context.reader.data(of: docid))
            return try (0..<document.sectionCount).map { try document.section($0, using: context.compression) }
        }
    }

    /// The languages of the toolbox with the number of documents in each, most frequent first.
    package func languages() throws -> [(language: LanguageTag, documents: Int)] {
        try withContext { try $0.languages().sorted { ($1.documents, $0.language) < ($0.documents, $1.language) } }
    }

    package func documentCount() throws -> Int { try withContext { $0.reader.documentCount } }

    /// The number of the last change that searches see.
    package func revision() throws -> Int64 { try withContext { try $0.reader.appliedSequence() } }

    /// The index's format version, if it is not that of this program: its terms could have another meaning.
    package func foreignFormat() throws -> String? {
        let formatVersion = try withContext { try $0.reader.formatVersion() }
        return formatVersion.isEmpty || formatVersion == IndexLayout.formatVersion ? nil : formatVersion
    }

    /// Runs `body` with a reader at the newest commit. If two commits have happened meanwhile, the reader is reopened and
    /// the work repeated; if the index was replaced, a new reader is opened.
    /// - Parameter deadline: the deadline of the work, set in the context; nil: none.
    func withContext<Result>(
        _ deadline: SearchDeadline? = nil,
        _ body: (SearchContext) throws -> Result
    ) throws -> Result {
        let deadline = deadline ?? .unlimited()
        return try deadline.counting { try withContext(keepingTo: deadline, body) }
    }

    /// How often a search begins again because its revision of the index was discarded, or the index cannot be opened.
    private static let mostRefreshes = 20
    private static let mostOpenings = 5

    private func open(_ deadline: SearchDeadline) throws -> SearchContext {
        try deadline.preparing {
            try SearchContext(path: path.string, seenBy: audience, keys, concepts, names, ranking, shared, vectors)
        }
    }

    private func withContext<Result>(
        keepingTo deadline: SearchDeadline,
        _ body: (SearchContext) throws -> Result
    ) throws -> Result {
        for attempt in 0... {
            try deadline.checkCancelled()
            var context = try idle.withLock { $0.popLast() } ?? open(deadline)
            do {
                if context.isSwapped(path.string) { context = try open(deadline) }
                try context.refresh(always: attempt > 0)
                context.deadline = deadline
                let result = try body(context)
                let done = context
                idle.withLock { if $0.count < Self.maximumIdle { $0.append(done) } }
                return result
            } catch let error as XapianError where error.code == .modified && attempt < Self.mostRefreshes {
                // The writer committed more than once during the search.
                continue
            } catch let error as XapianError where error.code == .opening && attempt < Self.mostOpenings {
                // An index that is being replaced is available again in a moment.
                usleep(useconds_t(5000 << attempt))
                continue
            }
        }
        preconditionFailure("the loop ends by returning or throwing")
    }
}
