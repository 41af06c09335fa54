import TestSupport
import Testing

@testable import SearchService

@Suite("Query syntax")
struct SearchSyntaxTests {
    /// A query as text: alternatives joined by |, phrases in <>, titles with t:, exclusions with !.
    private func shape(_ query: String) -> String {
        let syntax = QuerySyntax(query)
        let item = { (item: QuerySyntax.Item) in
            (item.inTitle ? "t:" : "") + (item.isPhrase ? "<\(item.text)>" : item.text)
        }
        let clauses = syntax.clauses.map { $0.map(item).joined(separator: "|") }
        return (clauses + syntax.excluded.map { "!" + item($0) }).joined(separator: " ")
    }

    @Test(
        "A query is parsed",
        arguments: [
            ("", ""), ("   ", ""), ("one two", "one two"), ("one  AND two", "one two"), ("one OR two", "one|two"),
            ("a OR b OR c", "a|b|c"), ("a b OR c d", "a b|c d"), ("\"dual system\"", "<dual system>"),
            ("“dual system” x", "<dual system> x"), ("„duales System“", "<duales System>"), ("a -b", "a !b"),
            ("-\"b c\" a", "a !<b c>"), ("title:welding", "t:welding"), ("TITLE:\"a b\"", "t:<a b>"),
            ("-title:x y", "y !t:x"), ("e-learning", "e-learning"), ("a OR \"b c\" OR title:d", "a|<b c>|t:d"),
            ("(a OR b) c", "a|b c"), ("a\tb\nc", "a b c"),
            // Characters without meaning in their place
            ("\"open", "open"), ("a \"", "a"), ("-", "-"), ("a - b", "a - b"), ("OR", "OR"), ("OR a", "OR a"),
            ("a OR", "a OR"), ("AND", "AND"), ("a AND", "a AND"), ("AND a", "AND a"), ("a OR -b", "a !b"), ("\"\"", ""),
            ("title:", "title:"), ("title: a", "title: a"), ("a or b", "a or b"), ("()", ""), ("-(a)", "- a"),
            ("--a", "--a"),
        ]
    )
    func table(query: String, expected: String) {
        #expect(shape(query) == expected)
    }

    @Test("Any text is a valid query", arguments: 1...8)
    func fuzz(seed: Int) {
        let parts = [
            "\"", "“", "”", "„", "-", "OR", "AND", "title:", "TITLE:", " ", "(", ")", "a", "é", "東京", "\u{301}", "😀",
            "\n", "\u{0}",
            "*", ":", "\u{200F}", "İ", "ß",
        ]
        var random = SplitMix64(UInt64(seed))
        for _ in 0..<2000 {
            let count = Int.random(in: 0...12, using: &random)
            let query = (0..<count).map { _ in parts.randomElement(using: &random)! }.joined()
            let syntax = QuerySyntax(query)
            for item in syntax.clauses.joined() + syntax.excluded {
                #expect(item.text.contains { !$0.isWhitespace }, "seed \(seed): \(query.debugDescription)")
            }
            #expect(syntax.clauses.allSatisfy { !$0.isEmpty })
        }
    }
}
