import DocumentModel
import Testing

@testable import Ingest

/// Front matter and what dialects add to Markdown.
@Suite("Dialects of Markdown")
struct MarkdownTests {
    @Test("TOML front matter: texts, lists, dates, tables")
    func toml() throws {
        let markdown = """
            +++
            title = "Die \\"Werkstatt\\" \\u00fc" # a remark
            date = 2021-05-06T10:00:00Z
            authors = ["Anna Autorin",
              'Bernd Kramer', # another
            ]
            draft = false
            [taxonomies]
            tags = ["Holz", "Metall"]
            [params]
            description = \"\"\"
            Zwei
            Zeilen\"\"\"
            title = "not this one"
            [extra.other]
            license = "MIT"
            +++
            # Anfang

            Hobelbank
            """
        let document = try extract(markdown, as: "x.md")
        #expect(document.allText == "Hobelbank")
        #expect(document.metadata.title == "Die \"Werkstatt\" ü")
        #expect(document.metadata.creators == ["Anna Autorin", "Bernd Kramer"])
        #expect(document.metadata.keywords == ["Holz", "Metall"])
        #expect(document.metadata.description == "Zwei Zeilen")
        #expect(document.metadata.year == 2021)
        #expect(document.metadata.licence == nil)
        #expect(document.warnings.isEmpty)
    }

    @Test(
        "People in TOML",
        arguments: [
            ("author = 'Ada'", ["Ada"]), ("author = {name = \"Ada\", email = \"a@b\"}", ["Ada"]),
            ("[author]\nname = \"Ada\"", ["Ada"]),
            ("[[authors]]\nname = \"Ada\"\n[[authors]]\nname = \"Bea\"", ["Ada", "Bea"]),
            ("params.author = 'Ada'", ["Ada"]), ("author = []", []),
        ]
    )
    func peopleInTOML(matter: String, names: [String]) throws {
        #expect(try extract("+++\n\(matter)\n+++\nx", as: "x.md").metadata.creators == names)
    }

    @Test(
        "Damaged TOML is a warning, and the rest is read",
        arguments: ["title = ", "title = \"x", "= 3", "[a\ntitle='y'", "title = [[[[[[[[[[[["]
    )
    func damagedTOML(matter: String) throws {
        let document = try extract("+++\n\(matter)\nauthor = 'Ada'\n+++\nText", as: "x.md")
        #expect(document.allText == "Text")
        #expect(document.warnings.first?.hasPrefix("the front matter is damaged: line ") == true)
    }

    @Test(
        "Pandoc's title block",
        arguments: [
            ("% Titel\n% Ada; Bea\n% 2021-05-06\n\nText", "Titel", ["Ada", "Bea"], 2021 as Int?),
            ("% Titel\n  in zwei Zeilen\n% Ada\n  Bea\nText", "Titel in zwei Zeilen", ["Ada", "Bea"], nil),
            ("%\n% Ada\n\nText", nil, ["Ada"], nil),
        ]
    )
    func titleBlock(text: String, title: String?, people: [String], year: Int?) throws {
        let document = try extract(text, as: "x.md")
        #expect(document.allText == "Text")
        #expect(document.metadata.title == title)
        #expect(document.metadata.creators == people)
        #expect(document.metadata.year == year)
    }

    @Test("A line with a percentage is no title block")
    func percentage() throws { #expect(try extract("%5 sind viel", as: "x.md").allText == "%5 sind viel") }

    @Test("Values of the wrong type are passed over, with a warning where something is wrong")
    func wrongTypes() throws {
        let matter =
            "title: {a: b}\nauthor: ~\ndate: gestern\nlang: Deutsch\neqf: 12\nkeywords: {x: [y]}\ndescription: null"
        let document = try extract("---\n\(matter)\n---\nText", as: "x.md")
        #expect(document.metadata == Metadata().from("file"))
        #expect(
            document.warnings == [
                "front matter: 'Deutsch' is not a language tag", "front matter: 'gestern' has no year",
                "front matter: '12' is not a level from 1 to 8",
            ]
        )
    }

    @Test("Titles and people of pandoc's books; a title with a colon")
    func structured() throws {
        let matter =
            "title:\n- type: subtitle\n  text: Unter\n- type: main\n  text: Haupt\ncreator:\n- role: editor\n  text: E\n- role: author\n  text: A\nlang: [xx, de]"
        let metadata = try extract("---\n\(matter)\n...\nText", as: "x.md").metadata
        #expect(metadata.title == "Haupt")
        #expect(metadata.creators == ["A"])
        #expect(metadata.language == LanguageTag("de"))
        let colon = try extract("---\ntitle: Lehrplan: Holz\nauthor: \"Ada\"\n---\nText", as: "x.md")
        #expect(colon.metadata.title == "Lehrplan: Holz")
        #expect(colon.metadata.creators == ["Ada"])
        #expect(colon.warnings.count == 1)
    }

    @Test(
        "Footnotes, attributes, definitions and containers",
        arguments: [
            (
                "Wort[^1] und[^b].\n\n[^1]: Eins\n[^b]: Zwei\n    weiter\n\n    Absatz\n\nEnde",
                "Wort[1] und.\n\n[1] Eins\n\nZwei weiter\n\nAbsatz\n\nEnde"
            ),
            ("Wort^[mit Note] da", "Wort [mit Note] da"), ("`a[^1]` [^x] a^2^", "a[^1] [^x] a^2^"),
            ("Ein Bild ![alt](x.png){width=50% .c} da", "Ein Bild alt da"),
            ("Text {nicht} [x]{.c}", "Text {nicht} [x]"),
            ("Hobel\n:   Ein Werkzeug\n\nSäge\n: Noch eins", "Hobel\n\nEin Werkzeug\n\nSäge\n\nNoch eins"),
            (":::tip Ein Rat\nText\n:::", "Ein Rat\n\nText"), ("::: {.note}\nText\n:::", "Text"),
            (":::note[Rat]\nText\n:::", "Rat\n\nText"),
            ("{: .no_toc}\nText", "Text"), ("Wort[^1]\r\n\r\n[^1]: Note\r\n", "Wort[1]\n\n[1] Note"),
            ("```\n[^1]: x {.y}\n:::\n```\nText{.z}", "[^1]: x {.y}\n:::\n\nText{.z}"),
            ("<div class=x>Roh</div>\n\nText", "Roh\n\nText"), ("职业\n培训", "职业培训"), ("- 职业\n- 培训", "职业\n\n培训"),
        ]
    )
    func additions(markdown: String, expected: String) throws {
        #expect(try extract(markdown, as: "x.md").allText == expected)
    }

    @Test(
        "Headings with attributes",
        arguments: [
            ("# Werkzeug {#w .unnumbered}\nText", "Werkzeug", "w" as String?),
            ("## Werkzeug {-} ##\nText", "Werkzeug", nil),
            ("Werkzeug {#w}\n=====\nText", "Werkzeug", "w"), ("# Menge {1, 2}\nText", "Menge {1, 2}", nil),
        ]
    )
    func headings(markdown: String, heading: String, anchor: String?) throws {
        let document = try extract(markdown, as: "x.md")
        #expect(document.sections.map(\.locator) == [.heading(path: [heading], anchor: anchor)])
        #expect(document.metadata.title == (markdown.hasPrefix("##") ? nil : heading))
    }
}
