import DocumentModel
import TestSupport
import Testing

@testable import Ingest

/// Damaged files of markup: whatever they contain, something is read or a reason is given.
@Suite("Damaged markup")
struct MarkupDamageTests {
    private static let html = """
        <!DOCTYPE html [<!ENTITY x "y">]><html lang=de><head><title>T &ccaron;</title><script type=application/ld+json>
        {"@graph":[{"@type":"Article","headline":"H","author":[{"name":"A"}],"datePublished":"2020"}]}</script></head><body>
        <h1 id=a>Eins</h1><p>m<sup>2</sup> Wort<sup><a href=#n>1</a></sup> &#146;</p><svg><title>S</title><text>t<tspan x=1>u</tspan></text>
        <foreignObject><p>F</p></foreignObject></svg><ruby>漢<rt>かん<rb>字</ruby><math><mi>x</mi><annotation>y</annotation></math>
        <aside class=x>A</aside><template shadowrootmode=open>s</template><pre> p
         q</pre><ul><li>点検<li>旋盤</ul><span epub:type=pagebreak title=5>5</span><table><tr><td>a<td>b</table><footer>f</footer>
        """
    private static let markdown = """
        +++
        title = "T" # c
        tags = ["a", { name = 'b' }]
        +++
        # Eins {#e .x}

        Wort[^1] ^[n] ![a](b){c=d} `x`

        [^1]: Eins
            zwei

        ::: note Titel
        :   Definition
        ```
        code
        ```
        """
    private static let message = """
        Subject: =?utf-8?Q?=C3=BC?= =?x?B?eA==?=
        MIME-Version: 1.0
        Content-Type: multipart/related; boundary="B"; start="<a>"

        --B
        Content-Type: multipart/alternative; boundary=C

        --C
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        <p>=FC =
        x</p>
        --C--
        --B
        Content-ID: <a>
        Content-Type: text/html
        Content-Transfer-Encoding: base64

        PHA+eDwvcD4=
        --B--
        """

    private static func damaged(_ text: String, _ random: inout SplitMix64) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...30, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 3:
                bytes.insert(
                    contentsOf: ["<", ">", "&", "\"", "]", "=", "\n", "{"].randomElement(using: &random)!.utf8,
                    at: place
                )
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }

    @Test("Web pages, Markdown and saved pages", arguments: [1, 2, 3] as [UInt64])
    func texts(seed: UInt64) {
        var random = SplitMix64(seed)
        for _ in 0..<150 {
            for options in [
                MarkupText.Options(),
                .init(splitLevels: 1...3, dropsMargins: false, entry: "E", entries: ["a": "x"], pages: ["n": "7"]),
            ] {
                let bytes = Self.damaged(Self.html, &random)
                let (page, book) = (MarkupText(options: options), MarkupText(options: options))
                MarkupParser.parseHTML(bytes, into: page)
                _ = MarkupParser.parseXML(bytes, into: book)
                #expect(page.finish().allSatisfy { !$0.text.isEmpty } && book.finish().allSatisfy { !$0.text.isEmpty })
                _ = page.metadata
            }
            let markdown = Self.damaged(Self.markdown, &random)
            let (matter, body) = FrontMatter.split(markdown)
            if let matter { _ = FrontMatter.read(matter) }
            #expect(MarkdownSource.rewritten(body).count <= body.count * 3 + 100)
            _ = MIMEMessage(Self.damaged(Self.message, &random))
        }
    }

    @Test("Books", arguments: [1, 2] as [UInt64])
    func books(seed: UInt64) throws {
        var random = SplitMix64(seed)
        let scratch = try Scratch()
        let container = "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>"
        let package = """
            <package><metadata><dc:title id='t'>T</dc:title><meta refines='#t' property='title-type'>main</meta></metadata><manifest>
            <item id='a' href='a.xhtml' media-type='text/xml' fallback='b'/><item id='b' href='n.xhtml' properties='nav'/>
            <item id='n' href='t.ncx'/></manifest><spine toc='n'><itemref idref='a'/><itemref idref='b'/></spine></package>
            """
        let nav =
            "<html><nav epub:type='toc'><a href='a.xhtml#a'>A</a></nav><nav epub:type='page-list'><a href='a.xhtml#n'>1</a></nav></html>"
        let ncx = "<ncx><navPoint><navLabel><text>A</text></navLabel><content src='a.xhtml'/></navPoint></ncx>"
        for round in 0..<60 {
            let parts = [
                ("META-INF/container.xml", container), ("b.opf", package), ("a.xhtml", Self.html), ("n.xhtml", nav),
                ("t.ncx", ncx),
            ]
            let entries = parts.map { ($0.0, Self.damaged($0.1, &random)) }
            let path = try scratch.zip([("mimetype", Array("application/epub+zip".utf8))] + entries, as: "\(round)")
            do {
                _ = try Extraction.extract(path: path, name: "x.epub")
            } catch {
                #expect("\(error)".isEmpty == false)
            }
        }
    }

    @Test("Large and hostile texts take linear time")
    func linear() throws {
        for piece in [
            "<p>a</p>", "<b lang=de>", "<sup>1</sup>", "<rt>", "<svg><text>x", "<a id=a>", "[^1]: ", "# x {#y} ##\n",
            ":::\n",
        ] {
            let text = String(repeating: piece, count: 60_000)
            _ = HTMLFormat.read(utf8: Array(text.utf8), as: .html)
            _ = MarkdownSource.rewritten(Array(text.utf8)[...])
        }
        let line = "# {" + String(repeating: "#", count: 1_000_000)
        #expect(!MarkdownSource.rewritten(Array(line.utf8)[...]).isEmpty)
    }
}
