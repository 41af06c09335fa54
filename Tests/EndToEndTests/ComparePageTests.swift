import Foundation
import Testing

/// The comparison of countries, in a real Chromium without scripts.
@Suite("The comparison of countries", .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized)
struct ComparePageTests {
    private struct Wide: Sendable {
        let box: Sandbox
        let server: Server

        static let task = Task {
            let box = try Sandbox()
            let countries = [
                "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
            ]
            let topics = [
                "governance", "funding", "apprenticeship", "validation", "guidance", "inclusion", "quality-assurance",
                "green-transition", "craft-sme", "peer-learning", "digitalisation", "blended-learning",
                "work-based-learning", "transversal-skills", "internationalisation",
            ]
            var rows = "file,title,country,topic\n"
            for (index, country) in countries.enumerated() {
                let words = index % 2 == 0 ? "welding" : "plumbing"
                try box.write("# \(country)\n\nA course about \(words) in a workshop.\n", to: "\(country).md")
                rows += "\(country).md,\(country),\(country),\(topics[index % topics.count])\n"
            }
            try box.write(rows, to: "metadata.csv")
            _ = try await box.ingest()
            return Wide(box: box, server: try await Server(toolbox: box.toolbox))
        }
    }

    private func open(_ path: String, size: (Int, Int)) async throws -> Tab {
        let tab = try await Tab(in: Browser.shared)
        try await tab.disableScripts()
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(try await Wide.task.value.server.origin + path)
        return tab
    }

    @Test(
        "A wide table scrolls in its frame, under its headers; the page is as wide as the window",
        arguments: [(360, 740), (1280, 900)],
        ["en", "ar"]
    )
    func width(size: (Int, Int), language: String) async throws {
        let tab = try await open("/compare?lang=\(language)", size: size)
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= size.0)
        let frame = "document.querySelector('.table-frame')"
        #expect(try await tab.evaluate("\(frame).scrollWidth > \(frame).clientWidth + 200") == .bool(true))
        // In languages written from right to left, positions are negative.
        let sign = language == "ar" ? "-" : ""
        _ = try await tab.evaluate("\(frame).scrollTo(\(sign)300, 200)")
        #expect(try await tab.evaluate("Math.abs(\(frame).scrollLeft)").int == 300)
        let seen = """
            (() => {
              const frame = \(frame).getBoundingClientRect();
              const start = e => getComputedStyle(e).direction === 'rtl'
                ? frame.right - e.getBoundingClientRect().right : e.getBoundingClientRect().left - frame.left;
              const [row, column] = ['tbody th', 'thead th:nth-child(3)'].map(s => \(frame).querySelector(s));
              return start(row) < 3 && Math.abs(column.getBoundingClientRect().top - frame.top) < 3;
            })()
            """
        #expect(try await tab.evaluate(seen) == .bool(true))
        #expect(
            try await tab.evaluate("\(frame).clientWidth / 2 > \(frame).querySelector('tbody th').offsetWidth")
                == .bool(true)
        )
    }

    @Test("Countries are chosen with check boxes; the search and its filters are kept")
    func choosing() async throws {
        let tab = try await open("/?q=welding&language=en", size: (1280, 900))
        try await tab.click(".colophon a[href^='/compare']")
        #expect(try await tab.attribute("value", of: ".compare-form input[name=q]") == "welding")
        #expect(try await tab.texts(".chip bdi") == ["Language: English"])
        let all = try await tab.texts("tbody th")
        #expect(all.count == 9 && all.contains("Austria") && !all.contains("Belgium"), "\(all)")
        _ = try await tab.evaluate(
            """
            for (const code of ['AT', 'IE']) document.querySelector(`.compare-form input[name=country][value=${code}]`).click()
            """
        )
        try await tab.click(".compare-form button")
        #expect(try await tab.texts("tbody th").sorted() == ["Austria", "Ireland"])
        #expect(
            try await tab.evaluate("document.querySelectorAll('.compare-form input[name=country]').length").int == 9
        )
        #expect(try await tab.evaluate("document.querySelectorAll('input[name=country]:checked').length").int == 2)
        let address = try await tab.evaluate("location.search").string ?? ""
        #expect(address.contains("q=welding") && address.contains("language=en"), "\(address)")
        // Countries as columns are limited, too.
        try await tab.open(
            try await Wide.task.value.server.origin
                + "/compare?q=welding&rows=topic&columns=country&country=AT&country=IE"
        )
        #expect(try await tab.texts("thead th").dropFirst().dropLast().sorted() == ["Austria", "Ireland"])
        try await tab.click(".compare-hits")
        #expect(try await tab.texts(".results > .hits .hit-title").count == 2)
    }
}
