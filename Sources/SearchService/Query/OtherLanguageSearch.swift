import DocumentModel
import Index
import Vectors

/// Finds documents in other languages than those of the query: by words that mean the same in any language, and by the
/// nearest vectors. The two lists are fused by reciprocal ranks (Cormack, Clarke and Büttcher 2009).
final class OtherLanguageSearch {
    private let context: SearchContext
    private let request: SearchRequest
    private let found: SearchContext.Attempt
    private let filters: [Facet: IndexQuery]
    /// The languages of the query.
    private let own: [LanguageTag]
    /// Those that are searched, the most important first.
    private let targets: [LanguageTag]
    private var cachedTranslation: TranslatedQuery?

    init(
        context: SearchContext,
        _ request: SearchRequest,
        _ found: SearchContext.Attempt,
        _ filters: [Facet: IndexQuery]
    ) throws {
        (self.context, self.request, self.found, self.filters) = (context, request, found, filters)
        let own = try context.ownLanguages(of: request)
        let limits = request.filters.languages
        self.own = own
        // Who asks for nothing but phrases, for titles or for beginnings of words wants exactly these words.
        let items = QuerySyntax(request.text).items
        let isOpen =
            !request.isVerbatim && items.contains(where: \.isWord) && !items.contains { $0.inTitle || $0.isPrefix }
        targets =
            found.plan.all == nil || !isOpen
            ? []
            : try context.heldLanguages(preferred: request.preferredLanguages).filter {
                !$0.isUndetermined && !own.contains($0) && (limits.isEmpty || limits.contains($0))
            }
    }

    /// The words of the query in the other languages.
    private func translated() throws -> TranslatedQuery {
        if let cachedTranslation { return cachedTranslation }
        let translation = try TranslatedQuery(request, from: own.first ?? .undetermined, to: targets, in: context)
        cachedTranslation = translation
        return translation
    }

    /// The words of the query with their translations; empty if none were searched.
    func translations() throws -> [QueryEcho.Translated] {
        guard isAsked || hasBlock else { return [] }
        return try translated().words.map { word in
            QueryEcho.Translated(
                word: word.word,
                translations: word.translations.map {
                    QueryEcho.Translation(id: $0.id, language: $0.language.code, text: $0.text)
                }
            )
        }
    }

    /// The words that are marked in hits: those of the query, and their translations.
    func marked() throws -> [QueryTerm] {
        guard isAsked || hasBlock else { return found.plan.words }
        return found.plan.words + (try translated().terms)
    }

    /// Whether there is a block below the direct hits.
    private var hasBlock: Bool {
        request.otherLanguages > 0 && request.offset == 0 && !isAsked && !targets.isEmpty
    }

    /// The documents found by meaning alone that a list of results has at most: they are the nearest of all, but the list has no
    /// natural end.
    private static let mostByMeaning = 20

    /// Whether readers limit the hits to languages other than those of the query. Then the fused list is the list of results.
    var isAsked: Bool {
        let wanted = request.filters.languages
        return !own.isEmpty && !wanted.isEmpty && !wanted.contains(where: own.contains) && request.sort.isByRelevance
            && !targets.isEmpty
    }

    /// A page of the results: of the direct ones, or of the fused list, if that is what is asked for.
    /// - Returns: also the number of documents that only the fused list has.
    func page(
        of direct: [(docid: UInt32, weight: Double)],
        offset: Int,
        limit: Int,
        _ query: IndexQuery
    ) throws -> (page: [SearchContext.Listed], added: Int) {
        let direct = direct.map { SearchContext.Listed(docid: $0.docid, weight: $0.weight) }
        guard isAsked, case let fused = try limited(documents()), !fused.isEmpty else {
            return (Array(direct.dropFirst(offset).prefix(limit)), 0)
        }
        let known = Set(fused.map(\.docid))
        let list = fused.map(\.listed) + direct.filter { !known.contains($0.docid) }
        var options = IndexSearchOptions()
        (options.limit, options.groupsVersions) = (0, true)
        let these = try fused.map { try IndexQuery.term(IndexLayout.uniqueTerm(context.id(of: $0.docid))) }
        let shared = try context.reader.search(query.filtered(by: .or(these)), options).total
        return (Array(list.dropFirst(offset).prefix(limit)), fused.count - shared)
    }

    private func limited(_ documents: [Found]) -> [Found] {
        var left = Self.mostByMeaning
        return documents.filter { hit in
            if !hit.hasWords { left -= 1 }
            return hit.hasWords || left >= 0
        }
    }

    /// The block below the first direct hits; nil if there is none for this request.
    /// - Parameters:
    ///   - shown: the direct hits.
    ///   - hits: makes hits of documents. Those whose text has changed since are missing.
    func block(
        below shown: [UInt32],
        hits: ([SearchContext.Listed]) throws -> [SearchHit]
    ) throws -> OtherLanguages? {
        guard hasBlock else { return nil }
        let limit = min(request.otherLanguages, OtherLanguages.most)
        // A few more than are shown, because some may be gone.
        let found = try hits(documents(leavingOut: shown).prefix(limit + Self.spare).map(\.listed))
        return OtherLanguages(
            hits: Array(found.prefix(limit)),
            hasMore: found.count > limit && limit < OtherLanguages.most
        )
    }

    private static let spare = 3

    /// A document, and why it was found.
    struct Found {
        var docid: UInt32
        var score: Double
        /// Whether it has words of the query, or other names for what they mean.
        var hasWords: Bool
        /// Its nearest passage, if it was found by its meaning.
        var nearest: PassagePlace?

        var listed: SearchContext.Listed {
            SearchContext.Listed(docid: docid, weight: score, nearest: nearest, hasWords: hasWords)
        }
    }

    /// The constant of the fusion, and the weights of the two lists. The best ones of those that were measured (docs/languages.md).
    private static let (smoothing, weightOfWords, weightOfMeaning) = (5.0, 0.7, 1.0)
    /// The weight of names and concepts, which were found as in the query's own language, relative to translations.
    private static let weightOfNames = 1.0
    /// The length of the lists that are fused; longer ones if most documents may not pass the filters.
    private static let (depth, depthWithFilters) = (100, 1000)

    /// The fused list, best first; the language versions of a document count as one.
    /// - Parameter leavingOut: the documents that are shown already, with their language versions.
    private func documents(leavingOut shown: [UInt32] = []) throws -> [Found] {
        guard !targets.isEmpty else { return [] }
        var fused: [UInt32: Found] = [:]
        for (rank, docid) in try withWords().enumerated() {
            fused[docid] = Found(docid: docid, score: Self.share(rank, Self.weightOfWords), hasWords: true)
        }
        for (rank, hit) in try byMeaning().enumerated() {
            let share = Self.share(rank, Self.weightOfMeaning)
            fused[hit.docid, default: Found(docid: hit.docid, score: 0, hasWords: false)].score += share
            fused[hit.docid]!.nearest = hit.place
        }
        var seen = try Set(shown.map(group))
        return try fused.values.sorted { ($1.score, $0.docid) < ($0.score, $1.docid) }.filter { hit in
            guard !shown.contains(hit.docid) else { return false }
            let group = try group(of: hit.docid)
            return group.isEmpty || seen.insert(group).inserted
        }
    }

    private static func share(_ rank: Int, _ weight: Double) -> Double { weight / (smoothing + Double(rank + 1)) }

    private func group(of docid: UInt32) throws -> String {
        try context.reader.value(IndexLayout.Slot.group, of: docid)
    }

    /// Documents in these languages with words that mean the same: translations, names, numbers and concepts of the query.
    private func withWords() throws -> [UInt32] {
        guard let words = found.plan.any ?? found.plan.all else { return [] }
        let all = try translated().query.map { try IndexQuery.or([$0, words.scaled(Self.weightOfNames)]) } ?? words
        let query = try context.complete(all, found.plan, filters, except: .language)
            .filtered(by: .or(targets.map { try .term(IndexLayout.language($0)) }))
        return try run(query, limit: Self.depth)
    }

    private func run(_ query: IndexQuery, limit: Int) throws -> [UInt32] {
        var options = IndexSearchOptions()
        (options.limit, options.countsAll) = (limit, false)
        options.saturation = context.ranking.saturation
        options.lengthNormalisation = context.ranking.lengthNormalisation
        options.isOver = { [deadline = context.deadline] in deadline.cutsShort() }
        return try context.reader.search(query, options).hits.map(\.docid)
    }

    /// The documents with the nearest passages, as far as they pass the filters.
    private func byMeaning() throws -> [(docid: UInt32, place: PassagePlace)] {
        guard let vectors = context.vectors?.current(for: context.audience), !context.deadline.cutsShort(),
            case let syntax = QuerySyntax(request.text),
            case let text = syntax.isPlain ? request.text : syntax.plainText, !text.isEmpty
        else { return [] }
        let question = try context.vectors!.vector(of: text, own.first ?? .undetermined, vectors.model)
        let isLimited = found.plan.excluded != nil || filters.contains { $0.key != .language }
        let depth = isLimited ? Self.depthWithFilters : Self.depth
        let near = vectors.snapshot.nearest(to: question, limit: depth, isWanted: targets.contains)
        let documents = try near.compactMap { hit in
            try context.reader.find(IndexLayout.uniqueTerm(hit.document)).map { (docid: $0, hit: hit) }
        }
        var allowed: Set<UInt32>?
        if isLimited, !documents.isEmpty {
            let these = try IndexQuery.or(documents.map { try .term(IndexLayout.uniqueTerm($0.hit.document)) })
            allowed = Set(
                try run(context.complete(these, found.plan, filters, except: .language), limit: documents.count)
            )
        }
        return documents.filter { allowed?.contains($0.docid) ?? true }.prefix(Self.depth).map {
            ($0.docid, $0.hit.place)
        }
    }
}

extension SearchContext {
    /// The id of a document.
    fileprivate func id(of docid: UInt32) throws -> String { try StoredDocument(reader.data(of: docid)).id }

    /// A language that is less likely than this, relative to the likeliest one, is not one of the query's.
    private static let leastLikely = 0.5

    /// The languages that the words of a request are probably in; empty if nobody knows.
    func ownLanguages(of request: SearchRequest) throws -> [LanguageTag] {
        if request.queryLanguages.isEmpty, let foreign = try foreignLanguage(of: request) { return [foreign] }
        return try languages(of: request).filter { $0.weight >= Self.leastLikely }.map(\.language)
    }
}
