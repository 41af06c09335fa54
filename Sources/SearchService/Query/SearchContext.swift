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
    let lexicon: LexiconReader
    let expander: TermExpander
    let ranking: Ranking
    let concepts: ContextConcepts
    let translator: WordTranslator
    private let metadata: MetadataQueries
    private let detector: QueryLanguageDetector
    /// The deadline of the current request.
    var deadline = SearchDeadline.unlimited() { didSet { expander.deadline = deadline } }
    private var cachedTermQueries: TermQueryCache?
    private var checked = ContinuousClock.now
    private var cachedStamp: HoldingsCache.Stamp?
    private var indexLanguages: [(language: LanguageTag, documents: Int)]?
    private let inode: UInt64
    /// The parts of the index that it reads.
    private let parts: [String]
    let audience: Visibility
    /// The vectors of passages; nil if there is no model of vectors.
    let vectors: SharedVectors?
    /// Counts shared by all readers of the same audience.
    let shared: HoldingsCache

    /// How far a reader may be behind the newest commit.
    private static let lag = Duration.milliseconds(200)

    init(
        path: String,
        seenBy audience: Visibility,
        _ keys: SharedWordKeys,
        _ concepts: SharedConcepts?,
        _ names: FacetValueNames,
        _ ranking: Ranking,
        _ shared: HoldingsCache,
        _ vectors: SharedVectors?
    ) throws {
        (self.audience, self.vectors) = (audience, vectors)
        self.shared = shared
        parts = IndexLayout.parts(of: path, seenBy: audience)
        self.ranking = ranking
        inode = Self.inode(of: path)
        reader = try IndexReader(index: path, seenBy: audience)
        // Second, because it may be ahead of the documents, but not behind them.
        lexicon = try LexiconReader(index: path, seenBy: audience)
        expander = try TermExpander(reader, lexicon, keys, ranking)
        compression = try Compression()
        analyser = try Analyser()
        translator = WordTranslator(reader, lexicon, expander, analyser)
        self.concepts = ContextConcepts(reader, expander, concepts)
        metadata = MetadataQueries(names, reader, expander, analyser, self.concepts)
        detector = QueryLanguageDetector(analyser, expander)
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
        cachedTermQueries = nil
        try lexicon.reopen()
        expander.forget()
        concepts.forget()
        translator.forget()
        metadata.forget()
        detector.forget()
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

    /// The languages of the index: those that the reader prefers first, then those with most documents.
    func heldLanguages(preferred: [LanguageTag]) throws -> [LanguageTag] {
        let held = try languages().sorted { ($1.documents, $0.language) < ($0.documents, $1.language) }.map(\.language)
        return (preferred.filter(held.contains) + held).uniqued()
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
            planner.corrections = try spelling.corrections(syntax, spelling.missing(syntax))
        }
        return try planner.plan(syntax)
    }

    func termQueries() throws -> TermQueryCache {
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
        planner.concepts = try concepts.queries(for: request, languages: self.languages().map(\.language))
        if !request.isVerbatim {
            planner.metadata = metadata
            planner.reading.typed = Set(QuerySyntax(request.text).items.map(\.text))
        }
        planner.hiddenConcepts = Set(request.hiddenConcepts)
        return planner
    }

    /// The possible languages of a request's words: those specified, else those detected.
    func languages(of request: SearchRequest) throws -> [QueryLanguage] {
        guard request.queryLanguages.isEmpty else {
            return request.queryLanguages.map { QueryLanguage(language: $0, weight: 1) }
        }
        return try detector.languages(of: request, among: languages())
    }

    /// The language of a request's words if the index has no documents in it.
    func foreignLanguage(of request: SearchRequest) throws -> LanguageTag? {
        try detector.foreignLanguage(of: request, among: languages().map(\.language))
    }
}
