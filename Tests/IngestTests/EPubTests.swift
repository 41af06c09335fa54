import DocumentModel
import Testing

@testable import Ingest

@Suite struct EPubTests {
    private let container = """
        <container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile
        full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
        """
    private let package = """
        <package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0"><metadata>
        <dc:title id="t1">A subtitle</dc:title><dc:title id="t2">Welding</dc:title>
        <meta refines="#t1" property="title-type">subtitle</meta><meta refines="#t2" property="title-type">main</meta>
        <dc:creator id="c1">Second</dc:creator><dc:creator id="c2">First</dc:creator>
        <meta refines="#c1" property="display-seq">2</meta><meta refines="#c2" property="display-seq">1</meta>
        <dc:language>ga</dc:language><dc:subject>steel</dc:subject><dc:date>2020-05</dc:date>
        <dc:description>&lt;p&gt;About &lt;b&gt;arcs&lt;/b&gt;&lt;/p&gt;</dc:description></metadata>
        <manifest><item id="a" href="text/one%20two.xhtml" media-type="application/xhtml+xml"/>
        <item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/>
        <item id="c" href="text/c.xhtml" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="a"/><itemref idref="b" linear="no"/><itemref idref="c"/><itemref idref="d"/></spine>
        </package>
        """
    private let first = """
        <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/xhtml11.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><nav>menu</nav><p>Before&nbsp;all.</p>
        <section id="s1"><h1>One</h1><p>First.</p><h2><a id="s2"/>Two</h2><p xml:lang="fr">Deux.</p><h4>Deep</h4></section>
        </body></html>
        """

    private func book(_ more: KeyValuePairs<String, String> = [:]) -> [(String, [UInt8])] {
        let parts: KeyValuePairs = [
            "mimetype": "application/epub+zip", "META-INF/container.xml": container, "OPS/book.opf": package,
            "OPS/text/one two.xhtml": first, "OPS/text/b.xhtml": "<html><body><p>Not <b>closed &eacute;</p></body>",
        ]
        return (parts.map { ($0.key, $0.value) } + more.map { ($0.key, $0.value) }).map { ($0.0, Array($0.1.utf8)) }
    }

    @Test func spineHeadingsAndMetadata() throws {
        let scratch = try Scratch()
        let document = try Extraction.extract(path: try scratch.zip(book(), as: "x"), name: "x")
        #expect(document.format == .epub)
        #expect(
            document.sections.map(\.locator) == [
                .chapter(number: 1, label: nil, href: "OPS/text/one two.xhtml"),
                .chapter(number: 1, label: "One", href: "OPS/text/one two.xhtml#s1"),
                .chapter(number: 1, label: "Two", href: "OPS/text/one two.xhtml#s2"),
                .chapter(number: 1, label: "Two", href: "OPS/text/one two.xhtml#s2"),
                .chapter(number: 2, label: nil, href: "OPS/text/b.xhtml"),
            ]
        )
        #expect(document.texts == ["Before\u{A0}all.", "First.", "Deux.", "Deep", "Not closed é"])
        #expect(document.sections.map(\.heading) == [nil, "One", "Two", nil, nil])
        #expect(document.sections.map(\.declaredLanguage?.code) == ["ga", "ga", "fr", "ga", "ga"])
        #expect(document.metadata.title == "Welding")
        #expect(document.metadata.creators == ["First", "Second"])
        #expect(document.metadata.description == "About arcs")
        #expect(document.metadata.keywords == ["steel"])
        #expect(document.metadata.language == LanguageTag("ga"))
        #expect(document.metadata.year == 2020)
        #expect(
            document.warnings == [
                "OPS/text/c.xhtml is missing from the book", "part 4 of the book is not listed in its manifest",
            ]
        )
    }

    @Test(arguments: [
        ("http://www.idpf.org/2008/embedding", false), ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", true),
    ])
    func fontsMayBeEncryptedTextsNot(algorithm: String, isProtected: Bool) throws {
        let encryption = """
            <encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData
            xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="\(algorithm)"/></EncryptedData></encryption>
            """
        let scratch = try Scratch()
        let path = try scratch.zip(book(["META-INF/encryption.xml": encryption]), as: "x")
        let failure = failure { try Extraction.extract(path: path, name: "x.epub") }
        #expect(failure == (isProtected ? .encrypted("the ePub is protected by digital rights management") : nil))
    }
}
