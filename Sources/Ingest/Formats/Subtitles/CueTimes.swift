/// The line with a cue's times. Malformed ones are read if only one reading is plausible.
struct CueTimes: Equatable {
    /// Seconds; nil if the line does not say.
    var start: Double?
    var end: Double?
    /// Whether the line is written as the format requires: `00:01:02.500 --> 00:01:05.000`.
    var isUsual = true
    /// Whether each time has hours or a fraction. Two times without are perhaps just words: `12:30 --> 13:45`.
    var isUnmistakable = true

    /// What a line is.
    enum Reading: Equatable {
        case times(CueTimes)
        /// It was meant to be times, but they cannot be read.
        case unreadable
        case text
    }

    /// Reads `00:01:02,500 --> 00:01:05,000 align:start`; hours may be missing. Unusual, but understood: other arrows,
    /// missing or other fractions, parts with one digit, `00:01:02:500`, spaces inside, one time only.
    static func read(_ line: Substring, isVTT: Bool) -> Reading {
        guard let arrow = arrow(in: line) else { return .text }
        let isDash = { (character: Character) in character.isWhitespace || character == "-" }
        let before = line[..<arrow.range.lowerBound].trimmed(where: isDash)
        let after = line[arrow.range.upperBound...].split(maxSplits: 3, whereSeparator: \.isWhitespace)
        let start = numbered(before).flatMap { time($0, isVTT) } ?? time(before.filter { !$0.isWhitespace }, isVTT)
        let end =
            after.first.flatMap { time(String($0), isVTT) }
            ?? (after.count > 1 ? time(String(after[0] + after[1]), isVTT) : nil)
        if (start == nil && !before.isEmpty) || (end == nil && !after.isEmpty) || (start == nil && end == nil) {
            let isMeant = looksLikeTime(before) && looksLikeTime(after.first ?? "")
            return isMeant ? .unreadable : .text
        }
        let times = [start, end].compactMap(\.self)
        return .times(
            CueTimes(
                start: start?.seconds,
                end: end?.seconds,
                isUsual: arrow.isUsual && times.count == 2 && times.allSatisfy(\.isUsual)
                    && line[..<arrow.range.lowerBound].allSatisfy { $0 != "-" }
                    && before.allSatisfy { !$0.isWhitespace },
                isUnmistakable: times.count == 2 && times.allSatisfy(\.isUnmistakable)
            )
        )
    }

    /// The arrow in a line. Another than `-->` counts only behind a digit at the line's start.
    private static func arrow(in line: Substring) -> (range: Range<Substring.Index>, isUsual: Bool)? {
        if let range = line.firstRange(of: "-->") { return (range, true) }
        guard let first = line.first(where: { !$0.isWhitespace }), first.isASCII, first.isNumber else { return nil }
        let near = line.prefix(60)
        for arrow in ["--&gt;", "-- >", "- ->", "->", "—>", "–>", "−>", "=>", "→", "⟶", "➔"] {
            if let range = near.firstRange(of: arrow) { return (range, false) }
        }
        return nil
    }

    /// The time in `12 00:01:02,500`: the cue's number is on the same line.
    private static func numbered(_ text: Substring) -> String? {
        let parts = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return String(parts[1])
    }

    private static func looksLikeTime(_ text: Substring) -> Bool {
        guard let first = text.first, first.isASCII, first.isNumber else { return false }
        return text.contains(":")
    }

    struct Time: Equatable {
        var seconds: Double
        var isUsual: Bool
        var isUnmistakable: Bool
    }

    private static func time(_ text: String, _ isVTT: Bool) -> Time? {
        guard (1...40).contains(text.utf8.count) else { return nil }
        let isNegative = text.hasPrefix("-")
        var parts = text.dropFirst(isNegative ? 1 : 0)
            .split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "：" }
        guard (1...4).contains(parts.count) else { return nil }
        var fraction: Substring?
        var isUsual = !isNegative && (2...3).contains(parts.count) && !text.contains("：")
        if parts.count == 4 {
            fraction = parts.removeLast()
        } else {
            let last = parts[parts.count - 1].split(omittingEmptySubsequences: false) { ",.;，".contains($0) }
            guard last.count <= 2 else { return nil }
            if last.count == 2 {
                parts[parts.count - 1] = last[0]
                fraction = last[1]
                isUsual = isUsual && text.contains(isVTT ? "." : ",")
            }
        }
        guard parts.count > 1 || fraction != nil, fraction.map({ number($0) != nil }) ?? true else { return nil }
        let numbers = parts.compactMap(number)
        guard numbers.count == parts.count, let seconds = numbers.last else { return nil }
        let minutes = numbers.count > 1 ? numbers[numbers.count - 2] : 0
        let hours = numbers.count > 2 ? numbers[0] : 0
        isUsual =
            isUsual && fraction?.utf8.count == 3 && parts.allSatisfy { $0.utf8.count >= 2 } && seconds < 60
            && minutes < 60
        let whole = Double(hours * 3600 + minutes * 60 + seconds) + (fraction.flatMap { Double("0.\($0)") } ?? 0)
        return Time(
            seconds: isNegative ? 0 : whole,
            isUsual: isUsual,
            isUnmistakable: parts.count == 3 || fraction != nil
        )
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// The seconds in `1:02:03.4`, `02:03` or `63.4`; nil if it is not a time.
    static func seconds(_ text: some StringProtocol) -> Double? {
        time(String(text).filter { !$0.isWhitespace }, true)?.seconds
    }
}

extension Substring {
    fileprivate func trimmed(where isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
