import DocumentModel

/// How one format is recognised and read: a line for each format that files have. What else there is to a format is in
/// ``FileFormat/entry``.
struct FormatReader {
    let format: FileFormat
    let recognition: Recognition
    /// Reads a file that was found to be of this format. Values of the metadata have the origin `file`.
    let read: @Sendable (SourceFile) throws(ExtractionFailure) -> ExtractedDocument

    /// By what a file is known to be of a format.
    enum Recognition: Sendable {
        /// By its first bytes, and the ending of its name where they leave a choice.
        case head(@Sendable (_ head: [UInt8], _ ending: String) -> Bool)
        /// It is a zip archive whose file `mimetype` begins so.
        case zipWithType(String)
        /// It is a zip archive, and one of the content types of its parts contains one of these.
        case zipWithParts([String])
        /// It is a text that begins so.
        case beginning(@Sendable (Substring) -> Bool)
        /// It is a text that is nothing else; the ending of its name decides.
        case text
    }

    init(
        _ format: FileFormat,
        _ recognition: Recognition,
        _ read: @escaping @Sendable (SourceFile) throws(ExtractionFailure) -> ExtractedDocument
    ) {
        (self.format, self.recognition, self.read) = (format, recognition, read)
    }

    /// Every format that files have, each once; what is recognised first counts.
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
        // What begins with a tag is looked at by FormatDetection.
        FormatReader(.html, .text, HTMLFormat.read),
        FormatReader(.markdown, .text, MarkdownFormat.read),
        FormatReader(.text, .text, TextFormat.read),
        // Recorders give sounds the brands of videos; then the name tells.
        FormatReader(
            .m4a,
            .head { head, ending in
                SoundFormat.isM4A(head)
                    || VideoFormat.isMP4(head) && FileFormat.m4a.entry.endings.contains(ending)
            },
            SoundFormat.readM4A
        ),
        FormatReader(.mp4, .head { head, _ in VideoFormat.isMP4(head) }, VideoFormat.readMP4),
        FormatReader(.webm, .head { head, _ in VideoFormat.isWebM(head) }, VideoFormat.readWebM),
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

    /// The format that a test of its recognition is true of.
    static func format(where isRecognised: (Recognition) -> Bool) -> FileFormat? {
        all.first { isRecognised($0.recognition) }?.format
    }
}
