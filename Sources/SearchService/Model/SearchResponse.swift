import DocumentModel

/// The answer to a search.
package struct SearchResponse: Sendable, Equatable {
    package var query: QueryEcho
    /// How many documents match, exactly; the language versions of one document are one. Of a partial answer, at least so many.
    package var total: Int
    /// Whether the search was stopped because it took too long. Then there may be more and better hits, some may lack their
    /// passages, and facets that were not counted to the end are left out.
    package var partial = false
    /// Milliseconds from the parsed request to this answer.
    package var tookMs: Double
    package var hits: [SearchHit]
    /// By facet name (country, sector, topic, type, language, year), the values that occur, most frequent first. Each
    /// facet's counts leave out that facet's own filter.
    package var facets: [String: [FacetValue]]
}

/// What the service made of the query.
package struct QueryEcho: Sendable, Equatable {
    package var text: String
    /// The languages that the words were taken for.
    package var languages: [String]
    /// The filters in force, by facet name; a year range as `2019..2023`.
    package var filters: [String: [String]]
    /// Whether documents with only some of the words were let in, because hardly any has all.
    package var relaxed: Bool
    /// The spelling that was searched instead, if any.
    package var corrected: String?

    /// The concepts that the words name, searched by their other names too, in every language of the toolbox.
    package var concepts: [Concept]

    /// What was searched instead of a text with too many words: the rarest of them. nil where all of it was.
    package var shortened: String?

    /// A concept of a thesaurus.
    package struct Concept: Sendable, Equatable {
        /// What takes it away again: `withoutConcept=`.
        package var id: String
        /// What it is called, in the reader's language where it can be.
        package var label: String

        package init(id: String, label: String) { (self.id, self.label) = (id, label) }
    }

    package init(
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
}

/// A document that matches; what is shown of it is read through the hit.
@dynamicMemberLookup
package struct SearchHit: Sendable, Equatable {
    package var document: DocumentSummary
    /// BM25, to the thousandth; comparable within one answer only.
    package var score: Double
    /// The best places first, at most three.
    package var passages: [Passage]
    /// The document's other language versions, whether they match or not, by language.
    package var translations: [Translation] = []

    package init(_ document: DocumentSummary, score: Double, passages: [Passage]) {
        (self.document, self.score, self.passages) = (document, (score * 1000).rounded() / 1000, passages)
    }

    package subscript<Value>(dynamicMember member: KeyPath<DocumentSummary, Value>) -> Value {
        document[keyPath: member]
    }

    /// Another language version of a document.
    package struct Translation: Sendable, Equatable {
        package var id: String
        /// BCP 47, `und` where nobody knows.
        package var language: String
        package var title: String
    }
}

/// A stretch of text around matches, and where it stands.
package struct Passage: Sendable, Equatable {
    package var locator: Locator
    package var language: LanguageTag
    package var text: [TextPiece]
    /// The place in the reading view, for formats that browsers do not open at a place.
    package var anchor: String?
    /// The page of the reading view that this place is on; nil: the first.
    package var page: ReadingPlace?

    package init(
        locator: Locator,
        language: LanguageTag,
        text: [TextPiece],
        anchor: String? = nil,
        page: ReadingPlace? = nil
    ) {
        (self.locator, self.language, self.text) = (locator, language, text)
        (self.anchor, self.page) = (anchor, page)
    }
}

/// A run of a passage's text that matched or did not.
package struct TextPiece: Sendable, Equatable {
    package var text: String
    package var match: Bool
}

/// A value of a facet with the number of hits that have it.
package struct FacetValue: Sendable, Equatable {
    package var value: String
    /// In the reader's language.
    package var label: String
    package var count: Int
    /// Whether it is among the filters in force.
    package var selected: Bool
    /// The value that this one lies under, of those that are there; its count holds this one's documents too.
    package var broader: String?

    package init(value: String, label: String, count: Int, selected: Bool, broader: String? = nil) {
        (self.value, self.label, self.count) = (value, label, count)
        (self.selected, self.broader) = (selected, broader)
    }
}
