import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// A document that matches, as the list shows it.
struct HitContext {
    var hitTitle: String
    var hitLanguage: String
    var hitDirection: String
    /// Whether the whole entry runs from right to left, as its document does.
    var hitMirrored: Bool
    var hitHref: String?
    var hitType: String
    /// The id of its format's sign.
    var hitIcon: String
    /// The page that answers best, in small, else the first one; nil where pages are not drawn.
    var hitCover: String?
    /// Format, language, countries, partner, year: what is known of them.
    var hitFacts: [FactContext]
    var hitSource: String
    /// The reading view, where the title leads elsewhere.
    var aboutHref: String?
    var hitDescription: String?
    var hasPassages: Bool
    var passages: [PassageContext]
    var hasTranslations: Bool
    /// The other language versions, each named in its own language.
    var translations: [LinkContext]

    struct FactContext {
        var factText: String
    }

    struct PassageContext {
        /// `Page`, `Slide`; empty where the label says all.
        var placeKind: String
        var placeLabel: String
        var placeHref: String?
        var passageLanguage: String
        var passageDirection: String
        var pieces: [PieceContext]
    }

    struct PieceContext {
        var pieceText: String
        var pieceMatch: Bool
    }

    init(_ hit: SearchHit, link: SearchLink, labels: FacetLabels, strings: PageStrings) {
        let direct = hit.passages.isEmpty || DocumentLink.opensAtPlaces(FileFormat(rawValue: hit.format))
        let fileName = hit.source.split(separator: "/").last.map(String.init) ?? strings.untitled
        hitTitle = PageText.shortened(Self.isBlank(hit.title) ? fileName : hit.title, to: 200)
        hitLanguage = PageText.languageAttribute(of: hit.language)
        hitDirection = PageText.direction(of: hit.language)
        hitMirrored = hitDirection == "rtl"
        let reading = link.reading(hit.id, at: hit.passages.first?.anchor, on: hit.passages.first?.page)
        let format = FileFormat(rawValue: hit.format)
        // A recording is played with its transcript beside it; its places open the recording itself. A PDF's page is looked at
        // with the words marked on it, as no browser marks them.
        let isRecording = format?.isRecording == true
        let best = format == .pdf ? hit.passages.first.flatMap { Self.page($0) } : nil
        hitHref = PageText.linkable(best.map { link.page(hit.id, $0) } ?? (direct && !isRecording ? hit.url : reading))
        aboutHref = direct && !isRecording ? PageText.linkable(reading) : nil
        hitType = labels[.type, hit.type]
        hitIcon = Self.icon(format)
        hitCover = format == .pdf ? DocumentLink.picture(hit.id, page: best ?? 1, .small) : nil
        hitSource = PageText.shortened(hit.source, to: 240)
        let formatName = strings.format(hit.format)
        var facts = formatName == hitType ? [] : [formatName]
        facts.append(labels[.language, hit.language])
        if !hit.countries.isEmpty {
            facts.append(hit.countries.map { labels[.country, $0] }.joined(separator: ", "))
        }
        if let partner = hit.partner, !Self.isBlank(partner) { facts.append(PageText.shortened(partner, to: 120)) }
        if let year = hit.year { facts.append(String(year)) }
        hitFacts = facts.map { FactContext(factText: $0) }
        passages = hit.passages.map { passage in
            let place = strings.place(passage.locator)
            let page = format == .pdf ? Self.page(passage) : nil
            return PassageContext(
                placeKind: place.kind,
                placeLabel: PageText.shortened(place.label, to: 160),
                placeHref: PageText.linkable(
                    page.map { link.page(hit.id, $0) }
                        ?? (direct ? passage.url : link.reading(hit.id, at: passage.anchor, on: passage.page))
                ),
                passageLanguage: PageText.languageAttribute(of: passage.language),
                passageDirection: PageText.direction(of: passage.language),
                pieces: passage.text.map { PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
            )
        }
        hasPassages = !passages.isEmpty
        translations = hit.translations.map {
            LinkContext(
                linkHref: link.reading($0.id, at: nil),
                linkText: strings.ownName(ofLanguage: $0.language),
                linkLanguage: PageText.languageAttribute(of: $0.language),
                linkCurrent: false
            )
        }
        hasTranslations = !translations.isEmpty
        hitDescription = passages.isEmpty ? hit.description.map { PageText.shortened($0, to: 320) } : nil
    }

    /// The number of the page that a passage stands on.
    private static func page(_ passage: Passage) -> Int? {
        passage.locator.kind == "page" ? passage.locator.number : nil
    }

    private static func icon(_ format: FileFormat?) -> String {
        switch format {
        case .pdf: "pages"
        case .epub: "book"
        case .pptx, .odp: "slides"
        case .mp4, .webm: "video"
        case .mp3, .m4a, .ogg: "sound"
        case .vtt, .srt: "speech"
        case .html: "web"
        case .record: "card"
        case .docx, .odt, .markdown, .text, nil: "text"
        }
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
