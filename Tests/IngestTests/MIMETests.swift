import DocumentModel
import Testing

@testable import Ingest

/// Web pages saved with their pictures.
@Suite("Saved web pages")
struct MIMETests {
    private let picture = "--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"

    private func archive(_ header: String, _ parts: String...) -> String {
        let start =
            "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?Pr=C3=BCf?=\r\n =?utf-8?B?dW5n?=\r\nMIME-Version: 1.0\r\nContent-Type: \(header)\r\n\r\n"
        return start + parts.map { $0.hasPrefix("--") ? $0 : "--B\r\n\($0)\r\n" }.joined() + "--B--\r\n"
    }

    @Test(
        "The page is read in its encoding and character set",
        arguments: [
            "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Pr=C3=BCfung der Ge=\r\nsellen=3D</p>",
            "Content-Type: text/html; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Pr=FCfung der Gesellen=3D</p>",
            "Content-Type: TEXT/HTML;\r\n\tcharset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+UHLDvGZ1bmcg\r\nZGVyIEdlc2VsbGVuPTwvcD4=",
            "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Prüfung der Gesellen=</p>",
        ]
    )
    func encodings(part: String) throws {
        let document = try extract(archive("multipart/related; boundary=B", part, picture), as: "x.mht")
        #expect(document.format == .html)
        #expect(document.allText == "Prüfung der Gesellen=")
        #expect(document.metadata.title == "Prüfung")
        #expect(document.warnings.isEmpty)
    }

    @Test("The root is the part that the message names, inside any other parts")
    func roots() throws {
        let named = archive(
            "multipart/related; start=\"<b>\"; boundary=\"B\"",
            "Content-Type: text/html\r\nContent-ID: <a>\r\n\r\n<p>Rahmen",
            "Content-Type: text/html\r\nContent-ID: <b>\r\n\r\n<title>T</title><p>Seite"
        )
        let document = try extract(named, as: "x")
        #expect(document.allText == "Seite")
        #expect(document.metadata.title == "T")
        let nested = archive(
            "multipart/related; boundary=B",
            "Content-Type: multipart/alternative; boundary=BB\r\n\r\n--BB\r\n\r\nplain\r\n--BB\r\nContent-Type: text/html\r\n\r\n<p>Innen\r\n--BB--\r\n"
        )
        #expect(try extract(nested, as: "x").allText == "Innen")
        let frames = archive(
            "multipart/related; boundary=B",
            "Content-Type: text/html\r\n\r\n<frameset><frame src=a></frameset>",
            "Content-Type: text/html\r\n\r\n<p>eins",
            "Content-Type: text/html\r\n\r\n<p>zwei"
        )
        #expect(try extract(frames, as: "x").allText == "eins\n\nzwei")
    }

    @Test("A message without its end, and one without text")
    func damage() throws {
        let cut = archive("multipart/related; boundary=B", "Content-Type: text/html\r\n\r\n<p>Wort").replacing(
            "--B--",
            with: ""
        )
        #expect(try extract(cut, as: "x.mhtml").allText == "Wort")
        let picturesOnly = archive("multipart/related; boundary=B", picture)
        #expect(failure { try extract(picturesOnly, as: "x.mht") } == .broken("the saved web page has no text"))
        #expect(MIMEMessage(Array("Kein Kopf\n\nText".utf8)) == nil)
        #expect(MIMEMessage([]) == nil)
    }

    @Test("Letters are not web pages")
    func letters() {
        #expect(
            !MIMEMessage.isWebPage(
                "From: a@b.example\nTo: c@d.example\nContent-Type: multipart/related; boundary=B\n\n"
            )
        )
        #expect(!MIMEMessage.isWebPage("From: a@b.example\nContent-Type: text/plain\n\nText"))
        #expect(MIMEMessage.isWebPage("To: c@d.example\nContent-Type: multipart/mixed; boundary=B\n\n", ending: "mht"))
        #expect(!MIMEMessage.isWebPage("Titel: Ein Text\nNoch einer"))
        #expect(MIMEMessage.isWebPage("\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"))
    }

    @Test(
        "A browser is not given the encoded text of a saved page as a page",
        arguments: ["a/Seite.MHT", "b.mhtml", "c.html", "mht"]
    )
    func served(source: String) {
        let isSaved = source.contains(".m") || source.contains(".M")
        #expect(FileFormat.html.mediaType(of: source) == (isSaved ? "multipart/related" : "text/html"))
        #expect(FileFormat.html.opensAtPlaces(in: source) == !isSaved)
        #expect(FileFormat.pdf.opensAtPlaces(in: source) && !FileFormat.epub.opensAtPlaces(in: source))
    }

    @Test("Depth and number of parts are limited")
    func limits() {
        var text = "Content-Type: multipart/related; boundary=b0\n\n"
        for level in 0..<200 { text += "--b\(level)\nContent-Type: multipart/mixed; boundary=b\(level + 1)\n\n" }
        #expect(MIMEMessage(Array((text + "--b200\nContent-Type: text/html\n\nx").utf8)) == nil)
        let many = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 50_000)
        #expect(MIMEMessage(Array(many.utf8))?.root.bytes == Array("x".utf8))
    }
}
