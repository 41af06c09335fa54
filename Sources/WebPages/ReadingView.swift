import Catalogue
import DocumentModel
import Encodings
import Exchange
import Foundation
import Index
import Localisation
import SearchService
import Web

/// The data of the reading view: a document's text, and the search that the reader came from.
package struct ReadingView: Sendable {
    var request: SearchRequest
    var reading: DocumentReading
    /// For the list of languages.
    var toolbox: ToolboxSummary
    /// The documents most similar to it.
    var similar: [SimilarDocument] = []
    /// Machine-readable data about it, from ``LinkedData``.
    var linkedData: String?
    /// The document's data in the catalogue; nil: not shown.
    var about: About?

    struct About: Sendable {
        var metadata: Metadata
        /// The other language versions: id and language.
        var translations: [(id: String, language: String)] = []
        /// Oldest first.
        var versions: [DocumentVersion] = []
        /// For a video, its files.
        var parts: [DocumentPart] = []
        /// The permanent link; relative to the service's root if the public address is not configured.
        var address: String
    }
}

/// The facts about a document, apart from its text.
struct AboutContext {
    var facts: [NamedFact]
    var translations: [LinkContext]
    var hasTranslations: Bool
    var versions: [LinkContext]
    var hasVersions: Bool
    var citation: String
    var bibTeX: String
    var permalink: String

    struct NamedFact {
        var factName: String
        var factValue: String
    }

    init(_ about: ReadingView.About, _ document: StoredDocument, link: SearchLink, strings: PageStrings) {
        let metadata = about.metadata
        let labels = FacetLabels([:], strings: strings)
        let named =
            Metadata.Field.facts.map { field in
                let values = metadata.shown(field)
                let shown =
                    if let facet = Facet.named(field.rawValue) {
                        Set(values).sorted().map { labels[facet, $0] }
                    } else if case .integer(let number) = metadata.value(of: field) {
                        [strings.number(number)]
                    } else {
                        values
                    }
                return (strings.name(of: field), shown.joined(separator: field.entry.separator))
            } + [(strings.text("field.file"), document.source)]
        facts = named.filter { !$0.1.isEmpty }
            .map { NamedFact(factName: $0.0, factValue: PageText.shortened($0.1, to: 600)) }
        translations = about.translations.map {
            LinkContext(
                linkHref: link.reading($0.id, at: nil),
                linkText: strings.ownName(ofLanguage: $0.language),
                linkLanguage: PageText.languageAttribute(of: $0.language)
            )
        }
        hasTranslations = !translations.isEmpty
        let base = DocumentLink.file(document.id, at: nil)
        versions =
            about.versions.count < 2
            ? []
            : about.versions.reversed().map { version in
                let day = version.added.formatted(
                    .dateTime.day().month().year().locale(Locale(identifier: strings.language))
                )
                let name = strings.message("versionNumber", ["number": .number(version.version)])
                return LinkContext(
                    linkHref: "\(base)?version=\(version.version)",
                    linkText: "\(name), \(day)",
                    linkLanguage: strings.language
                )
            }
        hasVersions = !versions.isEmpty
        let citation = Citation(
            authors: metadata.creators,
            title: document.title,
            year: document.year,
            publisher: metadata.partner,
            kind: labels[.type, document.type.code],
            language: document.languages[0].isUndetermined ? nil : document.languages[0].code,
            id: document.id,
            address: about.address.hasPrefix("/") ? nil : about.address
        )
        (self.citation, bibTeX, permalink) = (citation.line, citation.bibTeX, about.address)
    }
}

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
    init?(_ parts: [DocumentPart], _ id: String, strings: PageStrings) {
        let numbered = parts.enumerated().map { ($1, DocumentLink.file(id, at: nil) + "?part=\($0)") }
        sources = numbered.filter { $0.0.format.isPlayed }
            .map { SourceContext(sourceHref: $0.1, sourceType: $0.0.format.mediaType) }
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

/// The part of the page that shows a document's text.
struct ReadingContext {
    /// The document as in lists of hits.
    var head: HitContext
    /// Nil for a record without a page elsewhere, which has nothing else to open.
    var originalHref: String?
    var backHref: String
    /// For a document on several pages: which part of it is not on this one.
    var leftOut: String?
    var turns: TurnsContext?
    /// The locations with matching words, if there are several.
    var places: [LinkContext]
    var hasPlaces: Bool
    var parts: [PartContext]
    var hasParts: Bool
    /// For a PDF without text, such as a scan: its first page.
    var firstPageHref: String?
    var firstPage: String?
    var firstPageName: String?
    var about: AboutContext?
    var player: PlayerContext?
    var similar: [SimilarContext]
    var hasSimilar: Bool

    /// Links to the previous and the next page.
    struct TurnsContext {
        var previousPartHref: String?
        var nextPartHref: String?
    }

    struct SimilarContext {
        var similarHref: String
        var similarTitle: String
        var similarLanguage: String
        var similarDirection: String
        /// Type, language, countries and year.
        var similarFacts: String
    }

    package struct PartContext {
        /// The heading of the transcript that begins here.
        var partTranscript: TranscriptContext?
        var partAnchor: String
        /// For a section of a transcript: the second at which it begins.
        var partStart: Int?
        var partMirrored: Bool
        var partKind: String
        var partLabel: String
        var partLanguage: String
        var partDirection: String
        /// The location's heading if the text begins with it; it then serves as the title.
        var partTitle: TitleContext?
        var paragraphs: [ParagraphContext]
        /// For a page of a PDF: the address of its picture.
        var partPictureHref: String?
        var partPicture: String?
        var partPictureName: String?
    }

    /// The language of a transcript, and links to the others.
    struct TranscriptContext {
        var transcriptAnchor: String
        var transcriptName: String
        var transcriptLanguage: String
        var transcriptDirection: String
        var hasTranscriptLinks: Bool
        var transcriptLinksLabel: String
        var transcriptLinks: [LinkContext]
    }

    struct TitleContext {
        /// The headings above.
        var titlePath: String?
        var pieces: [HitContext.PieceContext]
    }

    struct ParagraphContext {
        var pieces: [HitContext.PieceContext]
    }

    init(_ view: ReadingView, strings: PageStrings) {
        let document = view.reading.document
        let link = SearchLink(view.request)
        head = HitContext(
            DocumentSummary(document),
            link: link,
            labels: FacetLabels([:], strings: strings),
            strings: strings
        )
        let isAllThereIs = document.format == .record && document.link == nil
        originalHref = isAllThereIs ? nil : PageText.linkable(DocumentLink.file(DocumentSummary(document), at: nil))
        backHref = link.href
        let reading = view.reading
        if reading.previous != nil || reading.next != nil {
            let turn = { (page: ReadingPlace) in link.reading(document.id, at: nil, on: page) }
            turns = TurnsContext(previousPartHref: reading.previous.map(turn), nextPartHref: reading.next.map(turn))
            // For a single section, the notice says that it continues on the next page.
            if document.sectionCount > 1 || reading.next != nil {
                leftOut = strings.leftOut(document.sectionCount - reading.wholeSections, of: document.sectionCount)
            }
        }
        parts = view.reading.parts.map { part in
            var context = PartContext(part, document, link: link, strings: strings)
            context.partTranscript = part.transcript.map {
                TranscriptContext($0, of: reading, link: link, strings: strings)
            }
            return context
        }
        hasParts = !parts.isEmpty
        if document.format == .pdf, document.sectionCount == 0 {
            firstPageHref = link.page(document.id, 1)
            firstPage = DocumentLink.picture(document.id, page: 1)
            firstPageName = strings.pagePicture("1")
        }
        places =
            document.sectionCount < 2 && turns == nil
            ? []
            : reading.matches.map { match in
                let place = strings.place(match.locator)
                let piece = match.piece == 0 ? "" : "/ \(strings.number(match.piece + 1))"
                let name = [place.kind, PageText.shortened(place.label, to: 60), piece].filter { !$0.isEmpty }
                return LinkContext(
                    linkHref: match.page.map { link.reading(document.id, at: match.anchor, on: $0) }
                        ?? "#\(match.anchor)",
                    linkText: name.joined(separator: " ") + " (\(strings.number(match.count)))",
                    linkLanguage: PageText.languageAttribute(of: match.language)
                )
            }
        hasPlaces = !places.isEmpty
        about = view.about.map { AboutContext($0, document, link: link, strings: strings) }
        let labels = FacetLabels([:], strings: strings)
        similar = view.similar.map { other in
            let details = [
                labels[.type, other.type], labels[.language, other.language],
                other.countries.map { labels[.country, $0] }.joined(separator: ", "),
                other.year.map { String($0) } ?? "",
            ]
            return SimilarContext(
                similarHref: link.reading(other.id, at: nil),
                similarTitle: PageText.shortened(other.title, to: 200),
                similarLanguage: PageText.languageAttribute(of: other.language),
                similarDirection: PageText.direction(of: other.language),
                similarFacts: details.filter { !$0.isEmpty }.joined(separator: " · ")
            )
        }
        hasSimilar = !similar.isEmpty
        player = view.about.flatMap { PlayerContext($0.parts, document.id, strings: strings) }
    }
}

extension ReadingContext.TranscriptContext {
    /// - Parameter index: the transcript's index in the document.
    init(_ index: Int, of reading: DocumentReading, link: SearchLink, strings: PageStrings) {
        let transcripts = reading.transcripts
        transcriptAnchor = "transcript-\(index + 1)"
        transcriptName = strings.ownName(ofLanguage: transcripts[index].language)
        transcriptLanguage = PageText.languageAttribute(of: transcripts[index].language)
        transcriptDirection = PageText.direction(of: transcripts[index].language)
        hasTranscriptLinks = transcripts.count > 1
        transcriptLinksLabel = strings.name(of: Facet.language)
        transcriptLinks = transcripts.enumerated().map { number, transcript in
            let anchor = "transcript-\(number + 1)"
            return LinkContext(
                linkHref: transcript.page.map { link.reading(reading.document.id, at: anchor, on: $0) } ?? "#\(anchor)",
                linkText: strings.ownName(ofLanguage: transcript.language),
                linkLanguage: PageText.languageAttribute(of: transcript.language),
                linkCurrent: number == index
            )
        }
    }
}

extension ReadingContext.PartContext {
    init(_ part: DocumentReading.Part, _ document: StoredDocument, link: SearchLink, strings: PageStrings) {
        let place = strings.place(part.locator)
        let title = Self.title(part)
        partAnchor = part.anchor
        partStart = if case .cue = part.locator { part.locator.number } else { nil }
        partDirection = PageText.direction(of: part.language)
        partMirrored = partDirection == "rtl"
        partKind = place.kind
        partLabel = PageText.shortened(place.label, to: 160)
        partLanguage = PageText.languageAttribute(of: part.language)
        partTitle = title
        paragraphs = part.paragraphs.dropFirst(title == nil ? 0 : 1).map {
            ReadingContext.ParagraphContext(pieces: Self.pieces($0))
        }
        let number: Int? = if document.format == .pdf, case .page(let number, _) = part.locator { number } else { nil }
        partPictureHref = number.map { link.page(document.id, $0) }
        partPicture = number.map { DocumentLink.picture(document.id, page: $0, .small) }
        partPictureName = number == nil ? nil : strings.pagePicture(part.locator.label ?? number.map(String.init) ?? "")
    }

    private static func title(_ part: DocumentReading.Part) -> ReadingContext.TitleContext? {
        switch part.locator {
        case .heading, .chapter: break
        case .page, .slide, .cue, .text: return nil
        }
        guard let label = part.locator.label, let first = part.paragraphs.first else { return nil }
        let text = first.map(\.text).joined()
        let separator = " › "
        guard label == text || label.hasSuffix(separator + text) else { return nil }
        let path = String(label.dropLast(text.count + separator.count))
        return ReadingContext.TitleContext(
            titlePath: path.isEmpty ? nil : PageText.shortened(path, to: 160),
            pieces: pieces(first)
        )
    }

    private static func pieces(_ pieces: [TextPiece]) -> [HitContext.PieceContext] {
        pieces.map { HitContext.PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
    }
}
