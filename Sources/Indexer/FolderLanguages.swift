import Catalogue
import DocumentModel
import Foundation
import Index

/// What a folder's files tell of the language of those that say too little themselves.
///
/// Each document bears the folder that its file lies in and the language that its own text tells, or that it tells none; the
/// latter are built anew whenever their folder has changed, so that in the end it does not matter in which order the files
/// came.
final class FolderLanguages {
    private var changed: Set<String> = []

    /// The folder of a source, in the index's words; nil for what came without one.
    static func term(of source: String) -> String? {
        guard let slash = source.lastIndex(of: "/") else { return nil }
        return IndexLayout.folder(String(source[..<slash]))
    }

    /// Notes that a document of this source comes or goes.
    func note(_ source: String) {
        if let term = Self.term(of: source) { changed.insert(term) }
    }

    /// The documents that say nothing of their language in folders noted since the last call, each with how many documents
    /// beside it tell which language.
    func undecided(in reader: IndexReader) throws -> [(docid: UInt32, neighbours: [LanguageTag: Int])] {
        defer { changed = [] }
        var result: [(docid: UInt32, neighbours: [LanguageTag: Int])] = []
        let undetermined = IndexLayout.ownLanguage(.undetermined)
        for folder in changed.sorted() {
            var count = IndexSearchOptions()
            count.limit = 0
            var neighbours: [LanguageTag: Int] = [:]
            for (term, _) in try reader.terms(prefix: IndexLayout.ownLanguagePrefix) where term != undetermined {
                let total = try reader.search(.and([.term(folder), .term(term)]), count).total
                guard total > 0, let language = LanguageTag(term.dropFirst(IndexLayout.ownLanguagePrefix.count)) else {
                    continue
                }
                neighbours[language] = total
            }
            var all = IndexSearchOptions()
            all.limit = reader.documentCount
            var query = try IndexQuery.and([.term(folder), .term(undetermined)])
            // Beside documents that say as little, only those are built anew that had others beside them.
            if neighbours.isEmpty { query = try query.without(.term(IndexLayout.language(.undetermined))) }
            let waiting = try reader.search(query, all).hits.map(\.docid)
            result += waiting.sorted().map { ($0, neighbours) }
        }
        return result
    }
}
