import DocumentModel

/// The text typed so far.
package struct SuggestionRequest: Sendable, Equatable {
    package var text: String
    /// The languages that the reader prefers, best first.
    package var preferredLanguages: [LanguageTag] = []
    /// The maximum number of suggestions, 1 to ``maximumLimit``.
    package var limit = 8

    package static let maximumLimit = 20
    /// The maximum number of letters that are used; the rest is ignored. Bytes are limited, too, because a letter may
    /// have any number of marks.
    static let longest = 100
    private static let mostBytes = 400

    /// The part of the text that is used.
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

/// The response of `GET /v1/suggest`.
package struct SuggestionResponse: Sendable, Codable, Equatable {
    package var text: String
    /// Milliseconds.
    package var tookMs: Double
    /// Best first.
    package var suggestions: [Suggestion]
}

/// A search to use instead of the typed text.
package struct Suggestion: Sendable, Codable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// The title of a document.
        case title
        /// A heading or keyword of several documents.
        case phrase
        /// A concept of a thesaurus.
        case concept
        /// The typed text, with an error corrected.
        case spelling
    }

    package var kind: Kind
    package var text: String
    /// The id of the document with this title.
    package var id: String?
    /// BCP 47; for titles and concepts.
    package var language: String?
}
