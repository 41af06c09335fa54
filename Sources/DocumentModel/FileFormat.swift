import Foundation

/// The formats that vetsearch reads. ``entry`` describes each format, except how it is recognised and read, which is in
/// `FormatTable.swift` of Ingest.
package enum FileFormat: String, Sendable, CaseIterable, Codable {
    case pdf, epub, pptx, odp, docx, odt, html, markdown, text, vtt, srt, mp4, webm, mp3, m4a, ogg
    /// A record without a file: its original is its own JSON.
    case record

    package struct Entry: Sendable {
        /// The media type under which HTTP serves the original.
        package let mediaType: String
        package let kind: Kind
        /// The file name extensions, in lower case, that mean this format if the content does not say.
        package let endings: Set<String>
        /// The default resource type of files of this format.
        package let type: ResourceType
        /// The id of its icon in `icons.svg`.
        package let icon: String
        package let name: Name
        /// Whether browsers can show originals of this format and open them at a location. The others are shown in the
        /// reading view.
        package let opensAtPlaces: Bool

        init(
            _ mediaType: String,
            _ kind: Kind,
            _ endings: Set<String>,
            type: ResourceType = .document,
            icon: String,
            name: Name,
            opensAtPlaces: Bool = false
        ) {
            (self.mediaType, self.kind, self.endings, self.type) = (mediaType, kind, endings, type)
            (self.icon, self.name, self.opensAtPlaces) = (icon, name, opensAtPlaces)
        }
    }

    package enum Kind: Sendable {
        case document
        /// A text file, which browsers show as plain text.
        case text
        case video, sound
        /// No file.
        case record
    }

    /// The name of a format.
    package enum Name: Sendable, Equatable {
        /// A name that is the same in all languages.
        case proper(String)
        /// The key `format.NAME` of the interface texts.
        case text(String)
    }

    package var entry: Entry { Self.entries[self]! }

    /// Parses a format as people write it: its code, its name or a file name extension; nil if there is no such format.
    package init?(named text: some StringProtocol) {
        let lower = text.trimmingCharacters(in: .whitespaces).lowercased()
        let found =
            Self(rawValue: lower)
            ?? Self.allCases.first { format in
                if case .proper(let name) = format.entry.name, name.lowercased() == lower { return true }
                return format.entry.endings.contains(lower)
            }
        guard let found else { return nil }
        self = found
    }

    private static let entries = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.makeEntry()) })

    private func makeEntry() -> Entry {
        switch self {
        case .pdf:
            Entry("application/pdf", .document, ["pdf"], icon: "pages", name: .proper("PDF"), opensAtPlaces: true)
        case .epub:
            Entry("application/epub+zip", .document, ["epub"], type: .epub, icon: "book", name: .proper("ePub"))
        case .pptx:
            Entry(
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                .document,
                ["pptx", "ppsx", "potx", "pptm"],
                type: .presentation,
                icon: "slides",
                name: .proper("PowerPoint")
            )
        case .odp:
            Entry(
                "application/vnd.oasis.opendocument.presentation",
                .document,
                ["odp", "otp"],
                type: .presentation,
                icon: "slides",
                name: .text("odp")
            )
        case .docx:
            Entry(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                .document,
                ["docx", "dotx", "docm"],
                icon: "text",
                name: .proper("Word")
            )
        case .odt:
            Entry(
                "application/vnd.oasis.opendocument.text",
                .document,
                ["odt", "ott"],
                icon: "text",
                name: .text("odt")
            )
        case .html:
            Entry(
                "text/html",
                .text,
                ["html", "htm", "xhtml", "xht"],
                icon: "web",
                name: .text("html"),
                opensAtPlaces: true
            )
        case .markdown:
            Entry(
                "text/markdown",
                .text,
                ["md", "markdown", "mkd", "mdown"],
                icon: "text",
                name: .proper("Markdown")
            )
        case .text: Entry("text/plain", .text, ["txt", "text", "asc"], icon: "text", name: .text("text"))
        case .vtt: Entry("text/vtt", .text, ["vtt"], type: .transcript, icon: "speech", name: .text("vtt"))
        case .srt:
            Entry("application/x-subrip", .text, ["srt"], type: .transcript, icon: "speech", name: .text("vtt"))
        case .mp4: .media("video/mp4", .video, ["mp4", "m4v"], "MP4")
        case .webm: .media("video/webm", .video, ["webm"], "WebM")
        case .mp3: .media("audio/mpeg", .sound, ["mp3"], "MP3")
        case .m4a: .media("audio/mp4", .sound, ["m4a", "m4b"], "M4A")
        case .ogg: .media("audio/ogg", .sound, ["ogg", "oga", "opus"], "Ogg")
        case .record: Entry("application/json", .record, [], icon: "card", name: .text("record"))
        }
    }

    /// Whether it is audio only.
    package var isSound: Bool { entry.kind == .sound }

    /// Whether a document of this format can consist of several files: the video or sound first, then its other encodings
    /// and transcripts.
    package var isMedia: Bool { entry.kind == .video || isSound }

    package var mediaType: String { entry.mediaType }

    /// The media type under which HTTP serves the original called `source`.
    package func mediaType(of source: String) -> String {
        isSavedPage(source) ? "multipart/related" : entry.mediaType
    }

    /// Whether browsers can show the original called `source` and open it at a location.
    package func opensAtPlaces(in source: String) -> Bool { entry.opensAtPlaces && !isSavedPage(source) }

    /// Whether a file is a web page saved with its pictures (MHTML), whose text browsers would show as it is encoded.
    private func isSavedPage(_ source: String) -> Bool {
        let lower = source.suffix(6).lowercased()
        return self == .html && (lower.hasSuffix(".mht") || lower.hasSuffix(".mhtml"))
    }

    package var defaultType: ResourceType { entry.type }
}

extension FileFormat.Entry {
    fileprivate static func media(_ type: String, _ kind: FileFormat.Kind, _ endings: Set<String>, _ name: String)
        -> Self
    {
        Self(
            type,
            kind,
            endings,
            type: kind == .sound ? .audio : .video,
            icon: kind == .sound ? "sound" : "video",
            name: .proper(name),
            opensAtPlaces: true
        )
    }
}
