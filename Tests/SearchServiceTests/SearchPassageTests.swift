import DocumentModel
import Testing

@testable import SearchService

@Suite("Passages")
struct SearchPassageTests {
    private let box: SearchToolbox

    init() throws { box = try SearchToolbox() }

    private func passages(_ query: String, _ pages: [String], title: String = "Untitled") throws -> [Passage] {
        try box.addPages("a.pdf", pages, title: title)
        return try #require(try box.engine().search(query).hits.first).passages
    }

    private func filler(_ count: Int) -> String { (0..<count).map { "w\($0)" }.joined(separator: " ") }

    @Test("Exactly the matching words are marked, on the right page")
    func marks() throws {
        let found = try passages("apprentice", ["nothing here", "Two Apprentices, one (apprentice)!", "no"])
        #expect(found.count == 1)
        #expect(found[0].locator == .page(number: 2, label: nil))
        #expect(found[0].marks == ["Apprentices", "apprentice"])
        #expect(found[0].plain == "Two Apprentices, one (apprentice)!")
    }

    @Test(
        "At a section's beginning, middle and end the passage has its words, and dots where it was cut",
        arguments: [0, 1, 30, 99]
    )
    func edges(place: Int) throws {
        var words = filler(100).split(separator: " ").map(String.init)
        words[place] = "needle"
        let passage = try passages("needle", [words.joined(separator: " ")])[0]
        #expect(passage.marks == ["needle"])
        #expect(passage.plain.hasPrefix("… ") == (place > 10))
        #expect(passage.plain.hasSuffix(" …") == (place < 90))
        #expect(passage.plain.split(separator: " ").filter { $0 != "…" }.count == 36)
    }

    @Test("The page with more of the query's words comes first, then the earlier one; three at most")
    func best() throws {
        let found = try passages(
            "alpha beta",
            ["alpha", "alpha " + filler(60) + " beta", "beta then alpha", "alpha alpha", "alpha", "beta"]
        )
        #expect(found.map(\.locator.number) == [3, 2, 4])
        #expect(found[0].marks == ["beta", "alpha"])
    }

    @Test("The densest part of a page is shown")
    func densest() throws {
        let passage = try passages("alpha beta", ["alpha " + filler(50) + " beta alpha " + filler(50) + " beta"])[0]
        #expect(passage.marks == ["beta", "alpha"])
        #expect(passage.plain.contains("w49 beta alpha w0"))
    }

    @Test("If words occur only in the title, nothing is marked, and the document's beginning is shown")
    func titleOnly() throws {
        let found = try passages("welding", [filler(50), "second"], title: "Welding")
        #expect(found.count == 1)
        #expect(found[0].locator.number == 1)
        #expect(found[0].marks == [])
        #expect(found[0].plain.hasPrefix("w0 w1"))
    }

    @Test("Exact word and stem at one position are one mark; a compound's parts are two")
    func overlapping() throws {
        #expect(
            try passages("training train e-learning", ["Training: e-learning."])[0].marks == [
                "Training", "e", "learning",
            ]
        )
    }

    @Test("Composed, segmented and right-to-left words are marked whole")
    func scripts() throws {
        try box.addPages("b.pdf", ["我们学习新的技能"], language: "zh")
        try box.addPages("c.pdf", ["Le me\u{301}tier d’apprenti"], language: "fr")
        try box.addPages("d.pdf", ["التدريب المهني"], language: "ar")
        let engine = try box.engine()
        #expect(try engine.search("技能").hits.first?.passages.first?.marks == ["技能"])
        #expect(try engine.search("metier").hits.first?.passages.first?.marks == ["métier"])
        #expect(try engine.search("المهني").hits.first?.passages.first?.marks == ["المهني"])
    }

    @Test("Dot leaders and very long words do not make a passage too long")
    func long() throws {
        let passage = try passages(
            "needle",
            ["Needle " + String(repeating: ".", count: 5000) + " 12 " + String(repeating: "ж", count: 5000) + " end"]
        )[0]
        #expect(passage.marks == ["Needle"])
        #expect(passage.plain.utf8.count < 500)
        #expect(!passage.plain.contains("\u{FFFD}"))
        #expect(passage.plain.hasSuffix(" end"))
    }

    @Test("A word on every line of a huge document is found quickly")
    func huge() throws {
        let page = (0..<4000).map { "needle\($0 % 7 == 0 ? "" : "x") \($0)" }.joined(separator: "\n")
        let found = try passages("needle", (0..<30).map { "\($0) \(page)" })
        #expect(found.map(\.locator.number) == [1, 2, 3])
        #expect(found.allSatisfy { $0.marks.allSatisfy { $0 == "needle" } && $0.plain.utf8.count < 600 })
    }
}
