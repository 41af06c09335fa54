import Catalogue
import DocumentModel
import Foundation
import Index
import Localisation
import SearchService
import Web

/// The data of the reading view: a document's text, and the search that the reader came from.
package struct ReadingView: Sendable {
    var request: SearchRequest
    var reading: DocumentReading
    /// The words of a search within the document; nil: those of the request are marked.
    var words: String?
    /// The places with these words, which are listed instead of the text.
    var places: DocumentPlaces?
    /// The second at which the player starts.
    var second: Int?
    /// For the list of languages.
    var toolbox: ToolboxSummary
    /// The documents most similar to it.
    var similar: [SimilarDocument] = []
    /// Machine-readable data about it, from ``LinkedData``.
    var linkedData: String?
    /// The document's data in the catalogue; nil: not shown.
    var about: About?

    /// The address of this page.
    /// - Parameter link: the search that it leads back to.
    func address(_ link: SearchLink) -> String {
        let id = reading.document.id
        if let places, let words { return ReadingParameters.list(link, id, words, from: places.first) }
        return link.reading(id, at: nil, on: reading.place, second: second, finding: words)
    }

    struct About: Sendable {
        var metadata: Metadata
        /// The other language versions: id and language.
        var translations: [(id: String, language: String)] = []
        /// Oldest first.
        var versions: [DocumentVersion] = []
        /// For a video, its files.
        var parts: [DocumentPart] = []
        /// Who else may see it; nil: everybody.
        var badge: DocumentBadge?
        /// The permanent link; relative to the service's root if the public address is not configured.
        var address: String
    }
}

/// The part of the page that shows a document's text.
struct ReadingContext {
    /// The document as in lists of hits.
    var head: HitContext
    /// Nil for a record, which has no file.
    var originalHref: String?
    /// The document's own page elsewhere.
    var ownHref: String?
    var ownName: String
    var backHref: String
    /// The search within the document; nil if it has no text.
    var within: WithinContext?
    /// The results of a search within the document, which are shown instead of its text.
    var found: FoundContext?
    var turns: TurnsContext?
    /// For a document on several pages: links to all of them.
    var partLinks: [LinkContext]
    var hasPartLinks: Bool
    var showsText: Bool
    /// The locations with matching words, if there are several.
    var places: [LinkContext]
    var hasPlaces: Bool
    /// The list of all of them, if there are too many to show here.
    var allPlacesHref: String?
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
        /// Which page this is.
        var partOf: String?
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
        /// A link to the section itself.
        var partHref: String
        var partKind: String
        var partLabel: String
        /// For a page whose printed number differs from its position: the position.
        var partPosition: String?
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
        head.hitBadge = view.about?.badge.map { strings.text("badge.\($0.rawValue)") }
        originalHref = document.format == .record ? nil : DocumentLink.file(document.id, at: nil)
        ownHref = document.link.flatMap(PageText.linkable)
        ownName = strings.openLink(ownHref.flatMap { URL(string: $0)?.host() } ?? "")
        backHref = link.href
        let reading = view.reading
        let words = view.words
        let address = { (anchor: String?, place: ReadingPlace, second: Int?) in
            link.reading(document.id, at: anchor, on: place, second: second, finding: words)
        }
        showsText = view.places == nil
        within = document.sectionCount == 0 ? nil : WithinContext(view, link)
        found = view.places.map { FoundContext($0, view, link: link, strings: strings) }
        let turn = { (place: ReadingPlace) in address(nil, place, nil) }
        if reading.previous != nil || reading.next != nil {
            turns = TurnsContext(
                previousPartHref: reading.previous.map(turn),
                nextPartHref: reading.next.map(turn),
                partOf: strings.part(of: reading)
            )
        }
        partLinks =
            reading.stretches.count < 2
            ? []
            : reading.stretches.enumerated().map { index, stretch in
                let place = strings.place(stretch.locator)
                return LinkContext(
                    linkHref: turn(stretch.place),
                    linkText: [place.kind, PageText.shortened(place.label, to: 80)].filter { !$0.isEmpty }
                        .joined(separator: " "),
                    linkLanguage: PageText.languageAttribute(of: stretch.language),
                    linkCurrent: index == reading.stretch
                )
            }
        hasPartLinks = !partLinks.isEmpty
        player = view.about.flatMap { PlayerContext($0.parts, document.id, from: view.second, strings: strings) }
        let isPlayed = player != nil
        parts = view.reading.parts.map { part in
            var context = PartContext(part, document, link: link, strings: strings)
            context.partTranscript = part.transcript.map {
                TranscriptContext($0, of: reading, strings: strings) { address($0, $1, nil) }
            }
            if isPlayed, let start = context.partStart {
                context.partHref = address(part.anchor, reading.place, start)
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
            document.sectionCount < 2 && turns == nil || view.places != nil
            ? []
            : Self.near(reading).map { match in
                let place = strings.place(match.locator)
                let piece = match.piece == 0 ? "" : "/ \(strings.number(match.piece + 1))"
                let name = [place.kind, PageText.shortened(place.label, to: 60), piece].filter { !$0.isEmpty }
                return LinkContext(
                    linkHref: match.page.map { address(match.anchor, $0, nil) } ?? "#\(match.anchor)",
                    linkText: name.joined(separator: " ") + " (\(strings.number(match.count)))",
                    linkLanguage: PageText.languageAttribute(of: match.language)
                )
            }
        if let text = words ?? (view.request.text.isEmpty ? nil : view.request.text),
            places.count < reading.matches.count,
            !places.isEmpty
        {
            allPlacesHref = link.reading(document.id, at: nil, finding: text)
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
    }
}

extension ReadingContext {
    /// The maximum number of locations with matching words above the text.
    private static let mostPlaces = 12

    /// The locations with matching words, from a little before this page on.
    private static func near(_ reading: DocumentReading) -> ArraySlice<DocumentReading.Match> {
        let here =
            reading.matches.firstIndex { $0.page == nil || $0.page?.section ?? 0 >= reading.place.section }
            ?? reading.matches.count
        let first = max(0, min(here - 2, reading.matches.count - mostPlaces))
        return reading.matches[first...].prefix(mostPlaces)
    }
}

extension ReadingContext.TranscriptContext {
    /// - Parameters:
    ///   - index: the transcript's index in the document.
    ///   - address: the address of an anchor on another page.
    init(
        _ index: Int,
        of reading: DocumentReading,
        strings: PageStrings,
        address: (String, ReadingPlace) -> String
    ) {
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
                linkHref: transcript.page.map { address(anchor, $0) } ?? "#\(anchor)",
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
        (partAnchor, partHref) = (part.anchor, "#\(part.anchor)")
        partStart = if case .cue = part.locator { part.locator.number } else { nil }
        partDirection = PageText.direction(of: part.language)
        partMirrored = partDirection == "rtl"
        partKind = place.kind
        partLabel = PageText.shortened(place.label, to: 160)
        partPosition = strings.position(part.locator)
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
