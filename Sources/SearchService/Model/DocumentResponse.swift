import DocumentModel

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
    public var sections: [DocumentSection]
}

/// A part of a document that has one place.
public struct DocumentSection: Sendable, Codable, Equatable {
    public var locator: PassageLocator
    public var language: String
    public var url: String
}
