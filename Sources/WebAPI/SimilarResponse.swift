import SearchService

/// The answer to `GET /v1/documents/{id}/similar`.
struct SimilarResponse: Sendable, Codable, Equatable {
    /// The document that the others are like.
    var document: String
    /// Best first.
    var similar: [SimilarDocument]
}
