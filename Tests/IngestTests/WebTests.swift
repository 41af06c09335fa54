import DocumentModel
import Testing

@testable import Ingest

/// HTML and Markdown.
@Suite struct WebTests {
    @Test func headingsAnchorsLanguagesAndMetadata() throws {
        let html = """
            <!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>De  titel</title>
            <meta name="description" content="Waar het over gaat"><meta name="author" content="Ann">
            <meta name="keywords" content="een, twee"><meta name="date" content="2017-01-02"><style>p{}</style></head><body>
            <nav>menu</nav><h1 id="top">Een</h1><p>Tekst<br>regel <img src="x" alt="een foto"> en
            meer.</p><section id="s"><h2>Twee<a class="headerlink" href="#s">¶</a></h2><ul><li>a</li><li>b</li></ul>
            <table><tr><td>1</td><td>2</td></tr></table><pre>  code
              block</pre></section><div lang="de"><p>Ein Satz.</p></div><p>Nog iets.</p><script>var x = 1;</script>
            <footer>voettekst</footer></body></html>
            """
        let document = try extract(html, as: "x")
        #expect(document.format == .html)
        #expect(
            document.sections.map(\.locator) == [
                .heading(path: ["Een"], anchor: "top"), .heading(path: ["Een", "Twee"], anchor: "s"),
                .heading(path: ["Een", "Twee"], anchor: "s"), .heading(path: ["Een", "Twee"], anchor: "s"),
            ]
        )
        #expect(document.texts[0] == "Tekst\nregel een foto en meer.")
        #expect(document.texts[1] == "a\nb\n\n1\t2\n\n  code\n  block")
        #expect(document.texts[2...] == ["Ein Satz.", "Nog iets."])
        #expect(document.sections.map(\.declaredLanguage?.code) == ["nl", "nl", "de", "nl"])
        #expect(document.metadata.title == "De titel")
        #expect(document.metadata.description == "Waar het over gaat")
        #expect(document.metadata.creators == ["Ann"])
        #expect(document.metadata.keywords == ["een", "twee"])
        #expect(document.metadata.language == LanguageTag("nl"))
        #expect(document.metadata.year == 2017)
    }

    @Test func navigationIsKeptWhenThereIsNothingElse() throws {
        #expect(try extract("<html><body><nav>only this</nav></body></html>", as: "x").allText == "only this")
    }

    @Test(arguments: [
        ("<meta charset=windows-1250>", "windows-1250"), ("<meta charset=utf-8>", "windows-1250"),
        ("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-2'>", "ISO-8859-2"),
    ])
    func characterSets(meta: String, truth: String) throws {
        // "Příliš žluťoučký kůň úpěl ďábelské ódy" in the two sets, which differ at š, ť and ž.
        let (s, t, z): (UInt8, UInt8, UInt8) = truth == "windows-1250" ? (0x9A, 0x9D, 0x9E) : (0xB9, 0xBB, 0xBE)
        let pangram =
            [
                0x50, 0xF8, 0xED, 0x6C, 0x69, s, 0x20, z, 0x6C, 0x75, t, 0x6F, 0x75, 0xE8, 0x6B, 0xFD, 0x20, 0x6B, 0xF9,
                0xF2,
            ]
            + Array(" ".utf8) + [
                0xFA, 0x70, 0xEC, 0x6C, 0x20, 0xEF, 0xE1, 0x62, 0x65, 0x6C, 0x73, 0x6B, 0xE9, 0x2E, 0x20,
            ]
        let body = Array((0..<20).map { _ in pangram }.joined())
        let document = try extract(Array("<html><head>\(meta)</head><body>".utf8) + body, as: "x.html")
        #expect(document.allText.hasPrefix("Příliš žluťoučký kůň úpěl ďábelské."))
        #expect(document.warnings.isEmpty == (meta != "<meta charset=utf-8>"))
    }

    @Test func utf8IsBelievedAgainstWhatThePageSays() throws {
        let document = try extract("<html><meta charset=iso-8859-1><p>più</p>", as: "x.html")
        #expect(document.allText == "più")
        #expect(document.warnings == ["the file declares iso-8859-1 but is UTF-8"])
    }

    @Test(arguments: ["div", "b", "blockquote"])
    func deepNesting(element: String) throws {
        let html = "<html><body>" + String(repeating: "<\(element)>", count: 100_000) + "deep down"
        #expect(try extract(html, as: "x.html").allText == "deep down")
    }

    @Test func markdownWithFrontMatter() throws {
        let markdown = """
            ---
            title: "Il corso"
            author: [Ada, {name: Bea}]
            tags: [saldatura, acciaio]
            lang: it-IT
            date: 2021-03-04
            country: IT
            sector: [C, X9]
            topic: apprenticeship
            type: course
            license: CC-BY-4.0
            ---
            Prima.

            # Uno

            Testo con **grassetto** e `codice`.

            | a | b |
            |---|---|
            | 1 | 2 |

            ## Due

            - [x] fatto
            """
        let document = try extract(markdown, as: "corso.md")
        #expect(document.format == .markdown)
        #expect(
            document.sections.map(\.locator) == [
                .heading(path: [], anchor: nil), .heading(path: ["Uno"], anchor: nil),
                .heading(path: ["Uno", "Due"], anchor: nil),
            ]
        )
        #expect(document.texts == ["Prima.", "Testo con grassetto e codice.\n\na\tb\n1\t2", "fatto"])
        #expect(document.sections.allSatisfy { $0.declaredLanguage == LanguageTag("it") })
        let metadata = document.metadata
        #expect(metadata.title == "Il corso")
        #expect(metadata.creators == ["Ada", "Bea"])
        #expect(metadata.keywords == ["saldatura", "acciaio"])
        #expect(metadata.language == LanguageTag("it"))
        #expect(metadata.year == 2021)
        #expect(metadata.countries.map(\.code) == ["IT"])
        #expect(metadata.sectors.map(\.code) == ["C"])
        #expect(metadata.topics.map(\.code) == ["apprenticeship"])
        #expect(metadata.type?.code == "course")
        #expect(metadata.licence == "CC-BY-4.0")
        #expect(document.warnings.count == 1)
        #expect(document.warnings[0].hasPrefix("front matter: 'X9' is not a sector code"))
    }

    @Test func brokenFrontMatterIsAWarning() throws {
        let document = try extract("---\ntitle: [a\n---\n# Uno\nTesto", as: "a.md")
        #expect(document.allText == "Testo")
        #expect(document.warnings.count == 1)
        #expect(document.warnings[0].hasPrefix("the front matter is not YAML: "))
    }

    @Test func aliasesInFrontMatterDoNotBlowUp() throws {
        var yaml = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let alias = String(repeating: "*a\(level - 1), ", count: 9)
            yaml += "a\(level): &a\(level) [\(alias.dropLast(2))]\n"
        }
        let document = try extract(yaml + "title: Fine\n---\nText", as: "a.md")
        #expect(document.metadata.title == "Fine")
    }

    @Test func aRuleIsNoFrontMatter() throws {
        #expect(try extract("---\nnot closed\n", as: "a.md").allText == "not closed")
    }
}
