import Testing

@testable import Encodings

@Suite("Escaping")
struct TextEscapingTests {
    private static func plain(_ text: String) -> String {
        escaped(text) { $0 == "&" ? "&amp;" : $0 == "\0" ? "" : nil }
    }

    @Test("Each scalar is replaced, left out or kept, whatever stands behind it")
    func scalars() {
        let text = "a&\u{301}b\0c\u{1F600}ж&"
        let expected = "a&amp;\u{301}bc\u{1F600}ж&amp;"
        #expect(Array(Self.plain(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    /// An escaping that copies all it has at each replacement takes 4096 times as long here, this one 64 times.
    @Test("The time grows with the text, not with its square")
    func linear() {
        func time(_ length: Int) -> Duration {
            let text = String(repeating: "&", count: length)
            // The best of several: others use the machine as well.
            return (0..<5).map { _ in ContinuousClock().measure { #expect(Self.plain(text).utf8.count == 5 * length) } }
                .min()!
        }
        let (short, long) = (time(20_000), time(20_000 * 64))
        #expect(long < short * 64 * 8, "\(short) \(long)")
    }
}
