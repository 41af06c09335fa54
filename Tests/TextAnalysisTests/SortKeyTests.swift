import Testing

@testable import TextAnalysis

@Suite("Sorting titles")
struct SortKeyTests {
    private let analyser: Analyser

    init() throws { analyser = try Analyser() }

    private func sorted(_ titles: [String], limit: Int = 200) -> [String] {
        titles.map { (title: $0, key: analyser.sortKey($0, limit: limit)) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.title)
    }

    @Test(
        "As people sort them",
        arguments: [
            ["Module 1", "Module 2", "Module 10", "Module 10a", "Module 100"],
            ["Aarhus", "Æble", "Cadre", "Čistota", "Énergie", "Zebra", "„Zitat“", "Zucker"],
            ["Año", "Anzeige", "Öl", "Östersund", "Zwei"], ["apprendre", "«Apprenti»", "l’Arc", "Largo"],
            ["2019", "2020", "Übung 3", "Übung 21"], ["Альфа", "Бета", "Ёлка", "Жар"],
            ["co-op", "cooperate", "coupon"],
        ]
    )
    func order(titles: [String]) {
        #expect(sorted(titles.reversed()) == titles)
        #expect(sorted(titles.sorted()) == titles)
    }

    @Test("A title without letters, and a very long one, have keys, too")
    func extremes() {
        #expect(analyser.sortKey("", limit: 200) == [])
        let long = String(repeating: "Anfang ", count: 5000)
        #expect(analyser.sortKey(long, limit: 200).count == 200)
        #expect(sorted([long + "b", "Zebra", "Anfang"]) == ["Anfang", long + "b", "Zebra"])
        #expect(analyser.sortKey("\u{0}\u{301}", limit: 200).count < 200)
    }
}
