import Concepts
import DocumentModel
import Encodings
import Foundation
import Index
import SystemPackage
import TextAnalysis

/// A reader of the index with everything that a search needs. For use by one thread at a time.
// Passed between threads only through the lock of the engine, and used only by the thread that took it until it is returned.
final class SearchContext: @unchecked Sendable {
    let reader: IndexReader
    let compression: Compression
    let analyser: Analyser
    private let identifier = LanguageIdentifier()
    private var isIdentifierWarm = false
    let lexicon: LexiconReader
    let expander: TermExpander
    let ranking: Ranking
    let concepts: SharedConcepts?
    /// The deadline of the current request.
    var deadline = SearchDeadline.unlimited() { didSet { expander.deadline = deadline } }
    private var conceptQueries: ConceptQueries?
    private var topicTree: TopicTree?
    private var indexedConcepts: [Facet: [String]] = [:]
    private var cachedTermQueries: TermQueryCache?
    /// The languages detected for queries, for the current state of the index.
    private var queryLanguages: [QueryText: [QueryLanguage]] = [:]

    private struct QueryText: Hashable {
        var text: String
        var preferred: [LanguageTag]
    }

    /// The number of queries whose languages are cached, because readers request the next page, another filter, or the
    /// same words.
    private static let mostQueries = 2000
    /// The maximum size in bytes of a text that is cached.
    private static let longestQuery = 200
    private var checked = ContinuousClock.now
    private var cachedStamp: HoldingsCache.Stamp?
    private var indexLanguages: [(language: LanguageTag, documents: Int)]?
    private let inode: UInt64
    /// The parts of the index that it reads.
    private let parts: [String]
    private let audience: Visibility
    /// Counts shared by all readers of the same audience.
    let shared: HoldingsCache

    /// How far a reader may be behind the newest commit.
    private static let lag = Duration.milliseconds(200)

    init(
        path: String,
        seenBy audience: Visibility,
        _ keys: SharedWordKeys,
        _ concepts: SharedConcepts?,
        _ ranking: Ranking,
        _ shared: HoldingsCache
    ) throws {
        self.audience = audience
        self.shared = shared
        parts = IndexLayout.parts(of: path, seenBy: audience)
        self.ranking = ranking
        self.concepts = concepts
        inode = Self.inode(of: path)
        reader = try IndexReader(index: path, seenBy: audience)
        // Second, because it may be ahead of the documents, but not behind them.
        lexicon = try LexiconReader(index: path, seenBy: audience)
        expander = try TermExpander(reader, lexicon, keys, ranking)
        compression = try Compression()
        analyser = try Analyser()
    }

    /// Whether the index at the path has been replaced, or has more parts.
    func isSwapped(_ path: String) -> Bool {
        guard ContinuousClock.now - checked > Self.lag else { return false }
        return Self.inode(of: path) != inode || IndexLayout.parts(of: path, seenBy: audience) != parts
    }

    private static func inode(of path: String) -> UInt64 {
        (try? FilePath(path).stat()).map { UInt64($0.inode.rawValue) } ?? 0
    }

    /// The current state of the index for this reader.
    func stamp() throws -> HoldingsCache.Stamp {
        if let cachedStamp { return cachedStamp }
        let stamp = HoldingsCache.Stamp(inode: inode, parts: parts, sequence: try reader.appliedSequence())
        cachedStamp = stamp
        return stamp
    }

    func refresh(always: Bool) throws {
        let now = ContinuousClock.now
        guard always || now - checked > Self.lag else { return }
        checked = now
        guard try reader.reopen() else { return }
        cachedStamp = nil
        indexLanguages = nil
        indexedConcepts = [:]
        conceptQueries = nil
        cachedTermQueries = nil
        queryLanguages = [:]
        try lexicon.reopen()
        expander.forget()
    }

    func languages() throws -> [(language: LanguageTag, documents: Int)] {
        if let indexLanguages { return indexLanguages }
        let prefix = Facet.language.prefix
        let found = try reader.terms(prefix: prefix).compactMap { term, documents in
            LanguageTag(term.dropFirst(prefix.count)).map { ($0, documents) }
        }
        indexLanguages = found
        return found
    }

    /// The active concepts; nil if there is no thesaurus. They are read again after a change.
    func currentConcepts() throws -> ConceptIndex? { try deadline.preparing { try concepts?.current() } }

    /// The hierarchy of topics; nil if there is no thesaurus.
    func topics() throws -> TopicTree? {
        guard let index = try currentConcepts() else { return nil }
        if let topicTree, topicTree.isMade(of: index) { return topicTree }
        let new = TopicTree(index)
        topicTree = new
        return new
    }

    /// The terms of a concept and of all narrower concepts that documents have.
    func terms(of facet: Facet, _ code: String) throws -> [String] {
        guard let tree = try topics() else { return [facet.term(code)] }
        let prefix = facet.prefix
        let concepts =
            try indexedConcepts[facet] ?? reader.terms(prefix: prefix).map { String($0.term.dropFirst(prefix.count)) }
        indexedConcepts[facet] = concepts
        let wanted = tree.settled(code)
        let found = concepts.filter { tree.widened($0).contains(wanted) }.map(facet.term)
        return found.isEmpty ? [facet.term(code)] : found
    }

    /// The plan for a request.
    /// - Parameters:
    ///   - request: shortened if necessary.
    ///   - isCorrected: whether to search similar words and corrections, too.
    func plan(_ request: SearchRequest, isCorrected: Bool = false) throws -> QueryPlan {
        let languages = try languages(of: request)
        let syntax = QuerySyntax(request.text)
        var planner = try planner(request, languages, isFuzzy: isCorrected)
        if isCorrected {
            let spelling = Spelling(analyser: analyser, expander: expander, languages: languages)
            planner.corrections = try spelling.corrections(syntax)
        }
        return try planner.plan(syntax)
    }

    private func termQueries() throws -> TermQueryCache {
        if let cachedTermQueries { return cachedTermQueries }
        let new = TermQueryCache(reader: reader, expander: expander, ranking: ranking, held: try self.languages())
        cachedTermQueries = new
        return new
    }

    func planner(_ request: SearchRequest, _ languages: [QueryLanguage], isFuzzy: Bool) throws -> QueryPlanner {
        var planner = QueryPlanner(
            analyser: analyser,
            termQueries: try termQueries(),
            languages: languages,
            areGuessed: request.queryLanguages.isEmpty,
            isFuzzy: isFuzzy
        )
        planner.concepts = try conceptQueries(request)
        planner.hiddenConcepts = Set(request.hiddenConcepts)
        return planner
    }

    /// Finds concepts in the languages of hits; nil if there is no thesaurus, or if only the words as typed are wanted.
    func conceptQueries(_ request: SearchRequest) throws -> ConceptQueries? {
        guard !request.isVerbatim, let index = try currentConcepts(), let concepts else { return nil }
        let wanted = Set(request.filters.languages)
        let languages = try self.languages().map(\.language).filter { wanted.isEmpty || wanted.contains($0) }
        if let conceptQueries, conceptQueries.isMade(of: index, languages: languages) { return conceptQueries }
        let new = ConceptQueries(index, concepts, expander, languages: languages)
        conceptQueries = new
        return new
    }

    /// The possible languages of a request's words: those specified, else those detected.
    func languages(of request: SearchRequest) throws -> [QueryLanguage] {
        guard request.queryLanguages.isEmpty else {
            return request.queryLanguages.map { QueryLanguage(language: $0, weight: 1) }
        }
        let preferred = request.preferredLanguages + request.filters.languages
        let query = QueryText(text: request.text, preferred: preferred)
        if let cached = queryLanguages[query] { return cached }
        let words = analyser.words(in: analyser.clean(request.text), language: .undetermined)
        if !isIdentifierWarm {
            // Its tables are read when it is first used.
            let languages = try languages().map(\.language)
            deadline.preparing { _ = identifier.scores(request.text, among: languages) }
            isIdentifierWarm = true
        }
        let found = try QueryLanguages(held: languages(), expander: expander, identifier: identifier).candidates(
            words: words.filter { !$0.isBigram }.map(\.term),
            text: request.text,
            preferred: preferred
        )
        if request.text.utf8.count <= Self.longestQuery, !deadline.cutsShort() {
            if queryLanguages.count >= Self.mostQueries { queryLanguages = [:] }
            queryLanguages[query] = found
        }
        return found
    }
}
