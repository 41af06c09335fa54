import DocumentModel

/// Reads MP4, M4A and QuickTime files: tags, chapters and embedded transcripts.
struct ISOMedia {
    private let boxes: ISOBoxes
    private let limits: ExtractionLimits
    private var media = MediaDescription()

    init(_ source: SourceFile) {
        boxes = ISOBoxes(source)
        limits = source.limits
    }

    mutating func read() -> MediaDescription {
        let top = boxes.boxes(in: 0..<boxes.reader.size)
        guard let movie = top.first(where: { $0.name == "moov" }) else {
            media.warnings.append("it has no table of contents (moov): the recording or a copy of it was interrupted")
            return media
        }
        let parts = boxes.boxes(in: movie)
        var created: Int?
        var timescale = 1
        if let header = parts.first(where: { $0.name == "mvhd" }),
            case (let version, _, var cursor)? = boxes.versioned(header, limit: 64)
        {
            created = cursor.number(version == 1 ? 8 : 4)
            _ = cursor.skip(version == 1 ? 8 : 4)
            timescale = max(1, cursor.number(4) ?? 1)
            let length = cursor.number(version == 1 ? 8 : 4) ?? 0
            if length > 0, length < (version == 1 ? Int.max : 0xFFFF_FFFF) {
                media.duration = Double(length) / Double(timescale)
            }
        }
        let tags = ISOTags(parts, in: boxes)
        media.metadata = tags.metadata
        if media.metadata.year == nil, let created { media.metadata.year = Self.year(secondsSince1904: created) }
        let tracks = parts.filter { $0.name == "trak" }.prefix(1000)
            .compactMap { ISOTrack($0, in: boxes, movieTimescale: timescale) }
        setLanguage(tracks)
        tags.tags.addLyrics(to: &media)
        readTexts(tracks, top, movie)
        if media.chapters.isEmpty { media.chapters = tags.chapters }
        if boxes.isExhausted { media.warnings.append("it has too many boxes; the rest was not read") }
        return media
    }

    /// The language of the sound, if the file does not say it otherwise. Many programs write English whatever is spoken.
    private mutating func setLanguage(_ tracks: [ISOTrack]) {
        let spoken = Set(tracks.filter { $0.handler == "soun" }.map(\.language))
        guard media.metadata.language == nil, spoken.count == 1, let language = spoken.first ?? nil,
            language != LanguageTag("en")
        else { return }
        media.metadata.language = language
    }

    /// The year of a time in QuickTime's seconds; nil if the clock was not set.
    private static func year(secondsSince1904 seconds: Int) -> Int? {
        let year = 1904 + Int(Double(min(seconds, 1 << 40)) / (365.2425 * 86400))
        return (1991...2100).contains(year) ? year : nil
    }

    // MARK: Texts

    private static let textFormats: Set<ISOBoxes.Name> = ["tx3g", "text", "wvtt", "stpp", "sbtt", "stxt"]
    private static let textHandlers: Set<ISOBoxes.Name> = ["text", "sbtl", "subt", "subp", "clcp"]

    private mutating func readTexts(_ tracks: [ISOTrack], _ top: [ISOBoxes.Box], _ movie: ISOBoxes.Box) {
        let chapterIDs = Set(tracks.flatMap(\.chapters))
        let wanted = tracks.filter { Self.textHandlers.contains($0.handler) || Self.textFormats.contains($0.format) }
        guard !wanted.isEmpty else { return }
        let fragments = top.contains { $0.name == "moof" } ? ISOFragments(top, movie: movie, wanted, in: boxes) : nil
        var bytes = 0
        for track in wanted {
            guard Self.textFormats.contains(track.format) else {
                let name = Descriptions.folded(track.format.text) ?? "unknown"
                media.warnings.append("a track of subtitles has the format \(name), which is not read")
                continue
            }
            let samples = track.samples(in: boxes) + (fragments?.samples[track.id] ?? [])
            if samples.count >= ISOTrack.mostSamples {
                media.warnings.append("a transcript has more than \(ISOTrack.mostSamples) cues; the rest was not read")
            }
            var (cues, lost): ([Cue], Int) = ([], 0)
            for sample in samples.prefix(ISOTrack.mostSamples) where sample.size > 0 {
                guard sample.size <= 1 << 20, bytes <= limits.maximumTextBytes,
                    let content = boxes.reader.bytes(at: sample.offset, sample.size)
                else {
                    lost += 1
                    continue
                }
                bytes += content.count
                append(content, of: sample, track.format, to: &cues)
            }
            if lost > 0 { media.warnings.append("\(lost) cues of an embedded transcript could not be read") }
            if chapterIDs.contains(track.id) {
                media.chapters += cues.map { MediaChapter(start: $0.start, end: $0.end, title: $0.text) }
            } else {
                let name = track.format == "stpp" ? cues.first?.language : nil
                media.transcripts.append(.init(language: track.language ?? name, cues: cues))
            }
        }
    }

    private func append(_ bytes: [UInt8], of sample: ISOTrack.Sample, _ format: ISOBoxes.Name, to cues: inout [Cue]) {
        func add(_ text: String) {
            let (start, end) = (max(0, sample.start), max(0, sample.start, sample.end))
            for part in CueText.read(text.split(whereSeparator: \.isNewline).map { Substring($0) }) {
                // A cue that overlaps others is divided into several samples.
                let same = { (cue: Cue) in cue.end == start && cue.text == part.text && cue.speaker == part.speaker }
                if format == "wvtt", let last = cues.suffix(4).lastIndex(where: same) {
                    cues[last].end = end
                } else {
                    cues.append(Cue(start: start, end: end, speaker: part.speaker, text: part.text))
                }
            }
        }
        switch format {
        case "wvtt":
            var cursor = ByteCursor(bytes)
            while let size = cursor.number(4), size >= 8, let name = cursor.take(4), let body = cursor.take(size - 8) {
                guard ISOBoxes.Name(name) == "vttc" else { continue }
                var inner = ByteCursor(body)
                while let size = inner.number(4), size >= 8, let name = inner.take(4), let text = inner.take(size - 8) {
                    if ISOBoxes.Name(name) == "payl" { add(String(decoding: text, as: UTF8.self)) }
                }
            }
        case "stpp":
            for var cue in TTMLFormat.cues(bytes) {
                // Times count from the start of the movie; in some files, from that of the sample.
                if cue.start < sample.start - 1, cue.end <= sample.end - sample.start + 1 {
                    cue.start += sample.start
                    cue.end += sample.start
                }
                if cue.end == 0 { (cue.start, cue.end) = (sample.start, sample.end) }
                cues.append(cue)
            }
        case "sbtt", "stxt": add(ISOText.decode(bytes))
        default:
            var cursor = ByteCursor(bytes)
            guard let size = cursor.number(2), let text = cursor.take(min(size, cursor.left)) else { return }
            add(ISOText.decode(text))
        }
    }
}
