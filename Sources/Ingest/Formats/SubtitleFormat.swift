import DocumentModel

/// Transcripts: WebVTT, SubRip and others. Cues are joined to sections of about twenty seconds that end with a sentence.
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
        if isTimes(first) { return true }
        let isNumber = !first.isEmpty && first.allSatisfy { $0.isNumber || $0.isWhitespace }
        return isNumber && lines.count > 1 && isTimes(lines[1])
    }

    private static func isTimes(_ line: Substring) -> Bool {
        guard case .times(let times) = CueTimes.read(line, isVTT: false) else { return false }
        return times.isUnmistakable || line.contains("-->")
    }

    static func read(_ source: SourceFile, as format: FileFormat) throws(ExtractionFailure) -> ExtractedDocument {
        guard let decoded = CharacterSet.decode(try source.bytes()) else {
            throw .unsupported("an unknown binary file")
        }
        // Without its header, WebVTT looks like SubRip.
        var parser = CueParser(source.ending == "vtt" ? .vtt : format)
        parser.parse(decoded.text)
        guard !parser.cues.isEmpty || parser.warnings.isEmpty else {
            throw .broken("no cue could be read; \(parser.warnings[0])")
        }
        var metadata = Metadata()
        metadata.language = parser.language
        var document = document(format, parser.cues, metadata, name: source.name)
        document.warnings = parser.warnings + [decoded.warning].compactMap(\.self)
        return document
    }

    /// A transcript with cues, which may be in several languages.
    /// - Parameter name: the file's name, which may contain the language.
    static func document(_ format: FileFormat, _ cues: [Cue], _ metadata: Metadata, name: String) -> ExtractedDocument {
        var metadata = metadata
        metadata.language = metadata.language ?? language(inName: name)
        var groups: [(language: LanguageTag?, cues: [Cue])] = []
        for cue in cues {
            let language = cue.language ?? metadata.language
            if let index = groups.firstIndex(where: { $0.language == language }) {
                groups[index].cues.append(cue)
            } else {
                groups.append((language, [cue]))
            }
        }
        return ExtractedDocument(
            format: format,
            metadata: metadata.from("file"),
            sections: groups.flatMap { sections(of: $0.cues, language: $0.language) }
        )
    }

    /// The language in a name such as `lesson.it.srt`.
    static func language(inName name: String) -> LanguageTag? { TranscriptName.language(in: name) }

    /// Joins cues to sections. A section also begins with each chapter, whose title is its heading.
    /// - Parameter chapters: in the order of their times. Those without a cue become sections of their own.
    static func sections(of cues: [Cue], language: LanguageTag?, chapters: [MediaChapter] = []) -> [Section] {
        var sections: [Section] = []
        var lines: [String] = []
        var range = (start: 0.0, end: 0.0)
        var speaker: String?
        var chapters = chapters[...]
        var heading: MediaChapter?

        func close() {
            guard !lines.isEmpty else { return }
            sections.append(
                Section(
                    locator: .cue(start: range.start, end: range.end),
                    heading: heading?.title,
                    text: TextBuffer.joined(lines),
                    declaredLanguage: language
                )
            )
            lines = []
            heading = nil
        }

        for cue in cues where !cue.text.isEmpty {
            let isNext = { (chapter: MediaChapter) in chapter.start <= cue.start + chapterSlack }
            if chapters.first.map(isNext) ?? false {
                close()
                while let chapter = chapters.first, isNext(chapter) {
                    chapters.removeFirst()
                    if chapters.first.map(isNext) ?? false {
                        sections.append(chapter.section)
                    } else {
                        heading = chapter
                    }
                }
            }
            if !lines.isEmpty, cue.end - range.start > most || cue.start < range.start || cue.start - range.end > pause
            {
                close()
            }
            if lines.isEmpty { range = (min(cue.start, heading?.start ?? cue.start), cue.end) }
            range.end = max(range.end, cue.end)
            let changed = cue.speaker != nil && cue.speaker != speaker
            lines.append(changed ? "\(cue.speaker ?? ""): \(cue.text)" : cue.text)
            speaker = cue.speaker ?? speaker
            if range.end - range.start >= enough, endsSentence(cue.text) { close() }
        }
        close()
        return sections + chapters.map(\.section)
    }

    /// A cue that begins this many seconds before a chapter belongs to it.
    private static let chapterSlack = 0.5

    private static func endsSentence(_ text: String) -> Bool {
        let closing: Set<Character> = ["\"", "'", "”", "’", "»", "«", ")", "]", "›", "“"]
        let stops: Set<Character> = [".", "!", "?", "…", "。", "！", "？", ";", "؟", "।", "♪"]
        return text.last { !closing.contains($0) && !$0.isWhitespace }.map(stops.contains) ?? false
    }
}

/// One cue of a transcript.
struct Cue: Hashable {
    /// Seconds.
    var start: Double
    var end: Double
    var speaker: String?
    /// Its lines, without tags.
    var text: String
    /// If it differs from that of the file.
    var language: LanguageTag?
}

/// A named part of a recording.
struct MediaChapter: Hashable {
    /// Seconds.
    var start: Double
    var end: Double
    var title: String

    /// The chapter as a section of its own, if no transcript says what is spoken in it.
    var section: Section { Section(locator: .cue(start: start, end: end), heading: title, text: "") }
}
