import DocumentModel
import Foundation
import Indexer
import TestSupport
import Testing

@testable import Index
@testable import SearchService
@testable import Web
@testable import WebAPI
@testable import WebPages

@Suite("The reading view")
struct ReadingPageTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    private func render(
        _ reading: DocumentReading,
        _ request: SearchRequest = SearchRequest(text: "x")
    ) throws -> String {
        try SearchPage().render(ReadingView(request: request, reading: reading, toolbox: PageSamples.toolbox))
    }

    /// A document with one section for each text, and its reading view.
    private func reading(
        _ sections: [Section],
        _ query: String = "needle",
        format: FileFormat = .markdown,
        at place: ReadingPlace = .start,
        limit: Int = ReadingPages.usualLimit
    ) throws -> DocumentReading {
        try box.add("a.md", sections, format: format)
        let engine = try box.engine()
        let id = try #require(try engine.search("").hits.first?.id)
        return try #require(try engine.reading(id, SearchRequest(text: query), at: place, limit: limit))
    }

    private static func sections(_ locators: [Locator]) -> [Section] {
        locators.enumerated().map { Section(locator: $1, text: "Text \($0) with a needle.") }
    }

    // MARK: Places

    static let places: [(format: FileFormat, locators: [Locator], anchors: [String])] = [
        (
            .pdf, [.page(number: 1, label: "i"), .page(number: 12, label: "2"), .page(number: 12, label: nil)],
            ["page-1", "page-12", "page-12-2"]
        ),
        (.pptx, [.slide(number: 1), .slide(number: 4)], ["slide-1", "slide-4"]),
        (
            .epub,
            [
                .chapter(number: 3, label: "A", href: "a.xhtml"), .chapter(number: 3, label: "B", href: "a.xhtml#b"),
                .chapter(number: 4, label: nil, href: "c.xhtml"), .chapter(number: 3, label: "C", href: "a.xhtml#c"),
            ],
            ["chapter-3", "chapter-3-2", "chapter-4", "chapter-3-3"]
        ),
        (
            .vtt, [.cue(start: 754.2, end: 760), .cue(start: 754.9, end: 761), .cue(start: 2, end: 3)],
            ["cue-754", "cue-754-2", "cue-2"]
        ),
        (
            .docx,
            [.heading(path: [], anchor: nil), .heading(path: ["A"], anchor: "a"), .heading(path: ["A"], anchor: "a")],
            ["part-1", "part-2", "part-3"]
        ),
        (.text, [.text(line: 1), .text(line: 40)], ["part-1", "part-2"]),
    ]

    @Test("Each section has a unique anchor", arguments: places)
    func anchors(format: FileFormat, locators: [Locator], expected: [String]) throws {
        let reading = try reading(Self.sections(locators), format: format)
        #expect(reading.parts.map(\.anchor) == expected)
        let page = PageMarkup(try render(reading))
        #expect(page.all("section").map { $0["id"] } == expected)
        let ids = page.tags.compactMap { $0["id"] }
        #expect(Set(ids).count == ids.count)
    }

    @Test("The search page's links lead to existing anchors; those of a PDF to its pages", arguments: places)
    func links(format: FileFormat, locators: [Locator], anchors: [String]) throws {
        try box.add("a.md", Self.sections(locators), format: format)
        var request = SearchRequest(text: "needle & 2")
        request.queryLanguages = [try #require(LanguageTag("en"))]
        let engine = try box.engine()
        let answer = try engine.search(request)
        let hit = try #require(answer.hits.first)
        let page = PageMarkup(
            try SearchPage().render(PageView(request: request, response: answer, toolbox: PageSamples.toolbox))
        )
        let links = page.links.filter { $0.contains(hit.id) }
        if format == .pdf {
            let query = "?q=needle%20%26%202&queryLanguage=en"
            let pages = hit.passages.compactMap(\.locator.number).map { "/documents/\(hit.id)/pages/\($0)\(query)" }
            // The cover has the same link as the title.
            #expect(links == [pages[0], pages[0]] + pages + ["/documents/\(hit.id)\(query)"])
            let pictures = page.all("img").compactMap { $0["src"] }
            #expect(
                pictures == ["/v1/documents/\(hit.id)/pages/\(hit.passages[0].locator.number ?? 0)/picture?size=small"]
            )
            return
        }
        let base = "/documents/\(hit.id)?q=needle%20%26%202&queryLanguage=en#"
        #expect(links.count == 1 + hit.passages.count)
        #expect(links.allSatisfy { $0.hasPrefix(base) }, "\(links)")
        let targets = links.map { String($0.dropFirst(base.count)) }
        #expect(Set(targets).isSubset(of: anchors), "\(targets)")
        #expect(Set(targets).count == hit.passages.count)
        let reading = try #require(try engine.reading(hit.id, request))
        for (passage, target) in zip(hit.passages, targets.dropFirst()) {
            let part = try #require(reading.parts.first { $0.anchor == target })
            #expect(part.locator == passage.locator)
            #expect(part.paragraphs.flatMap(\.self).map(\.text).joined(separator: " ").contains(passage.marks[0]))
        }
    }

    @Test("The JSON response contains no anchors") func contract() throws {
        try box.add("a.md", Self.sections([.slide(number: 4)]), format: .pptx)
        let answer = try box.engine().search("needle")
        let passage = try #require(answer.hits.first?.passages.first)
        #expect(DocumentLink.file(try #require(answer.hits.first)).hasSuffix("/file#slide=4"))
        #expect(passage.anchor == "slide-4")
        let json = String(decoding: answer.json(), as: UTF8.self)
        #expect(json.contains("\"locator\"") && !json.contains("anchor"))
    }

    // MARK: Text

    @Test("Every matching word is marked, in any form, and nothing else is changed; paragraphs are kept")
    func marks() throws {
        let text = "An apprentice.\n\nTwo Apprentices,\n\none (apprentice)"
        let html = try render(try reading([Section(locator: .text(line: 1), text: text)], "apprentices"))
        for paragraph in [
            "<p>An <mark>apprentice</mark>.</p>", "<p>Two <mark>Apprentices</mark>,</p>",
            "<p>one (<mark>apprentice</mark>)</p>",
        ] {
            #expect(html.contains(paragraph), "\(paragraph)")
        }
    }

    @Test("Words are marked in every section, more often than in passages") func manyMarks() throws {
        let page = String(repeating: "needle and thread\n\n", count: 300)
        let sections = (1...20).map { Section(locator: .slide(number: $0), text: page) }
        let reading = try reading(sections, limit: 300_000)
        #expect(reading.next == nil)
        for part in reading.parts {
            #expect(part.paragraphs.count == 300)
            #expect(part.paragraphs.allSatisfy { $0.map(\.match) == [true, false] })
        }
        #expect(
            try !self.reading(sections, "", limit: 300_000).parts.contains { $0.paragraphs[0].contains(where: \.match) }
        )
    }

    @Test("Sections have their language and direction; the heading of a location is emphasised")
    func languages() throws {
        let locator = Locator.heading(path: ["أ", "التدريب"], anchor: nil)
        var arabic = Section(locator: locator, text: "التدريب المهني في المؤسسات")
        arabic.heading = "التدريب"
        arabic.declaredLanguage = LanguageTag("ar")
        let page = PageMarkup(try render(try reading([arabic])))
        #expect(page.all("section").map { $0["dir"] } == ["rtl"])
        let text = page.all("div").first { $0["class"] == "part-text" }
        #expect(text?["lang"] == "ar" && text?["dir"] == "rtl")
        #expect(page.all("h2").map { $0["class"] } == ["part-title"])
        #expect(page.text.split(separator: "التدريب", omittingEmptySubsequences: false).count == 3, "once each")
    }

    @Test("Texts of documents stay text", arguments: PageEscapingTests.hostile)
    func escaping(_ text: String) throws {
        func skeleton(_ text: String) throws -> [String] {
            var document = StoredDocument()
            (document.id, document.title, document.source, document.partner) = ("a", text, text, text)
            document.countries = [text]
            var reading = DocumentReading(document: document)
            reading.next = ReadingPlace(section: 1)
            for kind in ["chapter", "heading", "page"] {
                reading.parts.append(
                    DocumentReading.Part(
                        locator: PageSamples.locator(kind, 1, text),
                        anchor: "a-\(kind)",
                        language: "de",
                        paragraphs: [
                            [TextPiece(text: text, match: true), TextPiece(text: text, match: false)],
                            [TextPiece(text: text, match: false)],
                        ]
                    )
                )
            }
            return PageMarkup(try render(reading, SearchRequest(text: text))).skeleton
        }
        #expect(try skeleton(text) == skeleton("harmless"))
    }

    @Test(
        "The page is well formed, links to the original and back to the complete search, and runs only the pages' own script"
    )
    func frame() throws {
        var request = SearchRequest(text: "needle")
        request.filters[.country] = ["IT"]
        request.offset = 10
        let reading = try reading(Self.sections([.slide(number: 1), .slide(number: 2)]), format: .pptx)
        let page = PageMarkup(try render(reading, request))
        #expect(page.unbalanced == [])
        #expect(
            page.all("h1").count == 1 && page.all("h2").count == 2
                && page.all("script").compactMap { $0["src"] } == ["/assets/search.js", "/assets/reading.js"]
        )
        #expect(page.links.contains("/v1/documents/\(reading.document.id)/file"))
        #expect(page.links.contains("/?q=needle&country=IT&offset=10"))
        #expect(page.text.contains("Slide 2") && page.text.contains("PowerPoint") && page.text.contains("a.md"))
        #expect(!page.text.contains("Part 1") && !page.links.contains { $0.contains("part=") })
    }

    // MARK: Pages

    /// All pages of a document, following the links from each to the next.
    private func pages(_ id: String, _ query: String, limit: Int) throws -> [DocumentReading] {
        let (engine, request) = (try box.engine(), SearchRequest(text: query))
        var pages = [try #require(try engine.reading(id, request, limit: limit))]
        while let next = pages.last?.next {
            let page = try #require(try engine.reading(id, request, at: next, limit: limit))
            #expect(page.place == next && page.previous == pages.last?.place)
            pages.append(page)
            if pages.count > 1000 { break }
        }
        return pages
    }

    private static func words(_ pages: [DocumentReading]) -> [String] {
        pages.flatMap(\.parts).flatMap(\.paragraphs).map { $0.map(\.text).joined() }
            .flatMap { $0.split(separator: " ").map(String.init) }
    }

    @Test(
        "A long text is on several pages, which link to each other and contain everything once, with every word marked",
        arguments: [400, 700, 1500, 5000, 100_000]
    )
    func paged(limit: Int) throws {
        var random = SplitMix64(UInt64(limit))
        var sections: [Section] = []
        for number in 1...40 {
            // Some are longer than a page.
            let count =
                number % 7 == 0 ? Int.random(in: 200...900, using: &random) : Int.random(in: 1...40, using: &random)
            var text = ""
            for word in 0..<count {
                text += ["needle", "thread", "söm", "w\(number)x\(word)"].randomElement(using: &random) ?? ""
                text += Int.random(in: 0..<20, using: &random) == 0 ? "\n\n" : " "
            }
            sections.append(Section(locator: .slide(number: number), text: text))
        }
        try box.add("a.pptx", sections, format: .pptx)
        let id = try #require(try box.engine().search("needle").hits.first?.id)
        let pages = try pages(id, "needle", limit: limit)
        #expect(limit > 50_000 ? pages.count == 1 : pages.count > 2)
        #expect(
            Self.words(pages) == sections.flatMap { $0.text.split(whereSeparator: \.isWhitespace).map(String.init) }
        )
        for page in pages {
            let size = page.parts.flatMap(\.paragraphs).joined().reduce(0) { $0 + $1.text.utf8.count }
            #expect(size < 2 * limit)
            for piece in page.parts.flatMap(\.paragraphs).joined() { #expect(piece.match == (piece.text == "needle")) }
            let anchors = page.parts.map(\.anchor)
            #expect(Set(anchors).count == anchors.count)
            #expect(anchors.first == "slide-\(page.place.section + 1)")
        }
        // Whatever the starting point, it is one of these pages.
        for section in 0..<sections.count {
            let entered = try #require(
                try box.engine().reading(id, SearchRequest(text: ""), at: ReadingPlace(section: section), limit: limit)
            )
            #expect(pages.contains { $0.place == entered.place })
            #expect(entered.parts.contains { $0.anchor == "slide-\(section + 1)" })
        }
        let far = ReadingPlace(section: 999_999, piece: 999_999)
        let last = try #require(try box.engine().reading(id, SearchRequest(text: ""), at: far, limit: limit))
        #expect(last.next == nil && last.place.section == pages.last?.place.section)
    }

    @Test("Links to locations with matches lead to the right page, from any page")
    func placesOnPages() throws {
        let filler = String(repeating: "thread and cloth ", count: 30)
        let sections = (1...12).map { number in
            Section(locator: .slide(number: number), text: filler + (number % 3 == 0 ? "needle" : "pin"))
        }
        try box.add("a.pptx", sections, format: .pptx)
        let engine = try box.engine()
        let id = try #require(try engine.search("needle").hits.first?.id)
        for entry in [0, 5, 11] {
            let place = ReadingPlace(section: entry)
            let reading = try #require(
                try engine.reading(id, SearchRequest(text: "needle"), at: place, limit: 3000)
            )
            #expect(reading.matches.map(\.anchor) == ["slide-3", "slide-6", "slide-9", "slide-12"])
            for match in reading.matches {
                let target = try #require(
                    try engine.reading(id, SearchRequest(text: "needle"), at: match.page ?? reading.place, limit: 3000)
                )
                let part = try #require(target.parts.first { $0.anchor == match.anchor })
                #expect(part.paragraphs.joined().count { $0.match } == match.count)
            }
            let links = PageMarkup(try render(reading, SearchRequest(text: "needle"))).links
            #expect(links.contains { $0.hasPrefix("/documents/\(id)?q=needle&part=") || $0 == "#slide-3" })
        }
    }

    @Test("A hit in a long document links to the page with its passage; one on the first page to the document")
    func hitsOnPages() throws {
        let filler = String(repeating: "thread and cloth and more of it ", count: 20_000)
        try box.add("long.md", [Section(locator: .text(line: 1), text: filler + "needle " + filler)], format: .markdown)
        try box.add("b.md", [Section(locator: .text(line: 1), text: "A needle.")], format: .markdown)
        let engine = try box.engine()
        let answer = try engine.search("needle")
        let long = try #require(answer.hits.first { $0.source == "long.md" }?.passages.first)
        let place = try #require(long.page)
        #expect(place != .start)
        #expect(answer.hits.first { $0.source == "b.md" }?.passages.first?.page == nil)
        let id = try #require(answer.hits.first { $0.source == "long.md" }?.id)
        let request = SearchRequest(text: "needle")
        let reading = try #require(try engine.reading(id, request, at: place))
        #expect(reading.parts.flatMap(\.paragraphs).joined().contains { $0.match })
        let html = try SearchPage().render(PageView(request: request, response: answer, toolbox: PageSamples.toolbox))
        let part = "/documents/\(id)?q=needle&part="
        #expect(PageMarkup(html).links.contains { $0.hasPrefix(part + place.text + "#part-") })
        let page = PageMarkup(try render(reading, request))
        let others = Set(page.links.filter { $0.hasPrefix(part) && !$0.hasPrefix(part + place.text + "#") })
        #expect(others.count >= 2, "the parts before and behind it: \(page.links)")
        #expect(page.unbalanced == [])
    }

    @Test("A text in one piece is cut after a paragraph, a word, a character")
    func cuts() throws {
        func pieces(_ text: String, _ room: Int) throws -> [String] {
            let box = try SearchToolbox()
            try box.add("a.md", [Section(locator: .text(line: 1), text: text)], format: .markdown)
            let engine = try box.engine()
            let id = try #require(try engine.search("").hits.first?.id)
            var (found, place): ([String], ReadingPlace?) = ([], .start)
            while let here = place, found.count < 20 {
                let reading = try #require(try engine.reading(id, SearchRequest(text: ""), at: here, limit: room))
                found.append(reading.parts.flatMap(\.paragraphs).map { $0.map(\.text).joined() }.joined(separator: "|"))
                place = reading.next
            }
            return found
        }
        #expect(try pieces("one needle\n\ntwo three", 15) == ["one needle", "two three"])
        #expect(try pieces("one needle two three", 13) == ["one needle", " two three"])
        #expect(try pieces("жжжжжжжж", 5) == ["жж", "жжж", "жж", "ж"])
    }

    @Test("A place is written with numbers from 1", arguments: ["1", "12", "12.3", "999999999.999999999"])
    func namedPlaces(text: String) { #expect(ReadingPlace(text)?.text == text) }

    @Test(
        "Anything else is not a place",
        arguments: ["", "0", "-1", "1.", ".1", "1.0", "1.2.3", "x", "+1", "9223372036854775808", "1e3", " 1", "１"]
    )
    func noPlacesInWords(text: String) { #expect(ReadingPlace(text) == nil) }

    @Test("There is no reading view of an unknown document") func unknown() throws {
        #expect(try box.engine().reading("nothing", SearchRequest(text: "x")) == nil)
    }
}
