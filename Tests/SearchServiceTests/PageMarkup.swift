import DocumentModel
import Foundation

@testable import Index
@testable import SearchService
@testable import Web

/// A minimal HTML parser for checking pages. It works by scalar, like browsers.
struct PageMarkup {
    struct Tag: Equatable {
        var name: String
        var closing: Bool
        var attributes: [(name: String, value: String)]

        static func == (left: Tag, right: Tag) -> Bool { left.skeleton == right.skeleton }

        /// The tag without the values of its attributes.
        var skeleton: String { (closing ? "/" : "") + ([name] + attributes.map(\.name)).joined(separator: " ") }
        subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
    }

    private(set) var tags: [Tag] = []
    /// The text between the tags, joined and unescaped.
    private(set) var text = ""

    init(_ html: String) {
        let scalars = Array(html.unicodeScalars)
        var at = 0
        var run = String.UnicodeScalarView()
        while at < scalars.count {
            let next = at + 1 < scalars.count ? scalars[at + 1] : " "
            guard scalars[at] == "<", next == "/" || next == "!" || next.properties.isAlphabetic else {
                run.append(scalars[at])
                at += 1
                continue
            }
            if let tag = Self.tag(scalars, &at) { tags.append(tag) }
        }
        text = Self.unescaped(String(run))
    }

    /// Reads the tag that begins at `at` and moves `at` after it.
    private static func tag(_ scalars: [Unicode.Scalar], _ at: inout Int) -> Tag? {
        at += 1
        func read(until stops: (Unicode.Scalar) -> Bool) -> String {
            var word = String.UnicodeScalarView()
            while at < scalars.count, !stops(scalars[at]) {
                word.append(scalars[at])
                at += 1
            }
            return String(word)
        }
        let blank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" }
        var name = read { blank($0) || $0 == ">" }
        let closing = name.hasPrefix("/")
        if closing { name.removeFirst() }
        var attributes: [(name: String, value: String)] = []
        while at < scalars.count, scalars[at] != ">" {
            if blank(scalars[at]) || scalars[at] == "/" {
                at += 1
                continue
            }
            let attribute = read { blank($0) || $0 == ">" || $0 == "=" || $0 == "/" }
            var value = ""
            if at < scalars.count, scalars[at] == "=" {
                at += 1
                if at < scalars.count, scalars[at] == "\"" {
                    at += 1
                    value = read { $0 == "\"" }
                    at += 1
                } else {
                    value = read { blank($0) || $0 == ">" }
                }
            }
            attributes.append((attribute, unescaped(value)))
        }
        at += 1
        return name.hasPrefix("!") ? nil : Tag(name: name, closing: closing, attributes: attributes)
    }

    static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    /// The tags, without the values of their attributes.
    var skeleton: [String] { tags.map(\.skeleton) }

    /// The addresses of all links, as a browser resolves them.
    var links: [String] { tags.filter { $0.name == "a" && !$0.closing }.compactMap { $0["href"] } }

    /// The links to searches: `/` and `/?…`.
    var searchLinks: [String] { links.filter { $0 == "/" || $0.hasPrefix("/?") } }

    func all(_ name: String) -> [Tag] { tags.filter { $0.name == name && !$0.closing } }

    private static let void: Set<String> = [
        "meta", "link", "input", "br", "img", "image", "use", "path", "rect", "circle",
    ]

    /// Tags that close nothing or are never closed.
    var unbalanced: [String] {
        var open: [String] = []
        var wrong: [String] = []
        for tag in tags where !Self.void.contains(tag.name) {
            if !tag.closing {
                open.append(tag.name)
            } else if open.popLast() != tag.name {
                wrong.append(tag.skeleton)
            }
        }
        return wrong + open
    }
}

extension SearchLink {
    /// Parses an address written by ``href``; nil if a parameter is not valid.
    init?(reading href: String) {
        guard href.hasPrefix("/") else { return nil }
        var request = SearchRequest(text: "")
        let query = href.dropFirst().hasPrefix("?") ? String(href.dropFirst(2)) : ""
        for parameter in SearchLink.parameters(ofQuery: query) {
            let value = parameter.value
            switch parameter.name {
            case "q": request.text = value
            case "queryLanguage":
                guard let tag = LanguageTag(value) else { return nil }
                request.queryLanguages.append(tag)
            case "sort":
                guard let order = SortOrder(rawValue: value) else { return nil }
                request.sort = order
            case "lang": (request.interfaceLanguage, request.isInterfaceChosen) = (value, true)
            case "limit":
                guard let limit = Int(value) else { return nil }
                request.limit = limit
            case "offset":
                guard let offset = Int(value) else { return nil }
                request.offset = offset
            default:
                guard let facet = Facet.named(parameter.name),
                    let link = SearchLink(request).toggling(facet, value)
                else { return nil }
                request.filters = link.request.filters
            }
        }
        self.init(request)
    }
}
