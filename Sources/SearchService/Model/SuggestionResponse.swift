import DocumentModel

/// What somebody has typed so far.
package struct SuggestionRequest: Sendable, Equatable {
    package var text: String
    /// What the reader reads, best first.
    package var preferredLanguages: [LanguageTag] = []
    /// How many suggestions at most, 1 to ``maximumLimit``.
    package var limit = 8

    package static let maximumLimit = 20
    /// Letters that are looked at; what is typed beyond finds nothing. A letter may bear any number of marks, so bytes
    /// count too.
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

    package init(text: String) { self.text = text }
}

/// The answer to `GET /v1/suggest`.
package struct SuggestionResponse: Sendable, Codable, Equatable {
    package var text: String
    /// Milliseconds.
    package var tookMs: Double
    /// Best first.
    package var suggestions: [Suggestion]
}

/// Something to search for instead of what is typed.
package struct Suggestion: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The title of a document.
        case title
        /// A heading or keyword of several documents.
        case phrase
        /// A concept of a thesaurus.
        case concept
        /// What is typed, with an error corrected.
        case spelling
    }

    package var kind: Kind
    package var text: String
    /// The document of a title.
    package var id: String?
    /// BCP 47; of a title and a concept.
    package var language: String?
}
