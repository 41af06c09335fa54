import DocumentModel

/// A search request, as used by the command line, HTTP and the pages.
package struct SearchRequest: Sendable, Hashable {
    /// The text as typed; any text is a valid query.
    package var text: String
    /// The languages of the words; empty: they are detected.
    package var queryLanguages: [LanguageTag] = []
    /// The languages that the reader prefers, best first: they decide if the language of a word is ambiguous.
    package var preferredLanguages: [LanguageTag] = []
    /// Whether a word without results is searched as typed, and not corrected.
    package var isVerbatim = false
    /// The identifiers, as in responses, of the concepts whose other names are not searched, and of the values of facets
    /// that are not searched for.
    package var hiddenConcepts: [String] = []
    /// The identifiers, as in responses, of the translations that are not searched.
    package var hiddenTranslations: [String] = []
    package var filters = SearchFilters()
    package var sort = SortOrder.relevance
    /// The number of hits to skip.
    package var offset = 0
    /// The maximum number of hits, 1 to ``maximumLimit``.
    package var limit = 10
    /// The maximum number of hits in other languages than those of the query, 0 to ``OtherLanguages/most``.
    package var otherLanguages = OtherLanguages.usual
    /// The language of labels.
    package var interfaceLanguage = "en"
    /// Whether the reader chose that language, so that links keep it; otherwise it comes from the browser with each
    /// request.
    package var isInterfaceChosen = false

    package static let maximumLimit = 100
    /// The maximum offset: each page takes as long as all pages before it.
    package static let maximumOffset = 10_000

    package init(text: String) { self.text = text }
}

extension Array where Element: Hashable {
    /// The elements without repetition, in the order of their first occurrence.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}

/// The order of the hits.
package enum SortOrder: String, Sendable, CaseIterable, Codable {
    case relevance
    /// By relevance, with more weight for newer documents.
    case recent
    /// By relevance, with documents in the reader's languages first.
    case mine
    case newest, oldest, title
    /// The last changed documents first.
    case updated

    /// Whether hits are ordered by the words, not only by one of the document's values.
    var isByRelevance: Bool { self == .relevance || self == .recent || self == .mine }
}
