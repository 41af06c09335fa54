import DocumentModel
import Testing

@testable import Ingest

/// Tables of contents, pages, fallbacks, and books that are not as they should be.
@Suite("Chapters of books")
struct EPubContentsTests {
    /// A book of files with their media types, in the order of the spine.
    private struct Book {
        var metadata = ""
        var files: [(name: String, type: String, content: String)]
        var extra: [(name: String, attributes: String, content: String)] = []
        var attributes: [String: String] = [:]
        var container = """
            <container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf"/>
            </rootfiles></container>
            """
        var package = "<package xmlns=\"http://www.idpf.org/2007/opf\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"

        func read() throws -> ExtractedDocument {
            let items = files.enumerated().map { index, file in
                "<item id='i\(index)' href='\(file.name)' media-type='\(file.type)' \(attributes[file.name] ?? "")/>"
            }
            let others = extra.map { "<item id='\($0.name)' href='\($0.name)' \($0.attributes)/>" }
            let spine = files.indices.map { "<itemref idref='i\($0)'/>" }.joined()
            let opf = """
                \(package)<metadata>\(metadata)</metadata><manifest>\((items + others).joined())</manifest>
                <spine>\(spine)</spine></package>
                """
            let entries =
                [("mimetype", "application/epub+zip"), ("META-INF/container.xml", container), ("OPS/book.opf", opf)]
                + files.map { ("OPS/\($0.name)", $0.content) } + extra.map { ("OPS/\($0.name)", $0.content) }
            let scratch = try Scratch()
            let path = try scratch.zip(entries.map { ($0.0, Array($0.1.utf8)) }, as: "x")
            return try Extraction.extract(path: path, name: "x.epub")
        }
    }

    private static let xhtml = "application/xhtml+xml"
    private static func page(_ body: String) -> String {
        "<html xmlns='http://www.w3.org/1999/xhtml'><body>\(body)</body></html>"
    }

    private let ncx = """
        <ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Teil I</text></navLabel>
        <content src="a.xhtml"/><navPoint><navLabel><text> Erstes
        Kapitel</text></navLabel><content src="a.xhtml#k1"/></navPoint><navPoint><navLabel><text>Zweites Kapitel</text></navLabel>
        <content src="a.xhtml#k2"/></navPoint></navPoint><navPoint><navLabel><text>Anhang</text></navLabel><content src="b.xhtml#fehlt"/>
        </navPoint></navMap><pageList><pageTarget value="9"><navLabel><text>9</text></navLabel><content src="b.xhtml#s9"/></pageTarget>
        </pageList></ncx>
        """
    private let nav = page(
        """
        <nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc"><h1>Inhalt</h1><ol><li><a href="a.xhtml">Teil I</a><ol>
        <li><a href="a.xhtml#k1">Erstes <b>Kapitel</b></a></li><li><a href="a.xhtml#k2">Zweites Kapitel</a></li></ol></li>
        <li><a href="b.xhtml#fehlt">Anhang</a></li></ol></nav><nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="page-list"><ol>
        <li><a href="b.xhtml#s9">9</a></li></ol></nav>
        """
    )

    @Test("The table of contents names chapters without headings, in files and inside them", arguments: [false, true])
    func contents(isNavigation: Bool) throws {
        let text =
            "<p>Vorwort.</p><p id='k1'>Erstes – Kapitel:</p><p>Hobel.</p><div id='k2'><p>Säge.</p></div><h2>Drei</h2><p>Feile.</p>"
        var book = Book(files: [
            ("a.xhtml", Self.xhtml, Self.page(text)),
            ("b.xhtml", Self.xhtml, Self.page("<p>Leim.</p><a id='s9'></a><p>Lack.</p>")),
            ("c.xhtml", Self.xhtml, Self.page("<p>Impressum.</p>")),
        ])
        book.extra =
            isNavigation
            ? [("nav.xhtml", "media-type='\(Self.xhtml)' properties='nav'", nav)]
            : [("toc.ncx", "media-type='application/x-dtbncx+xml'", ncx)]
        let document = try book.read()
        #expect(
            document.sections.map(\.locator) == [
                .chapter(number: 1, label: "Teil I", href: "OPS/a.xhtml"),
                .chapter(number: 1, label: "Erstes Kapitel", href: "OPS/a.xhtml#k1"),
                .chapter(number: 1, label: "Zweites Kapitel", href: "OPS/a.xhtml#k2"),
                .chapter(number: 1, label: "Drei", href: "OPS/a.xhtml"),
                .chapter(number: 2, label: "Anhang", href: "OPS/b.xhtml"),
                .chapter(number: 2, label: "p. 9 › Anhang", href: "OPS/b.xhtml#s9"),
                .chapter(number: 3, label: nil, href: "OPS/c.xhtml"),
            ]
        )
        // A name that the text does not begin with is its heading.
        #expect(document.sections.map(\.heading) == ["Teil I", nil, "Zweites Kapitel", "Drei", "Anhang", nil, nil])
        #expect(
            document.texts == [
                "Vorwort.", "Erstes – Kapitel:\n\nHobel.", "Säge.", "Feile.", "Leim.", "Lack.", "Impressum.",
            ]
        )
    }

    @Test("A heading counts more than the table of contents")
    func headings() throws {
        var book = Book(files: [
            ("a.xhtml", Self.xhtml, Self.page("<p>Verlag</p><section id='k1'><h1>Eins</h1><p>Hobel</p></section>"))
        ])
        book.extra = [("toc.ncx", "media-type='text/xml'", ncx)]
        let document = try book.read()
        #expect(document.sections.map(\.locator.label) == ["Teil I", "Eins"])
        #expect(document.sections.map(\.heading) == ["Teil I", "Eins"])
    }

    @Test("Printed pages: in a paragraph, the next one is the first of the new page")
    func pages() throws {
        let text = """
            <h1>Eins</h1><p>Vorn <span epub:type="pagebreak" title="5">5</span>geht es weiter.</p><p>Fünf.<a role="doc-pagebreak"
            aria-label="Seite vi."/> Sechs.</p><span class="pagenum">[Pg 7]</span><p>Sieben.</p><h1>Zwei</h1><p>Auch.</p>
            """
        let page =
            "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><body>\(text)</body></html>"
        let document = try Book(files: [("a.xhtml", Self.xhtml, page)]).read()
        #expect(document.texts == ["Vorn geht es weiter.", "Fünf.", "Sechs.", "Sieben.", "Auch."])
        #expect(
            document.sections.map(\.locator.label) == [
                "Eins", "p. 5 › Eins", "p. vi › Eins", "p. 7 › Eins", "p. 7 › Zwei",
            ]
        )
    }

    @Test("Drawings, and what is read instead of what cannot be")
    func fallbacks() throws {
        let svg =
            "<svg xmlns='http://www.w3.org/2000/svg' xml:lang='de'><title>Tafel</title><text>Zapfen <tspan>loch</tspan></text></svg>"
        var book = Book(files: [
            ("a.svg", "image/svg+xml", svg), ("b.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("c.jpg", "image/jpeg", "\u{FF}"), ("c2.jpg", "image/jpeg", "\u{FF}"),
            ("d.xml", "application/x-foreign", "<d/>"),
        ])
        book.attributes = [
            "b.svg": "fallback='x.xhtml'", "c.jpg": "fallback='y'", "d.xml": "fallback='d2.xml'",
            "c2.jpg": "fallback='x.xhtml'",
        ]
        book.extra = [
            ("x.xhtml", "media-type='\(Self.xhtml)'", Self.page("<p>Dachstuhl")),
            ("y", "media-type='a/b' fallback='z'", "y"),
            ("z", "media-type='a/b' fallback='y'", "z"), ("d2.xml", "media-type='a/b' fallback='d3.html'", "<d/>"),
            ("d3.html", "media-type='text/html'", "<p>Kehlbalken"),
        ]
        let document = try book.read()
        #expect(document.texts == ["Tafel\nZapfen loch", "Dachstuhl", "Kehlbalken"])
        #expect(document.sections[1].locator == .chapter(number: 2, label: nil, href: "OPS/x.xhtml"))
        #expect(document.sections[0].declaredLanguage == LanguageTag("de"))
        #expect(document.warnings.isEmpty)
    }

    @Test(
        "Media types as they are found",
        arguments: [
            "application/xhtml+xml; charset=utf-8", " APPLICATION/XHTML+XML", "text/xml", "", "text/x-oeb1-document",
            "image/jpeg",
            "application/octet-stream",
        ]
    )
    func mediaTypes(type: String) throws {
        let book = Book(files: [("a.html", type, "<?xml version='1.0'?>" + Self.page("<p>Hobel</p>"))])
        #expect(try book.read().allText == "Hobel")
    }

    @Test(
        "Containers and packages of other namespaces or none",
        arguments: [
            ("<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>", "<package>"),
            (
                "<c:container xmlns:c='urn:other'><c:rootfile full-path='/OPS/book.opf'/></c:container>",
                "<package xmlns='http://openebook.org/namespaces/oeb-package/1.0/' xmlns:dc='http://purl.org/dc/elements/1.0/'>"
            ),
            ("<container/>", "<opf:package xmlns='x' xmlns:opf='http://www.idpf.org/2007/opf'>"),
        ]
    )
    func namespaces(container: String, package: String) throws {
        var book = Book(
            metadata: "<dc-metadata><dc:Title>Buch</dc:Title><dc:Creator role='aut'>Ada</dc:Creator></dc-metadata>",
            files: [("a.xhtml", Self.xhtml, Self.page("<p>Hobel</p>"))]
        )
        book.container = container
        book.package = package
        if package.hasPrefix("<opf:") { book.package = "<package>" }
        if container == "<container/>" {
            book.container = "<container><rootfile full-path='OPS%2Fbook.opf'/></container>"
        }
        let document = try book.read()
        #expect(document.allText == "Hobel")
        #expect(document.metadata.title == "Buch")
        #expect(document.metadata.creators == ["Ada"])
    }

    @Test(
        "Files are found by any spelling of their names",
        arguments: [
            ("pr\u{FC}fung 1.xhtml", "pr%C3%BCfung%201.xhtml"), ("pru\u{308}fung.xhtml", "pr\u{FC}fung.xhtml"),
            ("pr\u{FC}fung.xhtml", "pru%CC%88fung.xhtml"), ("100%.xhtml", "100%.xhtml"), ("a+b.xhtml", "a+b.xhtml#x"),
            ("a%20b.xhtml", "a%20b.xhtml"), ("a b.xhtml", "a%2520b.xhtml"), ("c#1.xhtml", "c#1.xhtml"),
            ("D.xhtml", "./x/../d.XHTML"),
        ]
    )
    func names(entry: String, href: String) throws {
        let opf = """
            <package><manifest><item id='a' href='\(href)' media-type='\(Self.xhtml)'/></manifest><spine><itemref idref='a'/></spine></package>
            """
        let container = "<container><rootfile full-path='OPS/b.opf'/></container>"
        let document = try extract(
            zip: [
                "mimetype": "application/epub+zip", "META-INF/container.xml": container, "OPS/b.opf": opf,
                "OPS/\(entry)": Self.page("<p>Hobel</p>"),
            ],
            as: "x.epub"
        )
        #expect(document.allText == "Hobel")
        #expect(document.warnings.isEmpty)
    }

    @Test(
        "Roles, titles and dates",
        arguments: [
            (
                "<dc:creator opf:role='ill'>I</dc:creator><dc:creator opf:role='aut'>A</dc:creator><dc:creator>B</dc:creator>",
                ["A", "B"]
            ),
            ("<dc:creator id='e'>E</dc:creator><meta refines='#e' property='role'>edt</meta>", ["E"]),
            (
                "<dc:creator id='e'>E</dc:creator><meta refines='#e' property='role'>trl</meta><meta refines='#e' property='role'>aut</meta><dc:creator id='f'>F</dc:creator><meta refines='#f' property='role'>trl</meta>",
                ["E"]
            ),
            ("<dc:creator>Unknown</dc:creator>", []), ("<dc:contributor opf:role='aut'>C</dc:contributor>", ["C"]),
        ]
    )
    func roles(metadata: String, people: [String]) throws {
        let more = """
            <dc:title id='s'>Unter</dc:title><meta refines='#s' property='title-type'>subtitle</meta><dc:title>Haupt</dc:title>
            <dc:date opf:event='modification'>2024</dc:date><dc:date>2020</dc:date><dc:date opf:event='original-publication'>2019</dc:date>
            """
        var book = Book(metadata: metadata + more, files: [("a.xhtml", Self.xhtml, Self.page("<p>x</p>"))])
        book.package =
            "<package xmlns='http://www.idpf.org/2007/opf' xmlns:opf='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        let found = try book.read().metadata
        #expect(found.creators == people)
        #expect(found.title == "Haupt")
        #expect(found.year == 2019)
    }

    @Test("Entities of a book's own, notes, formulas and alternatives")
    func content() throws {
        let text = """
            <!DOCTYPE html [<!ENTITY betrieb "Kammer &amp; Gilde"><!ENTITY nbsp "&#160;">]>
            <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><p>Die&nbsp;&betrieb;<a
            epub:type="noteref" href="#n">1</a> prüft.</p><img alt="Holz &amp; Leim &lt;3"/><epub:switch><epub:case
            required-namespace="http://www.w3.org/1998/Math/MathML"><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>F</mi></math>
            </epub:case><epub:default>F</epub:default></epub:switch><epub:switch><epub:case required-namespace="urn:x">x</epub:case>
            <epub:default>G</epub:default></epub:switch><aside epub:type="footnote" id="n">Note</aside></body></html>
            """
        let document = try Book(files: [("a.xhtml", Self.xhtml, text)]).read()
        #expect(document.allText == "Die\u{A0}Kammer & Gilde 1 prüft.\n\nHolz & Leim <3 F G\n\nNote")
    }

    @Test("A book without an order is read in that of its manifest")
    func order() throws {
        let opf =
            "<package><manifest><item id='a' href='a.xhtml' media-type='\(Self.xhtml)'/></manifest><spine/></package>"
        let document = try extract(
            zip: [
                "mimetype": "application/epub+zip", "OPS/content.opf": opf, "OPS/a.xhtml": Self.page("<p>Hobel</p>"),
            ],
            as: "x.epub"
        )
        #expect(document.allText == "Hobel")
        #expect(
            document.warnings == ["the book has no reading order (spine); its parts are in the order of its manifest"]
        )
    }
}
