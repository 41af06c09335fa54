import DocumentModel
import Encodings
import SearchService

/// The response of `GET /v1/documents/{id}` and `vetsearch show --json`.
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
    /// The requested sections.
    package var sections: [DocumentSection]
    /// The number of all sections.
    package var sectionsTotal: Int
    /// The address of the next sections, relative to the service's root; nil after the last.
    package var sectionsNext: String?
    /// The number of its last change, which is its ETag.
    package var revision: Int64
    /// The number of its versions, which `versions` lists.
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
    /// For a video, its files: the video, its other encodings, its transcripts.
    package var parts: [PartResponse]
}

/// One file of a video.
package struct PartResponse: Sendable, Codable, Equatable {
    package var format: String
    /// The language of a transcript, if its name contains it.
    package var language: String?
    /// In bytes.
    package var size: Int64
    package var url: String
}

/// Another language version of a document.
package struct Translation: Sendable, Codable, Equatable {
    package var id: String
    /// BCP 47; `und` if unknown.
    package var language: String
}

/// A current or earlier version of a document's file.
struct VersionResponse: Codable {
    var version: Int
    var format: String
    var size: Int64
    /// ISO 8601.
    var added: String
    var url: String
}

/// A part of a document with one location.
package struct DocumentSection: Sendable, Codable, Equatable {
    package var locator: LocatorResponse
    package var language: String
    package var url: String
}

/// A locator in the form of the HTTP API.
package struct LocatorResponse: Sendable, Codable, Equatable {
    package var kind: String
    package var number: Int?
    package var label: String?

    package init(_ locator: Locator) { (kind, number, label) = (locator.kind, locator.number, locator.label) }
}
