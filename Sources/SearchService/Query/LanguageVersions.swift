import DocumentModel
import Index

/// The language versions of documents, as far as the audience may see them: a group of versions is one hit.
struct LanguageVersions {
    let reader: IndexReader
    /// The languages that the reader prefers, best first.
    let preferred: [LanguageTag]
    private let deadline: SearchDeadline

    init(reader: IndexReader, preferred: [LanguageTag], _ deadline: SearchDeadline) {
        (self.reader, self.preferred, self.deadline) = (reader, preferred, deadline)
    }

    private struct Version {
        var docid: UInt32
        var shown: SearchHit.Translation
    }

    /// The maximum number of versions shown for a document.
    private static let most = 100

    /// The versions of a hit's document that match as well and that the reader prefers, best first.
    private func better(than docid: UInt32) throws -> [Version] {
        guard !preferred.isEmpty else { return [] }
        let rank = { (version: Version) in preferred.firstIndex { $0.code == version.shown.language } ?? preferred.count
        }
        let versions = try versions(of: docid)
        let own = versions.first { $0.docid == docid }.map(rank) ?? preferred.count
        return versions.map { (rank: rank($0), version: $0) }.filter { $0.rank < own }
            .sorted { ($0.rank, $0.version.docid) < ($1.rank, $1.version.docid) }.map(\.version)
    }

    /// The version of a hit's document in the language that the reader prefers, among those that match `query`.
    func readable(_ docid: UInt32, in query: IndexQuery) throws -> UInt32 {
        try readable([docid], in: query)[docid] ?? docid
    }

    /// For the documents of hits, the preferred version of each among those that match `query`.
    func readable(_ docids: [UInt32], in query: IndexQuery) throws -> [UInt32: UInt32] {
        var better: [UInt32: [Version]] = [:]
        for docid in docids where !deadline.cutsShort() { better[docid] = try self.better(than: docid) }
        let all = better.values.joined()
        guard !all.isEmpty else { return [:] }
        var options = IndexSearchOptions()
        options.limit = all.count
        options.countsAll = false
        options.isOver = { [deadline] in deadline.cutsShort() }
        let terms = try all.map { try IndexQuery.term(IndexLayout.uniqueTerm($0.shown.id)) }
        let found = Set(try reader.search(query.filtered(by: .or(terms)), options).hits.map(\.docid))
        return better.compactMapValues { versions in versions.first { found.contains($0.docid) }?.docid }
    }

    /// The other versions of a document, by language.
    func others(of docid: UInt32) throws -> [SearchHit.Translation] {
        try versions(of: docid).filter { $0.docid != docid }.map(\.shown)
            .sorted { ($0.language, $0.id) < ($1.language, $1.id) }
    }

    private func versions(of docid: UInt32) throws -> [Version] {
        let group = try reader.value(IndexLayout.Slot.group, of: docid)
        guard !group.isEmpty else { return [] }
        return try reader.postings(of: IndexLayout.group(group), limit: Self.most).compactMap { docid in
            try reader.card(of: docid).map { card in
                Version(
                    docid: docid,
                    shown: SearchHit.Translation(id: card.id, language: card.language, title: card.title)
                )
            }
        }
    }
}
