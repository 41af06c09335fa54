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
        self.init(hit.document, hit.passages, hit.translations, link: link, labels: labels, strings: strings)
    }

    /// - Parameters:
    ///   - passages: the best places first; none at the head of a page on one document.
    ///   - others: its other language versions.
    init(
        _ document: DocumentSummary,
        _ found: [Passage] = [],
        _ others: [SearchHit.Translation] = [],
        link: SearchLink,
        labels: FacetLabels,
        strings: PageStrings
    ) {
        let format = document.format
        let direct = found.isEmpty || format.entry.opensAtPlaces
        let fileName = document.source.split(separator: "/").last.map(String.init) ?? strings.untitled
        hitTitle = PageText.shortened(Self.isBlank(document.title) ? fileName : document.title, to: 200)
        hitLanguage = PageText.languageAttribute(of: document.language.code)
        hitDirection = PageText.direction(of: document.language.code)
        hitMirrored = hitDirection == "rtl"
        let reading = link.reading(document.id, at: found.first?.anchor, on: found.first?.page)
        // A recording is played with its transcript beside it; its places open the recording itself. A PDF's page is looked at
        // with the words marked on it, as no browser marks them.
        let file = DocumentLink.file(document, at: found.first?.locator)
        let isMedia = format.isMedia
        let best = format == .pdf ? found.first.flatMap { Self.page($0) } : nil
        hitHref = PageText.linkable(
            best.map { link.page(document.id, $0) } ?? (direct && !isMedia ? file : reading)
        )
        aboutHref = direct && !isMedia ? PageText.linkable(reading) : nil
        hitType = labels[.type, document.type.code]
        hitIcon = format.entry.icon
        hitCover = format == .pdf ? DocumentLink.picture(document.id, page: best ?? 1, .small) : nil
        hitSource = PageText.shortened(document.source, to: 240)
        let formatName = strings.format(format.rawValue)
        var facts = formatName == hitType ? [] : [formatName]
        facts.append(labels[.language, document.language.code])
        if !document.countries.isEmpty {
            facts.append(document.countries.map { labels[.country, $0] }.joined(separator: ", "))
        }
        if let partner = document.partner, !Self.isBlank(partner) { facts.append(PageText.shortened(partner, to: 120)) }
        if let year = document.year { facts.append(String(year)) }
        hitFacts = facts.map { FactContext(factText: $0) }
        passages = found.map { passage in
            let place = strings.place(passage.locator)
            let page = format == .pdf ? Self.page(passage) : nil
            return PassageContext(
                placeKind: place.kind,
                placeLabel: PageText.shortened(place.label, to: 160),
                placeHref: PageText.linkable(
                    page.map { link.page(document.id, $0) }
                        ?? (direct
                            ? DocumentLink.file(document, at: passage.locator)
                            : link.reading(document.id, at: passage.anchor, on: passage.page))
                ),
                passageLanguage: PageText.languageAttribute(of: passage.language.code),
                passageDirection: PageText.direction(of: passage.language.code),
                pieces: passage.text.map { PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
            )
        }
        hasPassages = !passages.isEmpty
        translations = others.map {
            LinkContext(
                linkHref: link.reading($0.id, at: nil),
                linkText: strings.ownName(ofLanguage: $0.language),
                linkLanguage: PageText.languageAttribute(of: $0.language),
                linkCurrent: false
            )
        }
        hasTranslations = !translations.isEmpty
        hitDescription = passages.isEmpty ? document.description.map { PageText.shortened($0, to: 320) } : nil
    }

    /// The number of the page that a passage stands on.
    private static func page(_ passage: Passage) -> Int? {
        if case .page(let number, _) = passage.locator { number } else { nil }
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
