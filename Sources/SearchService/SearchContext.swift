import Catalogue
import DocumentModel
import Foundation
import Indexer
import SystemPackage
import TextAnalysis

/// A reader of the index with all that a search needs. One thread at a time.
// Handed from thread to thread only through the engine's lock, and used by the one that took it until it puts it back.
final class SearchContext: @unchecked Sendable {
    let reader: IndexReader
    let compression: Compression
    let analyser: Analyser
    private let identifier = LanguageIdentifier()
    let vocabulary: VocabularyReader
    let families: WordFamilies
    private let ranking: Ranking
    let concepts: SharedConcepts?
    /// What the current work is to keep to.
    var deadline = SearchDeadline.unlimited()
    private var conceptQueries: ConceptQueries?
    private var topicTree: TopicTree?
    private var heldTopics: [String]?
    private var leaves: LeafQueries?
    private var checked = ContinuousClock.now
    private var heldLanguages: [(language: LanguageTag, documents: Int)]?
    private let inode: UInt64
    /// The parts of the index that this reader reads.
    private let parts: [String]
    private let sight: Visibility

    /// How long a reader may lag behind the newest commit.
    private static let lag = Duration.milliseconds(200)

    init(
        path: String,
        seenBy sight: Visibility,
        _ keys: SharedWordKeys,
        _ concepts: SharedConcepts?,
        _ ranking: Ranking
    ) throws {
        self.sight = sight
        parts = IndexLayout.parts(of: path, seenBy: sight)
        self.ranking = ranking
        self.concepts = concepts
        inode = Self.inode(of: path)
        reader = try IndexReader(index: path, seenBy: sight)
        // Second: it may be ahead of the documents, not behind them.
        vocabulary = try VocabularyReader(index: path, seenBy: sight)
        families = try WordFamilies(reader, vocabulary, keys, ranking)
        compression = try Compression()
        analyser = try Analyser()
    }

    /// Whether another index stands at the path now, or one with more parts.
    func isSwapped(_ path: String) -> Bool {
        guard ContinuousClock.now - checked > Self.lag else { return false }
        return Self.inode(of: path) != inode || IndexLayout.parts(of: path, seenBy: sight) != parts
    }

    private static func inode(of path: String) -> UInt64 {
        (try? FilePath(path).stat()).map { UInt64($0.inode.rawValue) } ?? 0
    }

    func refresh(always: Bool) throws {
        let now = ContinuousClock.now
        guard always || now - checked > Self.lag else { return }
        checked = now
        guard try reader.reopen() else { return }
        heldLanguages = nil
        heldTopics = nil
        conceptQueries = nil
        leaves = nil
        try vocabulary.reopen()
        families.forget()
    }

    func languages() throws -> [(language: LanguageTag, documents: Int)] {
        if let heldLanguages { return heldLanguages }
        let prefix = IndexLayout.languagePrefix
        let found = try reader.terms(prefix: prefix).compactMap { term, documents in
            LanguageTag(term.dropFirst(prefix.count)).map { ($0, documents) }
        }
        heldLanguages = found
        return found
    }

    /// How topics lie under each other; nil where there is no vocabulary.
    func topics() throws -> TopicTree? {
        guard let index = try concepts?.current() else { return nil }
        if let topicTree, topicTree.isMade(of: index) { return topicTree }
        let new = TopicTree(index)
        topicTree = new
        return new
    }

    /// The terms of a topic and of all that is narrower, as far as there are documents on them.
    func terms(of topic: Topic) throws -> [String] {
        guard let tree = try topics() else { return [IndexLayout.topic(topic)] }
        let prefix = IndexLayout.topicPrefix
        let held = try heldTopics ?? reader.terms(prefix: prefix).map { String($0.term.dropFirst(prefix.count)) }
        heldTopics = held
        let wanted = tree.settled(topic.code)
        let found = held.filter { tree.widened($0).contains(wanted) }.map { prefix + $0 }
        return found.isEmpty ? [IndexLayout.topic(topic)] : found
    }

    /// What a request's words mean in this toolbox.
    /// - Parameter isMended: also words like them, and those that they may be errors for.
    func plan(_ request: SearchRequest, isMended: Bool = false) throws -> QueryPlan {
        let languages = try languages(of: request)
        let syntax = QuerySyntax(request.text)
        var planner = try planner(request, languages, isWide: isMended)
        if isMended {
            let spelling = Spelling(analyser: analyser, families: families, languages: languages)
            planner.corrections = try spelling.corrections(syntax)
        }
        return try planner.plan(syntax)
    }

    private func leafQueries() throws -> LeafQueries {
        if let leaves { return leaves }
        let new = LeafQueries(reader: reader, families: families, ranking: ranking, held: try self.languages())
        leaves = new
        return new
    }

    private func planner(_ request: SearchRequest, _ languages: [QueryLanguage], isWide: Bool) throws -> QueryPlanner {
        var planner = QueryPlanner(
            analyser: analyser,
            leaves: try leafQueries(),
            languages: languages,
            areGuessed: request.queryLanguages.isEmpty,
            isWide: isWide
        )
        planner.concepts = try conceptQueries(request)
        planner.hiddenConcepts = Set(request.hiddenConcepts)
        return planner
    }

    /// What finds concepts in the languages that hits may be in; nil where there is no vocabulary, or only the words as they
    /// were typed are wanted.
    private func conceptQueries(_ request: SearchRequest) throws -> ConceptQueries? {
        guard !request.isVerbatim, let index = try concepts?.current(), let concepts else { return nil }
        let wanted = Set(request.filters.languages)
        let held = try self.languages().map(\.language).filter { wanted.isEmpty || wanted.contains($0) }
        if let known = conceptQueries, known.isMade(of: index, held: held) { return known }
        let new = ConceptQueries(index, concepts, families, held: held)
        conceptQueries = new
        return new
    }

    /// The languages that a request's words may be in: those it names, else those that its words speak for.
    private func languages(of request: SearchRequest) throws -> [QueryLanguage] {
        guard request.queryLanguages.isEmpty else {
            return request.queryLanguages.map { QueryLanguage(language: $0, weight: 1) }
        }
        let words = analyser.words(in: analyser.clean(request.text), language: .undetermined)
        return try QueryLanguages(held: languages(), families: families, identifier: identifier).candidates(
            words: words.filter { !$0.isBigram }.map(\.term),
            text: request.text,
            preferred: request.preferredLanguages + request.filters.languages
        )
    }

    /// One way to read a request, and what it found.
    struct Attempt {
        var plan: QueryPlan
        var query: IndexQuery
        var matches: IndexMatches
        var isRelaxed = false
        var corrected: String?
    }

    func search(_ request: SearchRequest) throws -> SearchResponse {
        let filters = try Dictionary(
            uniqueKeysWithValues: Facet.allCases.compactMap { facet in
                try request.filters.query(for: facet, topicTerms: terms).map { (facet, $0) }
            }
        )
        let found = try find(request, filters)
        let finder = PassageFinder(reader: reader, compression: compression, words: found.plan.words)
        // What is in the reader's language bears a weight that is no relevance.
        let mine = Set(found.matches.hits.filter { $0.weight >= Self.mineWeight }.map(\.docid))
        var ranked = found.matches.hits.map { hit in
            (docid: hit.docid, weight: mine.contains(hit.docid) ? hit.weight - Self.mineWeight : hit.weight)
        }
        if request.sort.isByRelevance {
            // The first hits, whatever page is asked for: those in the reader's language are among them before the others, and
            // each kind is ranked anew by itself. What is behind them stays as it is, so that pages fit together.
            let first = ranked.prefix(Nearness.depth)
            let parts = [first.filter { mine.contains($0.docid) }, first.filter { !mine.contains($0.docid) }]
            let nearness = Nearness(finder: finder, strength: ranking.nearness)
            let resemblance = Resemblance(reader: reader, share: ranking.resemblance)
            ranked =
                try parts.flatMap { part in
                    let near = try nearness.rank(part, words: found.plan.words)
                    return try resemblance.rank(near, words: found.plan.words)
                } + ranked.dropFirst(Nearness.depth)
        }
        let versions = LanguageVersions(reader: reader, preferred: request.preferredLanguages)
        let query = try complete(found.query, found.plan, filters, except: nil)
        let hits = try ranked.dropFirst(Self.offset(request)).prefix(Self.limit(request)).map { hit in
            let docid = try versions.readable(hit.docid, in: query)
            let document = try StoredDocument(reader.data(of: docid))
            let passages = try finder.passages(of: document, docid)
            var shown = SearchHit(document, score: hit.weight, passages: passages)
            shown.translations = try versions.others(of: docid)
            return shown
        }
        return SearchResponse(
            query: QueryEcho(
                text: request.text,
                languages: found.plan.words.isEmpty ? [] : found.plan.languages.map(\.code),
                filters: Dictionary(
                    uniqueKeysWithValues: Facet.allCases.map { ($0.rawValue, request.filters.values(for: $0)) }
                        .filter { !$0.1.isEmpty }
                ),
                relaxed: found.isRelaxed,
                corrected: found.corrected,
                concepts: try concepts(of: found.plan, request)
            ),
            total: found.matches.total,
            tookMs: 0,
            hits: hits,
            facets: try facets(found.query, found.plan, filters, request, counted: found.matches)
        )
    }

    private func concepts(of plan: QueryPlan, _ request: SearchRequest) throws -> [QueryEcho.Concept] {
        guard !plan.concepts.isEmpty, let queries = try conceptQueries(request) else { return [] }
        let readers = [LanguageTag(request.interfaceLanguage)].compactMap { $0 } + plan.languages
        return plan.concepts.map {
            QueryEcho.Concept(id: queries.identifier(of: $0), label: queries.label(of: $0, for: readers))
        }
    }

    /// All of the words; where that finds next to nothing, with those that rare ones may be errors for; where it still does,
    /// any of the words and those like them.
    func find(_ request: SearchRequest, _ filters: [Facet: IndexQuery]) throws -> Attempt {
        let languages = try languages(of: request)
        let syntax = QuerySyntax(request.text)
        var planner = try planner(request, languages, isWide: false)
        let plan = try planner.plan(syntax)
        let words = try plan.all ?? .all()
        let first = Attempt(plan: plan, query: words, matches: try run(words, plan, filters, request))
        guard plan.all != nil, Self.isLittle(first.matches.total, wanted: syntax.clauses.count) else { return first }
        var best = first
        let spelling = Spelling(analyser: analyser, families: families, languages: languages)
        if !request.isVerbatim {
            planner.corrections = try spelling.corrections(syntax)
            if !planner.corrections.isEmpty {
                let mended = try planner.plan(syntax)
                if let all = mended.all {
                    let matches = try run(all, mended, filters, request)
                    if matches.total > first.matches.total {
                        best = Attempt(plan: mended, query: all, matches: matches)
                    }
                }
            }
        }
        if Self.isLittle(best.matches.total, wanted: syntax.clauses.count) {
            planner.isWide = !request.isVerbatim || syntax.clauses.count > 1
            let wide = try planner.plan(syntax)
            if let any = wide.any {
                let more = try run(any, wide, filters, request)
                if more.total > best.matches.total {
                    best = Attempt(plan: wide, query: any, matches: more, isRelaxed: true)
                }
            }
        }
        if best.matches.total > first.matches.total {
            best.corrected = try corrected(request.text, syntax, spelling, planner.corrections, best.matches)
        }
        return best
    }

    /// The text with each word replaced by the likeliest one it may be an error for that stands in the first hit; nil where
    /// none does, or the words stand there as they were typed.
    private func corrected(
        _ text: String,
        _ syntax: QuerySyntax,
        _ spelling: Spelling,
        _ corrections: Corrections,
        _ matches: IndexMatches
    ) throws -> String? {
        guard !corrections.isEmpty, let hit = matches.hits.first else { return nil }
        var chosen: [String: WordFamilies.Correction] = [:]
        for (language, words) in corrections {
            for (word, candidates) in words {
                let own = try families.family(of: word, in: language).all
                guard try reader.present(IndexTerms(own), in: hit.docid).isEmpty else { continue }
                for candidate in candidates where candidate.weight > chosen[word]?.weight ?? 0 {
                    let forms = try families.family(of: candidate.word, in: language).all
                    if try !reader.present(IndexTerms(forms), in: hit.docid).isEmpty { chosen[word] = candidate }
                }
            }
        }
        return chosen.isEmpty ? nil : spelling.text(text, syntax) { chosen[$0]?.word }
    }

    /// Whether so few documents have all the words that more are wanted: none, or next to none for a sentence.
    private static func isLittle(_ total: Int, wanted clauses: Int) -> Bool { total == 0 || (clauses > 3 && total < 3) }

    private static func offset(_ request: SearchRequest) -> Int {
        max(0, min(request.offset, SearchRequest.maximumOffset))
    }

    private static func limit(_ request: SearchRequest) -> Int {
        max(0, min(request.limit, SearchRequest.maximumLimit))
    }

    private func run(
        _ words: IndexQuery,
        _ plan: QueryPlan,
        _ filters: [Facet: IndexQuery],
        _ request: SearchRequest
    ) throws -> IndexMatches {
        var options = IndexSearchOptions()
        // From the first one on: the first hits are ranked again by nearness, whatever part of them is shown.
        options.limit = Self.offset(request) + Self.limit(request)
        if request.sort.isByRelevance, options.limit > 0 { options.limit = max(options.limit, Nearness.depth) }
        options.saturation = ranking.saturation
        options.lengthNormalisation = ranking.lengthNormalisation
        options.facetSlots = Facet.allCases.filter { filters[$0] == nil }.map(\.slot)
        options.groupsVersions = true
        switch request.sort {
        case .relevance, .recent, .mine: break
        case .newest: (options.sortSlot, options.isDescending) = (IndexLayout.Slot.newest, true)
        case .oldest: (options.sortSlot, options.isDescending) = (IndexLayout.Slot.oldest, false)
        case .updated: (options.sortSlot, options.isDescending) = (IndexLayout.Slot.changed, true)
        case .title: (options.sortSlot, options.isDescending) = (IndexLayout.Slot.title, false)
        }
        var query = try complete(words, plan, filters, except: nil)
        if request.sort == .recent { query = try query.preferring(recency(of: plan)) }
        if request.sort == .mine,
            let language = request.preferredLanguages.first ?? LanguageTag(request.interfaceLanguage)
        {
            query = try query.preferring(
                .constant(Self.mineWeight).filtered(by: .term(IndexLayout.language(language)))
            )
        }
        return try reader.search(query, options)
    }

    /// More than any document can have by its words.
    private static let mineWeight = 1e6

    /// What newer documents weigh on top of the query's words.
    private func recency(of plan: QueryPlan) throws -> IndexQuery {
        let words = plan.words.reduce(0) { $0 + $1.weight }
        return try .recency(
            IndexLayout.Slot.newest,
            year: Calendar(identifier: .gregorian).component(.year, from: Date()),
            halfLife: Ranking.recencyHalfLife,
            weight: ranking.recency * max(1, words)
        )
    }

    /// The words less the excluded ones, limited by all filters but that of `except`.
    func complete(
        _ words: IndexQuery,
        _ plan: QueryPlan,
        _ filters: [Facet: IndexQuery],
        except: Facet?
    ) throws -> IndexQuery {
        var query = words
        if let excluded = plan.excluded { query = try query.without(excluded) }
        let limits = Facet.allCases.filter { $0 != except }.compactMap { filters[$0] }
        return limits.isEmpty ? query : try query.filtered(by: .and(limits))
    }

    /// The counts of every facet: those without a filter come with the hits; each other one is counted over what would
    /// match without its own filter.
    func facets(
        _ words: IndexQuery,
        _ plan: QueryPlan,
        _ filters: [Facet: IndexQuery],
        _ request: SearchRequest,
        counted: IndexMatches
    ) throws -> [String: [FacetValue]] {
        let tree = try topics()
        let labels = Labels(language: request.interfaceLanguage, topics: tree)
        func listed(_ facet: Facet, _ counted: [(value: String, count: Int)], selected: [String]) -> [FacetValue] {
            guard facet == .topic, let tree else {
                return FacetCounts(counted).values(of: facet, selected: selected, labels)
            }
            return FacetCounts(counted, widened: tree.widened)
                .values(of: facet, selected: selected.map(tree.settled), labels, tree: tree)
        }
        var result: [String: [FacetValue]] = [:]
        for (facet, values) in zip(Facet.allCases.filter { filters[$0] == nil }, counted.facets) {
            result[facet.rawValue] = listed(facet, values, selected: [])
        }
        for facet in Facet.allCases where filters[facet] != nil {
            var options = IndexSearchOptions()
            options.limit = 0
            options.facetSlots = [facet.slot]
            options.groupsVersions = true
            let matches = try reader.search(complete(words, plan, filters, except: facet), options)
            let selected =
                facet == .year
                ? (request.filters.years.map { $0.map(String.init) } ?? []) : request.filters.values(for: facet)
            result[facet.rawValue] = listed(facet, matches.facets[0], selected: selected)
        }
        return result
    }
}

extension SearchHit {
    init(_ document: StoredDocument, score: Double, passages: [Passage]) {
        self.init(
            id: document.id,
            title: document.title,
            source: document.source,
            language: document.languages[0].code,
            type: document.type.code,
            format: document.format.rawValue,
            countries: document.countries,
            sectors: document.sectors,
            topics: document.topics,
            year: document.year,
            partner: document.partner,
            description: document.description,
            score: (score * 1000).rounded() / 1000,
            url: passages.first?.url ?? DocumentLink.file(document, at: nil),
            passages: passages
        )
    }
}
