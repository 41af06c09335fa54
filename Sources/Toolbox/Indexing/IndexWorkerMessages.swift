import Catalogue
import DocumentModel
import Indexer

/// What the child process that writes the index is to do.
package enum IndexTask: String, CaseIterable {
    /// Applies changes as they come, and keeps the index until it is told that no more will come.
    case follow
    /// Applies changes as they come, but lets go of the index now and then, so that others get their turn.
    case serve
    /// Builds the index anew beside the old one, and swaps the two.
    case rebuild
}

/// What its parent tells it, one byte each on its standard input; the input's end means: stop at a commit.
enum IndexCommand {
    /// The catalogue has changed.
    static let work = UInt8(ascii: "w")
    /// No more changes will come.
    static let finish = UInt8(ascii: "f")
}

/// What it tells its parent: lines of JSON on its standard output.
enum IndexEvent: Codable {
    struct Applied: Codable {
        var sequence: Int64
        var document: String
        var languages: [String]
        var trouble: IndexTrouble?
    }

    /// Changes that searches will see after the next commit.
    case applied([Applied])
    /// It let go of the index, or could not get it because another process writes it.
    case rested
    case locked
    /// Everything is applied and committed, and no more will come.
    case finished
    /// How many documents went into the new index so far.
    case progress(Int)
    /// How many documents went into the new index; nil where that was broken off.
    case rebuilt(Int?)
    /// The index has another format version.
    case foreignFormat(String)
    /// Something else than a document made it impossible.
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
