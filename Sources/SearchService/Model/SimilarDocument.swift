/// A document similar to another one.
package struct SimilarDocument: Sendable, Codable, Equatable {
    package var id: String
    package var title: String
    /// BCP 47; `und` if unknown.
    package var language: String
    package var type: String
    package var format: String
    package var countries: [String]
    package var year: Int?

    /// The default number of similar documents.
    package static let usual = 6
    package static let most = 50
}
