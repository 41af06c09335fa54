import DocumentModel
import Encodings
import Index
import SearchService

/// The address of a search page. It contains the complete state, so that every result can be bookmarked and shared.
///
/// The parameters are those of `GET /v1/search`; default values are omitted. Each change except ``startingAt(_:)``
/// returns to the first hit.
package struct SearchLink: Sendable, Equatable {
    /// The search request.
    package var request: SearchRequest

    /// The address of `request`.
    package init(_ request: SearchRequest) { self.request = request }

    /// The address, from the service's root: `/?q=lehre&country=DE`. ASCII only, and safe in an attribute once escaped.
    package var href: String {
        query.isEmpty ? "/" : "/?\(query)"
    }

    /// The address of a document's reading view: it marks this search's words and leads back to this search.
    /// - Parameters:
    ///   - page: which page of it; nil: the first.
    ///   - second: where its player starts.
    ///   - words: the words of a search within the document, which are marked instead. Without a page, its results.
    package func reading(
        _ id: String,
        at anchor: String?,
        on page: ReadingPlace? = nil,
        second: Int? = nil,
        finding words: String? = nil
    ) -> String {
        var list = parameters
        if let words { list.append(Parameter(name: Self.readingWords, value: words)) }
        if let page, page != .start || words != nil {
            list.append(Parameter(name: Self.readingPart, value: page.text))
        }
        if let second { list.append(Parameter(name: Self.readingSecond, value: String(second))) }
        let query = Self.query(list)
        return "/documents/\(PercentEncoding.encode(id))" + (query.isEmpty ? "" : "?\(query)")
            + (anchor.map { "#\($0)" } ?? "")
    }

    /// The parameter that names a page of the reading view.
    package static let readingPart = "part"
    /// The parameter with the words to find in the document.
    package static let readingWords = "find"
    /// The parameter with the second at which the player starts.
    package static let readingSecond = "t"

    /// The address of a page of a PDF, with this search's words marked on its picture.
    /// - Parameter match: the match to start with, from 1; nil: the top of the page.
    package func page(_ id: String, _ number: Int, match: Int? = nil) -> String {
        let parts = [query, match.map { "match=\($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: "&")
        return "/documents/\(PercentEncoding.encode(id))/pages/\(number)" + (parts.isEmpty ? "" : "?\(parts)")
            + (match == nil ? "" : "#match")
    }

    /// The address of the page that compares countries by what this search finds.
    /// - Parameter sides: the facets of rows and columns; nil: the usual ones.
    package func compare(_ sides: (rows: String, columns: String)? = nil) -> String {
        // Position and size of the list of hits do not matter there.
        var list = parameters.filter { !["offset", "limit", "sort"].contains($0.name) }
        if let sides {
            list += [Parameter(name: "rows", value: sides.rows), Parameter(name: "columns", value: sides.columns)]
        }
        return "/compare" + (list.isEmpty ? "" : "?" + Self.query(list))
    }

    /// The parameters of the address, without `?`.
    package var query: String { Self.query(parameters) }

    /// Parameters in the form of a query string.
    package static func query(_ parameters: [Parameter]) -> String {
        parameters.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(
            separator: "&"
        )
    }

    /// One `name=value` of an address.
    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The address's parameters, decoded, in their fixed order.
    package var parameters: [Parameter] {
        var list: [Parameter] = []
        if !request.text.isEmpty { list.append(Parameter(name: "q", value: request.text)) }
        list += request.queryLanguages.map { Parameter(name: "queryLanguage", value: $0.code) }
        if request.isVerbatim { list.append(Parameter(name: "verbatim", value: "true")) }
        list += request.hiddenConcepts.map { Parameter(name: "withoutConcept", value: $0) }
        list += request.hiddenTranslations.map { Parameter(name: "withoutTranslation", value: $0) }
        list += stateParameters
        if request.offset > 0 { list.append(Parameter(name: "offset", value: String(request.offset))) }
        return list
    }

    /// The parameters that a search form passes on in hidden fields: filters, order and size, but not the words, their
    /// language or the position in the list.
    package var stateParameters: [Parameter] {
        var list: [Parameter] = []
        for facet in Facet.all {
            list += request.filters[facet].map { Parameter(name: facet.name, value: $0) }
        }
        if request.isInterfaceChosen { list.append(Parameter(name: "lang", value: request.interfaceLanguage)) }
        if request.sort != .relevance { list.append(Parameter(name: "sort", value: request.sort.rawValue)) }
        if request.limit != SearchRequest(text: "").limit {
            list.append(Parameter(name: "limit", value: String(request.limit)))
        }
        if request.otherLanguages != OtherLanguages.usual {
            list.append(Parameter(name: "otherLanguages", value: String(request.otherLanguages)))
        }
        return list
    }

    // MARK: Filters

    /// This search with `value` of `facet` added to the filters, or removed if it is selected. Only one range of years
    /// can be selected: a new one replaces the old one. Nil if `value` is not valid for that facet.
    package func toggling(_ facet: Facet, _ value: String) -> SearchLink? {
        var filters = request.filters
        guard filters.toggle(value, of: facet) else { return nil }
        return changed { $0.filters = filters }
    }

    /// This search limited to `value` of `facet` alone.
    package func limited(to value: String, of facet: Facet) -> SearchLink? {
        var request = request
        request.filters[facet] = []
        return SearchLink(request).toggling(facet, value)
    }

    /// This search without any filter.
    package var withoutFilters: SearchLink { changed { $0.filters = SearchFilters() } }

    /// This search with the language of the words detected automatically.
    package var withoutQueryLanguage: SearchLink { changed { $0.queryLanguages = [] } }

    /// This search with the pages in another language.
    package func speaking(_ language: String) -> SearchLink {
        var request = request
        (request.interfaceLanguage, request.isInterfaceChosen) = (language, true)
        return SearchLink(request)
    }

    /// The address of any page with its language replaced.
    /// - Parameter address: a path and a query.
    package static func address(_ address: String, speaking language: String) -> String {
        let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let kept = parts.count > 1 ? parameters(ofQuery: parts[1]).filter { $0.name != "lang" } : []
        return parts[0] + "?" + query(kept + [Parameter(name: "lang", value: language)])
    }

    /// This search with the pages in the browser's language.
    package var withoutLanguage: SearchLink {
        var request = request
        request.isInterfaceChosen = false
        return SearchLink(request)
    }

    /// The address of the start page, in the language that was chosen.
    package var home: String {
        request.isInterfaceChosen ? "/?lang=\(PercentEncoding.encode(request.interfaceLanguage))" : "/"
    }

    /// This search in another order.
    package func sorted(by order: SortOrder) -> SearchLink { changed { $0.sort = order } }

    /// This search for other words.
    package func asking(_ text: String) -> SearchLink {
        changed { request in
            request.text = text
            (request.isVerbatim, request.hiddenConcepts, request.hiddenTranslations) = (false, [], [])
        }
    }

    /// This search for the words as typed.
    package var verbatim: SearchLink { changed { $0.isVerbatim = true } }

    /// This search without the other names of a concept.
    package func hiding(concept: String) -> SearchLink { changed { $0.hiddenConcepts.append(concept) } }

    /// This search without a translation.
    package func hiding(translation: String) -> SearchLink { changed { $0.hiddenTranslations.append(translation) } }

    /// This search with another number of hits in other languages.
    package func showing(otherLanguages: Int) -> SearchLink { changed { $0.otherLanguages = otherLanguages } }

    /// This search from its hit number `offset` on, counted from 0.
    package func startingAt(_ offset: Int) -> SearchLink { changed { $0.offset = max(0, offset) } }

    private func changed(_ change: (inout SearchRequest) -> Void) -> SearchLink {
        var request = request
        request.offset = 0
        change(&request)
        return SearchLink(request)
    }

    /// The parameters of a query as links and forms write it: `+` is a space, as in `application/x-www-form-urlencoded`;
    /// a stray `%` stands for itself, and what is not UTF-8 becomes U+FFFD.
    ///
    /// - Parameter query: what follows the `?`, without it.
    package static func parameters(ofQuery query: some StringProtocol) -> [Parameter] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return Parameter(
                name: PercentEncoding.decode(form: parts[0]),
                value: parts.count > 1 ? PercentEncoding.decode(form: parts[1]) : ""
            )
        }
    }
}
