import DocumentModel
import Testing

@testable import Ingest

/// What of a web page is text, and where its words end.
@Suite("The text of web pages")
struct MarkupTextTests {
    private func text(_ body: String) throws -> String {
        try extract(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title></head><body>\(body)</body></html>",
            as: "x"
        ).allText
    }

    @Test(
        "A superscript is a part of its word, an exponent, or the number of a note",
        arguments: [
            ("Meisterbrief<sup>1</sup> gilt", "Meisterbrief 1 gilt"),
            ("<b>Brief</b><sup><a href=#n>12</a></sup>.", "Brief 12."),
            ("Vertrag<sup id=r><a href='x#n'>[3]</a></sup> und", "Vertrag [3] und"), ("word<sup>*</sup>", "word *"),
            ("word<a role=doc-noteref href=#n>4</a>next", "word 4 next"),
            ("word<a class='footnote-ref' href=#fn1 id=r><sup>1</sup></a>.", "word 1."),
            ("20 m<sup>2</sup>", "20 m²"), ("10<sup>3</sup> und 10<sup>-3</sup>", "10³ und 10-3"),
            ("5 mm<sup>3</sup>", "5 mm³"),
            ("H<sub>2</sub>O und CO<sub>2</sub>", "H2O und CO2"), ("E = mc<sup>2</sup>", "E = mc²"),
            ("1<sup>er</sup> et M<sup>me</sup>", "1er et Mme"), ("in 2019<sup>1</sup> ist", "in 2019 1 ist"),
            ("ein <sup>2</sup>", "ein 2"), ("занятие<sup>2</sup>", "занятие 2"), ("<sup>1</sup>Siehe", "1Siehe"),
        ]
    )
    func superscripts(body: String, expected: String) throws { #expect(try text("<p>\(body)</p>") == expected) }

    @Test(
        "What is not shown is not read, and what is shown is",
        arguments: [
            ("<template><p>no</p></template>yes", "yes"),
            ("<div><template shadowrootmode=closed>yes</template></div>", "yes"),
            ("<div hidden>no</div>yes", "yes"), ("<div hidden='until-found'>yes</div>", "yes"),
            ("<noscript>no</noscript>yes", "yes"),
            ("<button aria-expanded=false>yes</button>", "yes"),
            ("<form><button type=submit>no</button></form>yes", "yes"),
            ("<h2><button type=submit>yes</button></h2>", "yes"), ("yes<button class=copybtn>no</button>", "yes"),
            ("<h2>yes<button id=copy-path>no</button></h2>", "yes"),
            ("<button role=menuitem>no</button>yes", "yes"), ("<button title='Close it'>no</button>yes", "yes"),
            ("<details><summary>yes</summary>also</details>", "yes\nalso"), ("<select><option>no</select>yes", "yes"),
            ("Berufs<wbr>bildung", "Berufsbildung"), ("<img alt='a &amp; b'>", "a & b"),
            ("<img alt=no aria-hidden=true>yes", "yes"),
        ]
    )
    func shown(body: String, expected: String) throws { #expect(try text(body) == expected) }

    @Test(
        "Ruby gives the word, without its readings",
        arguments: [
            "<ruby>溶接<rt>ようせつ</rt>機<rt>き</rt></ruby>", "<ruby>溶接<rp>(<rt>ようせつ<rp>)<rb>機<rt>き</ruby>",
            "<ruby><rb>溶<rb>接<rb>機<rt>よう<rt>せつ<rt>き</ruby>", "<ruby>溶接機<rtc>ようせつき</rtc></ruby>",
        ]
    )
    func ruby(body: String) throws { #expect(try text("<p>\(body)を点検</p>") == "溶接機を点検") }

    @Test(
        "A formula is read once, each of its words apart",
        arguments: [
            "<math><semantics><mrow><mi>M</mi><mo>=</mo><mi>F</mi><mi>r</mi></mrow><annotation encoding='application/x-tex'>M=Fr</annotation></semantics></math>",
            "<span class=katex><span class=katex-mathml><math><mi>M</mi><mo>=</mo><mi>F</mi><mi>r</mi></math></span><span class=katex-html aria-hidden=true>M=Fr</span></span>",
            "<span class='MathJax_Preview'>M=Fr</span><span class=MathJax><nobr aria-hidden=true>M=Fr</nobr><span class=MJX_Assistive_MathML><math><mi>M</mi><mo>=</mo><mi>F</mi><mi>r</mi></math></span></span><script type='math/tex'>M=Fr</script>",
            "<mjx-container><mjx-math aria-hidden=true>M=Fr</mjx-math><mjx-assistive-mml><math><mi>M</mi><mo>=</mo><mi>F</mi><mi>r</mi></math></mjx-assistive-mml></mjx-container>",
            "<span class=mwe-math-mathml-inline><math><mi>M</mi><mo>=</mo><mi>F</mi><mi>r</mi></math></span><img aria-hidden=true alt='{M=Fr}'>",
        ]
    )
    func formulas(body: String) throws { #expect(try text("<p>Es gilt \(body).</p>") == "Es gilt M=F r.") }

    @Test("Two formulas of KaTeX, and one that it wrote only for the eye")
    func formulasForTheEye() throws {
        let one =
            "<span class=katex><span class=katex-mathml><math><mi>a</mi></math></span><span class=katex-html>a</span></span>"
        #expect(try text("<p>\(one) und \(one)</p>") == "a und a")
        #expect(try text("<p><span class=katex><span class=katex-html>a</span></span></p>") == "a")
    }

    @Test("Of a drawing, its words are text")
    func drawings() throws {
        let svg = """
            <svg><title>Schnitt</title><style>text{}</style><defs><text>no</text></defs><g>stray<text x=1>Zapfen<tspan dy=9>loch</tspan>
            </text><text>Holz</text></g><desc>Eine Skizze</desc><foreignObject><p>Absatz</p></foreignObject></svg>
            """
        #expect(
            try text("<p>Vor</p>\(svg)<p>Nach</p>")
                == "Vor\n\nSchnitt\nZapfen loch\nHolz\nEine Skizze\n\nAbsatz\n\nNach"
        )
        #expect(try text("a<svg aria-hidden=true><title>no</title></svg>b") == "ab")
        let page = "<html><body><svg><title>Logo</title></svg><h1>Werkstatt</h1></body></html>"
        #expect(try extract(page, as: "x").metadata.title == "Werkstatt")
    }

    private let long = String(repeating: "<p>Ein Satz, der lang genug ist, um Text zu sein.</p>", count: 12)

    @Test(
        "An aside is text unless it is a sidebar",
        arguments: [
            ("<aside>Wort</aside>", true), ("<aside class=merke>Wort</aside>", true),
            ("<aside class='sidebar'>Wort</aside>", false),
            ("<aside id=left-menu>Wort</aside>", false), ("<aside role=complementary>Wort</aside>", false),
            ("<article><aside class=sidebar>Wort</aside></article>", true),
            ("<aside role=doc-endnotes>Wort</aside>", true),
            ("<footer>Wort</footer>", false), ("<footer class=footnotes>Wort</footer>", true),
            ("<nav>Wort</nav>", false),
        ]
    )
    func asides(body: String, isText: Bool) throws { #expect(try text(long + body).contains("Wort") == isText) }

    @Test(
        "Lines of the document part words of scripts without spaces, lines of its source do not",
        arguments: [
            ("<ul><li>点検<li>旋盤</ul>", "点検\n\n旋盤"), ("<p>点検<br>旋盤", "点検\n\n旋盤"),
            ("<div>CNC</div><div>旋盤</div>", "CNC\n\n旋盤"),
            ("<table><tr><td>工程<td>品質<tr><td>検査<td>納品</table>", "工程\t品質\n\n検査\t納品"),
            ("<p>溶接\n    機の\n点検</p>", "溶接機の点検"), ("<p>CNC\n旋盤</p>", "CNC 旋盤"), ("<p>東京 タワー</p>", "東京 タワー"),
            ("<ul><li>ช่าง<li>เชื่อม</ul>", "ช่าง\n\nเชื่อม"), ("<ul><li>one<li>two</ul>", "one\ntwo"),
            ("<p>one\ntwo", "one two"),
        ]
    )
    func lines(body: String, expected: String) throws { #expect(try text(body) == expected) }

    @Test("Lines of a text as those of a subtitle")
    func joinedLines() {
        #expect(TextBuffer.joined(["点検します", "旋盤", "next", "last", ""]) == "点検します\n\n旋盤\n\nnext\nlast\n")
        #expect(TextBuffer.joined([]).isEmpty)
    }
}
