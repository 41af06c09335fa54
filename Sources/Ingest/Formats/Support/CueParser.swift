import DocumentModel

/// Reads the cues of WebVTT, SubRip and SBV line by line. Malformed times are repaired, and malformed parts are skipped,
/// with a warning for each kind of fault.
struct CueParser {
    private(set) var cues: [Cue] = []
    /// The language that a WebVTT header declares.
    private(set) var language: LanguageTag?

    private let format: FileFormat
    private var faults = LineFaults()
    /// The indices of the cues whose end is unknown.
    private var openEnded: [Int] = []

    /// A cue without an end lasts until the next one, but not longer than this, in seconds.
    private static let longestOpenCue = 10.0
    private static let usualCue = 4.0

    init(_ format: FileFormat) { self.format = format }

    var warnings: [String] { faults.warnings }

    private enum State {
        /// The header of WebVTT, up to the first empty line.
        case header
        /// Between cues.
        case between
        /// Inside NOTE, STYLE or REGION.
        case comment
        /// Inside a malformed cue.
        case ignored
        /// Inside a cue.
        case cue
    }

    mutating func parse(_ text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let isVTT = format == .vtt
        var state = isVTT && lines.first?.hasPrefix("WEBVTT") == true ? State.header : .between
        var times = CueTimes()
        var payload: [(index: Int, line: Substring)] = []

        for (index, whole) in lines.enumerated() {
            // The mark of a second file that was appended.
            let line = whole.first == "\u{FEFF}" ? whole.dropFirst() : whole
            let isBlank = line.allSatisfy(\.isWhitespace)
            let reading = isBlank ? CueTimes.Reading.text : read(line)
            // Arrows have no meaning in a comment, but an unterminated comment does not swallow the next cue.
            let isComment = state == .comment || (state == .between && isVTT && opensComment(line))
            let follows = state != .cue || isBoundary(index, lines)
            if case .times(let found) = reading, follows || found.isUnmistakable, !isComment || found.isUsual {
                if state == .cue {
                    // The number of the next cue, if the empty line before it is missing or part of the cue.
                    if let last = payload.last, last.index == index - 1, isNumber(last.line) { payload.removeLast() }
                    add(times, payload.map(\.line))
                }
                payload = []
                times = found
                if !found.isUsual { faults.note(index, Self.repair(line, found)) }
                if let start = found.start, let end = found.end, end < start {
                    faults.note(index, "a cue ends before it starts")
                    times.end = nil
                }
                state = .cue
                continue
            }
            let isUnreadable = reading == .unreadable ? follows : state != .cue && line.contains("-->")
            if isUnreadable, !isComment, state != .header {
                if state == .cue { add(times, payload.map(\.line)) }
                payload = []
                faults.note(index, "the times of a cue cannot be read")
                state = .ignored
                continue
            }
            switch state {
            case .header:
                if isBlank { state = .between }
                if let value = value(of: "Language", in: line) { language = LanguageTag(value) }
            case .between where isBlank: break
            case .between:
                let next = index + 1 < lines.count ? lines[index + 1] : ""
                if isComment {
                    state = .comment
                } else if next.contains("-->") || isTimes(next) {
                    break  // the cue's number or name
                } else {
                    faults.note(index, "text outside a cue was ignored")
                    state = .ignored
                }
            case .ignored, .comment: if isBlank { state = .between }
            case .cue:
                // An empty line ends a cue of WebVTT. One with a space is part of it, and in SubRip so is any, if text
                // follows that is not a cue.
                if line.isEmpty, isVTT {
                    add(times, payload.map(\.line))
                    payload = []
                    state = .between
                } else {
                    payload.append((index, line))
                }
            }
        }
        if state == .cue { add(times, payload.map(\.line)) }
        closeOpenEnded()
        cues = RollingCaptions.unrolled(cues)
    }

    /// Whether the line before can be that before a cue's times: empty, a cue's number, or times without text.
    private func isBoundary(_ index: Int, _ lines: [Substring]) -> Bool {
        guard index > 0 else { return true }
        return lines[index - 1].allSatisfy(\.isWhitespace) || isNumber(lines[index - 1]) || isTimes(lines[index - 1])
    }

    private func read(_ line: Substring) -> CueTimes.Reading {
        format == .sbv ? SBVTimes.read(line) : CueTimes.read(line, isVTT: format == .vtt)
    }

    private func isTimes(_ line: Substring) -> Bool {
        if case .times = read(line) { true } else { false }
    }

    private mutating func add(_ times: CueTimes, _ lines: [Substring]) {
        let parts = CueText.read(format == .sbv ? lines.map { Substring($0.replacing("[br]", with: "\n")) } : lines)
        guard !parts.isEmpty else { return }
        let start = times.start ?? max((times.end ?? 0) - Self.usualCue, cues.last?.end ?? 0, 0)
        for part in parts {
            if times.end == nil { openEnded.append(cues.count) }
            cues.append(Cue(start: start, end: max(start, times.end ?? start), speaker: part.speaker, text: part.text))
        }
    }

    private mutating func closeOpenEnded() {
        for index in openEnded.reversed() {
            let start = cues[index].start
            let next = index + 1 < cues.count ? cues[index + 1] : nil
            // Voices of one cue have the same times.
            let end = next.map { $0.start == start ? $0.end : $0.start } ?? start + Self.usualCue
            cues[index].end = min(max(end, start), start + Self.longestOpenCue)
        }
    }

    private static func repair(_ line: Substring, _ times: CueTimes) -> String {
        let shown = { (time: Double?) in time.map { "\((($0 * 1000).rounded()) / 1000) s" } ?? "unknown" }
        let written = Descriptions.folded(String(line.prefix(60))) ?? ""
        return "the times '\(written)' are malformed; they were read as \(shown(times.start)) to \(shown(times.end))"
    }

    private func opensComment(_ line: Substring) -> Bool {
        ["NOTE", "STYLE", "REGION"].contains { line == $0 || line.hasPrefix($0 + " ") || line.hasPrefix($0 + "\t") }
    }

    private func isNumber(_ line: Substring) -> Bool {
        !line.isEmpty && line.allSatisfy { $0.isNumber || $0.isWhitespace }
    }

    private func value(of key: String, in line: Substring) -> String? {
        guard line.hasPrefix(key + ":") else { return nil }
        return Descriptions.folded(String(line.dropFirst(key.count + 1)))
    }
}

/// The faults of a text file, one warning for each kind.
struct LineFaults {
    private var kinds: [(kind: Substring, message: String, line: Int, count: Int)] = []

    /// Notes a fault in a line, counted from 0. Messages that are the same but for texts in quotes and what follows them
    /// are of one kind.
    mutating func note(_ index: Int, _ message: String) {
        let kind = message.prefix { $0 != "'" }
        if let known = kinds.firstIndex(where: { $0.kind == kind }) {
            kinds[known].count += 1
        } else {
            kinds.append((kind, message, index + 1, 1))
        }
    }

    var warnings: [String] {
        kinds.map { fault in
            let more = fault.count - 1
            return "line \(fault.line): \(fault.message)"
                + (more == 0
                    ? "" : more == 1 ? " (and one more line of that kind)" : " (and \(more) more lines of that kind)")
        }
    }
}
