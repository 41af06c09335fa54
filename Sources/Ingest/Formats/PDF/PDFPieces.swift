/// The glyphs of a line in reading order, and what is between them.
struct PDFPieces {
    struct Piece {
        enum Separator { case nothing, space, tab }

        /// The index of its glyph on the page.
        var glyph: Int32
        var before: Separator
    }

    static func pieces(of line: PDFLine, _ glyphs: [PDFGlyph]) -> [Piece] {
        line.isRightToLeft && !line.runs[0].isVertical && line.frame.y == 0
            ? rightToLeft(line, glyphs) : withoutSpacing(leftToRight(line, glyphs), line, glyphs)
    }

    private static func leftToRight(_ line: PDFLine, _ glyphs: [PDFGlyph]) -> [Piece] {
        var pieces: [Piece] = []
        var end: Float?
        for run in line.runs {
            for (position, glyph) in run.glyphs.enumerated() {
                var before: Piece.Separator = position > 0 && run.isAfterSpace[position] ? .space : .nothing
                if position == 0, let end {
                    let gap = run.start - end
                    if gap > 1.0 * line.size {
                        before = .tab
                    } else if gap > 0.15 * line.size || run.isAfterSpace[0] && gap > -0.1 * line.size {
                        before = .space
                    }
                }
                // A soft hyphen belongs to the letter before it, wherever it is drawn.
                if glyphs[Int(glyph)].scalar == 0xAD { before = .nothing }
                pieces.append(Piece(glyph: glyph, before: before))
            }
            end = run.end
        }
        return pieces
    }

    /// For words whose letters are set apart with spaces, as in S P A C E D: without these spaces.
    private static func withoutSpacing(_ pieces: [Piece], _ line: PDFLine, _ glyphs: [PDFGlyph]) -> [Piece] {
        var result = pieces
        func scalar(_ index: Int) -> UInt32 { glyphs[Int(pieces[index].glyph)].scalar }
        func isPartOfWord(_ scalar: UInt32) -> Bool {
            Scripts.isLetter(scalar) || Scripts.isDigit(scalar) || Scripts.isMark(scalar)
        }
        func isFirst(_ index: Int) -> Bool {
            index == 0 || pieces[index].before != .nothing || !isPartOfWord(scalar(index - 1))
        }
        var start = 0
        while start < pieces.count {
            // A row of single letters, each after a space. Signs may stand before the first and behind the last one.
            var end = start
            var gaps: [Float] = []
            while end < pieces.count, end > start || isFirst(start), Scripts.isLetter(scalar(end)) {
                let isLast = end + 1 < pieces.count && pieces[end + 1].before == .nothing
                if isLast, isPartOfWord(scalar(end + 1)) { break }
                if end > start {
                    let (left, right) = (glyphs[Int(pieces[end - 1].glyph)], glyphs[Int(pieces[end].glyph)])
                    let gap = line.frame.extent(right).start - line.frame.extent(left).end
                    if pieces[end].before != .space || gap > 0.65 * line.size { break }
                    gaps.append(gap)
                }
                end += 1
                if isLast { break }
            }
            if gaps.count >= 4 {
                let usual = gaps.sorted()[gaps.count / 2]
                if !Scripts.isList((start..<end).lazy.map(scalar)) {
                    for (offset, gap) in gaps.enumerated() where gap < 1.4 * usual + 0.02 * line.size {
                        result[start + 1 + offset].before = .nothing
                    }
                }
            }
            start = max(end, start + 1)
        }
        return result
    }

    // MARK: Right to left

    /// A glyph with the marks and the rest of the ligature that belong to it.
    private struct Unit {
        var glyphs: [Int32]
        var left: Float
        var right: Float
        var kind: Kind
        /// Its place in the order of drawing, and whether a space is drawn before it.
        var number: Int
        var isAfterSpace: Bool

        enum Kind { case rightToLeft, leftToRight, neutral }
    }

    /// Sorts the glyphs by their places, because programs write right-to-left lines in either direction, and puts them in
    /// reading order: a simple inverse of Unicode's bidirectional algorithm.
    private static func rightToLeft(_ line: PDFLine, _ glyphs: [PDFGlyph]) -> [Piece] {
        var units: [Unit] = []
        for index in line.runs.flatMap(\.glyphs) {
            let glyph = glyphs[Int(index)]
            let belongsToLast =
                units.last.map {
                    glyphs[Int($0.glyphs[0])].cluster == glyph.cluster
                        || Scripts.isMark(glyph.scalar) && glyph.left < $0.right
                            && glyph.right > $0.left - 0.5 * line.size
                } ?? false
            if belongsToLast {
                units[units.count - 1].glyphs.append(index)
                units[units.count - 1].left = min(units[units.count - 1].left, glyph.left)
                units[units.count - 1].right = max(units[units.count - 1].right, glyph.right)
            } else {
                units.append(
                    Unit(
                        glyphs: [index],
                        left: glyph.left,
                        right: glyph.right,
                        kind: kind(glyph.scalar),
                        number: units.count,
                        isAfterSpace: glyph.isAfterSpace
                    )
                )
            }
        }
        let isBackwards = units.count { $0.kind == .rightToLeft } >= units.count { $0.kind == .leftToRight }
        let seen = units.enumerated().sorted {
            let (left, right) = ($0.element.left + $0.element.right, $1.element.left + $1.element.right)
            return left == right ? $0.offset < $1.offset : left < right
        }.map(\.element)
        var ordered = isBackwards ? seen.reversed() : seen
        turn(&ordered, isBackwards ? .leftToRight : .rightToLeft)

        var pieces: [Piece] = []
        for (position, unit) in ordered.enumerated() {
            var before = Piece.Separator.nothing
            if position > 0 {
                let last = ordered[position - 1]
                let gap = max(unit.left - last.right, last.left - unit.right)
                before =
                    gap > 1.0 * line.size ? .tab : gap > 0.15 * line.size || hasSpace(last, unit) ? .space : .nothing
            }
            for (number, glyph) in unit.glyphs.enumerated() {
                pieces.append(Piece(glyph: glyph, before: number == 0 ? before : .nothing))
            }
        }
        return pieces
    }

    /// Whether a space is drawn between two neighbours.
    private static func hasSpace(_ one: Unit, _ other: Unit) -> Bool {
        abs(one.number - other.number) == 1 && (one.number > other.number ? one : other).isAfterSpace
    }

    private static func kind(_ scalar: UInt32) -> Unit.Kind {
        // Arabic digits.
        if (0x660..<0x66A).contains(scalar) || (0x6F0..<0x6FA).contains(scalar) { return .leftToRight }
        if Scripts.isRightToLeft(scalar) { return .rightToLeft }
        return Scripts.isLetter(scalar) || Scripts.isDigit(scalar) ? .leftToRight : .neutral
    }

    /// Turns each sequence of one kind, with what is neutral inside it, round.
    private static func turn(_ units: inout [Unit], _ kind: Unit.Kind) {
        var start = 0
        while start < units.count {
            guard units[start].kind == kind else {
                start += 1
                continue
            }
            var (end, last) = (start + 1, start)
            while end < units.count, units[end].kind == kind || units[end].kind == .neutral {
                if units[end].kind == kind { last = end }
                end += 1
            }
            units[start...last].reverse()
            start = last + 1
        }
    }
}
