import DocumentModel
import Hummingbird
import SearchService
import Web

/// The parameters of the reading view: those of the search that it leads back to, and what of the document is shown.
struct ReadingParameters {
    var search: SearchRequest
    var place = ReadingPlace.start
    /// What the page is opened at, if it is not named by ``place``.
    var target: ReadingTarget?
    /// The second at which the player starts.
    var second: Int?
    /// The words of a search within the document.
    var words: String?
    /// Whether the places with these words are listed, instead of the text.
    var isList: Bool
    /// The number of places to skip in that list.
    var first = 0

    /// The maximum size of an anchor in bytes.
    private static let longestAnchor = 60
    private static let anchor = "place"
    private static let first = "from"
    private static let names: Set = [
        SearchLink.readingPart, SearchLink.readingWords, SearchLink.readingSecond, anchor, first,
    ]

    /// - Throws: ``Problem`` with the parameter that is not valid.
    init(_ request: Request) throws {
        let parameters = SearchLink.parameters(ofQuery: request.uri.query ?? "")
        let value = { (name: String) in parameters.last { $0.name == name && !$0.value.isEmpty }?.value }
        search = try SearchParameters.request(
            query: SearchLink.query(parameters.filter { !Self.names.contains($0.name) }),
            interfaceLanguage: RequestLanguages.page(of: request),
            preferred: RequestLanguages.all(of: request),
            ignoringUnknown: true
        )
        let part = value(SearchLink.readingPart)
        if let part {
            guard let place = ReadingPlace(part) else {
                throw Problem.badParameter(
                    SearchLink.readingPart,
                    "'\(part.prefix(80))' is not a part of a document; expected something like 12 or 12.3"
                )
            }
            self.place = place
        }
        if let text = value(SearchLink.readingSecond) {
            second = try Self.number(text, SearchLink.readingSecond, 0...9_999_999)
        }
        if let text = value(Self.anchor) {
            guard text.utf8.count <= Self.longestAnchor else {
                throw Problem.badParameter(Self.anchor, "this is too long; expected something like page-12")
            }
            target = .anchor(text)
        } else if part == nil {
            target = second.map { .second($0) }
        }
        words = value(SearchLink.readingWords).flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        isList = words != nil && part == nil && target == nil
        if let text = value(Self.first) { first = try Self.number(text, Self.first, 0...9_999_999) }
    }

    /// The search within the document.
    var within: SearchRequest {
        var request = search
        if let words {
            request.text = words
            (request.isVerbatim, request.hiddenConcepts) = (false, [])
        }
        return request
    }

    /// The address of the list of places, from one on.
    static func list(_ link: SearchLink, _ id: String, _ words: String, from first: Int) -> String {
        let href = link.reading(id, at: nil, finding: words)
        return first == 0 ? href : href + "&\(Self.first)=\(first)"
    }

    private static func number(_ text: String, _ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw Problem.badParameter(
                name,
                "'\(text.prefix(80))' is not a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}
