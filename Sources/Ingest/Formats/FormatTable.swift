import DocumentModel

/// How one format is read. A new format is a file with a reader, a case of `FileFormat`, and a line here.
struct FormatReader {
    let format: FileFormat
    /// The endings of names, lower case, that mean this format where the content does not say.
    let endings: Set<String>
    /// Reads a file that was found to be of this format. Values of the metadata have the origin `file`.
    let read: @Sendable (SourceFile) throws(ExtractionFailure) -> ExtractedDocument

    /// Every format, each once.
    static let all: [FormatReader] = [
        FormatReader(format: .pdf, endings: ["pdf"], read: PDFFormat.read),
        FormatReader(format: .epub, endings: ["epub"], read: EPubFormat.read),
        FormatReader(format: .pptx, endings: ["pptx", "ppsx", "potx", "pptm"], read: PPTXFormat.read),
        FormatReader(format: .odp, endings: ["odp", "otp"], read: ODFFormat.readPresentation),
        FormatReader(format: .docx, endings: ["docx", "dotx", "docm"], read: DOCXFormat.read),
        FormatReader(format: .odt, endings: ["odt", "ott"], read: ODFFormat.readText),
        FormatReader(format: .html, endings: ["html", "htm", "xhtml", "xht"], read: HTMLFormat.read),
        FormatReader(format: .markdown, endings: ["md", "markdown", "mkd", "mdown"], read: MarkdownFormat.read),
        FormatReader(format: .text, endings: ["txt", "text", "asc"], read: TextFormat.read),
        FormatReader(format: .vtt, endings: ["vtt"], read: SubtitleFormat.readVTT),
        FormatReader(format: .srt, endings: ["srt"], read: SubtitleFormat.readSRT),
        FormatReader(format: .mp4, endings: ["mp4", "m4v"], read: VideoFormat.readMP4),
        FormatReader(format: .webm, endings: ["webm"], read: VideoFormat.readWebM),
        FormatReader(format: .mp3, endings: ["mp3"], read: SoundFormat.readMP3),
        FormatReader(format: .m4a, endings: ["m4a", "m4b"], read: SoundFormat.readM4A),
        FormatReader(format: .ogg, endings: ["ogg", "oga", "opus"], read: SoundFormat.readOgg),
    ]

    static func reader(of format: FileFormat) throws(ExtractionFailure) -> FormatReader {
        guard let reader = all.first(where: { $0.format == format }) else {
            throw .extractorBroken("there is no reader for \(format.rawValue)")
        }
        return reader
    }

    static func reader(forEnding ending: String) -> FormatReader? { all.first { $0.endings.contains(ending) } }
}
