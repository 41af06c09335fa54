import DocumentModel
import Index

/// The response to a search.
package struct SearchResponse: Sendable, Equatable {
    package var query: QueryEcho
    /// The exact number of matching documents; the language versions of a document count as one. In a partial response, a
    /// lower bound.
    package var total: Int
    /// Whether the search was stopped because it took too long. Then there may be more and better hits, some may lack
    /// their passages, and facets that were not completely counted are missing.
    package var partial = false
    /// Milliseconds from the parsed request to this response.
    package var tookMs: Double
    package var hits: [SearchHit]
    /// By facet name (country, sector, topic, type, language, year, partner, format), the values, most frequent first. The counts of each
    /// facet ignore that facet's own filter.
    package var facets: [String: [FacetValue]]
    /// If the hits are limited to languages other than those of the query: the number of documents in the list that only have
    /// translated words, or were found by their meaning. They are neither in ``total`` nor in ``facets``.
    package var added = 0
    /// The number of documents in the list.
    package var listed: Int { total + added }
    /// Documents in other languages than those of the query; nil if they were not searched for, because the request has no
    /// words, is not about the first hits, or limits the languages.
    package var otherLanguages: OtherLanguages?
}

/// How the query was interpreted.
package struct QueryEcho: Sendable, Equatable {
    package var text: String
    /// The languages of the words.
    package var languages: [String]
    /// The filters in force, by facet name; a year range as `2019..2023`.
    package var filters: [String: [String]]
    /// Whether documents with only some of the words were included, because hardly any has all.
    package var relaxed: Bool
    /// The corrected spelling that was searched, if any.
    package var corrected: String?

    /// The concepts that the words name. They are also searched by their other names, in every language of the toolbox.
    package var concepts: [Concept]

    /// The values of facets that the words name. Documents with these values were found, too; or excluded with the word.
    package var metadata: [NamedValue]

    /// The text that was searched instead of one with too many words: its rarest words. nil if the complete text was
    /// searched.
    package var shortened: String?

    /// The pieces of the text that look like search syntax, but were not understood. They were searched as ordinary text.
    package var unclear: [String]

    /// The words of the query that no document contains, in any form and as typed. The other words were searched without
    /// them.
    package var missing: [String]

    /// The text with likelier spellings of its words, if few documents have the words as typed and clearly more have
    /// these. It was not searched.
    package var suggestion: String?

    /// The words of the query for which the first hits have only similar words.
    package var similar: [Similar]

    /// The words of the query that were also searched in other languages, with their translations there.
    package var translations: [Translated]

    /// Whether hits may have only some of the words. A single word was replaced by similar ones.
    package var hasOnlySomeWords: Bool {
        relaxed && (similar.isEmpty || text.split(whereSeparator: \.isWhitespace).count > 1)
    }

    /// A word of the query, and similar words in the hits.
    package struct Similar: Sendable, Equatable {
        /// As typed.
        package var word: String
        /// In the first hits.
        package var found: [String]

        package init(word: String, found: [String]) { (self.word, self.found) = (word, found) }
    }

    /// A word of the query, and words of other languages that mean the same.
    package struct Translated: Sendable, Equatable {
        /// Normalised.
        package var word: String
        /// Those that documents have, the likeliest of each language first.
        package var translations: [Translation]
    }

    /// A translation of a word.
    package struct Translation: Sendable, Equatable {
        /// The value for `withoutTranslation=` that excludes it.
        package var id: String
        package var language: String
        /// One or several words, in lower case.
        package var text: String
    }

    /// A concept of a thesaurus.
    package struct Concept: Sendable, Equatable {
        /// The value for `withoutConcept=` that excludes it.
        package var id: String
        /// Its name, in the reader's language if possible.
        package var label: String

        package init(id: String, label: String) { (self.id, self.label) = (id, label) }
    }

    /// A value of a facet.
    package struct NamedValue: Sendable, Equatable {
        package var facet: Facet
        package var code: String
        /// Its name, in the reader's language if possible.
        package var label: String
        /// The value for `withoutConcept=` that excludes it.
        package var id: String { FacetValueName.Value(facet: facet, code: code).id }

        package init(_ facet: Facet, _ code: String, label: String) {
            (self.facet, self.code, self.label) = (facet, code, label)
        }
    }

    package init(
        text: String,
        languages: [String],
        filters: [String: [String]],
        relaxed: Bool,
        corrected: String?,
        concepts: [Concept] = [],
        shortened: String? = nil,
        unclear: [String] = [],
        missing: [String] = [],
        metadata: [NamedValue] = [],
        suggestion: String? = nil,
        similar: [Similar] = [],
        translations: [Translated] = []
    ) {
        self.text = text
        self.languages = languages
        self.filters = filters
        self.relaxed = relaxed
        self.corrected = corrected
        self.concepts = concepts
        self.shortened = shortened
        self.unclear = unclear
        self.missing = missing
        self.metadata = metadata
        self.suggestion = suggestion
        self.similar = similar
        self.translations = translations
    }
}

/// A matching document; its summary's members are available on the hit.
@dynamicMemberLookup
package struct SearchHit: Sendable, Equatable {
    package var document: DocumentSummary
    /// BM25, rounded to thousandths; comparable only within one response.
    package var score: Double
    /// The best passages first, at most three.
    package var passages: [Passage]
    /// The document's other language versions, matching or not, by language.
    package var translations: [Translation] = []
    /// Whether it was found by its meaning alone. Its passage is the nearest one, and nothing in it is marked.
    package var isByMeaning = false

    package init(_ document: DocumentSummary, score: Double, passages: [Passage]) {
        (self.document, self.score, self.passages) = (document, (score * 1000).rounded() / 1000, passages)
    }

    package subscript<Value>(dynamicMember member: KeyPath<DocumentSummary, Value>) -> Value {
        document[keyPath: member]
    }

    /// Another language version of a document.
    package struct Translation: Sendable, Equatable {
        package var id: String
        /// BCP 47; `und` if unknown.
        package var language: String
        package var title: String
    }
}

/// A part of the text around matches, and its location.
package struct Passage: Sendable, Equatable {
    package var locator: Locator
    package var language: LanguageTag
    package var text: [TextPiece]
    /// The anchor in the reading view, for formats that browsers cannot open at a location.
    package var anchor: String?
    /// The page of the reading view with this location; nil: the first.
    package var page: ReadingPlace?

    /// Whether anything in it is marked.
    var hasMatch: Bool { text.contains(where: \.match) }

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

/// A piece of a passage's text that matches or does not.
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
    /// Whether it is one of the selected filters.
    package var selected: Bool
    /// The next wider value in the list; its count includes this one's documents.
    package var broader: String?

    package init(value: String, label: String, count: Int, selected: Bool, broader: String? = nil) {
        (self.value, self.label, self.count) = (value, label, count)
        (self.selected, self.broader) = (selected, broader)
    }
}
