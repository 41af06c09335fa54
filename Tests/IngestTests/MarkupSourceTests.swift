import Testing

@testable import Ingest

/// Entities and document types.
@Suite("Markup before it is parsed")
struct MarkupSourceTests {
    private func xml(_ text: String) -> String {
        String(decoding: MarkupSource.prepared(Array(text.utf8), isHTML: false), as: UTF8.self)
    }
    private func html(_ text: String) -> String {
        String(decoding: MarkupSource.prepared(Array(text.utf8), isHTML: true), as: UTF8.self)
    }

    @Test(
        "References that XML does not know are replaced",
        arguments: [
            ("<a>&ccaron;&eacute;</a>", "<a>&#x10d;&#xe9;</a>"), ("<a>&amp;&lt;&#233;</a>", "<a>&amp;&lt;&#233;</a>"),
            ("<a>A & B &unknown; &eacute</a>", "<a>A &amp; B &amp;unknown; &amp;eacute</a>"),
            ("<a>&#146;&#x96;</a>", "<a>&#x2019;&#x2013;</a>"),
            ("<a>&#0;&#xD800;&#99999999999;</a>", "<a>&#xfffd;&#xfffd;&#xfffd;</a>"),
            (
                "<a><![CDATA[&eacute; & ]]>&eacute;<!-- & -->&</a>",
                "<a><![CDATA[&eacute; & ]]>&#xe9;<!-- & -->&amp;</a>"
            ),
            (
                "<!DOCTYPE a [<!ENTITY x \"y>\"> <!ENTITY % p 'q'> <!ENTITY e SYSTEM 'f'>]>\n<a b='&x;'>&x;&e;&p;</a>",
                "\n<a b='y>'>y>&amp;p;</a>"
            ),
            ("<!DOCTYPE a [<!ENTITY q '\"'>]><a b=\"&q;\"/>", "<a b=\"&#34;\"/>"),
            (
                "<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE a\n SYSTEM \"b>\">\n<a/>",
                "<?xml version='1.0'?>\n<!-- x -->\n\n\n<a/>"
            ),
            ("<!DOCTYPE a [<!ENTITY one 'x'><!ENTITY two '&one;&#38;'>]><a>&two;</a>", "<a>x&</a>"),
            ("<!DOCTYPE a [ not closed <a>text</a>", "<a>text</a>"), ("<!DOCTYPE", ""), ("&", "&amp;"), ("", ""),
        ]
    )
    func inXML(source: String, expected: String) { #expect(xml(source) == expected) }

    @Test(
        "HTML knows some names without a semicolon, but not in addresses",
        arguments: [
            ("caf&eacute bar", "caf&#xe9; bar"), ("&notit; &notin;", "&#xac;it; &#x2209;"),
            ("&copyright", "&#xa9;right"),
            ("<a href='?a=1&copy=2&copyx=3'>&copy=</a>", "<a href='?a=1&copy=2&copyx=3'>&#xa9;=</a>"),
            ("&#146 &#65 x", "&#x2019; &#x41; x"),
            ("A & B &unknown;", "A & B &unknown;"), ("<!DOCTYPE html><p>&lt;", "<!DOCTYPE html><p>&lt;"),
            ("<!DOCTYPE html [<!ENTITY x 'y'>]><p>&x;", "<p>y"),
        ]
    )
    func inHTML(source: String, expected: String) { #expect(html(source) == expected) }

    @Test("Entities made of entities do not grow without limit")
    func laughs() {
        var text = "<!DOCTYPE a [<!ENTITY e0 'xxxxxxxxxx'>"
        for level in 1...30 { text += "<!ENTITY e\(level) '\(String(repeating: "&e\(level - 1);", count: 10))'>" }
        text += "]><a>" + (0...30).map { String(repeating: "&e\($0);", count: 50) }.joined() + "</a>"
        #expect(xml(text).utf8.count < 12 << 20)
        let empty = "<!DOCTYPE a [<!ENTITY e ''>]><a>\(String(repeating: "&e;", count: 100_000))</a>"
        #expect(xml(empty) == "<a></a>")
    }

    @Test(
        "Hostile beginnings take linear time",
        arguments: ["<!--", "<![CDATA[", "<?", "&", "&#", "<a '", "<!DOCTYPE [", "&a"]
    )
    func linear(piece: String) {
        let text = String(repeating: piece, count: 200_000)
        #expect(xml(text).utf8.count <= text.utf8.count * 5)
        #expect(html(text).utf8.count <= text.utf8.count * 5)
    }

    private final class Recorder: MarkupHandler {
        var text = ""
        var value: String?
        var deepest = 0
        var depth = 0
        func start(_ name: String, _ attributes: MarkupAttributes) {
            value = attributes["v"] ?? value
            depth += 1
            deepest = max(deepest, depth)
        }
        func end(_ name: String) { depth -= 1 }
        func text(_ utf8: UnsafeBufferPointer<UInt8>) { text += String(decoding: utf8, as: UTF8.self) }
    }

    @Test("XML is read in the character set that it declares, with entities")
    func characterSets() {
        let latin =
            Array("<?xml version='1.0' encoding='ISO-8859-1'?><a v='&amp;&scaron;'>".utf8) + [0xE9]
            + Array("&lstrok;</a>".utf8)
        let wide =
            "\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a [<!ENTITY x 'y'>]><a v='&amp;'>é&x;&lstrok;</a>"
        for (bytes, value, text) in [
            (latin, "&š", "éł"), (wide.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "&", "éył"),
        ] {
            let recorder = Recorder()
            let problem = MarkupParser.parseXML(bytes, into: recorder)
            #expect(problem == nil, "\(problem?.message ?? "")")
            #expect(recorder.value == value)
            #expect(recorder.text == text)
        }
    }

    @Test("XML may be deep, but not without limit", arguments: [(300, false), (50_000, false), (300_000, true)])
    func depth(levels: Int, isTooDeep: Bool) {
        let recorder = Recorder()
        let text = String(repeating: "<a>", count: levels) + "x" + String(repeating: "</a>", count: levels)
        let problem = MarkupParser.parseXML(Array(text.utf8), into: recorder)
        #expect((problem != nil) == isTooDeep)
        #expect(isTooDeep || recorder.deepest == levels && recorder.text == "x")
        if isTooDeep { #expect(problem?.message == "it is nested deeper than 100000 levels") }
        // A tree of any depth can be freed.
        #expect(MarkupElement.parse(Array(text.utf8)) != nil)
    }

    @Test("Every name of HTML has its characters")
    func names() {
        #expect(HTMLEntities.table.split(whereSeparator: \.isWhitespace).count > 2000)
        for (name, text) in [
            ("eacute", "é"), ("ccaron", "č"), ("NotEqualTilde", "≂̸"), ("CounterClockwiseContourIntegral", "∳"),
        ] {
            #expect(HTMLEntities.utf8(name.utf8).map { String(decoding: $0, as: UTF8.self) } == text)
        }
        #expect(HTMLEntities.utf8("nothing".utf8) == nil)
        #expect(MarkupParser.htmlEntity("fjlig") == "f")
    }
}
