import DocumentModel

/// LRC, timed lyrics: `[01:02.50]Line`, with several times before a line that is repeated.
enum LyricsFormat {
    /// The last line lasts this long, in seconds, and no line longer than ``longest``.
    private static let usual = 5.0
    private static let longest = 30.0

    /// Whether each of the first lines begins with a time with fractions, or is a tag such as `[ti:Title]`.
    static func isLRC(_ text: Substring) -> Bool {
        var timed = 0
        // The last line may be cut off.
        let lines = text.split(maxSplits: 40, whereSeparator: \.isNewline)
        for line in lines.prefix(40).dropLast(lines.count > 2 ? 1 : 0) where !line.allSatisfy(\.isWhitespace) {
            let (times, rest) = times(of: line)
            if !times.isEmpty {
                guard line.prefix(12).contains(where: { $0 == "." }) else { return false }
                timed += 1
            } else if tag(rest) == nil {
                return false
            }
        }
        return timed > 0
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        let (cues, metadata, ignored) = parse(decoded.text)
        guard !cues.isEmpty else { throw .broken("no line has a time such as [01:02.50]") }
        var document = SubtitleFormat.document(.lrc, cues, metadata, name: source.name)
        if ignored > 0 {
            document.warnings.append("\(ignored) lines without a time were added to the lines before them")
        }
        if let warning = decoded.warning { document.warnings.append(warning) }
        return document
    }

    /// The lines in the order of their times, and what the tags say.
    static func parse(_ text: String) -> (cues: [Cue], metadata: Metadata, ignored: Int) {
        var cues: [Cue] = []
        var metadata = Metadata()
        var (offset, ignored) = (0.0, 0)
        for line in text.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
            let (times, rest) = times(of: line)
            if times.isEmpty {
                if let (name, value) = tag(rest) {
                    if name == "offset" { offset = (Double(value) ?? 0) / 1000 }
                    apply(name, value, to: &metadata)
                } else if !cues.isEmpty {
                    cues[cues.count - 1].text += "\n" + CueText.plain(rest)
                    ignored += 1
                }
                continue
            }
            let words = CueText.plain(rest)
            for time in times { cues.append(Cue(start: time, end: time, text: words)) }
        }
        // A positive offset shows the lines earlier.
        for index in cues.indices { cues[index].start = max(0, cues[index].start - offset) }
        cues = cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
        for index in cues.indices {
            let next = index + 1 < cues.count ? cues[index + 1].start : cues[index].start + usual
            cues[index].end = min(next, cues[index].start + longest)
        }
        // A time without words only ends the line before it.
        return (cues.filter { !$0.text.isEmpty }, metadata, ignored)
    }

    /// The times at the start of a line, and the rest.
    private static func times(of line: Substring) -> (times: [Double], rest: Substring) {
        var times: [Double] = []
        var rest = line.drop(while: \.isWhitespace)
        while rest.first == "[", let end = rest.prefix(16).firstIndex(of: "]") {
            let text = rest[rest.index(after: rest.startIndex)..<end]
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            // `[01:02:50]` has hundredths of a second after the second colon.
            let dotted = parts.count == 3 && !text.contains(".") ? "\(parts[0]):\(parts[1]).\(parts[2])" : String(text)
            guard text.first?.isNumber == true, parts.count > 1, let time = CueTimes.seconds(dotted) else { break }
            times.append(time)
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
        }
        return (times, rest)
    }

    private static func tag(_ line: Substring) -> (name: String, value: String)? {
        let line = line.drop(while: \.isWhitespace)
        guard line.first == "[", let end = line.lastIndex(of: "]"), let colon = line.firstIndex(of: ":"), colon < end
        else { return nil }
        let name = line[line.index(after: line.startIndex)..<colon].lowercased()
        guard (1...12).contains(name.utf8.count), name.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "#") }) else {
            return nil
        }
        return (name, String(line[line.index(after: colon)..<end]).filter { $0 != "\0" })
    }

    private static func apply(_ name: String, _ value: String, to metadata: inout Metadata) {
        switch name {
        case "ti": metadata.title = Descriptions.title(value)
        case "ar", "au": metadata.creators = Descriptions.unique(metadata.creators + Descriptions.names(value))
        case "la", "lang", "language": metadata.language = Descriptions.folded(value).flatMap { LanguageTag($0) }
        default: break
        }
    }
}
