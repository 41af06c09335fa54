import DocumentModel
import Encodings
import Foundation

/// A document in the catalogue.
package struct CatalogueDocument: Sendable, Equatable {
    /// Does not change during the document's life; derived from the content of its first version.
    package var id: String
    /// The path relative to the ingested folder.
    package var source: String
    /// The SHA-256 of the newest version's original.
    package var hash: String
    /// Bytes of the original.
    package var size: Int64
    package var format: FileFormat
    /// The metadata: the curators' values, with missing ones taken from the file's own metadata.
    package var metadata: Metadata
    /// How often its file had new content, starting at 1.
    package var version: Int
    package var added: Date
    package var changed: Date
    /// The number of its last change. An index that has applied this number contains this state.
    package var sequence: Int64
    /// What was said about it in deposits and descriptions, which takes precedence over everything else.
    package var record: DepositRecord
    /// Who may see it once it is published.
    package var visibility: Visibility
    package var stage: Stage
    /// The id of the document that this one is a translation of, whether that exists or not.
    package var translationOf: String?
    /// Whether another document is a translation of this one, regardless of who may see it.
    package var isTranslated = false

    /// The id shared by all language versions; nil if there are none.
    package var group: String? { translationOf ?? (isTranslated ? id : nil) }

    /// Who may see it now.
    package var audience: Visibility { stage == .published ? visibility : .curators }

    /// The current deposit, which can be changed and deposited again.
    package var deposit: Deposit {
        Deposit(record: record, visibility: visibility, stage: stage, translationOf: translationOf)
    }
}

/// What people and programs have said about a document, in addition to its file or instead of one.
package struct DepositRecord: Sendable, Equatable, Codable {
    /// Takes precedence over manifests, flags and the file itself.
    package var description = Metadata()
    /// The template of `fields`; nil for the template of the document's type, if there is one.
    package var template: String?
    /// The template's fields.
    package var fields: [String: JSONValue] = [:]
    /// Running text, searched like the document's own.
    package var text: String?
    /// The record's own page elsewhere, which its hits link to.
    package var link: String?

    package init() {}

    package var isEmpty: Bool { self == DepositRecord() }
}

/// Everything that one request can say about a document.
package struct Deposit: Sendable, Equatable, Codable {
    package var record = DepositRecord()
    package var visibility = Visibility.public
    package var stage = Stage.published
    package var translationOf: String?

    package init() {}

    init(record: DepositRecord, visibility: Visibility, stage: Stage, translationOf: String?) {
        (self.record, self.visibility, self.stage, self.translationOf) = (record, visibility, stage, translationOf)
    }
}

/// A current or earlier version of a document's file.
package struct DocumentVersion: Sendable, Equatable, Codable {
    /// Counted from 1.
    package var version: Int
    /// The SHA-256 of its original.
    package var hash: String
    /// In bytes.
    package var size: Int64
    package var format: FileFormat
    package var added: Date
}

/// The ledger's entry of a file that was found in a folder.
package struct LedgerEntry: Sendable, Equatable {
    /// The ingested folder, and the path relative to it.
    package var root: String
    package var source: String
    package var size: Int64
    package var modifiedNanoseconds: Int64
    /// Nil if the file could not be read at all.
    package var hash: String?
    /// The document with its content.
    package var document: String?
    /// Its outcome when it was last read; never `unchanged`.
    package var status: FileStatus
    package var reason: String?
    /// The curators' description of it when it was last read.
    package var description: Metadata
    /// The version of the extractor that read it.
    package var extractor: Int
    /// Whether the document with its content was removed from the toolbox; an ingest does not add it again.
    package var isRemoved = false
    /// The path, relative to the root, of the video that this file belongs to.
    package var companionOf: String?
}

/// One change in the toolbox's history, as the indexer applies it.
package struct Change: Sendable, Equatable {
    package var sequence: Int64
    package var document: String
}

/// A file's current state in its folder.
package struct FileFacts: Sendable, Equatable {
    package var root: String
    package var source: String
    package var size: Int64
    package var modifiedNanoseconds: Int64
    /// The curators' description of it: manifests first, then flags.
    package var description: Metadata

    package init(root: String, source: String, size: Int64, modifiedNanoseconds: Int64, description: Metadata) {
        self.root = root
        self.source = source
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.description = description
    }
}

/// The result of reading a file, to be recorded.
package enum FileFinding: Sendable {
    /// Its content: the extracted document, and its encoded form.
    case content(StagedOriginal, ExtractedDocument, encoded: [UInt8])
    /// The content of an existing document, or of a file that was rejected before.
    case sameContent(hash: String)
    /// It belongs to a video, which was recorded just before: the video's path, and the outcome of this file.
    case companion(of: String, StagedMediaBundle.Companion)
    /// Nothing could be extracted.
    case refused(hash: String?, FileStatus, reason: String)

    /// The SHA-256 of the content, if it could be read.
    var hash: String? {
        switch self {
        case .content(let staged, _, _): staged.hash
        case .sameContent(let hash): hash
        case .companion(_, let companion): companion.hash
        case .refused(let hash, _, _): hash
        }
    }
}

/// What was recorded for a file.
package struct FileOutcome: Sendable, Equatable {
    package var source: String
    package var status: FileStatus
    package var document: String?
    package var reason: String?
    /// The number of the change that the index has to apply before the file can be found; nil if nothing changed.
    package var sequence: Int64?

    package init(source: String, status: FileStatus, document: String?, reason: String? = nil, sequence: Int64? = nil) {
        self.source = source
        self.status = status
        self.document = document
        self.reason = reason
        self.sequence = sequence
    }
}
