import DocumentModel
import Testing

@testable import Ingest

/// What web pages say of themselves.
@Suite("The metadata of web pages")
struct WebMetadataTests {
    private func metadata(_ head: String, _ body: String = "<p>Text</p>") throws -> Metadata {
        try extract("<!DOCTYPE html><html><head>\(head)</head><body>\(body)</body></html>", as: "x").metadata
    }

    @Test(
        "The title is that of the page, else what it says elsewhere, else its first heading",
        arguments: [
            ("<title>Kurs</title><meta property=og:title content=Anders>", "Kurs"),
            ("<title>Startseite</title><meta property=og:title content=Kurs>", "Kurs"),
            ("<title>Home</title>", "Werkstatt"),
            ("<meta name=citation_title content='Kurs &amp; Buch'>", "Kurs & Buch"),
            ("<title>Untitled</title>", "Werkstatt"),
            (
                "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"Kurs &amp; \\u00dcbung\"}</script>",
                "Kurs & Übung"
            ), ("", "Werkstatt"),
        ]
    )
    func titles(head: String, title: String) throws {
        #expect(try metadata(head, "<h1>Werkstatt</h1><h1>Zwei</h1>").title == title)
    }

    @Test("JSON-LD: a graph with a site, a firm and an article whose author is elsewhere in it")
    func graph() throws {
        let json = """
            {"@context":"https://schema.org","@graph":[
            {"@type":"WebSite","name":"Kammer","inLanguage":"en"},{"@type":"Organization","name":"Die Kammer"},
            {"@type":"WebPage","name":"Seite","datePublished":"2001-01-01"},
            {"@type":["NewsArticle","Article"],"headline":"Meisterbrief","datePublished":"2019-03-04T10:00:00Z","inLanguage":"de-DE",
             "author":[{"@id":"#a"},{"@type":"Person","givenName":"Bernd","familyName":"Kramer"},"admin"],
             "keywords":"Holz, Metall","description":"<p>Ein &amp; Text</p>"},
            {"@type":"Person","@id":"#a","name":"Anna Autorin"}]}
            """
        let found = try metadata("<script type='application/ld+json; charset=utf-8'>\(json)</script>")
        #expect(found.title == "Meisterbrief")
        #expect(found.creators == ["Anna Autorin", "Bernd Kramer"])
        #expect(found.keywords == ["Holz", "Metall"])
        #expect(found.description == "Ein & Text")
        #expect(found.year == 2019)
        #expect(found.language == LanguageTag("de"))
        #expect(found.origins[.creator] == "file")
    }

    @Test(
        "JSON-LD that is no use",
        arguments: [
            "{", "[]", "null", "{\"@type\":\"Organization\",\"name\":\"Firma\"}",
            "{\"@type\":\"Article\",\"headline\":{}}",
            "{\"a\":\(String(repeating: "[", count: 5000))\(String(repeating: "]", count: 5000))}",
        ]
    )
    func useless(json: String) throws {
        let found = try metadata("<script type=application/ld+json>\(json)</script>")
        #expect(found == Metadata().from("file"))
    }

    @Test("A list of works, of which the first that says something counts")
    func list() throws {
        let json =
            "[{\"@type\":\"BreadcrumbList\",\"name\":\"x\"},{\"@type\":\"Course\",\"name\":\"Schweißen\",\"author\":{\"name\":[\"Ada\"]},\"keywords\":[\"a\",\"b\"]}]"
        let found = try metadata("<script type=application/ld+json><!--\(json)--></script>")
        #expect(found.title == "Schweißen")
        #expect(found.creators == ["Ada"])
        #expect(found.keywords == ["a", "b"])
    }

    @Test(
        "People",
        arguments: [
            ("<meta name=author content='Ann; Bob'>", "", ["Ann", "Bob"]),
            (
                "<meta name=citation_author content='Autorin, Anna'><meta name=citation_author content='Kramer, Bernd'>",
                "", ["Autorin, Anna", "Kramer, Bernd"]
            ),
            (
                "<meta property='article:author' content='https://x.example/anna'>",
                "<a rel='author external' href=x>Anna Autorin</a>", ["Anna Autorin"]
            ),
            ("<meta name=author content=admin>", "<span itemprop=author><b>Ada</b> Berg</span>", ["Ada Berg"]),
            ("<link rel=author href=x>", "", []),
        ]
    )
    func people(head: String, body: String, names: [String]) throws {
        #expect(try metadata(head, body).creators == names)
    }

    @Test(
        "The year of publication, else that of the last change",
        arguments: [
            (
                "<meta property='article:modified_time' content=2024-01-01><meta property='article:published_time' content=2019-05-06>",
                "", 2019
            ),
            ("<meta property='og:updated_time' content=2024-01-01>", "", 2024),
            ("", "<time datetime=2018-02-03 pubdate>x</time>", 2018),
            ("", "<time datetime=2017>x</time><time itemprop=datePublished datetime=2016-01-01>x</time>", 2016),
            ("<meta itemprop=datePublished content=2015>", "", 2015),
            ("<meta name=citation_publication_date content=2014/03/02>", "", 2014),
        ]
    )
    func years(head: String, body: String, year: Int) throws { #expect(try metadata(head, body).year == year) }

    @Test("Languages in the words of Facebook, and of HTML first")
    func languages() throws {
        #expect(try metadata("<meta property=og:locale content=pt_BR>").language == LanguageTag("pt"))
        let page =
            "<html lang=sl><head><meta property=og:locale content=en_US></head><body lang=de><p lang=fr>x</p></body></html>"
        #expect(try extract(page, as: "x").metadata.language == LanguageTag("sl"))
    }

    @Test("Pages of the printed book in a web page are places")
    func pages() throws {
        let body = "<h1>Eins</h1><p>Anfang.</p><span role=doc-pagebreak id=p7 aria-label=7></span><p>Danach</p>"
        let document = try extract("<html><head><title>x</title></head><body>\(body)</body></html>", as: "x")
        #expect(document.sections.map(\.locator.label) == ["Eins", "p. 7 › Eins"])
    }
}
