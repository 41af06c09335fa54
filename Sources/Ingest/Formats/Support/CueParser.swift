import DocumentModel

/// Reads the cues of WebVTT and SubRip line by line. Malformed parts are skipped with a warning.
struct CueParser {
    private(set) var cues: [Cue] = []
    private(set) var warnings: [String] = []
    /// The language that a WebVTT header declares.
    private(set) var language: LanguageTag?

    private static let mostWarnings = 20
    private let isVTT: Bool
    private var unreported = 0

    init(isVTT: Bool) { self.isVTT = isVTT }

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
        var state = isVTT && lines.first?.hasPrefix("WEBVTT") == true ? State.header : .between
        var start = 0.0
        var end = 0.0
        var payload: [Substring] = []

        func closed() -> Cue? {
            let (speaker, text) = CueText.read(payload)
            payload = []
            return text.isEmpty ? nil : Cue(start: start, end: end, speaker: speaker, text: text)
        }

        for (index, line) in lines.enumerated() {
            let isEmpty = line.allSatisfy(\.isWhitespace)
            // Arrows have no meaning in a comment, but an unterminated comment does not swallow the next cue.
            let isComment = state == .comment || (state == .between && isVTT && opensComment(line))
            let times = line.contains("-->") ? CueTimes.read(line) : nil
            if times != nil || (line.contains("-->") && !isComment) {
                if state == .cue {
                    // The number of the next cue, if the empty line before it is missing.
                    if !isVTT, let last = payload.last, isNumber(last) { payload.removeLast() }
                    if let cue = closed() { cues.append(cue) }
                }
                if let times {
                    if times.end < times.start { warn(index, "a cue ends before it starts") }
                    (start, end) = (times.start, max(times.start, times.end))
                    state = .cue
                } else {
                    warn(index, "the times of a cue cannot be read")
                    state = .ignored
                }
                continue
            }
            switch state {
            case .header:
                if isEmpty { state = .between }
                if let value = value(of: "Language", in: line) { language = LanguageTag(value) }
            case .between where isEmpty: break
            case .between:
                let next = index + 1 < lines.count ? lines[index + 1] : ""
                if isComment {
                    state = .comment
                } else if next.contains("-->") {
                    break  // the cue's number or name
                } else if !isVTT, var last = cues.popLast() {
                    // SubRip allows an empty line inside a cue, though it was not designed to.
                    last.text += "\n" + CueText.read([line]).text
                    cues.append(last)
                } else {
                    warn(index, "text outside a cue was ignored")
                    state = .ignored
                }
            case .ignored, .comment: if isEmpty { state = .between }
            case .cue:
                if isEmpty {
                    if let cue = closed() { cues.append(cue) }
                    state = .between
                } else {
                    payload.append(line)
                }
            }
        }
        if state == .cue, let cue = closed() { cues.append(cue) }
        if unreported > 0 { warnings.append("and \(unreported) more lines of that kind") }
    }

    private func opensComment(_ line: Substring) -> Bool {
        ["NOTE", "STYLE", "REGION"].contains { line == $0 || line.hasPrefix($0 + " ") }
    }

    private func isNumber(_ line: Substring) -> Bool {
        !line.isEmpty && line.allSatisfy { $0.isNumber || $0.isWhitespace }
    }

    private func value(of key: String, in line: Substring) -> String? {
        guard line.hasPrefix(key + ":") else { return nil }
        return Descriptions.folded(String(line.dropFirst(key.count + 1)))
    }

    private mutating func warn(_ index: Int, _ message: String) {
        if warnings.count < Self.mostWarnings {
            warnings.append("line \(index + 1): \(message)")
        } else {
            unreported += 1
        }
    }
}

/// The line with a cue's times.
enum CueTimes {
    /// Reads `00:01:02,500 --> 00:01:05.000 align:start`; hours may be missing, the fraction follows a comma or a dot.
    static func read(_ line: Substring) -> (start: Double, end: Double)? {
        guard let arrow = line.firstRange(of: "-->") else { return nil }
        let before = line[..<arrow.lowerBound].split(whereSeparator: \.isWhitespace)
        let after = line[arrow.upperBound...].split(whereSeparator: \.isWhitespace)
        guard before.count == 1, let start = seconds(before[0]), let end = after.first.flatMap(seconds) else {
            return nil
        }
        return (start, end)
    }

    private static func seconds(_ text: Substring) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        let last = parts[parts.count - 1].split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        guard (1...2).contains(last.count), let seconds = number(last[0]), let minutes = number(parts[parts.count - 2])
        else { return nil }
        let hours = parts.count == 3 ? number(parts[0]) : 0
        let fraction = last.count == 2 ? Double("0.\(last[1])") : 0
        guard let hours, let fraction, seconds < 60, minutes < 60 else { return nil }
        return Double(hours * 3600 + minutes * 60 + seconds) + fraction
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}

/// The lines of a cue, whose tags are not HTML but a small language of their own.
enum CueText {
    /// The maximum length of a tag in characters. Without a limit, many unclosed tags would take quadratic time.
    private static let longestTag = 500

    /// The speaker named by a `<v>` tag, and the lines without tags and with entities decoded.
    static func read(_ lines: [Substring]) -> (speaker: String?, text: String) {
        var speaker: String?
        var text = ""
        for line in lines {
            if !text.isEmpty { text.append("\n") }
            read(line, speaker: &speaker, into: &text)
        }
        let kept = text.split(whereSeparator: \.isNewline).compactMap { Descriptions.folded(String($0)) }
        return (speaker, kept.joined(separator: "\n"))
    }

    private static func read(_ line: Substring, speaker: inout String?, into text: inout String) {
        var rest = line
        while let next = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == "{" }) {
            text.append(contentsOf: rest[..<next])
            rest = rest[next...]
            if let (tag, behind) = tag(rest) {
                if tag.first == "v", let name = tag.firstIndex(where: \.isWhitespace) {
                    speaker = Descriptions.folded(decoded(tag[name...]))
                }
                rest = behind
            } else if let (character, behind) = entity(rest) {
                text.append(character)
                rest = behind
            } else {
                text.append(rest.removeFirst())
            }
        }
        text.append(contentsOf: rest)
    }

    /// The tag at the start of `text`: `<…>` with a valid beginning, or SubRip's `{\an8}`.
    private static func tag(_ text: Substring) -> (tag: Substring, behind: Substring)? {
        let inner = text.dropFirst()
        guard let first = inner.first else { return nil }
        let isTag = text.first == "<" && (first.isLetter || first == "/" || first.isNumber)
        let isStyle = text.first == "{" && first == "\\"
        let near = inner.prefix(Self.longestTag)
        guard isTag || isStyle, let end = near.firstIndex(of: isTag ? ">" : "}") else { return nil }
        return (inner[..<end], inner[inner.index(after: end)...])
    }

    private static func entity(_ text: Substring) -> (character: Character, behind: Substring)? {
        guard text.first == "&", let end = text.prefix(12).firstIndex(of: ";") else { return nil }
        let name = text[text.index(after: text.startIndex)..<end]
        let behind = text[text.index(after: end)...]
        if name == "lrm" || name == "rlm" || name == "nbsp" { return (name == "nbsp" ? "\u{A0}" : "\u{200E}", behind) }
        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let value = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init).map { (Character($0), behind) }
        }
        return MarkupParser.htmlEntity(String(name)).map { ($0, behind) }
    }

    private static func decoded(_ text: Substring) -> String {
        var (speaker, result): (String?, String) = (nil, "")
        read(text, speaker: &speaker, into: &result)
        return result
    }
}
