import DocumentModel

/// Advanced SubStation Alpha and its predecessor SSA: an INI file whose section `[Events]` has a cue a line.
enum ASSFormat {
    static func isASS(_ text: Substring) -> Bool {
        // Comments may come first.
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix(";") && !line.hasPrefix("!") {
            return line.lowercased().hasPrefix("[script info]") || line.lowercased().hasPrefix("[v4")
        }
        return false
    }

    static func read(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        var parser = ASSParser()
        for (index, line) in decoded.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            parser.read(line, index)
        }
        let warnings = parser.faults.warnings + [decoded.warning].compactMap(\.self)
        let cues = parser.finish()
        guard !cues.isEmpty || warnings.isEmpty else { throw .broken("no cue could be read; \(warnings[0])") }
        var document = SubtitleFormat.document(.ass, cues, parser.metadata, name: source.name)
        document.warnings += warnings
        return document
    }
}

/// Reads SubStation's lines; those of a Matroska block have another order of fields.
struct ASSParser {
    private(set) var metadata = Metadata()
    private(set) var faults = LineFaults()
    private var cues: [Cue] = []
    private var section = ""
    /// The fields of an event; the text is the last one and may contain commas.
    private var fields = [
        "layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text",
    ]

    mutating func read(_ line: Substring, _ index: Int) {
        if line.first == "[" {
            section = line.prefix { $0 != "]" }.dropFirst().lowercased()
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let (key, value) = (line[..<colon].lowercased(), line[line.index(after: colon)...].drop(while: \.isWhitespace))
        switch (section, key) {
        case ("script info", "title"):
            let title = Descriptions.title(String(value))
            metadata.title = title.flatMap {
                ["default aegisub file", "<untitled>"].contains($0.lowercased()) ? nil : $0
            }
        case ("events", "format"):
            let names = value.split(separator: ",").compactMap { Descriptions.folded(String($0))?.lowercased() }
            if names.last == "text", names.count <= 40 { fields = names }
        case ("events", "dialogue"):
            let values = value.split(separator: ",", maxSplits: fields.count - 1, omittingEmptySubsequences: false)
            func field(_ name: String) -> Substring? {
                fields.firstIndex(of: name).flatMap { $0 < values.count ? values[$0] : nil }
            }
            guard values.count == fields.count, let start = field("start").flatMap({ CueTimes.seconds($0) }) else {
                return faults.note(index, "a dialogue line cannot be read")
            }
            var end = field("end").flatMap { CueTimes.seconds($0) } ?? start
            if end < start {
                faults.note(index, "a cue ends before it starts")
                end = start
            }
            add(values[values.count - 1], start, end, name: field("name") ?? field("actor"))
        default: break
        }
    }

    /// Adds the text of an event.
    mutating func add(_ text: Substring, _ start: Double, _ end: Double, name: Substring? = nil) {
        let words = CueText.plain(Self.withoutDrawings(text))
        guard !words.isEmpty else { return }
        let speaker = Descriptions.folded(name.map(String.init)).flatMap { ["NTP", "Default"].contains($0) ? nil : $0 }
        cues.append(Cue(start: start, end: end, speaker: speaker, text: words))
    }

    /// The cues in the order of their times, each once: effects are made of copies in several layers.
    mutating func finish() -> [Cue] {
        var seen: Set<Cue> = []
        return cues.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element).filter { seen.insert($0).inserted }
    }

    /// `text` without its drawings: `{\p1}m 0 0 l 100 0{\p0}`.
    private static func withoutDrawings(_ text: Substring) -> String {
        guard text.contains("\\p") else { return String(text) }
        var (result, rest, isDrawing) = ("", text, false)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if !isDrawing { result += rest[..<open] }
            let codes = rest[open...close].dropFirst().dropLast().split(separator: "\\")
            for code in codes where code.first == "p" && code.dropFirst().first?.isNumber == true {
                isDrawing = code.dropFirst().first != "0"
            }
            result += rest[open...close]
            rest = rest[rest.index(after: close)...]
        }
        return isDrawing ? result : result + rest
    }
}
