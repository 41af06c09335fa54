import DocumentModel
import Templates

/// What `GET /v1/documents/{id}` and `vetsearch show --json` tell of a document.
public struct DocumentResponse: Sendable, Codable, Equatable {
    public var id: String
    public var title: String
    public var source: String
    public var language: String
    public var type: String
    public var format: String
    /// The original file, relative to the service's root.
    public var url: String
    public var metadata: Metadata
    /// Those that were asked for.
    public var sections: [DocumentSection]
    /// How many there are in all.
    public var sectionsTotal: Int
    /// Where the next ones are, relative to the service's root; nil behind the last.
    public var sectionsNext: String?
    /// The number of its last change: the ETag that a change to it names.
    public var revision: Int64
    /// How many contents it has had; `versions` lists them.
    public var version: Int
    public var visibility: Visibility
    public var stage: Stage
    public var translationOf: String?
    /// The other language versions.
    public var translations: [Translation]
    public var template: String?
    public var fields: [String: JSONValue]
    public var text: String?
    public var link: String?
    /// Of a video its files: the video, its other encodings, its transcripts.
    public var parts: [PartResponse]
}

/// One file of a video.
public struct PartResponse: Sendable, Codable, Equatable {
    public var format: String
    /// Of a transcript, as far as its name tells it.
    public var language: String?
    /// Bytes.
    public var size: Int64
    public var url: String
}

/// Another language version of a document.
public struct Translation: Sendable, Codable, Equatable {
    public var id: String
    /// BCP 47, `und` where nobody knows.
    public var language: String
}

/// One content that a document had.
struct VersionResponse: Codable {
    var version: Int
    var format: String
    var size: Int64
    /// ISO 8601.
    var added: String
    var url: String
}

/// A part of a document that has one place.
public struct DocumentSection: Sendable, Codable, Equatable {
    public var locator: PassageLocator
    public var language: String
    public var url: String
}
