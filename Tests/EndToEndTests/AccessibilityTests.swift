import Foundation
import Testing

/// The pages against WCAG 2.2 AA, as far as axe-core can check it, in a real Chromium.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct AccessibilityTests {
    private static let axe = Program.repository
        .appending(path: ".build-python/axe_playwright_python/axe.min.js")

    /// Every kind of page.
    private static func pages() async throws -> [String] {
        let server = try await SharedToolbox.value.server
        let slides = try await server.search([("q", "cartouches")])["hits"][0]["id"].string ?? ""
        let video = try await server.search([("q", "guardrail")])["hits"][0]["id"].string ?? ""
        let pages = try await server.search([("q", "formazione")])["hits"][0]["id"].string ?? ""
        return [
            "/", "/?q=formazione", "/?q=Europass&country=DE&topic=internationalisation", "/?q=xqzvwk",
            "/?q=aprendistato", "/?q=lehre+xqzvwk+(a", "/compare", "/embed", "/help",
            "/?country=EU&year=2020..9999", "/documents/nothing",
            "/documents/\(slides)?q=cartouches", "/documents/\(video)?q=guardrail", "/?year=x",
            "/documents/\(slides)?lang=de", "/documents/\(video)?lang=ar&t=250", "/documents/\(pages)?find=formazione",
            "/documents/\(pages)?find=formazione&part=1&lang=ar", "/documents/\(pages)?find=xqzvwk&lang=de",
            "/compare?q=Ausbildung&country=DE&language=de&lang=en", "/compare?lang=ar",
            "/documents/\(pages)/pages/1?q=formazione",
            "/?q=guide&offset=10",
        ]
    }

    @Test(
        "No page has a violation",
        arguments: [
            ("en", "light", (360, 740)), ("en", "dark", (360, 740)), ("en", "light", (1280, 900)),
            ("en", "dark", (1280, 900)), ("de", "light", (360, 740)), ("de", "dark", (1280, 900)),
            ("ar", "dark", (360, 740)), ("ar", "light", (1280, 900)),
        ]
    )
    func findings(language: String, scheme: String, size: (Int, Int)) async throws {
        let server = try await SharedToolbox.value.server
        let script = try String(contentsOf: Self.axe, encoding: .utf8)
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: size.0, height: size.1)
        let media = JSON.object(["name": .string("prefers-color-scheme"), "value": .string(scheme)])
        _ = try await tab.call("Emulation.setEmulatedMedia", ["features": .array([media])])
        for page in try await Self.pages() {
            let path = page + (page.contains("?") ? "&" : "?") + "lang=\(language)"
            try await tab.open(server.origin + path)
            #expect(try await tab.evaluate("document.documentElement.lang").string == language)
            _ = try await tab.evaluate(script + "; true")
            // What is folded is checked, too.
            _ = try await tab.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
            // axe takes what is under a sticky button at this moment for something that cannot be pressed.
            _ = try await tab.evaluate(
                "document.querySelectorAll('.show-results').forEach(bar => bar.style.position = 'static')"
            )
            let found = try await tab.evaluate(
                """
                axe.run(document, {
                  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                  resultTypes: ['violations']
                }).then(result => ({
                  passes: result.passes.length,
                  violations: result.violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 200)}`)
                }))
                """
            )
            #expect(found["passes"].int ?? 0 > 10, "\(path)")
            #expect(found["violations"].array.isEmpty, "\(path) \(scheme) \(size): \(found["violations"])")
        }
    }

    @Test("The check finds violations")
    func seesErrors() async throws {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.open(server.origin + "/?q=formazione")
        _ = try await tab.evaluate(String(contentsOf: Self.axe, encoding: .utf8) + "; true")
        _ = try await tab.evaluate(
            """
            document.documentElement.removeAttribute('lang');
            document.querySelector('.hit-title a').style.color = '#cccccc';
            document.querySelector('.search-button').textContent = '';
            true
            """
        )
        let found = try await tab.evaluate("axe.run(document).then(r => r.violations.map(v => v.id))")
        let ids = Set(found.array.compactMap(\.string))
        #expect(ids.isSuperset(of: ["html-has-lang", "color-contrast", "button-name"]), "\(ids)")
    }
}
