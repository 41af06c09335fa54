import DocumentModel
import Indexer

/// What the reading view shows: a document's text, and the search that the reader comes from.
struct ReadingView: Sendable {
    var request: SearchRequest
    var reading: DocumentReading
    /// For the list of languages.
    var toolbox: ToolboxSummary
}

/// The part of the page that shows a document's text.
struct ReadingContext {
    /// The document as lists of hits tell of it.
    var head: HitContext
    var originalHref: String
    var backHref: String
    var leftOut: String?
    var omittedAnchors: [String]
    var parts: [PartContext]
    var hasParts: Bool

    struct PartContext {
        var partAnchor: String
        var partMirrored: Bool
        var partKind: String
        var partLabel: String
        var partLanguage: String
        var partDirection: String
        var paragraphs: [ParagraphContext]
    }

    struct ParagraphContext {
        /// Whether this is the heading that the place is named after.
        var isHeading: Bool
        var pieces: [HitContext.PieceContext]
    }

    /// How many sections that are left out can still be linked to; the links then lead to the notice that says so.
    private static let omittedNamed = 10_000

    init(_ view: ReadingView, strings: PageStrings) {
        let document = view.reading.document
        let link = SearchLink(view.request)
        head = HitContext(
            SearchHit(document, score: 0, passages: []),
            link: link,
            labels: FacetLabels([:], strings: strings),
            strings: strings
        )
        originalHref = DocumentLink.file(document, at: nil)
        backHref = link.href
        leftOut =
            view.reading.omitted > 0 ? strings.leftOut(view.reading.omitted, of: document.sectionCount) : nil
        omittedAnchors = Array(view.reading.omittedAnchors.prefix(Self.omittedNamed))
        parts = view.reading.parts.map { part in
            let place = strings.place(part.locator)
            let direction = PageText.direction(of: part.language)
            return PartContext(
                partAnchor: part.anchor,
                partMirrored: direction == "rtl",
                partKind: place.kind,
                partLabel: PageText.shortened(place.label, to: 160),
                partLanguage: PageText.languageAttribute(of: part.language),
                partDirection: direction,
                paragraphs: part.paragraphs.enumerated().map { index, pieces in
                    ParagraphContext(
                        isHeading: index == 0 && Self.isHeading(pieces, of: part.locator),
                        pieces: pieces.map { HitContext.PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
                    )
                }
            )
        }
        hasParts = !parts.isEmpty
    }

    private static func isHeading(_ pieces: [TextPiece], of locator: PassageLocator) -> Bool {
        guard locator.kind == "heading" || locator.kind == "chapter", let label = locator.label else { return false }
        let text = pieces.map(\.text).joined()
        return label == text || label.hasSuffix(" › \(text)")
    }
}
