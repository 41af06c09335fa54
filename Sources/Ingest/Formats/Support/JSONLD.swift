import DocumentModel
import Encodings
import Foundation

/// What a web page says of itself in JSON-LD, in the words of schema.org.
enum JSONLD {
    /// The size of one script in bytes, and the number of its nodes, beyond which it is not read.
    static let longest = 1 << 20
    private static let mostNodes = 20_000

    /// The metadata of the first object in a script that describes a work rather than a site, a firm or a person.
    static func read(_ script: [UInt8]) -> Metadata {
        guard script.count <= longest, let root = value(script) else { return Metadata() }
        let objects = works(in: root)
        var metadata = Metadata()
        let identified = identified(in: root)
        for object in objects { metadata = metadata.filled(from: read(object, identified)) }
        return metadata
    }

    private typealias Object = [String: JSONValue]

    private static func value(_ script: [UInt8]) -> JSONValue? {
        var text = String(decoding: script, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        for (start, end) in [("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")]
        where text.hasPrefix(start) {
            text = String(text.dropFirst(start.count))
            if text.hasSuffix(end) { text = String(text.dropLast(end.count)) }
        }
        guard isShallow(text.utf8) else { return nil }
        return try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Whether brackets are nested at most 60 deep, because values are decoded with recursion.
    private static func isShallow(_ utf8: String.UTF8View) -> Bool {
        var (depth, isInString, isEscaped) = (0, false, false)
        for byte in utf8 {
            if isEscaped {
                isEscaped = false
            } else if isInString {
                isEscaped = byte == 0x5C
                isInString = byte != 0x22
            } else {
                switch byte {
                case 0x22: isInString = true
                case 0x5B, 0x7B: depth += 1
                case 0x5D, 0x7D: depth -= 1
                default: break
                }
                if depth > 60 { return false }
            }
        }
        return true
    }

    /// The works in a value: the pages and articles themselves come before what they mention.
    private static func works(in root: JSONValue) -> [Object] {
        var found: [Object] = []
        forEachObject(in: root, keys: ["@graph", "mainEntity", "mainEntityOfPage"]) { object in
            let types = texts(object["@type"]).map {
                $0.split(whereSeparator: { "/:#".contains($0) }).last.map(String.init) ?? $0
            }
            if types.contains(where: isWork) { found.append(object) }
        }
        let isPage: (Object) -> Bool = { texts($0["@type"]).contains { $0.hasSuffix("Page") } }
        return found.filter { !isPage($0) } + found.filter(isPage)
    }

    private static func isWork(_ type: String) -> Bool {
        type.hasSuffix("Article") || type.hasSuffix("Posting") || type.hasSuffix("Page") || type.hasSuffix("Work")
            || type.hasSuffix("Course") || type.hasSuffix("Event") || works.contains(type)
    }

    private static let works: Set<String> = [
        "Book", "Report", "Guide", "HowTo", "LearningResource", "Course", "CourseInstance", "Thesis", "Chapter",
        "Dataset",
        "VideoObject", "AudioObject", "PodcastEpisode", "Recipe", "Review", "Legislation", "DigitalDocument",
        "PresentationDigitalDocument", "TextDigitalDocument", "JobPosting", "FAQPage", "QAPage",
        "EducationalOccupationalProgram",
    ]

    /// The objects with an `@id`, for references to them.
    private static func identified(in root: JSONValue) -> [String: Object] {
        var result: [String: Object] = [:]
        forEachObject(in: root, keys: nil) { object in
            if case .string(let id)? = object["@id"], object.count > 1, result[id] == nil { result[id] = object }
        }
        return result
    }

    /// Calls `body` for the objects in a value, outer ones first, without recursion.
    /// - Parameter keys: the members that are entered; nil for all.
    private static func forEachObject(in root: JSONValue, keys: Set<String>?, _ body: (Object) -> Void) {
        var waiting = [root]
        var next = 0
        while next < waiting.count, next < mostNodes {
            switch waiting[next] {
            case .array(let items): waiting += items
            case .object(let object):
                body(object)
                for key in object.keys.sorted() where keys?.contains(key) != false { waiting.append(object[key]!) }
            default: break
            }
            next += 1
        }
    }

    private static func read(_ object: Object, _ identified: [String: Object]) -> Metadata {
        func first(_ keys: String...) -> String? {
            keys.lazy.compactMap { key in names(object[key], identified).lazy.compactMap(plain).first }.first
        }
        var metadata = Metadata()
        metadata.title = Descriptions.title(first("headline", "name", "title"))
        metadata.description = Descriptions.folded(first("description", "abstract"))
        let people = ["author", "creator"].lazy.map { names(object[$0], identified) }.first { !$0.isEmpty } ?? []
        metadata.creators = HTMLMetadata.people(people.compactMap(plain))
        let keywords = names(object["keywords"], identified).compactMap(plain)
        metadata.keywords = keywords.count == 1 ? Descriptions.keywords(keywords[0]) : Descriptions.unique(keywords)
        metadata.year =
            ["datePublished", "dateCreated", "startDate", "copyrightYear", "uploadDate", "dateModified"].lazy
            .compactMap { Descriptions.year(first($0)) }.first
        metadata.language = first("inLanguage").flatMap { LanguageTag($0) }
        return metadata
    }

    /// A text without HTML, which some systems write into JSON.
    private static func plain(_ text: String) -> String? {
        let isMarkup = text.contains("<") || text.contains("&") && text.contains(";")
        return Descriptions.folded(isMarkup ? HTMLFormat.plainText(text) : text)
    }

    private static func texts(_ value: JSONValue?) -> [String] { names(value, [:]) }

    /// The texts of a value: itself, the items of a list, and of an object its name.
    private static func names(_ value: JSONValue?, _ identified: [String: Object]) -> [String] {
        var items: [JSONValue] = []
        if case .array(let list)? = value { items = list } else if let value { items = [value] }
        return items.prefix(200).compactMap { item in
            switch item {
            case .string(let text): text
            case .integer(let number): String(number)
            case .object(let object): name(of: object) ?? reference(object).flatMap { identified[$0] }.flatMap(name)
            default: nil
            }
        }
    }

    private static func reference(_ object: Object) -> String? {
        if case .string(let id)? = object["@id"] { id } else { nil }
    }

    private static func name(of object: Object) -> String? {
        for key in ["name", "@value", "alternateName"] {
            switch object[key] {
            case .string(let text)?: return text
            case .array(let list)?:
                if case .string(let text)? = list.first { return text }
            default: break
            }
        }
        guard case .string(let family)? = object["familyName"] else { return nil }
        if case .string(let given)? = object["givenName"] { return "\(given) \(family)" }
        return family
    }
}
