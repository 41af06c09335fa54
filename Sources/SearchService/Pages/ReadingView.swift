import DocumentModel
import Indexer

/// What the reading view shows: a document's text, and the search that the reader comes from.
struct ReadingView: Sendable {
    var request: SearchRequest
    var reading: DocumentReading
    /// For the list of languages.
    var toolbox: ToolboxSummary
    /// What machines are told of it, as ``LinkedData`` writes it.
    var linkedData: String?
}

/// The part of the page that shows a document's text.
struct ReadingContext {
    /// The document as lists of hits tell of it.
    var head: HitContext
    /// Nil for a record that has no page elsewhere: there is nothing else to open.
    var originalHref: String?
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
        /// The heading that the place is named after, where the text begins with it: it says where we are.
        var partTitle: TitleContext?
        var paragraphs: [ParagraphContext]
    }

    struct TitleContext {
        /// The headings above.
        var titlePath: String?
        var pieces: [HitContext.PieceContext]
    }

    struct ParagraphContext {
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
        let isAllThereIs = document.format == .record && document.link == nil
        originalHref = isAllThereIs ? nil : PageText.linkable(DocumentLink.file(document, at: nil))
        backHref = link.href
        leftOut =
            view.reading.omitted > 0 ? strings.leftOut(view.reading.omitted, of: document.sectionCount) : nil
        omittedAnchors = Array(view.reading.omittedAnchors.prefix(Self.omittedNamed))
        parts = view.reading.parts.map { part in
            let place = strings.place(part.locator)
            let direction = PageText.direction(of: part.language)
            let title = Self.title(part)
            return PartContext(
                partAnchor: part.anchor,
                partMirrored: direction == "rtl",
                partKind: place.kind,
                partLabel: PageText.shortened(place.label, to: 160),
                partLanguage: PageText.languageAttribute(of: part.language),
                partDirection: direction,
                partTitle: title,
                paragraphs: part.paragraphs.dropFirst(title == nil ? 0 : 1).map {
                    ParagraphContext(pieces: Self.pieces($0))
                }
            )
        }
        hasParts = !parts.isEmpty
    }

    private static func title(_ part: DocumentReading.Part) -> TitleContext? {
        guard ["heading", "chapter"].contains(part.locator.kind), let label = part.locator.label,
            let first = part.paragraphs.first
        else { return nil }
        let text = first.map(\.text).joined()
        let separator = " › "
        guard label == text || label.hasSuffix(separator + text) else { return nil }
        let path = String(label.dropLast(text.count + separator.count))
        return TitleContext(
            titlePath: path.isEmpty ? nil : PageText.shortened(path, to: 160),
            pieces: pieces(first)
        )
    }

    private static func pieces(_ pieces: [TextPiece]) -> [HitContext.PieceContext] {
        pieces.map { HitContext.PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
    }
}
