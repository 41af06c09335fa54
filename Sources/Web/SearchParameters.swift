import DocumentModel
import Hummingbird
import Index
import SearchService

/// Parses a search from a query string. Errors are reported, never guessed away.
package enum SearchParameters {
    private static let names = Set(Facet.all.map(\.name)).union([
        "q", "queryLanguage", "sort", "limit", "offset", "verbatim", "withoutConcept", "withoutTranslation",
        "otherLanguages",
        "lang",
    ])

    /// - Parameters:
    ///   - query: the part of the address behind the `?`.
    ///   - preferred: the languages that the reader prefers, best first.
    ///   - ignoringUnknown: whether unknown parameters are ignored, as on pages: links from elsewhere contain
    ///     `utm_source` and the like. They are not in links made from the request.
    package static func request(
        query: String,
        interfaceLanguage: String,
        preferred: [LanguageTag] = [],
        ignoringUnknown: Bool = false
    ) throws -> SearchRequest {
        let parameters = SearchLink.parameters(ofQuery: query)
        let values = { (name: String) in parameters.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }
        if !ignoringUnknown { try check(parameters, among: names) }
        try checkAmount(parameters.filter { names.contains($0.name) })
        var request = SearchRequest(text: values("q").joined(separator: " "))
        request.interfaceLanguage = interfaceLanguage
        request.preferredLanguages = preferred
        if let lang = try languages(values("lang"), "lang").last {
            (request.interfaceLanguage, request.isInterfaceChosen) = (lang.code, true)
            request.preferredLanguages = [lang] + preferred
        }
        request.queryLanguages = try languages(values("queryLanguage"), "queryLanguage")
        for facet in Facet.all {
            for value in values(facet.name) where !request.filters.add(value, to: facet) {
                throw Problem.badParameter(facet.name, facet.complaint(value))
            }
        }
        if let sort = values("sort").last {
            guard let order = SortOrder(rawValue: sort) else {
                let right = SortOrder.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.badParameter("sort", "'\(sort)' is not an order; expected one of \(right)")
            }
            request.sort = order
        }
        if let verbatim = values("verbatim").last {
            guard verbatim == "true" || verbatim == "false" else {
                throw Problem.badParameter("verbatim", "'\(verbatim)' is neither true nor false")
            }
            request.isVerbatim = verbatim == "true"
        }
        request.hiddenConcepts = values("withoutConcept")
        request.hiddenTranslations = values("withoutTranslation")
        request.otherLanguages =
            try number(values("otherLanguages").last, "otherLanguages", 0...OtherLanguages.most)
            ?? OtherLanguages.usual
        request.limit = try number(values("limit").last, "limit", 1...SearchRequest.maximumLimit) ?? request.limit
        request.offset = try number(values("offset").last, "offset", 0...SearchRequest.maximumOffset) ?? 0
        return request
    }

    /// An unknown parameter is probably a typing error, which must not be silently ignored.
    private static func check(_ parameters: [SearchLink.Parameter], among names: Set<String>) throws {
        guard let wrong = parameters.first(where: { !names.contains($0.name) }) else { return }
        throw Problem.badParameter(
            wrong.name,
            "there is no parameter '\(wrong.name)'; expected one of \(names.sorted().joined(separator: ", "))"
        )
    }

    /// The maximum number of non-empty values of a parameter, without repetition.
    private static let mostValues = 100
    /// The maximum number of languages of the words: each makes the search slower.
    private static let mostQueryLanguages = 8
    /// The maximum size of all parameters except the words, in bytes: every link of a page contains them.
    private static let mostBytes = 4000

    /// Limits the number of filters; more are not set by people.
    private static func checkAmount(_ parameters: [SearchLink.Parameter]) throws {
        var values: [String: Set<String>] = [:]
        var bytes = 0
        for parameter in parameters where parameter.name != "q" {
            guard values[parameter.name, default: []].insert(parameter.value).inserted else { continue }
            bytes += parameter.name.utf8.count + parameter.value.utf8.count
            let most = parameter.name == "queryLanguage" ? mostQueryLanguages : mostValues
            guard values[parameter.name]!.count <= most else {
                throw Problem.badParameter(parameter.name, "this parameter takes at most \(most) values")
            }
            guard bytes <= mostBytes else {
                throw Problem.badParameter(
                    parameter.name,
                    "all parameters but q take at most \(mostBytes) bytes together"
                )
            }
        }
    }

    /// Parses the parameters of suggestions; `lang` precedes the browser's languages.
    package static func suggestion(query: String, preferred: [LanguageTag]) throws -> SuggestionRequest {
        let parameters = SearchLink.parameters(ofQuery: query)
        let names: Set<String> = ["q", "lang", "limit"]
        try check(parameters, among: names)
        let values = { (name: String) in parameters.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }
        var request = SuggestionRequest(text: values("q").joined(separator: " "))
        request.preferredLanguages = try languages(values("lang"), "lang") + preferred
        request.limit =
            try number(values("limit").last, "limit", 1...SuggestionRequest.maximumLimit) ?? request.limit
        return request
    }

    /// Parses the parameters of similar documents; `lang` precedes the browser's languages.
    package static func similar(query: String, preferred: [LanguageTag]) throws -> (
        preferred: [LanguageTag], limit: Int
    ) {
        let parameters = SearchLink.parameters(ofQuery: query)
        try check(parameters, among: ["lang", "limit"])
        let values = { (name: String) in parameters.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }
        return (
            try languages(values("lang"), "lang") + preferred,
            try number(values("limit").last, "limit", 1...SimilarDocument.most) ?? SimilarDocument.usual
        )
    }

    /// Parses parameters that are numbers, each within its range; missing ones are not in the result.
    package static func numbers(ofQuery query: String, _ ranges: [String: ClosedRange<Int>]) throws -> [String: Int] {
        let parameters = SearchLink.parameters(ofQuery: query)
        try check(parameters, among: Set(ranges.keys))
        return try ranges.reduce(into: [:]) { result, range in
            let value = parameters.last { $0.name == range.key && !$0.value.isEmpty }?.value
            result[range.key] = try number(value, range.key, range.value)
        }
    }

    private static func languages(_ values: [String], _ name: String) throws -> [LanguageTag] {
        try values.map { value in
            guard let tag = LanguageTag(value) else {
                throw Problem.badParameter(
                    name,
                    "'\(value)' is not a language; expected a BCP 47 tag such as it, de or und"
                )
            }
            return tag
        }
    }

    private static func number(_ value: String?, _ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let value else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw Problem.badParameter(
                name,
                "'\(value)' is not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
