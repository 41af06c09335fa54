import Testing

@testable import Exchange
@testable import SearchService
@testable import WebPages

/// An escaping that copies everything at each replacement takes several minutes for each of these texts.
@Suite("Escaping takes linear time", .timeLimit(.minutes(2)))
struct LinearEscapingTests {
    private static let text = String(repeating: "&", count: 1_000_000)

    @Test("Pages") func pages() {
        #expect(PageEscaping().escapeText(Self.text).utf8.count == 5_000_000)
    }

    @Test("XML") func xml() {
        #expect(XMLElement("a", text: Self.text).document.utf8.count > 5_000_000)
        #expect(XMLElement("a", [("b", Self.text)]).document.utf8.count > 5_000_000)
    }

    @Test("BibTeX") func bibTeX() {
        #expect(Citation(authors: [], title: Self.text, kind: "Guide", id: "a").bibTeX.utf8.count > 2_000_000)
    }

    @Test("XML drops what XML 1.0 forbids, and nothing else")
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
