import DocumentModel
import Testing

@testable import SearchService

/// From the words in the index to their positions in the picture.
@Suite("Marks on pages")
struct PageMarksTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    /// A simulated drawn page: every letter has its own box, ten points wide; lines are twenty points apart.
    private func image(_ text: String) -> PageImage {
        var image = PageImage(width: 500, height: 500, pageCount: 1, png: [], text: text)
        var (column, line) = (0.0, 0.0)
        for scalar in text.unicodeScalars {
            image.boxes.append(
                scalar == "\n"
                    ? .nowhere
                    : PageImage.Box(left: column, top: line, right: column + 10, bottom: line + 12)
            )
            column += 10
            if scalar == "\n" { (column, line) = (0, line + 20) }
        }
        return image
    }

    /// The marks for a query on a page whose text was `text` when it was indexed.
    private func marks(_ query: String, in text: String, drawn: String? = nil) throws -> [PageMarks.Match] {
        let section = Section(locator: .page(number: 1, label: nil), text: text)
        try box.add("a.pdf", [section], format: .pdf)
        let engine = try box.engine()
        let id = try #require(try engine.search(query).hits.first?.id)
        return try #require(try engine.marks(on: 1, of: id, image(drawn ?? text), SearchRequest(text: query))).matches
    }

    @Test("A word's box is that of its letters")
    func plain() throws {
        let found = try marks("scaffold", in: "The scaffold\nstands.")
        #expect(found.map(\.text) == ["scaffold"])
        #expect(found[0].boxes == [PageImage.Box(left: 40, top: 0, right: 120, bottom: 12)])
    }

    @Test("Changes made by cleaning are mapped back to letters: ligatures, hyphens at line ends, marks, soft hyphens")
    func cleaned() throws {
        let ligature = try marks("office", in: "an o\u{FB03}ce here")
        #expect(ligature.map(\.boxes) == [[PageImage.Box(left: 30, top: 0, right: 70, bottom: 12)]])
        let hyphen = try marks("workshop", in: "a work-\nshop here")
        #expect(
            hyphen.map(\.boxes) == [
                [
                    PageImage.Box(left: 20, top: 0, right: 70, bottom: 12),
                    PageImage.Box(left: 0, top: 20, right: 40, bottom: 32),
                ]
            ]
        )
        let accent = try marks("métier", in: "un  me\u{301}tier ici")
        #expect(accent.map(\.boxes) == [[PageImage.Box(left: 40, top: 0, right: 110, bottom: 12)]])
    }

    @Test("If the text has changed, a word that occurs equally often is marked, any other is not")
    func changed() throws {
        let text = "Weld the frame.\nThe frame is steel, and the visor is dark."
        let found = try marks("frame visor", in: text, drawn: "HEAD\nWeld the frame.\nThe frame is steel.")
        #expect(found.map(\.text) == ["frame", "frame", "visor"])
        #expect(found[0].boxes == [PageImage.Box(left: 90, top: 20, right: 140, bottom: 32)])
        #expect(found[1].boxes == [PageImage.Box(left: 40, top: 40, right: 90, bottom: 52)])
        #expect(found[2].boxes.isEmpty)
    }

    @Test("Pages with matches are counted; without words there is nothing to mark")
    func counts() throws {
        let sections = [1, 2, 3].map {
            Section(locator: .page(number: $0, label: nil), text: $0 == 2 ? "Nothing here." : "A needle, a needle.")
        }
        try box.add("b.pdf", sections, format: .pdf)
        let engine = try box.engine()
        let id = try #require(try engine.search("needle").hits.first?.id)
        let found = try #require(
            try engine.marks(on: 3, of: id, image(sections[2].text), SearchRequest(text: "needle"))
        )
        #expect(found.pages.map(\.number) == [1, 3] && found.pages.map(\.matches) == [2, 2])
        #expect(found.matches.count == 2 && found.part?.anchor == "page-3")
        let none = try #require(try engine.marks(on: 2, of: id, image("Nothing here."), SearchRequest(text: "needle")))
        #expect(none.matches.isEmpty && none.pages.count == 2)
        #expect(try engine.marks(on: 1, of: "nobody", image(""), SearchRequest(text: "needle")) == nil)
        let blank = try #require(try engine.marks(on: 1, of: id, image(sections[0].text), SearchRequest(text: "")))
        #expect(blank.matches.isEmpty && blank.part != nil)
    }
}
