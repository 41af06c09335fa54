import Concepts
import DocumentModel
import Encodings
import Foundation
import Index
import SystemPackage
import TextAnalysis

/// A reader of the index with all that a search needs. One thread at a time.
// Handed from thread to thread only through the engine's lock, and used by the one that took it until it puts it back.
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
    /// What the current work is to keep to.
    var deadline = SearchDeadline.unlimited() { didSet { expander.deadline = deadline } }
    private var conceptQueries: ConceptQueries?
    private var topicTree: TopicTree?
    private var heldConcepts: [Facet: [String]] = [:]
    private var cachedTermQueries: TermQueryCache?
    /// The languages that queries were taken for at this state of the index.
    private var queryLanguages: [QueryText: [QueryLanguage]] = [:]

    private struct QueryText: Hashable {
        var text: String
        var preferred: [LanguageTag]
    }

    /// Queries whose languages are remembered; readers ask for the next page, another filter, the same words.
    private static let mostQueries = 2000
    /// Bytes of a text that is remembered.
    private static let longestQuery = 200
    private var checked = ContinuousClock.now
    private var knownStamp: HoldingsCache.Stamp?
    private var heldLanguages: [(language: LanguageTag, documents: Int)]?
    private let inode: UInt64
    /// The parts of the index that this reader reads.
    private let parts: [String]
    private let audience: Visibility
    /// What is counted once for all readers that see the same.
    let shared: HoldingsCache

    /// How long a reader may lag behind the newest commit.
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
        // Second: it may be ahead of the documents, not behind them.
        lexicon = try LexiconReader(index: path, seenBy: audience)
        expander = try TermExpander(reader, lexicon, keys, ranking)
        compression = try Compression()
        analyser = try Analyser()
    }

    /// Whether another index stands at the path now, or one with more parts.
    func isSwapped(_ path: String) -> Bool {
        guard ContinuousClock.now - checked > Self.lag else { return false }
        return Self.inode(of: path) != inode || IndexLayout.parts(of: path, seenBy: audience) != parts
    }

    private static func inode(of path: String) -> UInt64 {
        (try? FilePath(path).stat()).map { UInt64($0.inode.rawValue) } ?? 0
    }

    /// The state of the index that this reader sees.
    func stamp() throws -> HoldingsCache.Stamp {
        if let knownStamp { return knownStamp }
        let stamp = HoldingsCache.Stamp(inode: inode, parts: parts, sequence: try reader.appliedSequence())
        knownStamp = stamp
        return stamp
    }

    func refresh(always: Bool) throws {
        let now = ContinuousClock.now
        guard always || now - checked > Self.lag else { return }
        checked = now
        guard try reader.reopen() else { return }
        knownStamp = nil
        heldLanguages = nil
        heldConcepts = [:]
        conceptQueries = nil
        cachedTermQueries = nil
        queryLanguages = [:]
        try lexicon.reopen()
        expander.forget()
    }

    func languages() throws -> [(language: LanguageTag, documents: Int)] {
        if let heldLanguages { return heldLanguages }
        let prefix = Facet.language.prefix
        let found = try reader.terms(prefix: prefix).compactMap { term, documents in
            LanguageTag(term.dropFirst(prefix.count)).map { ($0, documents) }
        }
        heldLanguages = found
        return found
    }

    /// The concepts in use; nil where there is no thesaurus. They are read when they have changed.
    func currentConcepts() throws -> ConceptIndex? { try deadline.preparing { try concepts?.current() } }

    /// How topics lie under each other; nil where there is no thesaurus.
    func topics() throws -> TopicTree? {
        guard let index = try currentConcepts() else { return nil }
        if let topicTree, topicTree.isMade(of: index) { return topicTree }
        let new = TopicTree(index)
        topicTree = new
        return new
    }

    /// The terms of a concept and of all that is narrower, as far as there are documents on them.
    func terms(of facet: Facet, _ code: String) throws -> [String] {
        guard let tree = try topics() else { return [facet.term(code)] }
        let prefix = facet.prefix
        let held =
            try heldConcepts[facet] ?? reader.terms(prefix: prefix).map { String($0.term.dropFirst(prefix.count)) }
        heldConcepts[facet] = held
        let wanted = tree.settled(code)
        let found = held.filter { tree.widened($0).contains(wanted) }.map(facet.term)
        return found.isEmpty ? [facet.term(code)] : found
    }

    /// What a request's words mean in this toolbox.
    /// - Parameters:
    ///   - request: reduced to what is searched.
    ///   - isCorrected: also words like them, and those that they may be errors for.
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

    /// What finds concepts in the languages that hits may be in; nil where there is no thesaurus, or only the words as they
    /// were typed are wanted.
    func conceptQueries(_ request: SearchRequest) throws -> ConceptQueries? {
        guard !request.isVerbatim, let index = try currentConcepts(), let concepts else { return nil }
        let wanted = Set(request.filters.languages)
        let held = try self.languages().map(\.language).filter { wanted.isEmpty || wanted.contains($0) }
        if let known = conceptQueries, known.isMade(of: index, held: held) { return known }
        let new = ConceptQueries(index, concepts, expander, held: held)
        conceptQueries = new
        return new
    }

    /// The languages that a request's words may be in: those it names, else those that its words speak for.
    func languages(of request: SearchRequest) throws -> [QueryLanguage] {
        guard request.queryLanguages.isEmpty else {
            return request.queryLanguages.map { QueryLanguage(language: $0, weight: 1) }
        }
        let preferred = request.preferredLanguages + request.filters.languages
        let query = QueryText(text: request.text, preferred: preferred)
        if let known = queryLanguages[query] { return known }
        let words = analyser.words(in: analyser.clean(request.text), language: .undetermined)
        if !isIdentifierWarm {
            // It reads its tables when it is first asked.
            let held = try languages().map(\.language)
            deadline.preparing { _ = identifier.scores(request.text, among: held) }
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
