import CInterface
import CMessageShim
import Concepts
import DocumentModel
import Foundation

/// Every word of the pages that does not come from a document, in one language: a file of `Resources/interface`, whose head
/// says how it is written. A translation is one more file, named in `CInterface`.
///
/// Plain texts are members by their names (`strings.searchButton`); what depends on a number or a name is a function here.
@dynamicMemberLookup
struct PageStrings: Sendable {
    /// The language of these strings, BCP 47.
    let language: String
    /// Texts and messages by name.
    let texts: [String: String]
    private let locale: Locale

    static let siteName = "vetsearch"
    static let all: [String: PageStrings] = {
        var count = 0
        let files = UnsafeBufferPointer(start: cinterface_files(&count), count: count)
        return Dictionary(
            uniqueKeysWithValues: files.map { file in
                let text = String(decoding: UnsafeBufferPointer(start: file.bytes, count: file.size), as: UTF8.self)
                let language = String(cString: file.language)
                return (language, PageStrings(language: language, file: text))
            }
        )
    }()
    static let english = all["en"] ?? PageStrings(language: "en", file: "")

    /// The strings in a language, else in English.
    static func of(_ language: String) -> PageStrings { all[language] ?? english }

    init(language: String, file: String) {
        self.language = language
        locale = Locale(identifier: language == "pt" ? "pt_PT" : language)
        texts = Dictionary(
            file.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.compactMap { line in
                line.firstRange(of: " = ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A text by its name. One that is missing in a language is English; a test holds that none is.
    subscript(dynamicMember name: String) -> String { text(name) }

    func text(_ name: String) -> String { texts[name] ?? Self.english.texts[name] ?? name }

    /// `ltr` or `rtl`.
    var direction: String { PageText.direction(of: language) }

    // MARK: Messages

    enum Argument {
        case text(String)
        case number(Int)
    }

    /// A message with its arguments filled in; as it stands where it is not right.
    func message(_ name: String, _ arguments: KeyValuePairs<String, Argument>) -> String {
        Self.formatted(text(name), in: language, arguments) ?? text(name)
    }

    /// A message of ICU, filled in as a language does it; nil where it is not right.
    static func formatted(
        _ pattern: String,
        in language: String,
        _ arguments: KeyValuePairs<String, Argument>
    ) -> String? {
        var owned: [UnsafeMutablePointer<CChar>] = []
        defer { for text in owned { free(text) } }
        func copy(_ text: String) -> UnsafePointer<CChar> {
            // The shim's texts end at a zero byte.
            let copy = strdup(text.replacing("\0", with: ""))!
            owned.append(copy)
            return UnsafePointer(copy)
        }
        let list = arguments.map { name, argument in
            switch argument {
            case .text(let text): cmessage_argument(name: copy(name), text: copy(text), number: 0)
            case .number(let number): cmessage_argument(name: copy(name), text: nil, number: Int64(number))
            }
        }
        // For ICU Portuguese by itself is Brazil's, whose plurals differ.
        let language = language == "pt" ? "pt_PT" : language
        var capacity = 512
        while true {
            var out = [CChar](repeating: 0, count: capacity)
            let length = cmessage_format(language, pattern, list, list.count, &out, capacity)
            if length < 0 { return nil }
            if length < capacity {
                return String(decoding: out[..<Int(length)].map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
            capacity = Int(length) + 1
        }
    }

    /// `12480` as `12,480` in English.
    func number(_ value: Int) -> String {
        Self.formatted("{n, number}", in: language, ["n": .number(value)]) ?? String(value)
    }

    func documents(_ count: Int) -> String { message("documents", ["count": .number(count)]) }
    func languages(_ count: Int) -> String { message("languages", ["count": .number(count)]) }
    func countries(_ count: Int) -> String { message("countries", ["count": .number(count)]) }
    func more(_ count: Int) -> String { message("more", ["count": .number(count)]) }
    func filtersInForce(_ count: Int) -> String { message("filtersInForce", ["count": .number(count)]) }

    /// `11–20 of 128`.
    func range(_ first: Int, _ last: Int, of total: Int) -> String { range("range", first, last, total) }

    /// `11–20 of 128 documents`.
    func documents(_ first: Int, _ last: Int, of total: Int) -> String { range("documentsRange", first, last, total) }

    private func range(_ name: String, _ first: Int, _ last: Int, _ total: Int) -> String {
        message(
            first == last ? name + "One" : name,
            ["first": .number(first), "last": .number(last), "total": .number(total)]
        )
    }

    func resultsTitle(_ text: String) -> String {
        text.isEmpty ? self.resultsTitleAll : message("resultsTitle", ["text": .text(text)])
    }

    func pageTitle(_ text: String, page: Int) -> String {
        let title = text.isEmpty ? self.titleAll : text
        let whole = page > 1 ? message("titlePage", ["title": .text(title), "page": .number(page)]) : title
        return "\(whole) – \(Self.siteName)"
    }

    var startTitle: String { "\(Self.siteName) – \(self.tagline)" }
    func corrected(_ text: String) -> String { message("corrected", ["text": .text(text)]) }
    func searchVerbatim(_ text: String) -> String { message("searchVerbatim", ["text": .text(text)]) }
    func readingTitle(_ title: String) -> String { "\(title) – \(Self.siteName)" }
    func leftOut(_ count: Int, of total: Int) -> String {
        message("leftOut", ["count": .number(count), "total": .number(total)])
    }
    func page(_ label: String, of total: Int) -> String {
        message("pageOf", ["page": .text(label), "total": .number(total)])
    }
    func pagePicture(_ label: String) -> String { message("pagePicture", ["page": .text(label)]) }
    func matchesOnPage(_ count: Int) -> String { message("matchesOnPage", ["count": .number(count)]) }
    func takenFor(_ language: String) -> String { message("takenFor", ["language": .text(language)]) }
    func without(_ filter: String) -> String { message("without", ["filter": .text(filter)]) }
    func withoutWord(_ word: String, leaves count: Int) -> String {
        message("withoutWord", ["word": .text(word), "count": .number(count)])
    }
    func nothing(in language: String, elsewhere count: Int) -> String {
        message("nothingInLanguage", ["language": .text(language), "count": .number(count)])
    }
    func chip(_ facet: PageFacet, _ label: String) -> String {
        message("chip", ["facet": .text(name(of: facet)), "value": .text(label)])
    }

    // MARK: Names

    func name(of facet: PageFacet) -> String { text("facet.\(facet.rawValue)") }
    func name(of order: SortOrder) -> String { order == .mine ? self.mineFirst : text("sort.\(order.rawValue)") }

    /// What a reader calls a place: `Page` and `12`, `Slide` and `4`, nothing and `12:34`.
    func place(_ locator: PassageLocator) -> (kind: String, label: String) {
        let number = locator.number.map(String.init)
        switch locator.kind {
        case "page", "slide", "chapter": return (text("place.\(locator.kind)"), locator.label ?? number ?? "?")
        case "cue": return ("", locator.label ?? Locator.clock(Double(locator.number ?? 0)))
        case "heading": return ("", locator.label ?? text("place.beginning"))
        default:
            guard let line = locator.number, line > 1 else { return ("", text("place.beginning")) }
            return (text("place.line"), self.number(line))
        }
    }

    func format(_ code: String) -> String {
        switch FileFormat(rawValue: code) {
        case .pdf: "PDF"
        case .epub: "ePub"
        case .pptx: "PowerPoint"
        case .docx: "Word"
        case .markdown: "Markdown"
        case .mp4: "MP4"
        case .webm: "WebM"
        case .mp3: "MP3"
        case .m4a: "M4A"
        case .ogg: "Ogg"
        case .vtt, .srt: text("format.vtt")
        case .odp, .odt, .html, .text, .record: text("format.\(code)")
        case nil: code.uppercased()
        }
    }

    /// What a language is called by those who speak it.
    func ownName(ofLanguage code: String) -> String {
        code == "und"
            ? label(of: code, in: .language) : Locale(identifier: code).localizedString(forLanguageCode: code) ?? code
    }

    /// The name of a code that the answer's facets do not name.
    func label(of code: String, in facet: PageFacet) -> String {
        switch facet {
        case .country: return locale.localizedString(forRegionCode: code) ?? code
        case .language:
            return code == "und" ? self.unknownLanguage : locale.localizedString(forLanguageCode: code) ?? code
        case .sector, .type: return texts["\(facet.rawValue).\(code)"] ?? code
        case .year: return code.replacing("..", with: "–")
        case .topic: return BuiltInVocabulary.name(of: code, in: language) ?? Concept.identifier(of: code)
        }
    }

    func problemTitle(_ status: Int) -> String { text(Self.problem(status)) }
    func problemLead(_ status: Int) -> String { text(Self.problem(status) + "Lead") }

    private static func problem(_ status: Int) -> String {
        switch status {
        case 400, 404: "problem\(status)"
        case 429, 503: "problem503"
        case 400..<500: "problem4xx"
        default: "problem5xx"
        }
    }

    /// Searches to start from, each with the language that it is in.
    static let examples: [(text: String, language: String)] = [
        ("quality of apprenticeships", "en"), ("Meisterprüfung", "de"), ("formazione in azienda", "it"),
        ("validation des acquis", "fr"), ("formación dual", "es"), ("kształcenie zawodowe", "pl"),
    ]
}
