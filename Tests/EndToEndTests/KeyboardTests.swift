import Foundation
import Testing

/// The results by keyboard, in a real Chromium.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct KeyboardTests {
    private func open(_ path: String, size: (Int, Int) = (1280, 900)) async throws -> (Tab, Server) {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(server.origin + path)
        return (tab, server)
    }

    @Test(
        "The skip link leads to the results, and from the top of the page the first hit is at most 12 keys away",
        arguments: [
            "/?q=apprenticeship", "/?q=aprendistato&lang=it", "/?q=lehre&lang=ar",
            "/?q=Europass+apprenticeship+quality&country=DE&country=IT&lang=de",
        ],
        [(360, 740), (1280, 900)]
    )
    func firstHit(_ path: String, _ size: (Int, Int)) async throws {
        let (tab, _) = try await open(path, size: size)
        try await tab.press("Tab")
        #expect(try await tab.evaluate("document.activeElement.className").string == "skip")
        try await tab.press("Enter")
        try await tab.until("document.activeElement.id === 'results'")
        // The page must not be loaded anew, which would take the focus away again.
        try await Task.sleep(for: .milliseconds(500))
        #expect(try await tab.evaluate("document.activeElement.id").string == "results")
        var keys = 2
        while try await tab.evaluate("document.activeElement.matches('.hit:first-child .hit-title a')") != .bool(true) {
            guard keys < 12 else { break }
            try await tab.press("Tab")
            keys += 1
        }
        let focused = try await tab.evaluate("document.activeElement.outerHTML").string ?? ""
        #expect(
            try await tab.evaluate("document.activeElement.matches('.hit:first-child .hit-title a')") == .bool(true),
            "after \(keys) keys: \(focused.prefix(200))"
        )
    }

    @Test("A facet's value that is chosen by keyboard keeps the focus, and so do an order and the next chip")
    func facets() async throws {
        let (tab, _) = try await open("/?q=Europass")
        let name = "document.activeElement.querySelector('.value-label')?.textContent"
        _ = try await tab.evaluate("document.querySelector(\"a.value[href*='country=DE']\").focus()")
        try await tab.press("Enter")
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        try await tab.until("\(name) === 'Germany'")
        #expect(try await tab.evaluate("document.activeElement.getAttribute('aria-current')").string == "true")
        try await tab.press("Enter")
        try await tab.until("document.querySelectorAll('a.chip').length === 0")
        try await tab.until("\(name) === 'Germany'")
        _ = try await tab.evaluate("document.querySelector('.sort li:nth-child(3) a').focus()")
        try await tab.press("Enter")
        try await tab.until("location.search.includes('sort=')")
        try await tab.until("document.activeElement.matches('.sort li:nth-child(3) a[aria-current]')")

        try await tab.open(SharedToolbox.value.server.origin + "/?q=Europass&country=DE&country=IT")
        _ = try await tab.evaluate("document.querySelector('a.chip').focus()")
        try await tab.press("Enter")
        try await tab.until("document.querySelectorAll('a.chip').length === 1")
        try await tab.until("document.activeElement.matches('a.chip')")
        try await tab.press("Enter")
        try await tab.until("document.querySelectorAll('a.chip').length === 0")
        try await tab.until("document.activeElement.id === 'results'")
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }

    @Test("A value behind 'more' keeps the focus when it is chosen and released")
    func more() async throws {
        let (tab, _) = try await open("/?q=")
        _ = try await tab.evaluate("location.assign('/?type=document')")
        try await tab.until("document.querySelector('.facet .more .value') !== null")
        let chosen = try #require(
            try await tab.evaluate(
                """
                (() => {
                  const link = document.querySelector('.facet .more .value');
                  link.closest('.more').open = true;
                  link.focus();
                  return link.querySelector('.value-label').textContent;
                })()
                """
            ).string
        )
        for chips in [2, 1] {
            try await tab.press("Enter")
            try await tab.until("document.querySelectorAll('a.chip').length === \(chips)")
            try await tab.until("document.activeElement.querySelector('.value-label')?.textContent === '\(chosen)'")
            #expect(try await tab.evaluate("document.activeElement.offsetHeight").int ?? 0 > 0)
        }
    }
}
