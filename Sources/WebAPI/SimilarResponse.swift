import SearchService

/// The response of `GET /v1/documents/{id}/similar`.
struct SimilarResponse: Sendable, Codable, Equatable {
    /// The document that the others are similar to.
    var document: String
    /// Best first.
    var similar: [SimilarDocument]
}
