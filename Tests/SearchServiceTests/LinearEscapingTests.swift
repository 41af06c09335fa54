import Testing

@testable import Exchange
@testable import SearchService
@testable import WebPages

/// An escaping that copies all it has at each replacement takes 4,096 times as long for 64 times the text; one that does not,
/// 64 times.
@Suite("Escaping takes time in proportion to the text")
struct LinearEscapingTests {
    private static func factor(_ work: (String) -> Int) -> Double {
        func time(_ length: Int) -> Duration {
            let text = String(repeating: "&", count: length)
            var best = Duration.seconds(1000)
            for _ in 0..<5 { best = min(best, ContinuousClock().measure { #expect(work(text) >= length) }) }
            return best
        }
        return time(10_000 * 64) / time(10_000)
    }

    @Test("Pages") func pages() {
        #expect(Self.factor { PageEscaping().escapeText($0).utf8.count } < 64 * 8)
    }

    @Test("XML") func xml() {
        #expect(Self.factor { XMLElement("a", text: $0).document.utf8.count } < 64 * 8)
        #expect(Self.factor { XMLElement("a", [("b", $0)]).document.utf8.count } < 64 * 8)
    }

    @Test("BibTeX") func bibTeX() {
        let factor = Self.factor {
            Citation(authors: [], title: $0, kind: "Guide", id: "a").bibTeX.utf8.count
        }
        #expect(factor < 64 * 8)
    }

    @Test("XML leaves out what XML 1.0 forbids, and nothing else")
    func forbidden() {
        let text = String(String.UnicodeScalarView((UInt32(0)...0xFFFF).compactMap { Unicode.Scalar($0) }))
        let document = XMLElement("a", text: text).document
        for scalar in document.unicodeScalars {
            let isRight =
                [0x9, 0xA].contains(scalar.value) || (0x20...0xD7FF).contains(scalar.value)
                || (0xE000...0xFFFD).contains(scalar.value)
            if !isRight { Issue.record("U+\(String(scalar.value, radix: 16))") }
        }
        #expect(document.unicodeScalars.count > 0xFFFF - 0x800 - 40)
    }
}
