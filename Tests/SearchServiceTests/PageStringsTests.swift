import DocumentModel
import Foundation
import Testing

@testable import Index
@testable import Localisation
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("The texts of the pages")
struct PageStringsTests {
    private static let official = [
        "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl",
        "pl",
        "pt", "ro", "sk", "sl", "sv",
    ]

    /// The arguments of a message with their types, `count, plural`.
    private static func arguments(of message: String) -> Set<String> {
        var found: Set<String> = []
        var depth = 0
        var current = ""
        // Arguments are at every second level: {count, plural, one {# of {total}} other {…}}
        for character in message {
            switch character {
            case "{":
                depth += 1
                current = ""
            case "}":
                if depth % 2 == 1, !current.isEmpty { found.insert(head(current)) }
                depth -= 1
                current = ""
            default: current.append(character)
            }
            if depth % 2 == 1, character == ",", current.split(separator: ",").count == 2 {
                found.insert(head(current))
            }
        }
        return found
    }

    private static func head(_ argument: String) -> String {
        argument.split(separator: ",").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: ", ")
    }

    @Test(
        "Every official language of the EU has a file, and Arabic; none lacks a text, a placeholder or a plural form"
    )
    func complete() {
        #expect(Set(PageStrings.all.keys) == Set(Self.official + ["ar"]))
        let english = PageStrings.english.texts
        #expect(english.count > 150)
        #expect(
            Self.arguments(of: english["documentsRange"] ?? "") == ["first, number", "last, number", "total, plural"]
        )
        for (language, strings) in PageStrings.all {
            #expect(Set(strings.texts.keys) == Set(english.keys), "\(language)")
            for (name, text) in strings.texts {
                #expect(
                    Self.arguments(of: text).filter { !$0.isEmpty } == Self.arguments(of: english[name] ?? ""),
                    "\(language) \(name): \(text)"
                )
                #expect(!text.contains("'") && !text.isEmpty, "\(language) \(name): \(text)")
            }
        }
    }

    @Test("Every message is valid for ICU, and no number is lost", arguments: official + ["ar"])
    func messages(language: String) throws {
        let strings = PageStrings.of(language)
        #expect(strings.language == language)
        for (name, text) in strings.texts {
            let english = PageStrings.english.text(name)
            let words = ["TEXT", "LANG", "TITLE", "FILTER", "WORD", "FACET", "VALUE", "ROW", "COLUMN"].filter {
                english.contains("{\($0 == "LANG" ? "language" : $0.lowercased())}")
            }
            for count in [0, 1, 2, 3, 5, 11, 21, 100, 1000, 12480] {
                let formatted = PageStrings.formatted(
                    text,
                    in: language,
                    [
                        "count": .number(count), "total": .number(count), "first": .number(1), "last": .number(count),
                        "page": .number(7), "number": .number(count), "text": .text("TEXT"), "language": .text("LANG"),
                        "title": .text("TITLE"), "filter": .text("FILTER"), "word": .text("WORD"),
                        "facet": .text("FACET"), "value": .text("VALUE"), "row": .text("ROW"),
                        "column": .text("COLUMN"),
                        "size": .text("2 GB"), "words": .text("WORDS"), "fields": .text("FIELDS"),
                        "field": .text("FIELD"),
                        "name": .text("NAME"), "id": .text("ID"), "link": .text("LINK"), "time": .text("TIME"),
                        "began": .text("TIME"), "seen": .text("TIME"), "minutes": .number(count),
                        "percent": .number(count), "done": .number(count),
                    ]
                )
                let result = try #require(formatted, "\(language) \(name): \(text)")
                let isComplete = !result.contains("{") && !result.contains("#") && words.allSatisfy(result.contains)
                #expect(isComplete, "\(language) \(name): \(result)")
                if name == "documents", count > 2 {
                    #expect(result.contains(strings.number(count)), "\(language) \(name) \(count): \(result)")
                }
            }
        }
    }

    @Test("Numbers and plurals follow the language's rules")
    func plurals() {
        #expect(PageStrings.of("en").documents(12480) == "12,480 documents")
        #expect(PageStrings.of("de").documents(12480).hasPrefix("12.480 "))
        let polish = [1, 2, 5].map { PageStrings.of("pl").documents($0) }
        #expect(Set(polish.map { $0.drop { !$0.isWhitespace } }).count == 3, "\(polish)")
        #expect(PageStrings.of("de").label(of: "IT", in: .country) == "Italien")
        #expect(PageStrings.of("ar").direction == "rtl")
        #expect(PageStrings.of("xx").language == "en")
        // Digits as in years and page numbers.
        #expect(PageStrings.of("ar").documents(12480).contains("12") && PageStrings.of("ar").number(7) == "7")
        let open = PageStrings.of("pl").label(of: "2020..9999", in: .year)
        #expect(open == "od 2020" && PageStrings.of("lv").label(of: "0001..2010", in: .year) == "līdz 2010. gadam")
        #expect(PageStrings.of("en").label(of: "2019..2021", in: .year) == "2019–2021")
    }

    @Test("Codes have names in every language", arguments: official + ["ar"])
    func codes(language: String) {
        let strings = PageStrings.of(language)
        for sector in Sector.all { #expect(strings.label(of: sector, in: .sector) != sector) }
        for type in ResourceType.all { #expect(strings.texts["type.\(type)"] != nil) }
        for country in ["IT", "DE", "EU", "MT"] { #expect(strings.label(of: country, in: .country) != country) }
        for order in SearchService.SortOrder.allCases { #expect(!strings.name(of: order).contains(".")) }
    }

    @Test("Every name that the sources use exists")
    func used() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let files = try ["Localisation", "Web", "WebAPI", "WebPages"].flatMap { folder in
            let found = FileManager.default.enumerator(
                at: sources.appending(path: folder),
                includingPropertiesForKeys: nil
            )
            return try #require(found).compactMap { $0 as? URL }
        }
        let functions: Set = [
            "all", "english", "of", "language", "texts", "text", "direction", "message", "formatted", "number",
            "documents",
            "languages", "countries", "more", "filtersInForce", "range", "resultsTitle", "pageTitle", "startTitle",
            "unclear", "missing", "corrected", "didYouMean", "similar", "searchVerbatim", "readingTitle", "part",
            "position",
            "found", "openLink",
            "takenFor", "without",
            "withoutWord",
            "nothing",
            "chip", "name", "place", "format", "ownName", "label", "problemTitle", "problemLead", "examples",
            "siteName", "page", "pagePicture", "matchesOnPage", "problemDetail", "boxTexts", "locale",
        ]
        var used: Set<String> = []
        for file in files where ["swift", "mustache"].contains(file.pathExtension) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\bstrings\.([A-Za-z]+)/) { used.insert(String(match.1)) }
            for match in text.matches(of: /strings\.(?:message|text)\("([A-Za-z0-9.]+)"/) {
                used.insert(String(match.1))
            }
        }
        let defined = Set(PageStrings.english.texts.keys).union(functions)
        #expect(used.count > 40 && used.isSubset(of: defined), "\(used.subtracting(defined).sorted())")
    }
}
