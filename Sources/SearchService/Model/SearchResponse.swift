/// The answer to a search: the JSON object that `GET /v1/search` and `vetsearch search --json` give.
public struct SearchResponse: Sendable, Codable, Equatable {
    public var query: QueryEcho
    /// How many documents match, exactly; the language versions of one document are one. Of a partial answer, at least so many.
    public var total: Int
    /// Whether the search was stopped because it took too long. Then there may be more and better hits, some may lack their
    /// passages, and facets that were not counted to the end are left out.
    public var partial = false
    /// Milliseconds from the parsed request to this answer.
    public var tookMs: Double
    public var hits: [SearchHit]
    /// By facet name (country, sector, topic, type, language, year), the values that occur, most frequent first. Each
    /// facet's counts leave out that facet's own filter.
    public var facets: [String: [FacetValue]]
}

/// What the service made of the query.
public struct QueryEcho: Sendable, Codable, Equatable {
    public var text: String
    /// The languages that the words were taken for.
    public var languages: [String]
    /// The filters in force, by facet name; a year range as `2019..2023`.
    public var filters: [String: [String]]
    /// Whether documents with only some of the words were let in, because hardly any has all.
    public var relaxed: Bool
    /// The spelling that was searched instead, if any.
    public var corrected: String?

    /// The concepts that the words name, searched by their other names too, in every language of the toolbox.
    public var concepts: [Concept]

    /// What was searched instead of a text with too many words: the rarest of them. nil where all of it was.
    public var shortened: String?

    /// A concept of a vocabulary.
    public struct Concept: Sendable, Codable, Equatable {
        /// What takes it away again: `withoutConcept=`.
        public var id: String
        /// What it is called, in the reader's language where it can be.
        public var label: String

        public init(id: String, label: String) { (self.id, self.label) = (id, label) }
    }

    private enum CodingKeys: String, CodingKey {
        case text, languages, filters, relaxed, corrected, concepts, shortened
    }

    public init(
        text: String,
        languages: [String],
        filters: [String: [String]],
        relaxed: Bool,
        corrected: String?,
        concepts: [Concept] = [],
        shortened: String? = nil
    ) {
        self.text = text
        self.languages = languages
        self.filters = filters
        self.relaxed = relaxed
        self.corrected = corrected
        self.concepts = concepts
        self.shortened = shortened
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(languages, forKey: .languages)
        try container.encode(filters, forKey: .filters)
        try container.encode(relaxed, forKey: .relaxed)
        try container.encode(corrected, forKey: .corrected)  // null, not absent: the contract names it
        try container.encode(concepts, forKey: .concepts)
        try container.encode(shortened, forKey: .shortened)
    }
}

/// A document that matches.
public struct SearchHit: Sendable, Codable, Equatable {
    public var id: String
    public var title: String
    /// The path below the folder that was ingested.
    public var source: String
    /// BCP 47, `und` where nobody knows.
    public var language: String
    public var type: String
    public var format: String
    public var countries: [String]
    public var sectors: [String]
    public var topics: [String]
    public var year: Int?
    public var partner: String?
    public var description: String?
    /// BM25; comparable within one answer only.
    public var score: Double
    /// The original, opened at the best passage's place, relative to the service's root.
    public var url: String
    /// The best places first, at most three.
    public var passages: [Passage]
    /// The document's other language versions, whether they match or not, by language.
    public var translations: [Translation] = []

    /// Another language version of a document.
    public struct Translation: Sendable, Codable, Equatable {
        public var id: String
        /// BCP 47, `und` where nobody knows.
        public var language: String
        public var title: String
    }
}

/// A stretch of text around matches, and where it stands.
public struct Passage: Sendable, Codable, Equatable {
    public var locator: PassageLocator
    /// The original opened at this place.
    public var url: String
    public var language: String
    public var text: [TextPiece]
    /// The place in the reading view, for formats that browsers do not open at a place. Not part of the contract.
    var anchor: String?
    /// The page of the reading view that this place is on; nil: the first. Not part of the contract.
    var page: ReadingPlace?

    private enum CodingKeys: String, CodingKey { case locator, url, language, text }
}

/// A locator in the words of the contract; see `Locator`.
public struct PassageLocator: Sendable, Codable, Equatable {
    public var kind: String
    public var number: Int?
    public var label: String?
}

/// A run of a passage's text that matched or did not.
public struct TextPiece: Sendable, Codable, Equatable {
    public var text: String
    public var match: Bool
}

/// A value of a facet with the number of hits that have it.
public struct FacetValue: Sendable, Codable, Equatable {
    public var value: String
    /// In the reader's language.
    public var label: String
    public var count: Int
    /// Whether it is among the filters in force.
    public var selected: Bool
    /// The value that this one lies under, of those that are there; its count holds this one's documents too.
    public var broader: String?
}
