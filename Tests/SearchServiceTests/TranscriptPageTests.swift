import DocumentModel
import Indexer
import TestSupport
import Testing

@testable import Catalogue
@testable import Index
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("Transcripts in the reading view")
struct TranscriptPageTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    private static func cue(_ start: Double, _ language: String?, _ text: String) -> Section {
        Section(
            locator: .cue(start: start, end: start + 20),
            text: text,
            declaredLanguage: language.flatMap { LanguageTag($0) }
        )
    }

    private static let both = [
        cue(0, "de", "Guten Tag."), cue(30, "de", "Die Säge ist laut."), cue(1, "en", "Good day."),
        cue(31, "en", "The saw is loud."),
    ]

    private func reading(
        _ sections: [Section],
        format: FileFormat = .mp4,
        at place: ReadingPlace = .start,
        limit: Int = ReadingPages.usualLimit
    ) throws -> DocumentReading {
        try box.add("a.mp4", sections, format: format)
        let engine = try box.engine()
        let id = try #require(try engine.search("").hits.first?.id)
        return try #require(try engine.reading(id, SearchRequest(text: "saw"), at: place, limit: limit))
    }

    private func page(_ reading: DocumentReading, _ parts: [FileFormat] = []) throws -> PageMarkup {
        var view = ReadingView(request: SearchRequest(text: "saw"), reading: reading, toolbox: PageSamples.toolbox)
        let files = parts.map { DocumentPart(hash: "h", size: 1, format: $0, language: nil) }
        view.about = ReadingView.About(metadata: Metadata(), parts: files, address: "/documents/a")
        return PageMarkup(try SearchPage().render(view))
    }

    @Test("Each transcript has a heading with its language, and links to the others")
    func languages() throws {
        let reading = try reading(Self.both)
        #expect(reading.transcripts.map(\.language) == ["de", "en"])
        #expect(reading.parts.map(\.transcript) == [0, nil, 1, nil])
        let page = try page(reading)
        #expect(page.unbalanced == [])
        let headings = page.all("h2").filter { $0["class"] == "transcript-language" }
        #expect(headings.map { $0["lang"] } == ["de", "en"])
        #expect(page.text.contains("Deutsch") && page.text.contains("English"))
        #expect(
            page.links.filter { $0.hasPrefix("#transcript-") }
                == (1...2).flatMap { _ in ["#transcript-1", "#transcript-2"] }
        )
        #expect(page.all("a").filter { $0["aria-current"] == "true" && $0["hreflang"] == "de" }.count == 1)
        #expect(page.all("div").compactMap { $0["id"] } == ["transcript-1", "transcript-2"])
    }

    @Test("On later pages the heading is repeated, and the links lead to the first page of each transcript")
    func pages() throws {
        // One section fits on a page.
        let reading = try reading(Self.both, at: ReadingPlace(section: 3), limit: 400)
        #expect(reading.parts.map(\.transcript) == [1])
        #expect(reading.transcripts.map(\.page) == [ReadingPlace(section: 0), ReadingPlace(section: 2)])
        let links = try page(reading).links.filter { $0.hasSuffix("#transcript-1") || $0.hasSuffix("#transcript-2") }
        #expect(links.count == 2 && links[1].contains("part=3"), "\(links)")
    }

    @Test("A transcript alone has a heading without links; quotations in it, and a transcript as a file, have none")
    func alone() throws {
        let one = try reading([
            Self.cue(0, "de", "Guten Tag."), Self.cue(30, "en", "Good day."), Self.cue(60, "de", "Ja."),
        ])
        #expect(one.transcripts.map(\.language) == ["de"])
        #expect(try page(one).links.allSatisfy { !$0.hasPrefix("#transcript-") })
        let other = try SearchToolbox()
        try other.add("b.vtt", [Self.cue(0, "de", "Guten Tag zusammen in der Werkstatt.")], format: .vtt)
        let engine = try other.engine()
        let id = try #require(try engine.search("").hits.first?.id)
        #expect(try #require(try engine.reading(id, SearchRequest(text: ""))).transcripts.isEmpty)
    }

    @Test("Transcripts are told apart by language and time; a short one before a long one, too")
    func boundaries() {
        let heads = { (list: [(Double, String)]) in list.map { (start: $0.0, language: LanguageTag($0.1)!) } }
        let cases: [([(Double, String)], [Int])] = [
            ([(1, "ar"), (3, "de"), (9, "de"), (2, "en")], [0, 1, 3]), ([(1, "de"), (3, "en"), (9, "de")], [0]),
            ([(1, "de"), (3, "de"), (2, "de"), (4, "de")], [0]), ([(1, "de"), (3, "und"), (5, "de")], [0]),
            ([(1, "de"), (3, "en"), (9, "de"), (1, "fr"), (2, "de"), (3, "fr")], [0, 3]), ([], []),
        ]
        for (list, expected) in cases { #expect(PassageFinder.transcripts(heads(list)).map(\.section) == expected) }
    }

    @Test("Only what browsers play is in the player")
    func player() throws {
        let reading = try reading(Self.both, format: .mkv)
        #expect(try page(reading, [.mkv, .srt]).all("video").isEmpty)
        let sound = try page(reading, [.mkv, .mp3])
        #expect(sound.all("video").isEmpty && sound.all("audio").count == 1)
        #expect(sound.all("source").map { $0["type"] } == ["audio/mpeg"])
        let both = try page(reading, [.mp4, .mov])
        #expect(both.all("video").count == 1 && both.all("source").count == 1)
        #expect(try page(reading, [.mkv]).links.contains("/v1/documents/\(reading.document.id)/file"))
    }
}
