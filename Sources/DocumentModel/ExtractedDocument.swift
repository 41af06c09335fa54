/// A part of a document that has one place: a page, a slide, a chapter, a stretch of a transcript.
package struct Section: Hashable, Sendable {
    /// Where it stands.
    package var locator: Locator
    /// Its own heading, where it has one that is not already the first line of `text`.
    package var heading: String?
    /// The text as the file has it: lines end in `\n`, paragraphs in an empty line. Not yet cleaned or normalised.
    package var text: String
    /// The language that the file itself declares for this part, if any.
    package var declaredLanguage: LanguageTag?

    package init(locator: Locator, heading: String? = nil, text: String, declaredLanguage: LanguageTag? = nil) {
        self.locator = locator
        self.heading = heading
        self.text = text
        self.declaredLanguage = declaredLanguage
    }
}

extension Section {
    /// Whether it holds a letter or a digit.
    var hasText: Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
}

/// One line of a document's table of contents.
package struct OutlineEntry: Hashable, Sendable {
    /// Nesting, 0 for the outermost.
    package var level: Int
    package var title: String
    /// The page it leads to, counted from 1; nil where the file does not say.
    package var page: Int?

    package init(level: Int, title: String, page: Int?) {
        self.level = level
        self.title = title
        self.page = page
    }
}

/// What extraction found in one file: the end of EXTRACT and all that the later parts know of the file.
package struct ExtractedDocument: Sendable, Equatable {
    package var format: FileFormat
    /// What the file says of itself; origins are `file`.
    package var metadata: Metadata
    package var sections: [Section]
    package var outline: [OutlineEntry]
    /// What a curator should know although the file went in ("page 7 could not be read: …").
    package var warnings: [String]
    /// Whether there is a text that was left out of `sections` (``withoutTexts``).
    var hasTextElsewhere = false

    package init(
        format: FileFormat,
        metadata: Metadata = Metadata(),
        sections: [Section] = [],
        outline: [OutlineEntry] = [],
        warnings: [String] = []
    ) {
        self.format = format
        self.metadata = metadata
        self.sections = sections
        self.outline = outline
        self.warnings = warnings
    }

    /// Whether any section holds a letter or a digit.
    package var hasText: Bool { hasTextElsewhere || sections.contains(where: \.hasText) }

    /// What is known of the document besides its texts, which may be large; it still knows whether there are any.
    package var withoutTexts: ExtractedDocument {
        var result = ExtractedDocument(format: format, metadata: metadata, outline: outline, warnings: warnings)
        result.hasTextElsewhere = hasText
        return result
    }
}

/// The formats that vetsearch reads.
package enum FileFormat: String, Sendable, CaseIterable, Codable {
    case pdf, epub, pptx, odp, docx, odt, html, markdown, text, vtt, srt, mp4, webm, mp3, m4a, ogg
    /// A record without a file: its original is its own JSON.
    case record

    /// Whether browsers show originals of this format, and open them at a place; the others are read in the reading view.
    package var opensAtPlaces: Bool {
        switch self {
        case .pdf, .html, .mp4, .webm, .mp3, .m4a, .ogg: true
        case .epub, .pptx, .odp, .docx, .odt, .markdown, .text, .vtt, .srt, .record: false
        }
    }

    /// Whether it is heard alone.
    package var isSound: Bool { self == .mp3 || self == .m4a || self == .ogg }

    /// Whether a document of this format has several files: the video or sound first, then its other encodings and
    /// transcripts.
    package var isRecording: Bool { self == .mp4 || self == .webm || isSound }

    /// The type that HTTP serves the original with.
    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .epub: "application/epub+zip"
        case .pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        case .odp: "application/vnd.oasis.opendocument.presentation"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .odt: "application/vnd.oasis.opendocument.text"
        case .html: "text/html"
        case .markdown: "text/markdown"
        case .text: "text/plain"
        case .vtt: "text/vtt"
        case .srt: "application/x-subrip"
        case .mp4: "video/mp4"
        case .webm: "video/webm"
        case .mp3: "audio/mpeg"
        case .m4a: "audio/mp4"
        case .ogg: "audio/ogg"
        case .record: "application/json"
        }
    }

    /// The resource type of a file of this format that nobody described.
    package var defaultType: ResourceType {
        switch self {
        case .epub: .epub
        case .pptx, .odp: .presentation
        case .vtt, .srt: .transcript
        case .mp4, .webm: .video
        case .mp3, .m4a, .ogg: .audio
        case .pdf, .docx, .odt, .html, .markdown, .text, .record: .document
        }
    }
}

/// Why a file has no text in the toolbox.
package enum ExtractionFailure: Error, Sendable, Equatable {
    /// A password is needed to open it.
    case encrypted(String)
    /// vetsearch does not read this format; the text names what it is.
    case unsupported(String)
    /// The file is broken; the text says how.
    case broken(String)
    /// The file broke a limit (time, memory, size) or crashed its worker; the text says which.
    case killedWorker(String)
    /// The extractor itself is broken (a library is missing, the worker cannot start): not the file's fault.
    case extractorBroken(String)

    /// One line for the report.
    package var reason: String {
        switch self {
        case .encrypted(let text), .unsupported(let text), .broken(let text), .killedWorker(let text),
            .extractorBroken(let text):
            text
        }
    }
}

/// What became of one file in an ingest.
package enum FileStatus: String, Sendable, CaseIterable, Codable {
    case indexed, unchanged, updated, duplicate
    case noText = "no-text"
    case encrypted, unsupported, failed
}
