import Catalogue
import DocumentModel
import Indexer

/// The task of the child process that writes the index.
package enum IndexTask: String, CaseIterable {
    /// Applies changes as they come, and keeps the index locked until no more will come.
    case follow
    /// Applies changes as they come, but releases the index's lock now and then, so that others get their turn.
    case serve
    /// Builds a new index beside the old one, and swaps the two.
    case rebuild
}

/// The commands of the parent, one byte each on the child's standard input; end of input means: stop at a commit.
enum IndexCommand {
    /// The catalogue has changed.
    static let work = UInt8(ascii: "w")
    /// No more changes will come.
    static let finish = UInt8(ascii: "f")
}

/// The events that the child reports to its parent: lines of JSON on its standard output.
enum IndexEvent: Codable {
    struct Applied: Codable {
        var sequence: Int64
        var document: String
        var languages: [String]
        var trouble: IndexTrouble?
    }

    /// Changes that searches will see after the next commit.
    case applied([Applied])
    /// It released the index's lock, or could not get it because another process writes the index.
    case rested
    case locked
    /// Everything is applied and committed, and no more will come.
    case finished
    /// The number of documents in the new index so far.
    case progress(Int)
    /// The number of documents in the new index; nil if the task was interrupted.
    case rebuilt(Int?)
    /// The index has another format version.
    case foreignFormat(String)
    /// An error that was not caused by a document.
    case failed(String)
}

extension IndexEvent.Applied {
    init(_ change: AppliedChange) {
        (sequence, document, trouble) = (change.sequence, change.document, change.trouble)
        languages = change.languages.map(\.code)
    }

    var change: AppliedChange {
        AppliedChange(
            sequence: sequence,
            document: document,
            languages: languages.map { LanguageTag($0) ?? .undetermined },
            trouble: trouble
        )
    }
}
