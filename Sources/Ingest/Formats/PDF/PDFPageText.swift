import DocumentModel

/// The text of a page, made of its lines.
struct PDFPageText {
    /// A line in the text, for the recognition of running titles.
    struct Line {
        /// Its scalars in ``scalars``, without the line break.
        var range: Range<Int>
        /// Its extent on the page, in points from the upper edge.
        var top: Float
        var bottom: Float
    }

    /// The text: `\n` between lines, an empty line between paragraphs, a tab between the cells of a row.
    private(set) var scalars: [UInt32] = []
    private(set) var lines: [Line] = []
    /// The index in ``glyphs`` of the glyph of each scalar; -1 for white space.
    private(set) var places: [Int32] = []
    let glyphs: [PDFGlyph]

    /// The text of glyphs in the order in which they are drawn.
    init(_ drawn: [PDFGlyph]) {
        let glyphs = PDFAccents.composed(drawn)
        self.glyphs = glyphs
        let lines = PDFLineBuilder.lines(of: PDFRunBuilder.runs(of: glyphs), glyphs)
        scalars.reserveCapacity(glyphs.count * 5 / 4)
        places.reserveCapacity(glyphs.count * 5 / 4)
        var before: PDFLine?
        var pitch: Float = 0
        for line in lines {
            if let before {
                let distance = line.across - before.across
                switch Self.breakBetween(before, line, pitch: pitch, self, first: firstScalar(of: line)) {
                case .line:
                    pitch = distance > 0 ? distance : pitch
                    append(0x0A)
                case .paragraph:
                    pitch = 0
                    append(0x0A)
                    append(0x0A)
                }
            }
            add(line)
            before = line
        }
    }

    /// The whole text.
    var string: String { Self.string(scalars[...]) }

    static func string(_ scalars: ArraySlice<UInt32>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in scalars {
            if scalar < 0x80 {
                bytes.append(UInt8(scalar))
            } else {
                bytes.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar) ?? "\u{FFFD}")!)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Lines

    private mutating func add(_ line: PDFLine) {
        let start = scalars.count
        var (top, bottom) = (Float.infinity, -Float.infinity)
        for index in line.initial?.glyphs ?? [] { append(glyphs[Int(index)].scalar, at: index) }
        for piece in PDFPieces.pieces(of: line, glyphs) {
            switch piece.before {
            case .nothing: break
            case .space: append(0x20)
            case .tab: append(0x09)
            }
            let glyph = glyphs[Int(piece.glyph)]
            append(glyph.scalar, at: piece.glyph)
            (top, bottom) = (min(top, glyph.top), max(bottom, glyph.bottom))
        }
        if scalars.count > start { lines.append(Line(range: start..<scalars.count, top: top, bottom: bottom)) }
    }

    private mutating func append(_ scalar: UInt32, at place: Int32 = -1) {
        scalars.append(scalar)
        places.append(place)
    }

    private func firstScalar(of line: PDFLine) -> UInt32 {
        (line.initial ?? line.runs[0]).glyphs.first.map { glyphs[Int($0)].scalar } ?? 0x20
    }

    // MARK: Breaks

    private enum Break { case line, paragraph }

    /// Whether a line continues the paragraph of the line before it.
    private static func breakBetween(
        _ before: PDFLine,
        _ line: PDFLine,
        pitch: Float,
        _ text: PDFPageText,
        first: UInt32
    ) -> Break {
        let size = max(before.size, line.size)
        let isSameSize = min(before.size, line.size) > 0.87 * size
        let distance = line.across - before.across
        let isBelow =
            before.frame.isSame(as: line.frame) && isSameSize && distance > 0.4 * size
            && distance < (pitch > 0 ? min(1.3 * pitch + 0.1 * size, 2.2 * size) : 1.9 * size)
            && line.start < before.end && line.end > before.start
        if isBelow {
            // A bold line above others is a heading.
            return before.isBold && !line.isBold ? .paragraph : .line
        }
        // Elsewhere, in another column or behind a picture, only a sentence that goes on.
        let last = text.scalars.last ?? 0x20
        let continues =
            isSameSize && before.isBold == line.isBold && Scripts.isLowercase(first)
            && (Scripts.isLowercase(last) || last == 0x2C || last == 0x2D || last == 0xAD)
        return continues ? .line : .paragraph
    }
}
