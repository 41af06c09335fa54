import Catalogue
import DocumentModel
import Indexer

/// Observes an ingest: the amount of work, the progress, and the outcome of every file. Called from several threads.
package protocol IngestObserver: Sendable {
    /// Called when the folders have been listed.
    /// - Parameters:
    ///   - files, bytes: the number and size of all files to read.
    func begin(files: Int, bytes: Int64)

    /// Called with a message about a folder, manifest or topic: `warning: …`.
    func warn(_ line: String)

    /// Called when a file has been processed.
    func advance(bytes: Int64, name: String)

    /// Called with the outcomes of files, in the order of their paths; their documents may not be in the index yet.
    /// - Parameter isNews: false if the files are unchanged and nothing was done.
    func add(_ files: [FileOutcome], isNews: Bool)

    /// Called with changes that searches will see after the next commit of the index.
    func applied(_ changes: [AppliedChange])

    /// Called with documents that are not, or not completely, in the index.
    func note(_ troubles: [IndexTrouble])

    /// Called with files whose documents were removed.
    func removed(_ files: [FileOutcome])

    /// Called when everything is in the index.
    /// - Parameter languages: returns the languages of a document by its id, for documents that another process indexed.
    func finish(languages: (String) -> [LanguageTag])
}
