import DocumentModel
import Foundation
import Index

/// Finds documents that are like another one: by its topics and the words that tell it from all others, and, in other
/// languages, by its topics. All is taken from what the reader may see.
struct Similarity {
    private let context: SearchContext
    private let preferred: [LanguageTag]
    private let versions: LanguageVersions

    /// - Parameter preferred: the languages that the reader reads, best first.
    init(_ context: SearchContext, preferred: [LanguageTag]) {
        (self.context, self.preferred) = (context, preferred)
        versions = LanguageVersions(reader: context.reader, preferred: preferred, context.deadline)
    }

    /// Words of a document that are looked at, and those of them that are searched for.
    private static let (mostTerms, mostSought) = (200, 32)
    /// What more documents have than one in so many of the document's language says nothing of it: *the*, *and*.
    private static let leastRare = 4
    /// What a document must weigh to be like another one, as a share of what that one weighs itself.
    private static let leastShare = 0.12
    /// What a shared topic weighs beside shared words.
    private static let topicWeight = 4.0
    /// How many places are kept for other languages, if there is anything.
    private static let placesForOthers = 3
    /// What a shared topic weighs more where the reader reads the language.
    private static let readable = 0.5

    /// The documents most like one, best first.
    func documents(like docid: UInt32, limit: Int) throws -> [SimilarDocument] {
        let document = try StoredDocument(context.reader.data(of: docid))
        let words = try words(of: docid, document)
        let topics = try topics(of: document)
        var alike: [UInt32] = []
        if let words {
            let all = try topics.map { try .or([words, $0.scaled(Self.topicWeight)]) } ?? words
            alike = try matches(all, like: docid, limit: limit, leastShare: Self.leastShare)
        } else if let topics {
            let own = try IndexQuery.term(IndexLayout.language(document.languages[0]))
            alike = try matches(topics.filtered(by: own), like: docid, limit: limit)
        }
        let others =
            try topics.map { try matches(inOtherLanguages($0, words, document), like: docid, limit: limit) } ?? []
        let new = others.filter { !alike.contains($0) }
        let first = alike.prefix(limit - min(new.count, Self.placesForOthers, limit / 2))
        return try (first + new.prefix(limit - first.count)).map(shown)
    }

    /// The words that tell a document from others and that others have, too; nil where there are none.
    private func words(of docid: UInt32, _ document: StoredDocument) throws -> IndexQuery? {
        let terms = try context.reader.relevanceTerms(of: docid, limit: Self.mostTerms)
            .filter { $0.unicodeScalars.count > 1 && !$0.allSatisfy(\.isNumber) }
        let sorted = IndexTerms(terms)
        let frequency = Dictionary(
            zip(sorted.sorted, try context.reader.frequencies(of: sorted)),
            uniquingKeysWith: { first, _ in first }
        )
        let held = try context.languages().first { $0.language == document.languages[0] }?.documents ?? 0
        let wanted = terms.filter { (2...max(2, held / Self.leastRare)).contains(frequency[$0] ?? 0) }
            .prefix(Self.mostSought)
        // In a language with next to no documents, every word is rare.
        return wanted.isEmpty || held < Self.leastRare ? nil : try .or(wanted.map { try .term($0) })
    }

    /// Documents that share topics: the rarer and the more, the better; nil for one that has none.
    private func topics(of document: StoredDocument) throws -> IndexQuery? {
        let all = Double(context.reader.documentCount)
        let shared = try document.topics.compactMap { code -> IndexQuery? in
            guard let topic = Topic(code) else { return nil }
            let terms = try context.terms(of: .topic, topic.code)
            let documents = try context.reader.frequencies(of: IndexTerms(terms)).reduce(0, +)
            return try .constant(log(1 + all / Double(max(1, documents)))).filtered(
                by: .or(terms.map { try .term($0) })
            )
        }
        return shared.isEmpty ? nil : try .or(shared)
    }

    /// Of the documents that share topics those in other languages than a document's, what the reader reads before the rest.
    private func inOtherLanguages(
        _ topics: IndexQuery,
        _ words: IndexQuery?,
        _ document: StoredDocument
    ) throws -> IndexQuery {
        var query = topics
        // Names and words that cross languages tell between documents with the same topics.
        if let words { query = try query.preferring(words.scaled(0.05)) }
        if !preferred.isEmpty {
            let spoken = try IndexQuery.or(preferred.map { try .term(IndexLayout.language($0)) })
            query = try query.preferring(.constant(Self.readable).filtered(by: spoken))
        }
        return try query.without(.term(IndexLayout.language(document.languages[0])))
    }

    /// What a query finds, less the document itself and its other language versions; of others the version that the reader
    /// reads best.
    private func matches(
        _ query: IndexQuery,
        like docid: UInt32,
        limit: Int,
        leastShare: Double = 0
    ) throws -> [UInt32] {
        var options = IndexSearchOptions()
        options.limit = limit + 1
        options.countsAll = false
        options.groupsVersions = true
        options.isOver = { [deadline = context.deadline] in deadline.cutsShort() }
        let hits = try context.reader.search(query, options).hits
        try context.deadline.checkCancelled()
        let group = try context.reader.value(IndexLayout.Slot.group, of: docid)
        let isSame = { (other: UInt32) in
            try other == docid || !group.isEmpty && context.reader.value(IndexLayout.Slot.group, of: other) == group
        }
        // It has all of the words itself, so nothing weighs more.
        let least = (hits.first?.weight ?? 0) * leastShare
        return try hits.filter { try $0.weight >= least && !isSame($0.docid) }.prefix(limit)
            .map { try versions.readable($0.docid, in: .all()) }
    }

    private func shown(_ docid: UInt32) throws -> SimilarDocument {
        let document = try StoredDocument(context.reader.data(of: docid))
        return SimilarDocument(
            id: document.id,
            title: document.title,
            language: document.languages[0].code,
            type: document.type.code,
            format: document.format.rawValue,
            countries: document.countries,
            year: document.year
        )
    }
}
