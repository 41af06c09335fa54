import DocumentModel

/// One search, as the command line, HTTP and the page all ask it.
package struct SearchRequest: Sendable, Hashable {
    /// What the reader typed; any text at all is a valid query.
    package var text: String
    /// What the words are written in; empty: it is worked out.
    package var queryLanguages: [LanguageTag] = []
    /// What the reader reads, best first: it settles what language a word is of where nothing else does.
    package var preferredLanguages: [LanguageTag] = []
    /// Whether a word that finds nothing is left as it is typed, and not corrected.
    package var isVerbatim = false
    /// The identifiers of the concepts that are not to be searched by their other names, as answers tell them.
    package var hiddenConcepts: [String] = []
    package var filters = SearchFilters()
    package var sort = SortOrder.relevance
    /// How many hits to pass over.
    package var offset = 0
    /// How many hits at most, 1 to ``maximumLimit``.
    package var limit = 10
    /// In whose language labels come.
    package var interfaceLanguage = "en"
    /// Whether the reader chose that language, so that links keep it; otherwise the browser says it anew each time.
    package var isInterfaceChosen = false

    package static let maximumLimit = 100
    /// Hits deeper than this cannot be asked for: each page costs as much as all before it.
    package static let maximumOffset = 10_000

    package init(text: String) { self.text = text }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    func uniqued() -> [Element] {
        var known: Set<Element> = []
        return filter { known.insert($0).inserted }
    }
}

/// The order of the hits.
package enum SortOrder: String, Sendable, CaseIterable, Codable {
    case relevance
    /// By relevance, of which a newer document has more.
    case recent
    /// By relevance, but what is in the reader's language before all else.
    case mine
    case newest, oldest, title
    /// What changed last first.
    case updated

    /// Whether the words count, and not one of the document's values alone.
    var isByRelevance: Bool { self == .relevance || self == .recent || self == .mine }
}
