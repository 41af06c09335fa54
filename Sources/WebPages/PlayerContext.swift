import Catalogue
import DocumentModel
import Localisation
import Web

/// A video or sound with its transcripts, which browsers show as subtitles.
struct PlayerContext {
    var sources: [SourceContext]
    var tracks: [TrackContext]
    var isHeard: Bool

    struct SourceContext {
        var sourceHref: String
        var sourceType: String
    }

    struct TrackContext {
        var trackHref: String
        var trackLanguage: String
        var trackLabel: String
    }

    /// Nil if there is nothing to play.
    /// - Parameter second: where it starts; nil: at the beginning.
    init?(_ parts: [DocumentPart], _ id: String, from second: Int?, strings: PageStrings) {
        let numbered = parts.enumerated().map { ($1, DocumentLink.file(id, at: nil) + "?part=\($0)") }
        sources = numbered.filter { $0.0.format.isPlayed }
            // Browsers start at the second in the fragment (W3C, Media Fragments).
            .map { part, href in
                SourceContext(
                    sourceHref: href + (second.map { "#t=\($0)" } ?? ""),
                    sourceType: part.format.mediaType
                )
            }
        // Browsers only support WebVTT.
        tracks = numbered.filter { $0.0.format == .vtt }.map { part, href in
            let language = part.language?.code ?? "und"
            return TrackContext(
                trackHref: href,
                trackLanguage: PageText.languageAttribute(of: language),
                trackLabel: strings.ownName(ofLanguage: language)
            )
        }
        if sources.isEmpty { return nil }
        isHeard = parts.allSatisfy { !$0.format.isPlayed || $0.format.isSound }
    }
}
