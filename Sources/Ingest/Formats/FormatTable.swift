import DocumentModel

/// How a format is recognised and read: one entry for each format of files. Everything else about a format is in
/// ``FileFormat/entry``.
struct FormatReader {
    let format: FileFormat
    let recognition: Recognition
    /// Reads a file of this format. The metadata has the origin `file`.
    let read: @Sendable (SourceFile) throws(ExtractionFailure) -> ExtractedDocument

    /// How a file of this format is recognised.
    enum Recognition: Sendable {
        /// By its first bytes, and by the extension of its name if they are ambiguous.
        case head(@Sendable (_ head: [UInt8], _ ending: String) -> Bool)
        /// It is a zip archive whose entry `mimetype` begins with this.
        case zipWithType(String)
        /// It is a zip archive, and one of its parts has a content type that contains one of these.
        case zipWithParts([String])
        /// It is a text with this beginning.
        case beginning(@Sendable (Substring) -> Bool)
        /// It is any other text; the extension of its name decides.
        case text
    }

    init(
        _ format: FileFormat,
        _ recognition: Recognition,
        _ read: @escaping @Sendable (SourceFile) throws(ExtractionFailure) -> ExtractedDocument
    ) {
        (self.format, self.recognition, self.read) = (format, recognition, read)
    }

    /// All formats of files, each once. The first match counts.
    static let all = [
        FormatReader(.pdf, .head { head, _ in PDFFormat.isPDF(head) }, PDFFormat.read),
        FormatReader(.epub, .zipWithType("application/epub+zip"), EPubFormat.read),
        FormatReader(
            .pptx,
            .zipWithParts([
                "presentationml.presentation.main", "presentationml.slideshow.main", "presentationml.template.main",
                "ms-powerpoint.presentation.macroEnabled.main",
            ]),
            PPTXFormat.read
        ),
        FormatReader(.odp, .zipWithType("application/vnd.oasis.opendocument.presentation"), ODFFormat.readPresentation),
        FormatReader(
            .docx,
            .zipWithParts([
                "wordprocessingml.document.main", "wordprocessingml.template.main",
                "ms-word.document.macroEnabled.main",
            ]),
            DOCXFormat.read
        ),
        FormatReader(.odt, .zipWithType("application/vnd.oasis.opendocument.text"), ODFFormat.readText),
        FormatReader(.vtt, .beginning(SubtitleFormat.isVTT), SubtitleFormat.readVTT),
        FormatReader(.srt, .beginning(SubtitleFormat.isSRT), SubtitleFormat.readSRT),
        FormatReader(.sbv, .beginning(SBVFormat.isSBV), SBVFormat.read),
        FormatReader(.ass, .beginning(ASSFormat.isASS), ASSFormat.read),
        FormatReader(.ttml, .beginning(TTMLFormat.isTTML), TTMLFormat.read),
        FormatReader(.lrc, .beginning(LyricsFormat.isLRC), LyricsFormat.read),
        // FormatDetection checks whether JSON is a transcript.
        FormatReader(.speech, .text, SpeechFormat.read),
        // FormatDetection checks texts that begin with a tag.
        FormatReader(.html, .text, HTMLFormat.read),
        FormatReader(.markdown, .text, MarkdownFormat.read),
        FormatReader(.text, .text, TextFormat.read),
        // Some devices mark sound files with the brands of videos; then the name decides.
        FormatReader(
            .m4a,
            .head { head, ending in
                SoundFormat.isM4A(head)
                    || VideoFormat.isMP4(head, ending) && FileFormat.m4a.entry.endings.contains(ending)
            },
            SoundFormat.readM4A
        ),
        FormatReader(.mp4, .head(VideoFormat.isMP4), VideoFormat.readMP4),
        FormatReader(.mov, .head(VideoFormat.isMOV), VideoFormat.readMOV),
        FormatReader(.webm, .head { head, _ in VideoFormat.isWebM(head) }, VideoFormat.readWebM),
        FormatReader(.mkv, .head { head, _ in VideoFormat.isMKV(head) }, VideoFormat.readMKV),
        FormatReader(.ogg, .head { head, _ in SoundFormat.isOgg(head) }, SoundFormat.readOgg),
        FormatReader(.mp3, .head { head, _ in SoundFormat.isMP3(head) }, SoundFormat.readMP3),
    ]

    static func reader(of format: FileFormat) throws(ExtractionFailure) -> FormatReader {
        guard let reader = all.first(where: { $0.format == format }) else {
            throw .extractorBroken("there is no reader for \(format.rawValue)")
        }
        return reader
    }

    static func format(forEnding ending: String) -> FileFormat? {
        FileFormat.allCases.first { $0.entry.endings.contains(ending) }
    }

    /// The format whose recognition passes a test.
    static func format(where isRecognised: (Recognition) -> Bool) -> FileFormat? {
        all.first { isRecognised($0.recognition) }?.format
    }
}
