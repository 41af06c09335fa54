import DocumentModel

/// What somebody has typed so far.
public struct SuggestionRequest: Sendable, Equatable {
    public var text: String
    /// What the reader reads, best first.
    public var preferredLanguages: [LanguageTag] = []
    /// How many suggestions at most, 1 to ``maximumLimit``.
    public var limit = 8

    public static let maximumLimit = 20
    /// Letters that are looked at; what is typed beyond finds nothing. A letter may bear any number of marks, so bytes count too.
    static let longest = 100
    private static let mostBytes = 400

    /// What is looked at of the text.
    var searched: String {
        var bytes = 0
        let beginning = text.unicodeScalars.prefix { scalar in
            bytes += UTF8.width(scalar)
            return bytes <= Self.mostBytes
        }
        return String(String(beginning).prefix(Self.longest))
    }

    public init(text: String) { self.text = text }
}

/// The answer to `GET /v1/suggest`.
public struct SuggestionResponse: Sendable, Codable, Equatable {
    public var text: String
    /// Milliseconds.
    public var tookMs: Double
    /// Best first.
    public var suggestions: [Suggestion]
}

/// Something to search for instead of what is typed.
public struct Suggestion: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The title of a document.
        case title
        /// A heading or keyword of several documents.
        case phrase
        /// A concept of a vocabulary.
        case concept
        /// What is typed, with an error mended.
        case spelling
    }

    public var kind: Kind
    public var text: String
    /// The document of a title.
    public var id: String?
    /// BCP 47; of a title and a concept.
    public var language: String?
}
