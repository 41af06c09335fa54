/// A part of a document with one location: a page, a slide, a chapter, a part of a transcript.
package struct Section: Hashable, Sendable {
    /// Its location in the document.
    package var locator: Locator
    /// Its own heading, if it has one that is not already the first line of `text`.
    package var heading: String?
    /// The text as it is in the file: lines end with `\n`, paragraphs with an empty line. Not yet cleaned or normalised.
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
    /// Whether its text or its heading contains a letter or a digit.
    var hasText: Bool {
        [text, heading ?? ""].contains { text in
            text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        }
    }
}

/// One line of a document's table of contents.
package struct OutlineEntry: Hashable, Sendable {
    /// The nesting level, 0 for the outermost.
    package var level: Int
    package var title: String
    /// The page it refers to, counted from 1; nil if the file does not say.
    package var page: Int?

    package init(level: Int, title: String, page: Int?) {
        self.level = level
        self.title = title
        self.page = page
    }
}

/// The result of extraction from one file: all that later stages know of the file.
package struct ExtractedDocument: Sendable, Equatable {
    package var format: FileFormat
    /// What the file says about itself; the origin of each value is `file`.
    package var metadata: Metadata
    package var sections: [Section]
    package var outline: [OutlineEntry]
    /// What a curator should know although the file was ingested ("page 7 could not be read: …").
    package var warnings: [String]
    /// Whether there is text that is not in `sections` (``withoutTexts``).
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

    /// Whether any section contains a letter or a digit.
    package var hasText: Bool { hasTextElsewhere || sections.contains(where: \.hasText) }

    /// The document without its texts, which may be large. It still says whether there are any.
    package var withoutTexts: ExtractedDocument {
        var result = ExtractedDocument(format: format, metadata: metadata, outline: outline, warnings: warnings)
        result.hasTextElsewhere = hasText
        return result
    }
}

/// Why a file has no text in the toolbox.
package enum ExtractionFailure: Error, Sendable, Equatable {
    /// A password is needed to open it.
    case encrypted(String)
    /// vetsearch does not read this format; the text names the format.
    case unsupported(String)
    /// The file is broken; the text says how.
    case broken(String)
    /// The file exceeded a limit (time, memory, size) or crashed its worker; the text says which.
    case killedWorker(String)
    /// The extractor itself does not work (a library is missing, the worker cannot start). The file is not to blame.
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

/// The outcome of one file in an ingest.
package enum FileStatus: String, Sendable, CaseIterable, Codable {
    case indexed, unchanged, updated, duplicate
    case noText = "no-text"
    case encrypted, unsupported, failed
}
