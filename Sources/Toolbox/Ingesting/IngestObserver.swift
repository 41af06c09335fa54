import Catalogue
import DocumentModel
import Indexer

/// Whoever follows an ingest: what is to be done, how far it is, and what became of every file. Called from several threads.
package protocol IngestObserver: Sendable {
    /// The folders were listed.
    /// - Parameters:
    ///   - files, bytes: what is to be read in all.
    func begin(files: Int, bytes: Int64)

    /// A sentence about a folder, manifest or topic: `warning: …`.
    func warn(_ line: String)

    /// A file is done.
    func advance(bytes: Int64, name: String)

    /// What became of files, in the order of their paths; their documents may not be in the index yet.
    /// - Parameter isNews: false where they are as they were and nothing was done.
    func add(_ files: [FileOutcome], isNews: Bool)

    /// Changes that searches see after the next commit of the index.
    func applied(_ changes: [AppliedChange])

    /// Documents that the index holds in part or not at all.
    func note(_ troubles: [IndexTrouble])

    /// Files whose documents were removed.
    func removed(_ files: [FileOutcome])

    /// Everything is in the index.
    /// - Parameter languages: the languages of a document by its id, for those that another process indexed.
    func finish(languages: (String) -> [LanguageTag])
}
