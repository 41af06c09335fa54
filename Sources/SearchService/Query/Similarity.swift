import DocumentModel
import Foundation
import Index

/// Finds documents similar to another one: by its topics and its distinctive words, and in other languages by its topics.
/// Only documents that the audience may see are used.
struct Similarity {
    private let context: SearchContext
    private let preferred: [LanguageTag]
    private let versions: LanguageVersions

    /// - Parameter preferred: the languages that the reader prefers, best first.
    init(_ context: SearchContext, preferred: [LanguageTag]) {
        (self.context, self.preferred) = (context, preferred)
        versions = LanguageVersions(reader: context.reader, preferred: preferred, context.deadline)
    }

    /// The number of a document's words that are considered, and of those that are searched for.
    private static let (mostTerms, mostSought) = (200, 32)
    /// A word is ignored if more than one in this many documents of the same language has it: *the*, *and*.
    private static let leastRare = 4
    /// The minimum weight of a similar document, relative to the weight of the document itself.
    private static let leastShare = 0.12
    /// The weight of a shared topic relative to shared words.
    private static let topicWeight = 4.0
    /// The number of results reserved for other languages, if there are any.
    private static let placesForOthers = 3
    /// The additional weight of a shared topic if the reader prefers the language.
    private static let readable = 0.5

    /// The documents most similar to one, best first.
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

    /// The words that distinguish a document from others and that some others have, too; nil if there are none.
    private func words(of docid: UInt32, _ document: StoredDocument) throws -> IndexQuery? {
        let terms = try context.reader.relevanceTerms(of: docid, limit: Self.mostTerms)
            .filter { $0.unicodeScalars.count > 1 && !$0.allSatisfy(\.isNumber) }
        let sorted = IndexTerms(terms)
        let frequency = Dictionary(
            zip(sorted.sorted, try context.reader.frequencies(of: sorted)),
            uniquingKeysWith: { first, _ in first }
        )
        let documents = try context.languages().first { $0.language == document.languages[0] }?.documents ?? 0
        let wanted = terms.filter { (2...max(2, documents / Self.leastRare)).contains(frequency[$0] ?? 0) }
            .prefix(Self.mostSought)
        // In a language with very few documents, every word is rare.
        return wanted.isEmpty || documents < Self.leastRare ? nil : try .or(wanted.map { try .term($0) })
    }

    /// Documents that share topics: rarer and more topics have more weight; nil for a document without topics.
    private func topics(of document: StoredDocument) throws -> IndexQuery? {
        let all = Double(context.reader.documentCount)
        let shared = try document.topics.compactMap { code -> IndexQuery? in
            guard let topic = Topic(code) else { return nil }
            let terms = try context.concepts.terms(of: .topic, topic.code)
            let documents = try context.reader.frequencies(of: IndexTerms(terms)).reduce(0, +)
            return try .constant(log(1 + all / Double(max(1, documents)))).filtered(
                by: .or(terms.map { try .term($0) })
            )
        }
        return shared.isEmpty ? nil : try .or(shared)
    }

    /// Documents in other languages that share topics, those in the reader's languages first.
    private func inOtherLanguages(
        _ topics: IndexQuery,
        _ words: IndexQuery?,
        _ document: StoredDocument
    ) throws -> IndexQuery {
        var query = topics
        // Names and words common to several languages rank documents with the same topics.
        if let words { query = try query.preferring(words.scaled(0.05)) }
        if !preferred.isEmpty {
            let spoken = try IndexQuery.or(preferred.map { try .term(IndexLayout.language($0)) })
            query = try query.preferring(.constant(Self.readable).filtered(by: spoken))
        }
        return try query.without(.term(IndexLayout.language(document.languages[0])))
    }

    /// The results of a query without the document itself and its other language versions; of other documents, the
    /// version that the reader prefers.
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
        // The document itself has all of the words, so nothing has more weight.
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
