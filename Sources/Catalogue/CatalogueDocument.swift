import DocumentModel
import Encodings
import Foundation

/// A document of the toolbox as the catalogue knows it.
package struct CatalogueDocument: Sendable, Equatable {
    /// Stable for the document's life; made from the first version's content.
    package var id: String
    /// The path below the folder that was ingested.
    package var source: String
    /// The SHA-256 of the newest version's original.
    package var hash: String
    /// Bytes of the original.
    package var size: Int64
    package var format: FileFormat
    /// What is known of it: what curators said, filled from the file's own metadata.
    package var metadata: Metadata
    /// How often its file came with new content, from 1.
    package var version: Int
    package var added: Date
    package var changed: Date
    /// The number of the last change to it; the index that has applied this number shows this state.
    package var sequence: Int64
    /// What deposits and descriptions said of it, which wins over all else.
    package var record: DepositRecord
    /// Who may see it once it is published.
    package var visibility: Visibility
    package var stage: Stage
    /// The document that this one is a translation of, whether that is there or not.
    package var translationOf: String?
    /// Whether another document is a translation of this one, whoever may see that.
    package var isTranslated = false

    /// What it has in common with its other language versions; nil where there are none.
    package var group: String? { translationOf ?? (isTranslated ? id : nil) }

    /// Who may see it now.
    package var audience: Visibility { stage == .published ? visibility : .curators }

    /// What can be said of it anew, as it stands.
    package var deposit: Deposit {
        Deposit(record: record, visibility: visibility, stage: stage, translationOf: translationOf)
    }
}

/// What people and programs said of a document, beside its file or instead of one.
package struct DepositRecord: Sendable, Equatable, Codable {
    /// Wins over what manifests, flags and the file itself say.
    package var description = Metadata()
    /// The template that `fields` follow; nil: the one of the document's type, if there is one.
    package var template: String?
    /// The template's fields.
    package var fields: [String: JSONValue] = [:]
    /// Running text, searched as the document's own.
    package var text: String?
    /// The record's own page elsewhere, where its hits lead.
    package var link: String?

    package init() {}

    package var isEmpty: Bool { self == DepositRecord() }
}

/// All that may be said of a document in one go.
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

/// One content that a document had or has.
package struct DocumentVersion: Sendable, Equatable, Codable {
    /// From 1.
    package var version: Int
    /// The SHA-256 of its original.
    package var hash: String
    /// Bytes.
    package var size: Int64
    package var format: FileFormat
    package var added: Date
}

/// What the catalogue knows of a file that was met in a folder.
package struct LedgerEntry: Sendable, Equatable {
    /// The folder that was ingested, and the path below it.
    package var root: String
    package var source: String
    package var size: Int64
    package var modifiedNanoseconds: Int64
    /// Nil for a file that could not be read at all.
    package var hash: String?
    /// The document that holds its content.
    package var document: String?
    /// What became of it when it was last looked at; never `unchanged`.
    package var status: FileStatus
    package var reason: String?
    /// What curators said of it when it was last looked at.
    package var description: Metadata
    /// The version of the extractor that looked at it.
    package var extractor: Int
    /// Whether somebody took the document with its content out of the toolbox; the file alone does not bring it back.
    package var isRemoved = false
    /// The path below the root of the video that this file belongs to.
    package var companionOf: String?
}

/// One step of the toolbox's history, as the indexer applies it.
package struct Change: Sendable, Equatable {
    package var sequence: Int64
    package var document: String
}

/// A file as the folder shows it now.
package struct FileFacts: Sendable, Equatable {
    package var root: String
    package var source: String
    package var size: Int64
    package var modifiedNanoseconds: Int64
    /// What curators say of it: manifests first, then flags.
    package var description: Metadata

    package init(root: String, source: String, size: Int64, modifiedNanoseconds: Int64, description: Metadata) {
        self.root = root
        self.source = source
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.description = description
    }
}

/// What reading a file came to, to be recorded.
package enum FileFinding: Sendable {
    /// Its content, as extraction gave it, and the encoded form of that.
    case content(StagedOriginal, ExtractedDocument, encoded: [UInt8])
    /// The same content as a document that is there, or as a file that was refused for a reason that is known.
    case known(hash: String)
    /// It belongs to a video, which was recorded right before: that one's path, and what became of this file.
    case companion(of: String, StagedMediaBundle.Companion)
    /// Nothing to be had from it.
    case refused(hash: String?, FileStatus, reason: String)

    /// The SHA-256 of the content, where it could be read.
    var hash: String? {
        switch self {
        case .content(let staged, _, _): staged.hash
        case .known(let hash): hash
        case .companion(_, let companion): companion.hash
        case .refused(let hash, _, _): hash
        }
    }
}

/// What the catalogue made of a finding.
package struct FileOutcome: Sendable, Equatable {
    package var source: String
    package var status: FileStatus
    package var document: String?
    package var reason: String?
    /// The number of the change that the index has to apply before the file can be found; nil where nothing changed.
    package var sequence: Int64?

    package init(source: String, status: FileStatus, document: String?, reason: String? = nil, sequence: Int64? = nil) {
        self.source = source
        self.status = status
        self.document = document
        self.reason = reason
        self.sequence = sequence
    }
}
