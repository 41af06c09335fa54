import DocumentModel

/// One search, as the command line, HTTP and the page all ask it.
public struct SearchRequest: Sendable, Equatable {
    /// What the reader typed; any text at all is a valid query.
    public var text: String
    /// What the words are written in; empty: it is worked out.
    public var queryLanguages: [LanguageTag] = []
    /// What the reader reads, best first: it settles what language a word is of where nothing else does.
    public var preferredLanguages: [LanguageTag] = []
    /// Whether a word that finds nothing is left as it is typed, and not mended.
    public var isVerbatim = false
    /// The identifiers of the concepts that are not to be searched by their other names, as answers tell them.
    public var hiddenConcepts: [String] = []
    public var filters = SearchFilters()
    public var sort = SortOrder.relevance
    /// How many hits to pass over.
    public var offset = 0
    /// How many hits at most, 1 to ``maximumLimit``.
    public var limit = 10
    /// In whose language labels come.
    public var interfaceLanguage = "en"
    /// Whether the reader chose that language, so that links keep it; otherwise the browser says it anew each time.
    public var isInterfaceChosen = false

    public static let maximumLimit = 100
    /// Hits deeper than this cannot be asked for: each page costs as much as all before it.
    public static let maximumOffset = 10_000

    public init(text: String) { self.text = text }
}

/// What hits are limited to: values of one filter mean OR, different filters AND.
public struct SearchFilters: Sendable, Equatable {
    public var languages: [LanguageTag] = []
    public var countries: [Country] = []
    public var sectors: [Sector] = []
    public var topics: [Topic] = []
    public var types: [ResourceType] = []
    /// Years of issue, inclusive.
    public var years: ClosedRange<Int>?

    public init() {}
    public var isEmpty: Bool { self == SearchFilters() }

    /// Leaves each value once.
    mutating func unite() {
        (languages, countries, sectors) = (languages.uniqued(), countries.uniqued(), sectors.uniqued())
        (topics, types) = (topics.uniqued(), types.uniqued())
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    func uniqued() -> [Element] {
        var known: Set<Element> = []
        return filter { known.insert($0).inserted }
    }
}

/// The order of the hits.
public enum SortOrder: String, Sendable, CaseIterable, Codable {
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
