import DocumentModel
import Foundation
import Index
import Localisation
import Vectors

extension SearchContext {
    /// One way to interpret a request, and its matches.
    struct Attempt {
        var plan: QueryPlan
        var query: IndexQuery
        var matches: IndexMatches
        var isRelaxed = false
        var corrected: String?
        /// The words, as typed, that no document contains and that were not required.
        var missing: [String] = []
        /// The words that were replaced in `corrected`.
        var correctedWords: Set<String> = []
        /// The number of documents with all of the words as typed, in any form; exact only up to 3.
        var complete = 0
    }

    func search(_ original: SearchRequest) throws -> SearchResponse {
        let (request, shortened) = try reduced(original)
        let filters = try filters(of: request)
        let found = try find(request, filters)
        try deadline.checkCancelled()
        // Incomplete look-ups would give other counts.
        let isWhole = !deadline.hasCutShort
        let suggestion = shortened == nil ? try suggestion(for: request, found, filters) : nil
        let finder = PassageFinder(reader: reader, compression: compression, words: found.plan.words)
        let ranked = try ranked(found, finder, request)
        let query = try complete(found.query, found.plan, filters, except: nil)
        let others = try OtherLanguageSearch(context: self, request, found, filters)
        let marker = try PassageFinder(reader: reader, compression: compression, words: others.marked())
        let (page, added) = try others.page(of: ranked, offset: Self.offset(request), limit: Self.limit(request), query)
        let versions = LanguageVersions(reader: reader, preferred: request.preferredLanguages, deadline)
        let hits = try hits(page, others.isAsked ? marker : finder, versions, in: query)
        let concepts = try concepts(of: found.plan, request)
        let syntax = QuerySyntax(request.text)
        let similar = try similar(of: found, in: page.map(\.docid), syntax)
        let block =
            try isWhole
            ? others.block(below: page.map(\.docid)) { try self.hits($0, marker, versions, in: .all()) } : nil
        let facets =
            isWhole ? try facets(found.query, found.plan, filters, request, counted: found.matches) : [:]
        try deadline.checkCancelled()
        return SearchResponse(
            query: QueryEcho(
                text: original.text,
                languages: found.plan.words.isEmpty ? [] : found.plan.languages.map(\.code),
                filters: Dictionary(
                    uniqueKeysWithValues: Facet.all.map { ($0.name, request.filters[$0]) }
                        .filter { !$0.1.isEmpty }
                ),
                relaxed: found.isRelaxed,
                corrected: found.corrected,
                concepts: concepts,
                shortened: shortened,
                unclear: syntax.unclear,
                missing: found.missing,
                metadata: try metadata(of: found.plan, request),
                suggestion: suggestion,
                similar: similar,
                translations: try others.translations()
            ),
            total: found.matches.total,
            partial: deadline.hasCutShort,
            tookMs: 0,
            hits: hits,
            facets: facets,
            added: added,
            otherLanguages: block
        )
    }

    /// The number of documents that a request finds; nil if counting takes too long.
    func count(_ original: SearchRequest) throws -> Int? {
        var (request, _) = try reduced(original)
        (request.limit, request.offset) = (0, 0)
        let found = try find(request, try filters(of: request), countsFacets: false)
        try deadline.checkCancelled()
        return deadline.hasCutShort ? nil : found.matches.total
    }

    /// The queries of the selected filters.
    func filters(of request: SearchRequest) throws -> [Facet: IndexQuery] {
        try Dictionary(
            uniqueKeysWithValues: Facet.all.compactMap { facet in
                try request.filters.query(for: facet, narrower: concepts.terms).map { (facet, $0) }
            }
        )
    }

    /// The matches, with the first ones ranked again by their text.
    private func ranked(
        _ found: Attempt,
        _ finder: PassageFinder,
        _ request: SearchRequest
    ) throws -> [(docid: UInt32, weight: Double)] {
        // Documents in the reader's language have a weight that is not a relevance.
        let mine = Set(found.matches.hits.filter { $0.weight >= Self.mineWeight }.map(\.docid))
        let plain = found.matches.hits.map { hit in
            (docid: hit.docid, weight: mine.contains(hit.docid) ? hit.weight - Self.mineWeight : hit.weight)
        }
        guard request.sort.isByRelevance else { return plain }
        // Always the first hits, whatever page is requested: those in the reader's language come first, and each group is
        // ranked again separately. The order of the others is unchanged, so that pages are consistent.
        let first = plain.prefix(ProximityReranker.depth)
        let parts = [first.filter { mine.contains($0.docid) }, first.filter { !mine.contains($0.docid) }]
        let proximity = ProximityReranker(finder: finder, strength: ranking.proximity, deadline: deadline)
        let nGrams = NGramReranker(reader: reader, share: ranking.nGrams, deadline: deadline)
        return try parts.flatMap { part in
            let near = try proximity.rank(part, words: found.plan.words)
            return try nGrams.rank(near, words: found.plan.words)
        } + plain.dropFirst(ProximityReranker.depth)
    }

    /// A document in a list of hits.
    struct Listed {
        var docid: UInt32
        var weight: Double
        /// Its nearest passage, if it was found by its meaning.
        var nearest: PassagePlace?
        /// Whether it has words of the query, or other names for what they mean.
        var hasWords = true
    }

    /// Hits as they are shown. When the time is up, they have no passages; a little later, there are none.
    private func hits(
        _ ranked: [Listed],
        _ finder: PassageFinder,
        _ versions: LanguageVersions,
        in query: IndexQuery
    ) throws -> [SearchHit] {
        let readable = try versions.readable(ranked.filter(\.hasWords).map(\.docid), in: query)
        var hits: [SearchHit] = []
        for hit in ranked {
            let isLate = deadline.cutsShort()
            if isLate, deadline.isOverdue { break }
            let docid = readable[hit.docid] ?? hit.docid
            let document = try StoredDocument(reader.data(of: docid))
            var passages = isLate || !hit.hasWords ? [] : try finder.passages(of: document, docid)
            if let place = hit.nearest, docid == hit.docid, !isLate, !passages.contains(where: \.hasMatch) {
                let nearest = try finder.passage(of: document, at: place)
                // The vector of an older version of the text says nothing about this one.
                if nearest == nil, !hit.hasWords { continue }
                passages = nearest.map { [$0] } ?? passages
            }
            var shown = SearchHit(DocumentSummary(document), score: hit.weight, passages: passages)
            shown.isByMeaning = !hit.hasWords
            shown.translations = try versions.others(of: docid)
            hits.append(shown)
        }
        return hits
    }

    private func concepts(of plan: QueryPlan, _ request: SearchRequest) throws -> [QueryEcho.Concept] {
        guard !plan.concepts.isEmpty,
            let queries = try concepts.queries(for: request, languages: languages().map(\.language))
        else { return [] }
        let readers = [LanguageTag(request.interfaceLanguage)].compactMap { $0 } + plan.languages
        return plan.concepts.map {
            QueryEcho.Concept(id: queries.identifier(of: $0), label: queries.label(of: $0, for: readers))
        }
    }

    /// The values of facets that the words name, with their names in the reader's language.
    private func metadata(of plan: QueryPlan, _ request: SearchRequest) throws -> [QueryEcho.NamedValue] {
        guard !plan.metadata.isEmpty else { return [] }
        let tree = try concepts.topics()
        let labels = Labels(language: request.interfaceLanguage) { tree?.label(of: $0, for: $1) }
        return plan.metadata.map { QueryEcho.NamedValue($0.facet, $0.code, label: labels.label($0.code, of: $0.facet)) }
    }

    /// Searches for all of the words that any document contains, with corrections of unknown words; if almost no document
    /// has all of them, also for any of the words and similar ones.
    ///
    /// This is decided without the filters, so a filter only limits the documents, and never changes how the words are
    /// read: the counts of facets are the totals with these filters.
    func find(
        _ request: SearchRequest,
        _ filters: [Facet: IndexQuery],
        countsFacets: Bool = true
    ) throws -> Attempt {
        let run = { (words: IndexQuery, plan: QueryPlan) in
            try self.run(words, plan, filters, request, countsFacets: countsFacets)
        }
        var found = try decideInAnyScript(request) { query, plan in
            filters.isEmpty ? try run(query, plan) : try probe(query, plan)
        }
        if !filters.isEmpty { found.matches = try run(found.query, found.plan) }
        return found
    }

    /// The first three matches of a query without filters.
    private func probe(_ words: IndexQuery, _ plan: QueryPlan) throws -> IndexMatches {
        var options = IndexSearchOptions()
        (options.limit, options.countsAll) = (3, false)
        options.saturation = ranking.saturation
        options.lengthNormalisation = ranking.lengthNormalisation
        options.groupsVersions = true
        var matches = try run(complete(words, plan, [:], except: nil), options)
        matches.total = matches.hits.count
        return matches
    }

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
        _ request: SearchRequest,
        countsFacets: Bool
    ) throws -> IndexMatches {
        var options = IndexSearchOptions()
        // From the first one on, because the first hits are ranked again by proximity whatever page is requested.
        options.limit = Self.offset(request) + Self.limit(request)
        if request.sort.isByRelevance, options.limit > 0 { options.limit = max(options.limit, ProximityReranker.depth) }
        options.saturation = ranking.saturation
        options.lengthNormalisation = ranking.lengthNormalisation
        if countsFacets { options.facetSlots = Facet.all.filter { filters[$0] == nil }.map(\.slot) }
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
        if plan.all == nil, plan.excluded == nil, filters.isEmpty {
            return try everything(query, options, countsFacets: countsFacets)
        }
        return try run(query, options)
    }

    /// Runs a query within the deadline. If counting takes too long, the query runs again for the best hits only, which
    /// is faster.
    private func run(_ query: IndexQuery, _ options: IndexSearchOptions) throws -> IndexMatches {
        var options = options
        options.isOver = { [deadline] in deadline.cutsShort() }
        var matches = try reader.search(query, options)
        try deadline.checkCancelled()
        guard matches.isPartial, options.limit > 0 else { return matches }
        (options.facetSlots, options.countsAll) = ([], false)
        options.isOver = { [deadline] in deadline.isOverdue }
        matches.hits = try reader.search(query, options).hits
        matches.facets = []
        matches.total = max(matches.total, matches.hits.count)
        return matches
    }

    /// Runs a query that finds everything, which is counted once for all requests.
    private func everything(
        _ query: IndexQuery,
        _ options: IndexSearchOptions,
        countsFacets: Bool
    ) throws -> IndexMatches {
        let holdings = try holdings()
        var options = options
        (options.facetSlots, options.countsAll) = ([], false)
        var matches = options.limit > 0 ? try run(query, options) : IndexMatches(total: 0, hits: [], facets: [])
        (matches.total, matches.facets) = (holdings.total, countsFacets ? holdings.facets : [])
        return matches
    }

    /// More than any document can have from its words.
    private static let mineWeight = 1e6

    /// The additional weight of newer documents.
    private func recency(of plan: QueryPlan) throws -> IndexQuery {
        let words = plan.words.reduce(0) { $0 + $1.weight }
        return try .recency(
            IndexLayout.Slot.newest,
            year: Calendar(identifier: .gregorian).component(.year, from: Date()),
            halfLife: Ranking.recencyHalfLife,
            weight: ranking.recency * max(1, words)
        )
    }

    /// The words without the excluded ones, limited by all filters except that of `except`.
    func complete(
        _ words: IndexQuery,
        _ plan: QueryPlan,
        _ filters: [Facet: IndexQuery],
        except: Facet?
    ) throws -> IndexQuery {
        var query = words
        if let excluded = plan.excluded { query = try query.without(excluded) }
        let limits = Facet.all.filter { $0 != except }.compactMap { filters[$0] }
        return limits.isEmpty ? query : try query.filtered(by: .and(limits))
    }

    /// The counts of every facet: those of facets without a filter come with the hits; each other facet is counted over
    /// the matches without its own filter. Facets that could not be counted in time are omitted.
    func facets(
        _ words: IndexQuery,
        _ plan: QueryPlan,
        _ filters: [Facet: IndexQuery],
        _ request: SearchRequest,
        counted: IndexMatches
    ) throws -> [String: [FacetValue]] {
        let lister = FacetLister(language: request.interfaceLanguage, tree: try concepts.topics())
        var result: [String: [FacetValue]] = [:]
        for (facet, values) in zip(Facet.all.filter { filters[$0] == nil }, counted.facets) {
            result[facet.name] = lister.values(of: facet, values)
        }
        for facet in Facet.all where filters[facet] != nil {
            if deadline.cutsShort() { break }
            var options = IndexSearchOptions()
            options.limit = 0
            options.facetSlots = [facet.slot]
            options.groupsVersions = true
            let matches = try run(complete(words, plan, filters, except: facet), options)
            if matches.isPartial { continue }
            let selected = request.filters.selected(in: facet)
            result[facet.name] = lister.values(of: facet, matches.facets[0], selected: selected)
        }
        return result
    }
}
