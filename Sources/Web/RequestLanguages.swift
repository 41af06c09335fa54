import DocumentModel
import Foundation
import Hummingbird
import Localisation

/// The languages that a request prefers.
package enum RequestLanguages {
    /// The first language of `Accept-Language`; English if there is none.
    package static func preferred(of request: Request) -> String { all(of: request).first?.code ?? "en" }

    /// The first language of `Accept-Language` in which the pages are available; English if there is none.
    package static func page(of request: Request) -> String {
        // Also for error pages.
        let chosen = request.uri.queryParameters["lang"].flatMap { LanguageTag($0) }
        if let chosen, PageStrings.all[chosen.code] != nil { return chosen.code }
        return all(of: request).first { PageStrings.all[$0.code] != nil }?.code ?? "en"
    }

    /// Only the first languages of a longer list are used.
    private static let mostLanguages = 10

    /// The valid languages of `Accept-Language`, best first.
    package static func all(of request: Request) -> [LanguageTag] {
        let ranges = (request.headers[.acceptLanguage] ?? "").split(separator: ",").prefix(mostLanguages).map { range in
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return (tag: LanguageTag(parts.first ?? ""), weight: weight)
        }
        return ranges.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .compactMap(\.element.tag)
    }
}
