import DocumentModel

/// What a video or a sound says about itself, apart from pictures and sound.
struct MediaDescription {
    var metadata = Metadata()
    /// In any order.
    var chapters: [MediaChapter] = []
    var transcripts: [Transcript] = []
    /// Words without times, such as the lyrics in tags of sounds.
    var texts: [(language: LanguageTag?, text: String)] = []
    /// Seconds.
    var duration: Double?
    var warnings: [String] = []

    struct Transcript {
        var language: LanguageTag?
        /// The name that its author gave it: `Untertitel für Hörgeschädigte`.
        var name: String?
        var cues: [Cue]
    }

    static let mostChapters = 10_000
    /// Thirty years, in seconds.
    private static let latest = 1e9

    /// The document: the transcripts, divided at the chapters too; else a section for each chapter.
    func document(_ format: FileFormat) -> ExtractedDocument {
        var document = ExtractedDocument(format: format, metadata: metadata.from("file"), warnings: warnings)
        let chapters = orderedChapters()
        document.outline = chapters.map { OutlineEntry(level: 0, title: $0.title, page: nil) }
        let said = longest(&document.warnings)
        for (index, transcript) in said.enumerated() {
            document.sections += SubtitleFormat.sections(
                of: transcript.cues,
                language: transcript.language,
                chapters: index == 0 ? chapters : []
            )
        }
        if said.isEmpty { document.sections = chapters.map(\.section) }
        for (language, text) in texts {
            let end = length ?? chapters.last?.end ?? 0
            document.sections.append(
                Section(locator: .cue(start: 0, end: end), text: text, declaredLanguage: language)
            )
        }
        return document
    }

    private var length: Double? { duration.flatMap { $0 < Self.latest ? $0 : nil } }

    /// The chapters by their times, each once, with the end of each: the next one's start.
    private func orderedChapters() -> [MediaChapter] {
        var seen: Set<MediaChapter> = []
        var ordered = chapters.prefix(Self.mostChapters).enumerated()
            .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .compactMap { _, chapter -> MediaChapter? in
                guard let title = Descriptions.folded(chapter.title), chapter.start.isFinite,
                    chapter.start < Self.latest
                else {
                    return nil
                }
                let named = MediaChapter(start: max(0, chapter.start), end: chapter.end, title: title)
                return seen.insert(MediaChapter(start: named.start, end: 0, title: title)).inserted ? named : nil
            }
        for index in ordered.indices {
            let next = index + 1 < ordered.count ? ordered[index + 1].start : length ?? 0
            let end = ordered[index].end
            ordered[index].end = max(ordered[index].start, end > ordered[index].start && end < Self.latest ? end : next)
        }
        return ordered
    }

    /// One transcript for each known language: the one with the most text. The others have nearly the same words, with
    /// signs of sounds, or only those that are spoken in another language.
    private func longest(_ warnings: inout [String]) -> [Transcript] {
        var result: [(transcript: Transcript, size: Int)] = []
        for transcript in transcripts {
            var transcript = transcript
            // A time beyond is not one, and the index counts whole seconds.
            let cues = transcript.cues.filter { $0.start < Self.latest && $0.end < Self.latest }.enumerated()
                .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
            transcript.cues = RollingCaptions.unrolled(cues)
            let size = transcript.cues.reduce(0) { $0 + $1.text.utf8.count }
            guard size > 0 else { continue }
            let same = result.firstIndex { known in
                known.transcript.cues == transcript.cues
                    || (transcript.language != nil && known.transcript.language == transcript.language)
            }
            guard let same else {
                result.append((transcript, size))
                continue
            }
            if result[same].transcript.cues != transcript.cues {
                let shorter = size > result[same].size ? result[same].transcript : transcript
                let name = Descriptions.folded(shorter.name).map { "called '\($0.prefix(80))'" } ?? "without a name"
                let language = transcript.language?.code ?? "und"
                warnings.append("its transcript in \(language) \(name) is not searched, because another one is longer")
            }
            if size > result[same].size { result[same] = (transcript, size) }
        }
        return result.map(\.transcript)
    }
}

/// Values of tags by their names, in the vocabularies of Vorbis comments, Matroska, iTunes, QuickTime and ID3, which
/// differ mostly in spelling.
struct MediaTags {
    /// By name, in lower case; in the order of the file.
    private var values: [String: [String]] = [:]
    private static let mostValues = 5000
    private var count = 0

    mutating func add(_ name: String, _ value: String) {
        guard count < Self.mostValues, !value.allSatisfy({ $0.isWhitespace || $0 == "\0" }) else { return }
        count += 1
        values[name.lowercased(), default: []].append(value.filter { $0 != "\0" })
    }

    subscript(_ names: String...) -> [String] { names.lazy.compactMap { values[$0] }.first ?? [] }

    /// The values of all names.
    func all(_ names: String...) -> [String] { names.flatMap { values[$0] ?? [] } }

    /// Each name with its values.
    var entries: [(name: String, values: [String])] { values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }

    var isEmpty: Bool { values.isEmpty }

    /// What the tags say about the document.
    var metadata: Metadata {
        var metadata = Metadata()
        metadata.title = self["title", "nam", "titl", "displayname"].lazy
            .compactMap { Descriptions.title($0) }.first { !MediaBundles.isMedia($0) }  // the name of a file
        // The names of people who speak or write, those of the series only if there are no others.
        let people = self["artist", "author", "art", "aut", "perf", "performer", "director", "creator", "lecturer"]
        let others = self[
            "album_artist",
            "albumartist",
            "aart",
            "written_by",
            "producer",
            "publisher",
            "composer",
            "wrt"
        ]
        metadata.creators = Descriptions.unique((people.isEmpty ? others : people).flatMap { Descriptions.names($0) })
            .filter { !["unknown artist", "unknown", "various artists", "various"].contains($0.lowercased()) }
        let texts = all(
            "description",
            "ldes",
            "desc",
            "dscp",
            "synopsis",
            "summary",
            "podcastdesc",
            "comment",
            "cmt",
            "information",
            "inf"
        )
        metadata.description = texts.compactMap { Descriptions.folded($0) }.max { $0.count < $1.count }
        metadata.keywords = Descriptions.unique(
            all("keywords", "keyw", "key", "keyword", "kywd", "podcastkeywords").flatMap { Descriptions.keywords($0) }
        )
        metadata.year =
            all(
                "date",
                "date_released",
                "day",
                "yrrc",
                "year",
                "date_recorded",
                "date_written",
                "creationdate",
                "originaldate"
            ).lazy.compactMap { Descriptions.year($0) }.first
        metadata.language = self["language", "lan"].lazy.compactMap { LanguageTag($0) }.first { !$0.isUndetermined }
        metadata.licence = all("license", "licence").lazy.compactMap { Descriptions.licence($0) }.first
        return metadata
    }

    /// The chapters of Vorbis comments: `CHAPTER001=00:01:02.500` and `CHAPTER001NAME=Title`.
    var chapters: [MediaChapter] {
        values.compactMap { name, times -> MediaChapter? in
            guard name.hasPrefix("chapter"), name.dropFirst(7).allSatisfy(\.isNumber), name.utf8.count > 7,
                let start = times.first.flatMap({ CueTimes.seconds($0) }), let title = values[name + "name"]?.first
            else { return nil }
            return MediaChapter(start: start, end: 0, title: title)
        }
    }

    /// The words of lyrics, with times if they are in LRC.
    func addLyrics(to media: inout MediaDescription) {
        for (name, texts) in entries where Self.lyrics.contains(name) || name.hasPrefix("lyrics-") {
            let language = name.hasPrefix("lyrics-") ? LanguageTag(name.dropFirst(7)) : nil
            for text in texts { media.addLyrics(text, language) }
        }
    }

    private static let lyrics: Set<String> = [
        "lyrics", "lyr", "unsyncedlyrics", "unsynced lyrics", "syncedlyrics", "transcript", "uslt",
    ]
}

extension MediaDescription {
    /// Adds lyrics: as cues if they are in LRC, else as a text.
    mutating func addLyrics(_ text: String, _ language: LanguageTag?) {
        let language = language.flatMap { $0.isUndetermined ? nil : $0 } ?? metadata.language
        if LyricsFormat.isLRC(text[...]) {
            transcripts.append(Transcript(language: language, cues: LyricsFormat.parse(text).cues))
        } else if !texts.contains(where: { $0.text == text }) {
            texts.append((language, text))
        }
    }
}
