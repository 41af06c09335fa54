import DocumentModel
import Testing

@testable import Index
@testable import SearchService
@testable import Web
@testable import WebPages

@Suite("Texts of documents and readers stay text")
struct PageEscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "</title><script>alert(1)</script>", "\" onload=\"alert(1)", "' onload='alert(1)",
        "\"><img src=x onerror=alert(1)>", "<!-- ", "]]>", "&lt;b&gt;", "&#34; onload=", "{{strings.language}} {{{x}}}",
        // A quotation mark and a combining accent are one character in Swift, but a quotation mark in a browser.
        "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "<\u{338}script", ">\u{301}<\u{301}b>", "'\u{200D} onload=",
        "\"\u{FE0F} autofocus onfocus=alert(1) \"\u{FE0F}", "&\u{301}quot;", "\u{0}<b\u{0}>", "a\r\n\"\r\n",
    ]

    private static func page(_ text: String) throws -> PageMarkup {
        var hit = PageSamples.hit(
            text,
            source: text,
            language: "de",
            countries: [text],
            partner: text,
            passages: [
                PageSamples.passage("chapter", 1, text, "x"),
                PageSamples.passage("heading", nil, text, "x"),
            ]
        )
        hit.passages[0].text = [TextPiece(text: text, match: true), TextPiece(text: text, match: false)]
        var described = hit
        described.passages = []
        described.document.description = text
        var request = SearchRequest(text: "placeholder")
        request.text = text
        request.filters[.country] = ["DE"]
        var facets = PageSamples.facets
        for name in facets.keys { facets[name]?[0].label = text }
        var response = PageSamples.response(
            text,
            total: 40,
            hits: [hit, described],
            relaxed: true,
            corrected: text,
            facets: facets
        )
        (response.query.text, response.query.suggestion) = ("two words", text)
        (response.query.missing, response.query.unclear) = ([text], [text])
        response.query.similar = [QueryEcho.Similar(word: text, found: [text])]
        var toolbox = PageSamples.toolbox
        toolbox[.language][0].label = text
        return PageMarkup(
            try SearchPage().render(PageView(request: request, response: response, toolbox: toolbox))
        )
    }

    @Test("No text of a document, a partner or a reader creates a tag or an attribute", arguments: hostile)
    func results(_ text: String) throws {
        #expect(try Self.page(text).skeleton == Self.page("harmless").skeleton)
    }

    @Test("Nor does a problem's detail, or a label on the start page", arguments: hostile)
    func otherPages(_ text: String) throws {
        let page = try SearchPage()
        let pages = { (text: String) in
            var toolbox = PageSamples.toolbox
            toolbox[.country][0].label = text
            return PageMarkup(page.render(PageProblem(status: 400, detail: text), toolbox: toolbox)).skeleton
                + PageMarkup(
                    page.render(PageView(request: SearchRequest(text: ""), response: nil, toolbox: toolbox))
                ).skeleton
        }
        #expect(pages(text) == pages("harmless"))
    }

    @Test(
        "A reader's words are shown in the search box unchanged",
        arguments: ["\"a b\"", "<b> & 'c'", "e\u{301}", "C++"]
    )
    func boxKeepsWords(_ text: String) throws {
        let box = try Self.page(text).all("input").first { $0["id"] == "q" }
        #expect(box?["value"].map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test("Directions are set with `dir`: overrides, embeddings and isolates are dropped, marks are kept")
    func directions() {
        let escaping = PageEscaping()
        #expect(
            escaping.escapeText("a\u{202E}b\u{2066}c\u{2069}d\u{202C}e\u{200F}\u{200E}\u{200D}")
                == "abcde\u{200F}\u{200E}\u{200D}"
        )
        #expect(escaping.escapeText("a\u{0}b\u{1B}c\u{85}d\te\nf") == "a b c d\te\nf")
    }

    @Test("No template outputs anything unescaped, a style or a script")
    func templates() throws {
        let all = SearchPage.sources.merging(["layout": SearchPage.layoutSource]) { first, _ in first }
        for (name, bytes) in all {
            let own = /<script type="module" src="\/assets\/(search|reading|embed|desk)\.js"><\/script>/
            let source = String(decoding: bytes, as: UTF8.self).replacing(own, with: "")
            for forbidden in ["{{{", "{{&", "<script", "<style", " style=", " on", "javascript:", "http:", "https:"] {
                let found = forbidden == " on" ? source.contains(/\son[a-z]+=/) : source.contains(forbidden)
                #expect(!found, "\(name) has \(forbidden)")
            }
        }
    }

    @Test("Pages link only to this service and to sites over HTTP")
    func linkable() {
        for good in ["/v1/documents/a/file#page=12", "https://example.org/x?a=b#c", "/v1/documents/a/file?t=754"] {
            #expect(PageText.linkable(good) == good)
        }
        #expect(PageText.linkable("v1/documents/a/file") == "/v1/documents/a/file")
        for bad in [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:x", "data:text/html,x",
            "//evil.example/x", "/\\evil.example", "", "file:///etc/passwd", "https:\\evil",
        ] {
            #expect(PageText.linkable(bad) == nil, "\(bad)")
        }
    }

    @Test("A hit whose address cannot be linked to is shown without a link")
    func withoutLink() throws {
        let hit = PageSamples.hit("Titel", format: "record", link: "javascript:alert(1)")
        let page = PageMarkup(
            try SearchPage().render(
                PageView(
                    request: SearchRequest(text: "x"),
                    response: PageSamples.response("x", total: 1, hits: [hit]),
                    toolbox: PageSamples.toolbox
                )
            )
        )
        #expect(!page.links.contains { $0.contains("alert") })
        #expect(page.text.contains("Titel"))
    }

    @Test("Long texts are cut between scalars")
    func shortened() {
        #expect(PageText.shortened("abc", to: 3) == "abc")
        #expect(PageText.shortened("abcd", to: 3) == "abc…")
        #expect(PageText.shortened("", to: 3) == "")
        #expect(PageText.shortened("e" + String(repeating: "\u{301}", count: 5000), to: 10).unicodeScalars.count == 11)
    }
}
