import Testing

@testable import Encodings

@Suite("Cells for spreadsheets")
struct SpreadsheetCellTests {
    @Test(
        "A text that a spreadsheet would take for a formula gets a leading apostrophe",
        arguments: [
            "=HYPERLINK(\"https://evil.example\")", "+1", "-2", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "－1",
            "=\u{301}1",
        ]
    )
    func formulas(text: String) {
        #expect(SpreadsheetCell.guarded(text).unicodeScalars.elementsEqual("'".unicodeScalars + text.unicodeScalars))
    }

    @Test("Any other text is unchanged", arguments: ["", "Guide", "1-2", "a=b", "'tis", "'", " =x", "(+39)"])
    func others(text: String) {
        #expect(SpreadsheetCell.guarded(text) == text)
        #expect(SpreadsheetCell.unguarded(text) == text)
    }

    @Test("Any text is restored exactly, even one that looks guarded already")
    func roundTrip() {
        let signs = "'=+-@\t\r\n\"＝a \u{301},;".unicodeScalars.map { $0 }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...6, using: &generator) { scalars.append(signs.randomElement()!) }
            let text = String(scalars)
            let guarded = SpreadsheetCell.guarded(text)
            let first = guarded.unicodeScalars.first
            #expect(first.map { !"=+-@\t\r\n＝".unicodeScalars.contains($0) } ?? true, "\(scalars.map(\.value))")
            #expect(
                SpreadsheetCell.unguarded(guarded).unicodeScalars.elementsEqual(scalars),
                "\(scalars.map(\.value))"
            )
        }
    }

    @Test("A quotation mark is doubled, even if it has a combining accent")
    func quotes() {
        #expect(SpreadsheetCell.quoted("plain") == "plain")
        #expect(SpreadsheetCell.quoted("a;b") == "\"a;b\"")
        let accented = Array(SpreadsheetCell.quoted("a\"\u{301}b").unicodeScalars)
        #expect(accented == Array("\"a\"\"\u{301}b\"".unicodeScalars))
    }
}
