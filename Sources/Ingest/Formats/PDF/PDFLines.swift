/// A line of text on a page: runs on one baseline, in reading order.
struct PDFLine {
    var runs: [PDFRun]
    var start: Float
    var end: Float
    var across: Float
    /// The size of the largest run.
    var size: Float
    var isBold: Bool
    var isRightToLeft: Bool
    var frame: PDFFrame
    /// The large initial that its first word begins with.
    var initial: PDFRun?

    init(_ run: PDFRun) {
        runs = [run]
        (start, end, across, size) = (run.start, run.end, run.across, run.style.size)
        (isBold, isRightToLeft) = (run.style.isBold, run.isRightToLeft)
        frame = PDFFrame(run.style.direction)
    }

    mutating func add(_ run: PDFRun, atStart: Bool) {
        if atStart { runs.insert(run, at: 0) } else { runs.append(run) }
        (start, end) = (min(start, run.start), max(end, run.end))
        isBold = isBold && run.style.isBold
        isRightToLeft = isRightToLeft || run.isRightToLeft
        if run.style.size > size * 1.05 { (size, across) = (run.style.size, run.across) }
    }
}

/// Joins the runs of a page to lines, in the order in which the first run of each is drawn.
struct PDFLineBuilder {
    private var lines: [PDFLine] = []
    /// The lines by direction and position of the baseline in steps of two points.
    private var places: [Place: [Int]] = [:]

    private struct Place: Hashable {
        var x, y, step: Int32
    }

    /// The most lines near a baseline that a run is compared with, and the most runs of a line, so that hostile pages take
    /// linear time.
    private static let mostNeighbours = 64
    private static let mostRuns = 1000

    static func lines(of runs: [PDFRun], _ glyphs: [PDFGlyph]) -> [PDFLine] {
        var builder = PDFLineBuilder()
        for run in runs { builder.add(run) }
        var lines = withInitials(builder.lines, glyphs)
        if isUpsideDown(lines) { lines.sort { ($0.across, $0.start) < ($1.across, $1.start) } }
        return lines
    }

    private mutating func add(_ run: PDFRun) {
        guard !run.isVertical else {
            lines.append(PDFLine(run))
            return
        }
        let frame = PDFFrame(run.style.direction)
        if let index = neighbour(of: run, frame) {
            let isAtStart = run.start < lines[index].start
            lines[index].add(run, atStart: lines[index].isRightToLeft || run.isRightToLeft ? !isAtStart : isAtStart)
            note(index, frame)
            return
        }
        if isNextCell(run, frame) {
            lines[lines.count - 1].add(run, atStart: false)
            note(lines.count - 1, frame)
            return
        }
        lines.append(PDFLine(run))
        note(lines.count - 1, frame)
    }

    /// Whether a run is a cell of the same row as the last line.
    private func isNextCell(_ run: PDFRun, _ frame: PDFFrame) -> Bool {
        guard let line = lines.last, line.frame.isSame(as: frame), !line.runs[0].isVertical,
            line.runs.count < Self.mostRuns,
            abs(line.across - run.across) < 0.3 * min(line.size, run.style.size)
        else { return false }
        return line.isRightToLeft || run.isRightToLeft ? run.end < line.start : run.start > line.end
    }

    /// The line that a run continues, at its end or its start.
    private func neighbour(of run: PDFRun, _ frame: PDFFrame) -> Int? {
        let size = run.style.size
        let reach = Int32(min(0.15 * size, 8).rounded(.up))
        let step = Self.step(run.across)
        for offset in 0...reach {
            for place in offset == 0 ? [step] : [step &- offset, step &+ offset] {
                let found = places[Place(x: Self.step(frame.x * 20), y: Self.step(frame.y * 20), step: place)] ?? []
                for index in found.suffix(Self.mostNeighbours).reversed() {
                    let line = lines[index]
                    guard line.runs.count < Self.mostRuns, line.frame.isSame(as: frame),
                        abs(line.across - run.across) < 0.3 * min(line.size, size)
                    else { continue }
                    // Further away may be another column.
                    let room = -0.4 * size...0.4 * max(size, line.size)
                    if room.contains(run.start - line.end) || room.contains(line.start - run.end) { return index }
                }
            }
        }
        return nil
    }

    private mutating func note(_ index: Int, _ frame: PDFFrame) {
        let place = Place(x: Self.step(frame.x * 20), y: Self.step(frame.y * 20), step: Self.step(lines[index].across))
        if places[place]?.last != index { places[place, default: []].append(index) }
    }

    private static func step(_ value: Float) -> Int32 { Int32(min(max(value / 2, -1e8), 1e8).rounded()) }

    /// Whether most lines are drawn above the line before them.
    private static func isUpsideDown(_ lines: [PDFLine]) -> Bool {
        let level = lines.filter { $0.frame.y == 0 && $0.frame.x > 0 }
        guard level.count > 5 else { return false }
        let upwards = zip(level, level.dropFirst()).count { $0.across > $1.across + 0.5 * $1.size }
        return upwards * 10 > level.count * 7
    }

    /// Joins large initials with the first of the lines beside them.
    private static func withInitials(_ lines: [PDFLine], _ glyphs: [PDFGlyph]) -> [PDFLine] {
        var lines = lines
        var removed: Set<Int> = []
        for index in lines.indices {
            let initial = lines[index]
            guard initial.runs.count == 1, let run = initial.runs.first, run.glyphs.count <= 2, initial.frame.y == 0,
                run.glyphs.allSatisfy({ Scripts.isLetter(glyphs[Int($0)].scalar) })
            else { continue }
            let near = (max(0, index - 8)..<min(lines.count, index + 9)).filter { other in
                let line = lines[other]
                guard other != index, line.initial == nil, line.frame.isSame(as: initial.frame),
                    initial.size > 1.7 * line.size
                else { return false }
                let gap = line.isRightToLeft ? initial.start - line.end : line.start - initial.end
                return gap > -0.5 * line.size && gap < 0.5 * initial.size
                    && line.across <= initial.across + 0.2 * line.size
                    && line.across > initial.across - 0.95 * initial.size
            }
            guard let first = near.min(by: { lines[$0].across < lines[$1].across }),
                let glyph = lines[first].runs.first?.glyphs.first,
                Scripts.isLetter(glyphs[Int(glyph)].scalar)
            else { continue }
            lines[first].initial = run
            removed.insert(index)
        }
        guard !removed.isEmpty else { return lines }
        return lines.indices.filter { !removed.contains($0) }.map { lines[$0] }
    }
}
