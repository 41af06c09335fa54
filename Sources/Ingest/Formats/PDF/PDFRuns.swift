/// A run of glyphs that follow each other on one baseline in the order in which they are drawn.
struct PDFRun {
    /// The indexes of the glyphs, and whether a space precedes each.
    var glyphs: [Int32] = []
    var isAfterSpace: [Bool] = []
    var style: PDFStyle
    var isRightToLeft = false
    /// Whether the glyphs stand upright below each other.
    var isVertical = false
    /// The extent along the direction of the text, and the position of the baseline across it, in points.
    var start: Float
    var end: Float
    var across: Float
}

/// Where glyphs are relative to the direction of their text.
struct PDFFrame {
    var x: Float
    var y: Float

    init(_ direction: (x: Float, y: Float)) {
        // Exactly level or upright unless it is visibly turned.
        if abs(direction.y) < 0.035 {
            (x, y) = (direction.x < 0 ? -1 : 1, 0)
        } else if abs(direction.x) < 0.035 {
            (x, y) = (0, direction.y < 0 ? -1 : 1)
        } else {
            (x, y) = direction
        }
    }

    func along(_ x: Float, _ y: Float) -> Float { x * self.x + y * self.y }
    func across(_ x: Float, _ y: Float) -> Float { y * self.x - x * self.y }
    func isSame(as other: PDFFrame) -> Bool { x * other.x + y * other.y > 0.997 }

    /// The extent of a glyph along the text.
    func extent(_ glyph: PDFGlyph) -> (start: Float, end: Float) {
        if y == 0 { return x > 0 ? (glyph.left, glyph.right) : (-glyph.right, -glyph.left) }
        if x == 0 { return y > 0 ? (glyph.top, glyph.bottom) : (-glyph.bottom, -glyph.top) }
        let start = along(glyph.x, glyph.y)
        return (start, start + glyph.advance)
    }
}

/// Joins the glyphs of a page to runs.
struct PDFRunBuilder {
    private let glyphs: [PDFGlyph]
    private var runs: [PDFRun] = []
    /// The current run, if one is open.
    private var run = PDFRun(style: PDFStyle(size: 0, direction: (1, 0), isBold: false), start: 0, end: 0, across: 0)
    private var isOpen = false
    /// The distance of each glyph of the run from the one before it; nil at a space, and where the distance tells nothing.
    private var gaps: [Float?] = []
    private var frame = PDFFrame((1, 0))
    /// The extent, baseline and size of the last glyph.
    private var last = (start: Float(0), end: Float(0), across: Float(0), size: Float(0))
    private var lastGlyph: PDFGlyph?
    /// The number of letters since the last space, and whether there is nothing but the sign of a note.
    private var letters = 0
    private var isNote = true

    /// How wide the gap between two words is at least, in parts of the font's height.
    private static let wordGap: Float = 0.12

    /// The runs of a page, in the order in which they are drawn.
    static func runs(of glyphs: [PDFGlyph]) -> [PDFRun] {
        var builder = PDFRunBuilder(glyphs)
        for index in glyphs.indices { builder.add(index) }
        builder.close()
        return withoutShadows(builder.runs, glyphs)
    }

    private init(_ glyphs: [PDFGlyph]) { self.glyphs = glyphs }

    private mutating func add(_ index: Int) {
        let glyph = glyphs[index]
        guard glyph.style.size > 0, glyph.style.size.isFinite, glyph.x.isFinite, glyph.y.isFinite, !isDouble(glyph)
        else {
            return
        }
        if let joint = joint(glyph) {
            append(index, glyph, joint)
            return
        }
        close()
        frame = PDFFrame(glyph.style.direction)
        let extent = frame.extent(glyph)
        run = PDFRun(style: glyph.style, start: extent.start, end: extent.end, across: frame.across(glyph.x, glyph.y))
        isOpen = true
        append(index, glyph, glyph.isAfterSpace ? .space : .none)
    }

    private mutating func append(_ index: Int, _ glyph: PDFGlyph, _ joint: Joint) {
        let extent = frame.extent(glyph)
        let across = frame.across(glyph.x, glyph.y)
        run.glyphs.append(Int32(index))
        run.isAfterSpace.append(joint == .space)
        if case .gap(let gap) = joint { gaps.append(gap) } else { gaps.append(nil) }
        run.start = min(run.start, extent.start)
        run.end = max(run.end, extent.end)
        if Scripts.isRightToLeft(glyph.scalar) { run.isRightToLeft = true }
        // The baseline of a run is that of its largest glyphs.
        if glyph.style.size > run.style.size * 1.05 { (run.style, run.across) = (glyph.style, across) }
        var isFirst = joint == .space || run.glyphs.count == 1
        if case .gap(let gap) = joint, gap > Self.wordGap * glyph.style.size { isFirst = true }
        if isFirst { (letters, isNote) = (0, true) }
        letters = Scripts.isLetter(glyph.scalar) ? letters + 1 : Scripts.isDigit(glyph.scalar) ? 0 : letters
        if Scripts.isRaisedDigit(glyph.scalar) {
            isNote = isNote && (isFirst || lastGlyph.map { Scripts.isRaisedDigit($0.scalar) } ?? true)
        } else {
            isNote = isNote && Scripts.isReference(glyph.scalar)
        }
        if Scripts.isMark(glyph.scalar), lastGlyph != nil {
            last.end = max(last.end, extent.end)
        } else {
            last = (extent.start, extent.end, across, glyph.style.size)
            lastGlyph = glyph
        }
    }

    /// Ends the run: wide gaps in it become spaces, unless all its letters are set apart.
    private mutating func close() {
        guard isOpen else { return }
        isOpen = false
        // The distances of letters, not of the dots between an entry and its page.
        var known: [Float] = []
        var wide: [Float] = []
        for (position, gap) in gaps.enumerated().dropFirst() {
            guard let gap else { continue }
            let (left, right) = (scalar(position - 1), scalar(position))
            guard Scripts.isLetter(left), Scripts.isLetter(right) else { continue }
            if Scripts.isWide(left), Scripts.isWide(right) { wide.append(gap) } else { known.append(gap) }
        }
        let size = run.style.size
        var least = Self.wordGap * size
        if known.count >= 4 {
            known.sort()
            let usual = known[known.count / 4]
            if usual > 0.08 * size, !isListOfLetters(usual) { least = usual + 0.12 * size }
        }
        // Wide characters are set apart in headings of few characters, too.
        var leastWide = 0.5 * size
        if wide.count >= 4 {
            wide.sort()
            leastWide = max(0, wide[wide.count / 4]) + 0.2 * size
        }
        for (position, gap) in gaps.enumerated() {
            guard let gap, gap > min(least, leastWide) else { continue }
            var limit = least
            if position > 0 {
                let (left, right) = (scalar(position - 1), scalar(position))
                if Scripts.isWide(left), Scripts.isWide(right) {
                    limit = Scripts.isLetter(left) && Scripts.isLetter(right) ? leastWide : 0.5 * size
                }
            }
            if gap > limit { run.isAfterSpace[position] = true }
        }
        gaps.removeAll(keepingCapacity: true)
        lastGlyph = nil
        runs.append(run)
    }

    private func scalar(_ position: Int) -> UInt32 { glyphs[Int(run.glyphs[position])].scalar }

    /// Whether the run is a row of letters in the order of the alphabet, set apart, and no word.
    private func isListOfLetters(_ gap: Float) -> Bool {
        gap > 0.25 * run.style.size && Scripts.isList(run.glyphs.lazy.map { glyphs[Int($0)].scalar })
    }

    /// Whether a glyph is drawn at the place of the last one again, to look bold.
    private func isDouble(_ glyph: PDFGlyph) -> Bool {
        let size = glyph.style.size
        guard let lastGlyph, lastGlyph.scalar == glyph.scalar, abs(last.size - size) < 0.1 * size,
            lastGlyph.cluster != glyph.cluster
        else { return false }
        return abs(glyph.x - lastGlyph.x) < 0.12 * size && abs(glyph.y - lastGlyph.y) < 0.12 * size
    }

    /// What is between a glyph and the one before it in a run.
    private enum Joint: Equatable {
        case none, space
        case gap(Float)
    }

    /// How a glyph continues the current run; nil if it does not.
    private mutating func joint(_ glyph: PDFGlyph) -> Joint? {
        guard isOpen, let lastGlyph else { return nil }
        if lastGlyph.cluster == glyph.cluster { return Joint.none }
        if isBelow(glyph) {
            run.isVertical = true
            return Joint.none
        }
        if run.isVertical { return nil }
        guard frame.isSame(as: PDFFrame(glyph.style.direction)) else { return nil }
        let size = max(last.size, glyph.style.size)
        let shift = frame.across(glyph.x, glyph.y) - last.across
        let isRaised = abs(shift) > 0.2 * size
        if isRaised {
            // Higher or lower: part of the line only if it is an index or an exponent, or a mark of a letter.
            // An initial is much larger than the lines beside it.
            let isIndex = (0.45 * size..<0.9 * size).contains(min(last.size, glyph.style.size))
            guard abs(shift) < 0.8 * size, isIndex || Scripts.isMark(glyph.scalar) else { return nil }
        }
        let extent = frame.extent(glyph)
        let (forwards, backwards) = (extent.start - last.end, last.start - extent.end)
        let isBackwards = Scripts.isRightToLeft(glyph.scalar) && abs(backwards) < abs(forwards)
        let gap = isBackwards ? backwards : forwards
        if Scripts.isMark(glyph.scalar) { return abs(gap) < 2 * size ? Joint.none : nil }
        // Glyphs whose widths the file gives wrongly overlap, but go on.
        let goesOn =
            gap > -0.6 * size
            || !isRaised && glyph.style.size == last.size && gap > -2 * size && extent.start > last.start + 0.15 * size
        guard goesOn, gap < (isRaised ? 0.5 : 1) * size else { return nil }
        if glyph.isAfterSpace {
            // Some programs write spaces of no width between characters of scripts that have none.
            let isWritten =
                abs(gap) > 0.05 * size || !Scripts.isUnspaced(glyph.scalar) || !Scripts.isUnspaced(lastGlyph.scalar)
            return isWritten ? .space : .gap(gap)
        }
        return isNoteReference(glyph, shift: shift, lastGlyph) ? .space : .gap(gap)
    }

    /// Whether a raised number stands after a word, or a word after a raised number: it refers to a note, or marks one.
    private func isNoteReference(_ glyph: PDFGlyph, shift: Float, _ lastGlyph: PDFGlyph) -> Bool {
        let size = max(last.size, glyph.style.size)
        if Scripts.isRaisedDigit(glyph.scalar) { return letters >= 3 }
        if Scripts.isRaisedDigit(lastGlyph.scalar) { return Scripts.isLetter(glyph.scalar) && isNote }
        if shift < -0.12 * size, glyph.style.size < 0.9 * last.size {
            return letters >= 3 && Scripts.isReference(glyph.scalar)
        }
        if shift > 0.12 * size, last.size < 0.9 * glyph.style.size {
            return isNote && Scripts.isLetter(glyph.scalar)
        }
        return false
    }

    /// Whether a Chinese or Japanese glyph stands right below the last one.
    private func isBelow(_ glyph: PDFGlyph) -> Bool {
        let size = glyph.style.size
        guard let lastGlyph, Scripts.isWide(glyph.scalar), Scripts.isWide(lastGlyph.scalar),
            run.glyphs.count == 1 || run.isVertical, abs(size - last.size) < 0.1 * size
        else { return false }
        let (dx, dy) = (glyph.x - lastGlyph.x, glyph.y - lastGlyph.y)
        return frame.y == 0 && abs(dx) < 0.2 * size && dy > 0.7 * size && dy < 1.4 * size
    }

    /// The runs without those that repeat another one at nearly the same place, as shadows and printed bold do.
    private static func withoutShadows(_ runs: [PDFRun], _ glyphs: [PDFGlyph]) -> [PDFRun] {
        // The runs by a hash of their characters.
        var known: [UInt64: [Int]] = [:]
        var kept: [PDFRun] = []
        kept.reserveCapacity(runs.count)
        for run in runs {
            guard run.glyphs.count > 1 else {
                kept.append(run)
                continue
            }
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for glyph in run.glyphs { hash = (hash ^ UInt64(glyphs[Int(glyph)].scalar)) &* 0x100_0000_01B3 }
            let isShadow = (known[hash] ?? []).suffix(20).contains { index in
                let other = kept[index]
                return abs(other.start - run.start) < 0.3 * run.style.size
                    && abs(other.across - run.across) < 0.3 * run.style.size
                    && other.glyphs.elementsEqual(run.glyphs) { glyphs[Int($0)].scalar == glyphs[Int($1)].scalar }
            }
            if isShadow { continue }
            known[hash, default: []].append(kept.count)
            kept.append(run)
        }
        return kept
    }
}
