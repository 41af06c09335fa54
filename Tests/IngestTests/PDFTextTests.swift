import DocumentModel
import Testing

@testable import Ingest

/// How the text of a page is built from its glyphs.
@Suite("Text of PDFs")
struct PDFTextTests {
    /// The text of a page with a content stream.
    private func text(_ stream: String) throws -> String {
        var pdf = PDFBuilder(pages: [""])
        pdf.streams = [0: stream]
        return try extract(pdf.bytes(), as: "a.pdf").sections.map(\.text).joined(separator: "|")
    }

    /// A text at a place, in points from the lower left corner.
    private func at(_ x: Double, _ y: Double, _ text: String, size: Double = 12) -> String {
        "BT /F1 \(size) Tf \(x) \(y) Td (\(text)) Tj ET\n"
    }

    @Test("The cells of a row are apart, however the row is drawn")
    func cells() throws {
        let rows = [("Joints", "Workshop"), ("Surfaces", "School")]
        let byRow = rows.enumerated().map { at(72, 700 - 20 * Double($0), $1.0) + at(240, 700 - 20 * Double($0), $1.1) }
        #expect(try text(byRow.joined()) == "Joints\tWorkshop\nSurfaces\tSchool")
        let byColumn =
            rows.enumerated().map { at(72, 700 - 20 * Double($0), $1.0) }
            + rows.enumerated().map { at(240, 700 - 20 * Double($0), $1.1) }
        #expect(try text(byColumn.joined()) == "Joints\nSurfaces\n\nWorkshop\nSchool")
        // One operator with a wide jump inside.
        #expect(try text("BT /F1 12 Tf 72 700 Td [(Joints) -9000 (80)] TJ ET") == "Joints\t80")
    }

    @Test("Words without spaces between them are apart; kerning and set-apart letters do not divide words")
    func gaps() throws {
        #expect(try text("BT /F1 12 Tf 72 700 Td [(Two) -250 (years) -220 (after)] TJ ET") == "Two years after")
        #expect(try text("BT /F1 12 Tf 72 700 Td [(T) 80 (wo y) 40 (ears)] TJ ET") == "Two years")
        #expect(try text("BT /F1 12 Tf 2 Tc 72 700 Td (Work safely) Tj ET") == "Work safely")
        #expect(try text("BT /F1 12 Tf 72 700 Td (C A R P E N T R Y) Tj ET") == "CARPENTRY")
        #expect(try text("BT /F1 12 Tf 72 700 Td (To E X P O S E: tools) Tj ET") == "To EXPOSE: tools")
        // Lists of letters are no words.
        #expect(try text("BT /F1 12 Tf 72 700 Td (A B D E G I L M N) Tj ET") == "A B D E G I L M N")
        #expect(try text("BT /F1 12 Tf 5 Tc 72 700 Td (ABDEGILMN) Tj ET") == "A B D E G I L M N")
        // The file gives wrong widths.
        #expect(try text("BT /F1 12 Tf -8 Tc 72 700 Td (MWMW) Tj ET") == "MWMW")
        // A part in another font or colour is drawn later.
        #expect(try text(at(72, 700, "Work") + at(72, 680, "Next") + at(99.3, 700, "shop")) == "Workshop\nNext")
    }

    @Test("A raised number after a word refers to a note; exponents and indexes stay")
    func notes() throws {
        let note = "BT /F1 12 Tf 72 700 Td (Rules) Tj /F1 7 Tf 5 Ts (12) Tj /F1 12 Tf 0 Ts ( of work) Tj ET"
        #expect(try text(note) == "Rules 12 of work")
        let mark = "BT /F1 7 Tf 72 704 Td (3) Tj /F1 12 Tf 4 -4 Td (See the rules) Tj ET"
        #expect(try text(mark) == "3 See the rules")
        let square =
            "BT /F1 12 Tf 72 700 Td (25 m) Tj /F1 7 Tf 5 Ts (2) Tj /F1 12 Tf 0 Ts ( and H) Tj /F1 7 Tf -3 Ts (2) Tj /F1 12 Tf 0 Ts (O) Tj ET"
        #expect(try text(square) == "25 m2 and H2O")
        #expect(try text("BT /F1 12 Tf 72 700 Td (Rules\\271 and m\\262) Tj ET") == "Rules \u{B9} and m\u{B2}")
        let unit = "BT /F1 12 Tf 72 700 Td (W/m) Tj /F1 7 Tf 5 Ts (2) Tj /F1 12 Tf 0 Ts (K, 10\\262m) Tj ET"
        #expect(try text(unit) == "W/m2K, 10\u{B2}m")
    }

    @Test("A large initial belongs to the first of the lines beside it")
    func initial() throws {
        let lines = at(100, 725, "he bench stands") + at(100, 711, "in the middle") + at(72, 697, "of the room.")
        #expect(try text(at(72, 705, "T", size: 40) + lines) == "The bench stands\nin the middle\nof the room.")
        #expect(try text(lines + at(72, 705, "T", size: 40)) == "The bench stands\nin the middle\nof the room.")
    }

    @Test("What is printed twice to look bold, or as a shadow, is read once")
    func double() throws {
        #expect(try text(at(72, 700, "Certificate") + at(72.4, 700, "Certificate")) == "Certificate")
        #expect(try text(at(73.5, 698.5, "Certificate") + at(72, 700, "Certificate")) == "Certificate")
        let letters = "Bee".map(String.init).enumerated().flatMap {
            [at(72 + 9 * Double($0), 700, $1), at(72.3 + 9 * Double($0), 700, $1)]
        }
        #expect(try text(letters.joined()).filter { $0 != " " } == "Bee")
        // The same words in the next line are no shadow.
        #expect(try text(at(72, 700, "Certificate") + at(72, 686, "Certificate")) == "Certificate\nCertificate")
    }

    @Test("Turned text is read along its direction", arguments: [30.0, 45, 70, 90, 180, 270])
    func turned(degrees: Double) throws {
        let (cosine, sine) = (cos(degrees), sin(degrees))
        let turned = "BT /F1 14 Tf \(cosine) \(sine) \(-sine) \(cosine) 300 400 Tm (Mitre saw 256 40) Tj ET\n"
        #expect(try text(at(72, 700, "Level text") + turned) == "Level text\n\nMitre saw 256 40")
    }

    private func cos(_ degrees: Double) -> Double {
        [30: 0.8660254, 45: 0.70710678, 70: 0.34202014, 90: 0, 180: -1, 270: 0][degrees] ?? 1
    }
    private func sin(_ degrees: Double) -> Double {
        [30: 0.5, 45: 0.70710678, 70: 0.93969262, 90: 1, 180: 0, 270: -1][degrees] ?? 0
    }

    @Test("In Japanese and Thai, visible gaps are spaces; written spaces without a width are none")
    func unspaced() throws {
        /// Each character 10 points wide, with a gap in points before it; nil is a space that is written but not seen.
        func row(_ characters: [(UInt16, gap: Double?)]) -> String {
            var (stream, x) = ("", 72.0)
            for (character, gap) in characters {
                if gap == nil { stream += at(x, 700, " ") }
                x += gap ?? 0
                let hex = String(character, radix: 16, uppercase: true)
                let code = String(repeating: "0", count: 4 - hex.count) + hex
                stream += "/Span << /ActualText <FEFF\(code)> >> BDC " + at(x, 700, "M") + "EMC "
                x += 10
            }
            return stream
        }
        func characters(_ text: String) -> [(UInt16, gap: Double?)] { text.utf16.map { ($0, gap: 0) } }
        var gaps = characters("標準市場模型次元")
        gaps[2].gap = 3.2
        #expect(try text(row(gaps)) == "標準 市場模型次元")
        gaps = characters("標準市場模型").map { ($0.0, gap: 3.2) }
        #expect(try text(row(gaps)) == "標準市場模型")
        gaps = characters("標準市場模型").map { ($0.0, gap: nil) }
        #expect(try text(row(gaps)) == "標準市場模型")
        gaps = characters("คำแปล")
        gaps[1].gap = nil
        #expect(try text(row(gaps)) == "คำแปล")
    }

    @Test("A crop box outside of the page does not count")
    func cropBox() throws {
        var pdf = PDFBuilder(pages: ["Seen"])
        pdf.page = "/CropBox [700 900 800 1000]"
        #expect(try extract(pdf.bytes(), as: "a.pdf").texts == ["Seen"])
        pdf.page = "/CropBox [300 0 595 842]"
        #expect(try extract(pdf.bytes(), as: "a.pdf").texts.isEmpty)
    }

    @Test("Accents that are drawn as signs of their own belong to their letters")
    func accents() throws {
        // \250 is a dieresis, \264 an acute.
        let before = "BT /F1 12 Tf 72 700 Td (f) Tj 4.7 0 Td (\\250) Tj -1.3 0 Td (u) Tj ET " + at(82.1, 700, "r")
        #expect(try text(before) == "für")
        let behind = at(72, 700, "caf") + at(87.3, 700, "e") + at(88.5, 700, "\\264")
        #expect(try text(behind) == "café")
        #expect(try text(at(72, 700, "20 \\260C")) == "20 \u{B0}C")
    }

    @Test("A heading is a paragraph of its own; columns are not mixed")
    func paragraphs() throws {
        let heading = at(72, 720, "Tools", size: 18) + at(72, 700, "Saws are kept") + at(72, 686, "in the cupboard.")
        #expect(try text(heading) == "Tools\n\nSaws are kept\nin the cupboard.")
        let columns =
            at(72, 700, "Left starts and") + at(72, 686, "goes on") + at(172, 700, "in the right")
            + at(172, 686, "column.")
        #expect(try text(columns) == "Left starts and\ngoes on\nin the right\ncolumn.")
    }

    @Test("Headers, footers and page numbers that are on most pages stay on the first only; numbers nowhere")
    func runningTitles() throws {
        var pdf = PDFBuilder(pages: (1...8).map { "\($0)" })
        let words = ["saw", "plane", "chisel", "file", "drill", "mallet", "clamp", "square"]
        for (index, word) in words.enumerated() {
            pdf.streams[index] =
                at(72, 800, "Guild of Carpenters, annual report") + at(72, 400, "All about the \(word).")
                + at(290, 30, "Page \(index + 1) of 8") + at(72, 30, "\(index + 1)")
        }
        let texts = try extract(pdf.bytes(), as: "a.pdf").texts
        #expect(texts[0].contains("Guild of Carpenters, annual report") && texts[0].contains("Page 1 of 8"))
        for (text, word) in zip(texts, words).dropFirst() {
            #expect(text.split(whereSeparator: \.isWhitespace).joined(separator: " ") == "All about the \(word).")
        }
        // On three pages nothing is most pages.
        var short = PDFBuilder(pages: ["a", "b", "c"])
        for index in 0..<3 { short.streams[index] = at(72, 800, "Guild") + at(72, 400, "Text") }
        #expect(try extract(short.bytes(), as: "a.pdf").texts.allSatisfy { $0.contains("Guild") })
    }

    @Test("Pages may use one name for different fonts, have different sizes, and leave content open")
    func fonts() throws {
        var pdf = PDFBuilder(pages: ["A", "A", "A", "A", "A"])
        pdf.streams[1] = "/Span << /ActualText (A) >> BDC " + at(72, 700, "A")
        pdf.streams[2] = "/OC /Hidden BDC " + at(72, 600, "A")
        // At other heights, so that they are no running titles.
        pdf.streams[3] = at(72, 500, "A")
        pdf.streams[4] = at(72, 300, "A")
        pdf.extra = [
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /B /C] >> >>"
        ]
        var parts = String(decoding: pdf.bytes(), as: UTF8.self).split(
            separator: "/F1 3 0 R >> >>",
            omittingEmptySubsequences: false
        ).map(String.init)
        parts[3] = "/F1 50 0 R >>>>" + parts[3]
        for index in [1, 2, 4, 5] { parts[index] = "/F1 3 0 R >> >>" + parts[index] }
        parts[4] = parts[4].replacing("[0 0 595 842]", with: "[0 0 842 842]")
        let texts = try extract(Array(parts.joined().utf8), as: "a.pdf").texts
        #expect(texts == ["A", "A", "B", "A", "A"], "\(texts)")
    }

    @Test("A soft hyphen as the text of a hyphen joins the word, wherever it is drawn")
    func actualText() throws {
        let stream =
            at(72, 700, "Vocational edu") + "/Span << /ActualText <FEFF00AD> >> BDC " + at(170, 700, "-") + "EMC "
            + at(72, 686, "cation")
        #expect(try text(stream) == "Vocational edu\u{AD}\ncation")
    }

    @Test("Hostile pages take no quadratic time")
    func hostile() throws {
        var stream = ""
        for index in 0..<20_000 { stream += at(Double(index % 7), 700 + Double(index % 3) / 10, "ab", size: 1) }
        let start = ContinuousClock.now
        _ = try text(stream)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
