import Foundation
import Testing

/// The page of a long document, in a real Chromium and without scripts unless stated.
@Suite("The page of a long document", .disabled(if: Browser.isWaived, "VETSEARCH_NO_BROWSER=1"), .serialized)
struct DocumentPageTests {
    /// A PDF of 261 pages and a few short documents, with a server.
    private struct Long: Sendable {
        let box: Sandbox
        let server: Server
        let id: String

        static let task = Task {
            let box = try Sandbox()
            try box.write(LongPDF.workshop, to: "workshop.pdf")
            for name in ["saw", "plane"] {
                let text = "A needle is the smallest tool of the workshop. Nobody looks for it in a haystack."
                try box.write("# The \(name)\n\n\(text)\n", to: "\(name).md")
            }
            try box.write(
                "file,title,country,topic,year\nworkshop.pdf,The workshop,IE,apprenticeship,2021\n"
                    + "saw.md,,IE,apprenticeship,2021\nplane.md,,IE,apprenticeship,2021\n",
                to: "metadata.csv"
            )
            let ingested = try await box.ingest()
            let id = ingested.file("workshop.pdf")["id"].string ?? ""
            return Long(box: box, server: try await Server(toolbox: box.toolbox), id: id)
        }
    }

    private func open(
        _ path: String,
        size: (Int, Int) = (1280, 900),
        scripts: Bool = false
    ) async throws -> (tab: Tab, long: Long) {
        let long = try await Long.task.value
        let tab = try await Tab(in: Browser.shared)
        if !scripts { try await tab.disableScripts() }
        try await tab.size(width: size.0, height: size.1)
        try await tab.open(long.server.origin + path.replacing("ID", with: long.id))
        return (tab, long)
    }

    private func box(_ selector: String, _ tab: Tab) async throws -> [String: Double] {
        let box = try await tab.evaluate("document.querySelector(\"\(selector)\").getBoundingClientRect().toJSON()")
        return box.object.compactMapValues(\.number)
    }

    @Test("The facts are beside the text on a desktop, and folded above it on a phone; the page is short")
    func facts() async throws {
        let (tab, long) = try await open("/documents/ID?q=thread")
        let (facts, main) = (try await box(".about dl", tab), try await box(".reading-main", tab))
        #expect(facts["top"] ?? .infinity < 500 && facts["height"] ?? 0 > 100, "\(facts)")
        #expect((facts["left"] ?? 0) >= (main["right"] ?? .infinity) && facts["right"] ?? .infinity <= 1280)
        #expect(try await box("#similar-heading", tab)["height"] ?? 0 > 10)
        let named = try await tab.texts(".about dt")
        for name in ["Country", "Cite", "Permanent link"] { #expect(named.contains(name), "\(named)") }
        #expect(try await tab.evaluate("document.documentElement.scrollHeight").int ?? .max < 15_000)

        try await tab.size(width: 360, height: 740)
        try await tab.open(long.server.origin + "/documents/\(long.id)?q=thread")
        let (fold, text) = (try await box(".about summary", tab), try await box(".part", tab))
        #expect(fold["height"] ?? 0 >= 40 && fold["bottom"] ?? .infinity < text["top"] ?? 0)
        let isShown = "document.querySelector('.about dl').checkVisibility()"
        #expect(try await tab.evaluate(isShown) == .bool(false))
        _ = try await tab.evaluate("document.querySelector('.about summary').click()")
        #expect(try await tab.evaluate(isShown) == .bool(true))
        #expect(try await tab.evaluate("document.documentElement.scrollWidth").int ?? .max <= 360)
    }

    @Test("A long text is on small parts with a pager and a list; each page of the file is on one of them")
    func parts() async throws {
        let (tab, long) = try await open("/documents/ID")
        let links = try await tab.texts(".part-links a")
        #expect(links.count > 10 && links.first == "Page i" && links.count < 60, "\(links)")
        let shown = "[...document.querySelectorAll('.part')].map(e => e.id)"
        var pages = try await tab.evaluate(shown).array.compactMap(\.string)
        #expect((2...20).contains(pages.count))
        #expect(try await tab.texts(".leaf-number").first == "Part 1 of \(links.count)")
        try await tab.click("a[rel=next]")
        #expect(try await tab.texts(".leaf-number").first == "Part 2 of \(links.count)")
        pages += try await tab.evaluate(shown).array.compactMap(\.string)
        #expect(pages == (1...pages.count).map { "page-\($0)" })
        #expect(try await tab.texts(".part-links a[aria-current]") == [links[1]])
        // An address from before the parts were small.
        try await tab.open(long.server.origin + "/documents/\(long.id)?part=200#page-200")
        #expect(try await tab.evaluate("document.querySelector(':target').id").string == "page-200")
        #expect(try await tab.texts(":target mark").isEmpty)
    }

    @Test("An old link with only an anchor finds the part that the place is on now")
    func anchors() async throws {
        let (tab, _) = try await open("/documents/ID?q=needle#page-200", scripts: true)
        try await tab.until("document.querySelector(':target')?.id === 'page-200'")
        #expect(try await tab.texts(":target mark") == ["needle"])
        // A place that is nowhere is no endless loop.
        let (other, _) = try await open("/documents/ID#page-999", scripts: true)
        try await other.until("new URLSearchParams(location.search).get('place') === 'page-999'")
        #expect(try await other.texts(".part").count > 1)
    }

    @Test("A document is searched by itself: the places are counted, quoted and linked; the way back is kept")
    func within() async throws {
        let (tab, _) = try await open("/documents/ID?q=thread&country=IE")
        #expect(try await tab.attribute("value", of: ".within input[name=find]") == "thread")
        _ = try await tab.evaluate("document.querySelector('.within input[name=find]').value = 'needle'")
        try await tab.click(".within button")
        #expect(try await tab.texts(".found .status") == ["3 places in this document match “needle”"])
        #expect(try await tab.texts(".found-places mark") == ["needle", "needle", "needle"])
        #expect(try await tab.texts(".found-places .place") == ["Page v", "Page 32", "Page 172"])
        #expect(try await tab.attribute("value", of: ".masthead input[name=q]") == "thread")
        try await tab.click(".found-places li:nth-child(3) a")
        #expect(try await tab.evaluate("document.querySelector(':target').id").string == "page-200")
        #expect(try await tab.texts(":target mark") == ["needle"])
        #expect(try await tab.attribute("value", of: ".within input[name=find]") == "needle")
        try await tab.click(".reading-back a")
        #expect(try await tab.evaluate("location.search").string == "?q=thread&country=IE")
    }

    @Test("Many places are on pages; of several words, the places with all of them count; nothing found is said")
    func manyPlaces() async throws {
        let (tab, long) = try await open("/documents/ID?find=thread")
        #expect(try await tab.texts(".found .status") == ["261 places in this document match “thread”"])
        #expect(try await tab.texts(".found-places li").count == 20)
        try await tab.click(".found a[rel=next]")
        #expect(try await tab.texts(".found .leaf-number") == ["21–40 of 261"])
        #expect(try await tab.texts(".found-places .place").first == "Page xxi")
        let base = long.server.origin + "/documents/\(long.id)?find="
        try await tab.open(base + "needle%20haystack")
        #expect(try await tab.texts(".found .status") == ["1 place in this document matches “needle haystack”"])
        try await tab.open(base + "needle%20thread%20xqzvwk")
        #expect(try await tab.texts(".found-places li").count == 20)
        try await tab.open(base + "xqzvwk&lang=de")
        #expect(try await tab.texts(".found .status") == ["Keine Stelle in diesem Dokument passt zu „xqzvwk“"])
        try await tab.click(".found-text")
        #expect(try await tab.texts(".part").count > 1)
        for wrong in ["find=x&from=-1", "t=x", "part=0", "place=\(String(repeating: "x", count: 80))"] {
            #expect(try await long.server.request("/documents/\(long.id)?\(wrong)").status == 400, "\(wrong)")
        }
    }

    @Test("Above the text, a few of the places are linked, and the list of all")
    func places() async throws {
        let (tab, _) = try await open("/documents/ID?q=thread&part=100")
        let links = try await tab.texts(".places a")
        #expect(links.count == 13 && links.last == "All places that match", "\(links)")
        // Two before this part, then those on it.
        let first = try await tab.evaluate("document.querySelector('.part').id").string ?? ""
        #expect(try await tab.attribute("href", of: ".places li:nth-child(3) a") == "#\(first)")
        try await tab.click(".places li:last-child a")
        #expect(try await tab.texts(".found .status") == ["261 places in this document match “thread”"])
        #expect(try await tab.attribute("value", of: ".masthead input[name=q]") == "thread")
    }

    @Test("A page is named by its printed number and its position")
    func pageNumbers() async throws {
        let (tab, long) = try await open("/documents/ID/pages/60?q=needle")
        #expect(try await tab.texts(".leaf-number").first == "Page 32 (60 of 261)")
        #expect(try await tab.texts(".part-place") == ["Page 32 (page 60 of the file)"])
        try await tab.click("h1 a")
        #expect(try await tab.texts(":target .part-place") == ["Page 32 (page 60 of the file)"])
        try await tab.open(long.server.origin + "/documents/\(long.id)/pages/60?lang=de")
        #expect(try await tab.texts(".leaf-number").first == "Seite 32 (60 von 261)")
    }

    @Test("Pictures of pages have their room before they are loaded", arguments: [(360, 740), (1280, 900)])
    func room(_ width: Int, _ height: Int) async throws {
        let long = try await Long.task.value
        let heights = """
            [...document.querySelectorAll('.hit, .part')].map(e => Math.round(e.getBoundingClientRect().height))
            """
        for path in ["/?q=needle", "/documents/\(long.id)?q=needle"] {
            var found: [[JSON]] = []
            for isBlocked in [true, false] {
                let tab = try await Tab(in: Browser.shared)
                try await tab.size(width: width, height: height)
                if isBlocked {
                    _ = try await tab.call("Network.setBlockedURLs", ["urls": .array([.string("*/picture*")])])
                }
                try await tab.open(long.server.origin + path)
                let seen =
                    "[...document.images].filter(i => i.offsetWidth > 0 && i.getBoundingClientRect().top < innerHeight)"
                if !isBlocked { try await tab.until("\(seen).every(i => i.complete && i.naturalWidth > 0)") }
                found.append(try await tab.evaluate(heights).array)
            }
            #expect(found[0] == found[1] && !found[0].isEmpty, "\(path)")
        }
    }
}
