import TestSupport
import Testing

@testable import SearchService

@Suite("Query syntax")
struct SearchSyntaxTests {
    /// A query as text: alternatives joined by |, phrases in <>, titles with t:, exclusions with !, brackets in {}.
    private func shape(_ query: String) -> String { shape(QuerySyntax(query)) }

    private func shape(_ syntax: QuerySyntax) -> String {
        let clauses = syntax.clauses.map { $0.map(shape).joined(separator: "|") }
        return (clauses + syntax.excluded.map { "!" + shape($0) }).joined(separator: " ")
    }

    private func shape(_ part: QuerySyntax.Part) -> String {
        switch part {
        case .group(let syntax): return "{\(shape(syntax))}"
        case .item(let item):
            let text = item.isPhrase ? "<\(item.text)>" : item.text + (item.isPrefix ? "*" : "")
            return (item.inTitle ? "t:" : "") + text
        }
    }

    @Test(
        "A query is parsed",
        arguments: [
            ("", ""), ("   ", ""), ("one two", "one two"), ("one  AND two", "one two"), ("one OR two", "one|two"),
            ("a OR b OR c", "a|b|c"), ("a b OR c d", "a b|c d"), ("\"dual system\"", "<dual system>"),
            ("“dual system” x", "<dual system> x"), ("„duales System“", "<duales System>"), ("a -b", "a !b"),
            ("-\"b c\" a", "a !<b c>"), ("title:welding", "t:welding"), ("TITLE:\"a b\"", "t:<a b>"),
            ("-title:x y", "y !t:x"), ("e-learning", "e-learning"), ("a OR \"b c\" OR title:d", "a|<b c>|t:d"),
            ("a\tb\nc", "a b c"),
            // Characters without meaning in their place
            ("\"open", "open"), ("a \"", "a"), ("-", "-"), ("a - b", "a - b"), ("OR", "OR"), ("OR a", "OR a"),
            ("a OR", "a OR"), ("AND", "AND"), ("a AND", "a AND"), ("AND a", "AND a"), ("\"\"", ""),
            ("title:", "title:"), ("title: a", "title: a"), ("a or b", "a or b"), ("()", ""), ("--a", "--a"),
            ("a (b", "a b"), ("a) b", "a b"), ("-()", ""), ("a NOT", "a NOT"), ("NOT", "NOT"),
            ("a OR AND", "a OR AND"),
        ]
    )
    func table(query: String, expected: String) {
        #expect(shape(query) == expected)
    }

    @Test(
        "Exclusions, in every usual notation",
        arguments: [
            "a NOT b", "a AND NOT b", "a -b", "a !b", "a –b", "a −b", "NOT b a", "a NOT NOT NOT b", "a -(b)",
            "(a) NOT (b)", "a !(b)",
        ]
    )
    func exclusions(query: String) { #expect(shape(query) == "a !b") }

    @Test(
        "A sign that excludes nothing is ordinary text",
        arguments: [
            ("a – b", "a – b"), ("e-learning", "e-learning"), ("wow! a", "wow! a"), ("a!b", "a!b"), ("10–20", "10–20"),
            ("a not b", "a not b"), ("nicht a", "nicht a"), ("NOT NOT a", "a"),
            ("DO NOT ENTER THE WORK SHOP", "DO NOT ENTER THE WORK SHOP"), ("IT NOT HR", "IT !HR"),
            ("職業 NOT 教育", "職業 !教育"),
        ]
    )
    func notExclusions(query: String, expected: String) { #expect(shape(query) == expected) }

    @Test(
        "Brackets group, at any depth",
        arguments: [
            ("(a b) OR (c d)", "{a b}|{c d}"), ("(a OR b) (c OR d)", "{a|b} {c|d}"), ("a (b OR c)", "a {b|c}"),
            ("a OR (b (c OR d))", "a|{b {c|d}}"), ("a -(b c)", "a !{b c}"), ("a NOT (b OR c)", "a !{b|c}"),
            ("(a -b) OR c", "{a !b}|c"), ("a OR -b", "a|{!b}"), ("-a OR b", "{!a}|b"), ("a OR NOT b", "a|{!b}"),
            ("title:(a b)", "{t:a t:b}"), ("-title:(a OR b)", "!{t:a|t:b}"), ("（a OR b）", "{a|b}"),
            ("((a))", "a"), ("(a OR b", "a|b"), ("a (b OR) c", "a {b OR} c"),
            // Within a word, they are not syntax.
            ("Auszubildende(r) x", "Auszubildende(r) x"), ("candidat(e)s", "candidat(e)s"),
            ("(Auszubildende(r) OR b) c", "{Auszubildende(r)|b} c"), ("x(y z)", "x {y z}"),
        ]
    )
    func brackets(query: String, expected: String) { #expect(shape(query) == expected) }

    @Test(
        "Phrases, in the quotation marks of every language",
        arguments: [
            "\"b c\" a", "“b c” a", "„b c“ a", "„b c” a", "”b c” a", "«b c» a", "»b c« a", "»b c» a", "‹b c› a",
            "›b c‹ a",
            "‘b c’ a", "‚b c‘ a", "‚b c’ a", "「b c」 a", "『b c』 a",
        ]
    )
    func phrases(query: String) {
        #expect(shape(query) == "<b c> a")
        #expect(shape("x -" + query.dropLast(2)) == "x !<b c>")
        #expect(shape("title:" + query.dropLast(2)) == "t:<b c>")
    }

    @Test(
        "Apostrophes are not quotation marks",
        arguments: [
            ("l’école d’été", "l’école d’été"), ("‘l’école d’été’ a", "<l’école d’été> a"),
            ("the firm’s ‘dual", "the firm’s ‘dual"),
            ("'s morgens en 't werk", "'s morgens en 't werk"), ("mbo'er", "mbo'er"),
        ]
    )
    func apostrophes(query: String, expected: String) { #expect(shape(query) == expected) }

    @Test(
        "A star at the end of a word stands for any ending",
        arguments: [
            ("work*", "work*"), ("title:weld* -plan*", "t:weld* !plan*"), ("w*", "w*"), ("*", "*"), ("w*rk", "w*rk"),
            ("Lehrer*innen", "Lehrer*innen"), ("\"work*\"", "<work*>"), ("**", "**"), ("e-learn*", "e-learn*"),
        ]
    )
    func stars(query: String, expected: String) {
        #expect(shape(query) == expected)
        let isPrefix = QuerySyntax(query).items.contains(where: \.isPrefix)
        #expect(isPrefix == ["work*", "title:weld* -plan*"].contains(query))
    }

    @Test(
        "What looks like syntax and is not understood is listed",
        arguments: [
            ("a b", []), ("\"a b\" -c (d OR e) work*", []), ("a OR", ["OR"]), ("NOT", ["NOT"]), ("\"open", ["\""]),
            ("(a b", ["("]), ("a) b", [")"]), ("w*rk", ["w*rk"]), ("*ing OR", ["*ing", "OR"]), ("l’école", []),
            ("e-learning", []),
            ("C++ C# .NET", []), ("DO NOT ENTER THE WORK SHOP", ["NOT"]),
        ]
    )
    func unclear(query: String, expected: [String]) {
        #expect(QuerySyntax(query).unclear.sorted() == expected.sorted())
    }

    @Test("Any text is a valid query", arguments: 1...8)
    func fuzz(seed: Int) {
        let parts = [
            "\"", "“", "”", "„", "-", "OR", "AND", "title:", "TITLE:", " ", "(", ")", "a", "é", "東京", "\u{301}", "😀",
            "\n", "\u{0}",
            "*", ":", "\u{200F}", "İ", "ß", "NOT", "!", "–", "«", "»", "‘", "’", "（", "title:(", "-(",
        ]
        var random = SplitMix64(UInt64(seed))
        for _ in 0..<2000 {
            let count = Int.random(in: 0...12, using: &random)
            let query = (0..<count).map { _ in parts.randomElement(using: &random)! }.joined()
            let syntax = QuerySyntax(query)
            for item in syntax.items + syntax.excluded.flatMap(\.items) {
                #expect(item.text.contains { !$0.isWhitespace }, "seed \(seed): \(query.debugDescription)")
            }
            #expect(syntax.clauses.allSatisfy { !$0.isEmpty })
        }
    }
}
