import DocumentModel
import Foundation
import Templates

/// A document of the toolbox as the catalogue knows it.
public struct CatalogueDocument: Sendable, Equatable {
    /// Stable for the document's life; made from the first version's content.
    public var id: String
    /// The path below the folder that was ingested.
    public var source: String
    /// The SHA-256 of the newest version's original.
    public var hash: String
    /// Bytes of the original.
    public var size: Int64
    public var format: FileFormat
    /// What is known of it: what curators said, filled from the file's own metadata.
    public var metadata: Metadata
    /// How often its file came with new content, from 1.
    public var version: Int
    public var added: Date
    public var changed: Date
    /// The number of the last change to it; the index that has applied this number shows this state.
    public var sequence: Int64
    /// What deposits and descriptions said of it, which wins over all else.
    public var record: DocumentRecord
    /// Who may see it once it is published.
    public var visibility: Visibility
    public var stage: Stage
    /// The document that this one is a translation of, whether that is there or not.
    public var translationOf: String?
    /// Whether another document is a translation of this one, whoever may see that.
    public var isTranslated = false

    /// What it has in common with its other language versions; nil where there are none.
    public var group: String? { translationOf ?? (isTranslated ? id : nil) }

    /// Who may see it now.
    public var audience: Visibility { stage == .published ? visibility : .curators }

    /// What can be said of it anew, as it stands.
    public var deposit: Deposit {
        Deposit(record: record, visibility: visibility, stage: stage, translationOf: translationOf)
    }
}

/// What people and programs said of a document, beside its file or instead of one.
public struct DocumentRecord: Sendable, Equatable, Codable {
    /// Wins over what manifests, flags and the file itself say.
    public var description = Metadata()
    /// The template that `fields` follow; nil: the one of the document's type, if there is one.
    public var template: String?
    /// The template's fields.
    public var fields: [String: JSONValue] = [:]
    /// Running text, searched as the document's own.
    public var text: String?
    /// The record's own page elsewhere, where its hits lead.
    public var link: String?

    public init() {}

    public var isEmpty: Bool { self == DocumentRecord() }
}

/// All that may be said of a document in one go.
public struct Deposit: Sendable, Equatable, Codable {
    public var record = DocumentRecord()
    public var visibility = Visibility.public
    public var stage = Stage.published
    public var translationOf: String?

    public init() {}

    init(record: DocumentRecord, visibility: Visibility, stage: Stage, translationOf: String?) {
        (self.record, self.visibility, self.stage, self.translationOf) = (record, visibility, stage, translationOf)
    }
}

/// One content that a document had or has.
public struct DocumentVersion: Sendable, Equatable, Codable {
    /// From 1.
    public var version: Int
    /// The SHA-256 of its original.
    public var hash: String
    /// Bytes.
    public var size: Int64
    public var format: FileFormat
    public var added: Date
}

/// What the catalogue knows of a file that was met in a folder.
public struct FileRecord: Sendable, Equatable {
    /// The folder that was ingested, and the path below it.
    public var root: String
    public var source: String
    public var size: Int64
    public var modifiedNanoseconds: Int64
    /// Nil for a file that could not be read at all.
    public var hash: String?
    /// The document that holds its content.
    public var document: String?
    /// What became of it when it was last looked at; never `unchanged`.
    public var status: FileStatus
    public var reason: String?
    /// What curators said of it when it was last looked at.
    public var description: Metadata
    /// The version of the extractor that looked at it.
    public var extractor: Int
    /// Whether somebody took the document with its content out of the toolbox; the file alone does not bring it back.
    public var isRemoved = false
    /// The path below the root of the video that this file belongs to.
    public var companionOf: String?
}

/// One step of the toolbox's history, as the indexer applies it.
public struct Change: Sendable, Equatable {
    public var sequence: Int64
    public var document: String
}

/// A file as the folder shows it now.
public struct FileFacts: Sendable, Equatable {
    public var root: String
    public var source: String
    public var size: Int64
    public var modifiedNanoseconds: Int64
    /// What curators say of it: manifests first, then flags.
    public var description: Metadata

    public init(root: String, source: String, size: Int64, modifiedNanoseconds: Int64, description: Metadata) {
        self.root = root
        self.source = source
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
        self.description = description
    }
}

/// What reading a file came to, to be recorded.
public enum FileFinding: Sendable {
    /// Its content, as extraction gave it, and the encoded form of that.
    case content(StagedOriginal, ExtractedDocument, encoded: [UInt8])
    /// The same content as a document that is there, or as a file that was refused for a reason that is known.
    case known(hash: String)
    /// It belongs to a video, which was recorded right before: that one's path, and what became of this file.
    case companion(of: String, StagedRecording.Companion)
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
public struct RecordedFile: Sendable, Equatable {
    public var source: String
    public var status: FileStatus
    public var document: String?
    public var reason: String?
    /// The number of the change that the index has to apply before the file can be found; nil where nothing changed.
    public var sequence: Int64?

    public init(source: String, status: FileStatus, document: String?, reason: String? = nil, sequence: Int64? = nil) {
        self.source = source
        self.status = status
        self.document = document
        self.reason = reason
        self.sequence = sequence
    }
}
