import Catalogue
import DocumentModel
import Foundation
import Index

/// The languages of the files in a folder, as evidence for the files with too little text of their own.
///
/// Each index document has a term for its folder, and one for the language detected from its own text, if any. Documents
/// without one are rebuilt whenever their folder has changed, so that the order of changes makes no difference in the
/// end.
final class FolderLanguages {
    private var changed: Set<String> = []

    /// The term for the folder of a source; nil for documents that did not come from a folder.
    static func term(of source: String) -> String? {
        guard let slash = source.lastIndex(of: "/") else { return nil }
        return IndexLayout.folder(String(source[..<slash]))
    }

    /// Records that a document with this source was added or removed.
    func note(_ source: String) {
        if let term = Self.term(of: source) { changed.insert(term) }
    }

    /// The documents without a language of their own in the folders recorded since the last call, each with the number of
    /// documents beside it in each language.
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
            // If there is no language beside them, only documents that had one before are rebuilt.
            if neighbours.isEmpty { query = try query.without(.term(IndexLayout.language(.undetermined))) }
            let waiting = try reader.search(query, all).hits.map(\.docid)
            result += waiting.sorted().map { ($0, neighbours) }
        }
        return result
    }
}
