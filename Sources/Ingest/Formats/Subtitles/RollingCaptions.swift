import DocumentModel

/// Rolling captions: each line is shown when it is spoken and again above the next one. YouTube's automatic captions are
/// of this kind, and so are those recorded from television.
enum RollingCaptions {
    /// The most lines that are on the screen together.
    private static let mostLines = 8

    /// The cues with each line once, at the time when it first appears. Cues that do not roll are returned as they are:
    /// in them, a line may be repeated because it is said twice.
    static func unrolled(_ cues: [Cue]) -> [Cue] {
        let lines = cues.map { $0.text.split(separator: "\n") }
        var rolling = 0
        for index in lines.indices.dropFirst() where overlap(lines[index - 1], lines[index]) != nil { rolling += 1 }
        guard rolling >= 2, rolling * 5 >= (cues.count - 1) * 2 else { return cues }
        var result: [Cue] = []
        for (index, cue) in cues.enumerated() {
            guard index > 0, let overlap = overlap(lines[index - 1], lines[index]), !result.isEmpty else {
                result.append(cue)
                continue
            }
            if let grown = overlap.grown {
                // The last line so far goes on.
                let text = result[result.count - 1].text
                let kept = text.lastIndex(of: "\n").map { String(text[...$0]) } ?? ""
                result[result.count - 1].text = kept + grown
                result[result.count - 1].end = max(result[result.count - 1].end, cue.end)
            }
            let new = lines[index].dropFirst(overlap.count)
            if !new.isEmpty {
                var rest = cue
                rest.text = new.joined(separator: "\n")
                result.append(rest)
            }
        }
        return result
    }

    /// How many of the first lines of a cue were on the screen before, and the last of them if it has grown since; nil if
    /// none were.
    private static func overlap(_ last: [Substring], _ next: [Substring]) -> (count: Int, grown: Substring?)? {
        let most = min(last.count, next.count, mostLines)
        for count in stride(from: most, to: 0, by: -1) where last.suffix(count).elementsEqual(next.prefix(count)) {
            return (count, nil)
        }
        for count in stride(from: most, to: 0, by: -1) {
            guard let end = last.last, last.suffix(count).dropLast().elementsEqual(next.prefix(count - 1)) else {
                continue
            }
            let grown = next[count - 1]
            if grown.count > end.count, grown.hasPrefix(end) { return (count, grown) }
        }
        return nil
    }
}
