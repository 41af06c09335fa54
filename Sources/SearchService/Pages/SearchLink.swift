import DocumentModel

/// The facets of the page, in the order in which it shows them; the raw value is the parameter's name in addresses.
enum PageFacet: String, Sendable, CaseIterable {
    case country, topic, type, sector, language, year
}

/// The address of a search on the page: it carries the whole state, so that every result can be bookmarked and sent on.
///
/// Parameters are those of `GET /v1/search`; what has its default value is left out. Each change but ``startingAt(_:)``
/// leads back to the first hit.
public struct SearchLink: Sendable, Equatable {
    /// What the address asks for.
    public var request: SearchRequest

    /// The address of `request`.
    public init(_ request: SearchRequest) { self.request = request }

    /// The address, from the service's root: `/?q=lehre&country=DE`. ASCII only, and safe in an attribute once escaped.
    public var href: String {
        query.isEmpty ? "/" : "/?\(query)"
    }

    /// The address of a document's reading view: it marks this search's words and leads back to this search.
    /// - Parameter page: which page of it; nil: the first.
    func reading(_ id: String, at anchor: String?, on page: ReadingPlace? = nil) -> String {
        let part = page.flatMap { $0 == .start ? nil : "\(Self.readingPart)=\($0.text)" } ?? ""
        let query = [query, part].filter { !$0.isEmpty }.joined(separator: "&")
        return "/documents/\(Self.percentEncoded(id))" + (query.isEmpty ? "" : "?\(query)")
            + (anchor.map { "#\($0)" } ?? "")
    }

    /// The parameter that names a page of the reading view.
    static let readingPart = "part"

    /// The address of a page of a PDF with this search's words marked on its picture.
    /// - Parameter match: which of them to begin with, from 1; nil: the page's upper edge is shown.
    func page(_ id: String, _ number: Int, match: Int? = nil) -> String {
        let parts = [query, match.map { "match=\($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: "&")
        return "/documents/\(Self.percentEncoded(id))/pages/\(number)" + (parts.isEmpty ? "" : "?\(parts)")
            + (match == nil ? "" : "#match")
    }

    private var query: String { Self.query(parameters) }

    /// Parameters as an address has them behind its `?`.
    static func query(_ parameters: [Parameter]) -> String {
        parameters.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// One `name=value` of an address.
    public struct Parameter: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The address's parameters, decoded, in their fixed order.
    public var parameters: [Parameter] {
        var list: [Parameter] = []
        if !request.text.isEmpty { list.append(Parameter(name: "q", value: request.text)) }
        list += request.queryLanguages.map { Parameter(name: "queryLanguage", value: $0.code) }
        if request.isVerbatim { list.append(Parameter(name: "verbatim", value: "true")) }
        list += request.hiddenConcepts.map { Parameter(name: "withoutConcept", value: $0) }
        list += stateParameters
        if request.offset > 0 { list.append(Parameter(name: "offset", value: String(request.offset))) }
        return list
    }

    /// What a search form passes on besides its own fields: filters, order and size, but not the words, their language or
    /// the place in the list.
    var stateParameters: [Parameter] {
        var list: [Parameter] = []
        for facet in PageFacet.allCases {
            list += values(of: facet).map { Parameter(name: facet.rawValue, value: $0) }
        }
        if request.isInterfaceChosen { list.append(Parameter(name: "lang", value: request.interfaceLanguage)) }
        if request.sort != .relevance { list.append(Parameter(name: "sort", value: request.sort.rawValue)) }
        if request.limit != SearchRequest(text: "").limit {
            list.append(Parameter(name: "limit", value: String(request.limit)))
        }
        return list
    }

    // MARK: Filters

    /// The values that `facet` is limited to; a range of years is one value, `2019..2023`.
    func values(of facet: PageFacet) -> [String] {
        let filters = request.filters
        return switch facet {
        case .country: filters.countries.map(\.code)
        case .topic: filters.topics.map(\.code)
        case .type: filters.types.map(\.code)
        case .sector: filters.sectors.map(\.code)
        case .language: filters.languages.map(\.code)
        case .year: filters.years.map { [Self.text(of: $0)] } ?? []
        }
    }

    /// This search with `value` of `facet` added to the filters, or removed if it is among them. Years are one choice: a
    /// new one takes the old one's place. Nil if `value` is no code of that facet.
    func toggling(_ facet: PageFacet, _ value: String) -> SearchLink? {
        var filters = request.filters
        switch facet {
        case .country: guard Self.toggle(Country(value), in: &filters.countries) else { return nil }
        case .topic: guard Self.toggle(Topic(value), in: &filters.topics) else { return nil }
        case .type: guard Self.toggle(ResourceType(value), in: &filters.types) else { return nil }
        case .sector: guard Self.toggle(Sector(value), in: &filters.sectors) else { return nil }
        case .language: guard Self.toggle(LanguageTag(value), in: &filters.languages) else { return nil }
        case .year:
            guard let years = Self.years(from: value) else { return nil }
            filters.years = filters.years == years ? nil : years
        }
        return changed { $0.filters = filters }
    }

    /// This search limited to `value` of `facet` alone.
    func limited(to value: String, of facet: PageFacet) -> SearchLink? {
        var request = request
        switch facet {
        case .country: request.filters.countries = []
        case .topic: request.filters.topics = []
        case .type: request.filters.types = []
        case .sector: request.filters.sectors = []
        case .language: request.filters.languages = []
        case .year: request.filters.years = nil
        }
        return SearchLink(request).toggling(facet, value)
    }

    /// This search without any filter.
    var withoutFilters: SearchLink { changed { $0.filters = SearchFilters() } }

    /// This search with the language of the words left to the service.
    var withoutQueryLanguage: SearchLink { changed { $0.queryLanguages = [] } }

    /// This search with the pages in another language.
    func speaking(_ language: String) -> SearchLink {
        var request = request
        (request.interfaceLanguage, request.isInterfaceChosen) = (language, true)
        return SearchLink(request)
    }

    /// This search with the pages in whatever language the browser says.
    var withoutLanguage: SearchLink {
        var request = request
        request.isInterfaceChosen = false
        return SearchLink(request)
    }

    /// The address of the start page, in the language that was chosen.
    var home: String { request.isInterfaceChosen ? "/?lang=\(Self.percentEncoded(request.interfaceLanguage))" : "/" }

    /// This search in another order.
    func sorted(by order: SortOrder) -> SearchLink { changed { $0.sort = order } }

    /// This search for other words.
    func asking(_ text: String) -> SearchLink {
        changed { request in
            request.text = text
            (request.isVerbatim, request.hiddenConcepts) = (false, [])
        }
    }

    /// This search for the words as they were typed.
    var verbatim: SearchLink { changed { $0.isVerbatim = true } }

    /// This search without the other names of a concept.
    func hiding(concept: String) -> SearchLink { changed { $0.hiddenConcepts.append(concept) } }

    /// This search from its hit number `offset` on, counted from 0.
    func startingAt(_ offset: Int) -> SearchLink { changed { $0.offset = max(0, offset) } }

    private func changed(_ change: (inout SearchRequest) -> Void) -> SearchLink {
        var request = request
        request.offset = 0
        change(&request)
        return SearchLink(request)
    }

    private static func toggle<Code: Equatable>(_ code: Code?, in codes: inout [Code]) -> Bool {
        guard let code else { return false }
        if codes.contains(code) { codes.removeAll { $0 == code } } else { codes.append(code) }
        return true
    }

    /// A range of years as addresses write it: `2023`, `2019..2023`.
    static func text(of years: ClosedRange<Int>) -> String {
        let first = fourDigits(years.lowerBound)
        return years.count == 1 ? first : "\(first)..\(fourDigits(years.upperBound))"
    }

    /// Reads `2023` or `2019..2023`; nil for anything else.
    public static func years(from text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 1 || (parts.count == 3 && parts[1].isEmpty), let first = parts.first,
            let last = parts.last,
            [first, last].allSatisfy({ $0.utf8.count == 4 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let from = Int(first), let to = Int(last), from <= to
        else { return nil }
        return from...to
    }

    private static func fourDigits(_ year: Int) -> String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    // MARK: Percent-encoding

    /// `text` for a query's name or value: all but RFC 3986's unreserved characters encoded, a space as `%20`, so that a
    /// reader that takes `+` for a space and one that does not understand the same.
    public static func percentEncoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The parameters of a query as links and forms write it: `+` is a space, as in `application/x-www-form-urlencoded`;
    /// a stray `%` stands for itself, and what is not UTF-8 becomes U+FFFD.
    ///
    /// - Parameter query: what follows the `?`, without it.
    public static func parameters(ofQuery query: some StringProtocol) -> [Parameter] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Parameter(name: decoded(parts[0]), value: parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ encoded: some Collection<UInt8>) -> String {
        var bytes: [UInt8] = []
        var rest = Array(encoded)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(value(ofHexDigit:)),
                let low = rest.dropFirst().first.flatMap(value(ofHexDigit:))
            {
                bytes.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
