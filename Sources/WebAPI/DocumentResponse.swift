import DocumentModel
import Encodings
import SearchService

/// What `GET /v1/documents/{id}` and `vetsearch show --json` tell of a document.
package struct DocumentResponse: Sendable, Codable, Equatable {
    package var id: String
    package var title: String
    package var source: String
    package var language: String
    package var type: String
    package var format: String
    /// The original file, relative to the service's root.
    package var url: String
    package var metadata: Metadata
    /// Those that were asked for.
    package var sections: [DocumentSection]
    /// How many there are in all.
    package var sectionsTotal: Int
    /// Where the next ones are, relative to the service's root; nil behind the last.
    package var sectionsNext: String?
    /// The number of its last change: the ETag that a change to it names.
    package var revision: Int64
    /// How many contents it has had; `versions` lists them.
    package var version: Int
    package var visibility: Visibility
    package var stage: Stage
    package var translationOf: String?
    /// The other language versions.
    package var translations: [Translation]
    package var template: String?
    package var fields: [String: JSONValue]
    package var text: String?
    package var link: String?
    /// Of a video its files: the video, its other encodings, its transcripts.
    package var parts: [PartResponse]
}

/// One file of a video.
package struct PartResponse: Sendable, Codable, Equatable {
    package var format: String
    /// Of a transcript, as far as its name tells it.
    package var language: String?
    /// Bytes.
    package var size: Int64
    package var url: String
}

/// Another language version of a document.
package struct Translation: Sendable, Codable, Equatable {
    package var id: String
    /// BCP 47, `und` where nobody knows.
    package var language: String
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
package struct DocumentSection: Sendable, Codable, Equatable {
    package var locator: LocatorResponse
    package var language: String
    package var url: String
}

/// A locator in the words of the contract.
package struct LocatorResponse: Sendable, Codable, Equatable {
    package var kind: String
    package var number: Int?
    package var label: String?

    package init(_ locator: Locator) { (kind, number, label) = (locator.kind, locator.number, locator.label) }
}
