import Testing

@testable import Encodings

@Suite("Escaping")
struct TextEscapingTests {
    private static func plain(_ text: String) -> String {
        escaped(text) { $0 == "&" ? "&amp;" : $0 == "\0" ? "" : nil }
    }

    @Test("Each scalar is replaced, removed or kept, whatever follows it")
    func scalars() {
        let text = "a&\u{301}b\0c\u{1F600}ж&"
        let expected = "a&amp;\u{301}bc\u{1F600}ж&amp;"
        #expect(Array(Self.plain(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("Markup and terminal control characters are made harmless")
    func markupAndControls() {
        #expect(escapedMarkup("<a b=\"c\">&'") { $0 == "'" ? "&#39;" : nil } == "&lt;a b=&quot;c&quot;&gt;&amp;&#39;")
        #expect(withoutControls("a\u{1B}[2J\n\u{202E}b") == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b")
    }

    /// An escaping that copies everything at each replacement takes several minutes for this text, this one a second.
    @Test("A long text in which everything must be replaced is fast", .timeLimit(.minutes(1)))
    func linear() {
        let length = 1_280_000
        #expect(Self.plain(String(repeating: "&", count: length)).utf8.count == 5 * length)
    }
}
