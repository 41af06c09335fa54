/// A document that is much like another one.
public struct SimilarDocument: Sendable, Codable, Equatable {
    public var id: String
    public var title: String
    /// BCP 47, `und` where nobody knows.
    public var language: String
    public var type: String
    public var format: String
    public var countries: [String]
    public var year: Int?

    /// How many are shown.
    public static let usual = 6
    public static let most = 50
}

/// The answer to `GET /v1/documents/{id}/similar`.
struct SimilarResponse: Sendable, Codable, Equatable {
    /// The document that the others are like.
    var document: String
    /// Best first.
    var similar: [SimilarDocument]
}
