import Foundation
import Testing

/// Searching while typing: the history, and an emptied box.
@Suite(.disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized) struct LiveSearchTests {
    private func open(_ path: String, size: (Int, Int) = (1280, 900)) async throws -> (Tab, Server) {
        let server = try await SharedToolbox.value.server
        let tab = try await Tab(in: Browser.shared)
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(server.origin + path)
        return (tab, server)
    }

    private func replaceText(with text: String, _ tab: Tab) async throws {
        _ = try await tab.evaluate("document.querySelector('input[name=q]').focus()")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').select()")
        try await tab.type(text)
    }

    @Test("The back button leads through every search that was typed, one entry each")
    func history() async throws {
        let (tab, server) = try await open("/?q=Europass")
        let first = try await tab.texts(".results > .hits .hit-title")
        try await replaceText(with: "formazione", tab)
        try await tab.until("location.search === '?q=formazione'")
        try await replaceText(with: "Ausbildung", tab)
        try await tab.until("location.search === '?q=Ausbildung'")
        // A pause ends a search, even where the next one only continues its text.
        try await Task.sleep(for: .milliseconds(2300))
        _ = try await tab.evaluate("document.querySelector('input[name=q]').setSelectionRange(99, 99)")
        try await tab.type(" Betrieb")
        try await tab.until("location.search === '?q=Ausbildung%20Betrieb'")
        for word in ["Ausbildung", "formazione"] {
            _ = try await tab.evaluate("document.activeElement.blur()")
            _ = try await tab.evaluate("history.back()")
            try await tab.until("location.search === '?q=\(word)'")
            try await tab.until("document.querySelector('input[name=q]').value === '\(word)'")
            let right = try await server.search([("q", word)])["hits"].array.compactMap { $0["title"].string }
            try await tab.until("document.querySelector('.hit-title')?.textContent.trim().length > 0")
            #expect(try await tab.texts(".results > .hits .hit-title") == right)
        }
        _ = try await tab.evaluate("history.back()")
        try await tab.until("location.search === '?q=Europass'")
        try await tab.until("document.querySelector('input[name=q]').value === 'Europass'")
        #expect(try await tab.texts(".results > .hits .hit-title") == first)
        #expect(tab.errors.isEmpty, "\(tab.errors)")
    }

    @Test("An emptied box takes the results of the old words away, and the box stays ready for others")
    func emptied() async throws {
        let (tab, server) = try await open("/?q=formazione")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').focus()")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').select()")
        _ = try await tab.evaluate("document.execCommand('delete')")
        try await tab.until("document.querySelector('.hit') === null")
        try await tab.until("location.pathname + location.search === '/'")
        #expect(try await tab.texts("main h1").count == 1)
        #expect(try await tab.texts("main .pills a").count > 3)
        #expect(try await tab.evaluate("document.activeElement.name").string == "q")
        try await tab.type("Europass")
        try await tab.until("location.search === '?q=Europass'")
        try await tab.until("document.querySelector('.hit') !== null")
        _ = try await tab.evaluate("history.back()")
        try await tab.until("document.querySelector('.hit') === null")
        _ = try await tab.evaluate("history.back()")
        try await tab.until("document.querySelector('.hit mark')?.textContent.toLowerCase() === 'formazione'")

        // With a filter, everything that it leaves is shown.
        try await tab.open(server.origin + "/?q=formazione&country=IT")
        _ = try await tab.evaluate("document.querySelector('input[name=q]').select()")
        _ = try await tab.evaluate("document.execCommand('delete')")
        try await tab.until("location.search === '?country=IT'")
        let all = try await server.search([("country", "IT")])
        #expect(
            try await tab.texts(".results > .hits .hit-title") == all["hits"].array.compactMap { $0["title"].string }
        )
    }
}
