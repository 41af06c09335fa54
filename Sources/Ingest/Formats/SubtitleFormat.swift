import DocumentModel

/// Transcripts: WebVTT and SubRip. Cues are joined to sections of about twenty seconds that end with a sentence.
enum SubtitleFormat {
    /// A section ends with the first sentence after this many seconds …
    private static let enough = 20.0
    /// … or before the cue that would make it longer than this …
    private static let most = 60.0
    /// … or at a pause of this many seconds: a link to the words after it would otherwise start with silence.
    private static let pause = 10.0

    static func readVTT(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        try read(source, as: .vtt)
    }

    static func readSRT(_ source: SourceFile) throws(ExtractionFailure) -> ExtractedDocument {
        try read(source, as: .srt)
    }

    /// Whether a text starts like WebVTT.
    static func isVTT(_ text: Substring) -> Bool {
        guard text.hasPrefix("WEBVTT") else { return false }
        return text.dropFirst(6).first.map(\.isWhitespace) ?? true
    }

    /// Whether a text starts with a cue: its times in the first line, or a number there and the times in the second.
    static func isSRT(_ text: Substring) -> Bool {
        let lines = text.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let first = lines.first else { return false }
        if CueTimes.read(first) != nil { return true }
        let isNumber = !first.isEmpty && first.allSatisfy { $0.isNumber || $0.isWhitespace }
        return isNumber && lines.count > 1 && CueTimes.read(lines[1]) != nil
    }

    private static func read(_ source: SourceFile, as format: FileFormat) throws(ExtractionFailure) -> ExtractedDocument
    {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        var parser = CueParser(isVTT: format == .vtt)
        parser.parse(decoded.text)
        guard !parser.cues.isEmpty || parser.warnings.isEmpty else {
            throw .broken("no cue could be read; \(parser.warnings[0])")
        }
        var metadata = Metadata()
        metadata.language = parser.language ?? language(inName: source.name)
        return ExtractedDocument(
            format: format,
            metadata: metadata.from("file"),
            sections: sections(of: parser.cues, language: metadata.language),
            warnings: [decoded.warning].compactMap(\.self) + parser.warnings
        )
    }

    /// The language in a name such as `lesson.it.srt`.
    static func language(inName name: String) -> LanguageTag? {
        let parts = name.split(separator: ".")
        guard parts.count >= 3, (2...3).contains(parts[parts.count - 2].prefix { $0 != "-" }.count) else { return nil }
        let tag = parts[parts.count - 2]
        guard tag.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }) else { return nil }
        return LanguageTag(tag)
    }

    /// Joins cues to sections.
    static func sections(of cues: [Cue], language: LanguageTag?) -> [Section] {
        var sections: [Section] = []
        var lines: [String] = []
        var range = (start: 0.0, end: 0.0)
        var speaker: String?

        func close() {
            guard !lines.isEmpty else { return }
            sections.append(
                Section(
                    locator: .cue(start: range.start, end: range.end),
                    text: lines.joined(separator: "\n"),
                    declaredLanguage: language
                )
            )
            lines = []
        }

        for cue in cues where !cue.text.isEmpty {
            if !lines.isEmpty, cue.end - range.start > most || cue.start < range.start || cue.start - range.end > pause
            {
                close()
            }
            if lines.isEmpty { range = (cue.start, cue.end) }
            range.end = max(range.end, cue.end)
            let changed = cue.speaker != nil && cue.speaker != speaker
            lines.append(changed ? "\(cue.speaker ?? ""): \(cue.text)" : cue.text)
            speaker = cue.speaker ?? speaker
            if range.end - range.start >= enough, endsSentence(cue.text) { close() }
        }
        close()
        return sections
    }

    private static func endsSentence(_ text: String) -> Bool {
        let closing: Set<Character> = ["\"", "'", "”", "’", "»", "«", ")", "]", "›", "“"]
        let stops: Set<Character> = [".", "!", "?", "…", "。", "！", "？", ";", "؟", "।", "♪"]
        return text.last { !closing.contains($0) && !$0.isWhitespace }.map(stops.contains) ?? false
    }
}

/// One cue of a transcript.
struct Cue: Equatable {
    /// Seconds.
    var start: Double
    var end: Double
    var speaker: String?
    /// Its lines, without tags.
    var text: String
}
