import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// A matching document, as shown in the list.
struct HitContext {
    var hitTitle: String
    var hitLanguage: String
    var hitDirection: String
    /// Whether the whole entry is set from right to left, like its document.
    var hitMirrored: Bool
    var hitHref: String?
    var hitType: String
    /// The id of its format's icon.
    var hitIcon: String
    /// A thumbnail of the best page, else of the first one; nil if pages are not drawn.
    var hitCover: String?
    /// Format, language, countries, partner, year, as far as known.
    var hitFacts: [FactContext]
    /// Who else may see it, for people who sign in; nil for everybody.
    var hitBadge: String?
    /// Whether it was found by its meaning alone.
    var hitByMeaning = false
    var hitSource: String
    /// The reading view, if the title links to something else.
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
        /// `Page`, `Slide`; empty if the label is sufficient.
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
        hitByMeaning = hit.isByMeaning
    }

    /// - Parameters:
    ///   - passages: the best passages first; empty in the header of a page about one document.
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
        let fileName = document.source.split(separator: "/").last.map(String.init) ?? strings.untitled
        hitTitle = PageText.shortened(Self.isBlank(document.title) ? fileName : document.title, to: 200)
        hitLanguage = PageText.languageAttribute(of: document.language.code)
        hitDirection = PageText.direction(of: document.language.code)
        hitMirrored = hitDirection == "rtl"
        // Hits stay on this site, with marked words and a way back; the reading view links to the original. A PDF's page is
        // shown as a picture.
        let reading = { (passage: Passage?) in
            let second: Int? = if format.isMedia, case .cue = passage?.locator { passage?.locator.number } else { nil }
            return link.reading(document.id, at: passage?.anchor, on: passage?.page, second: second)
        }
        let best = format == .pdf ? found.first.flatMap { Self.page($0) } : nil
        hitHref = PageText.linkable(best.map { link.page(document.id, $0) } ?? reading(found.first))
        aboutHref = best == nil ? nil : PageText.linkable(reading(found.first))
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
            let page = format == .pdf ? Self.page(passage) : nil
            return PassageContext(passage, strings: strings) {
                page.map { link.page(document.id, $0) } ?? reading(passage)
            }
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

    /// The page number of a passage.
    private static func page(_ passage: Passage) -> Int? {
        if case .page(let number, _) = passage.locator { number } else { nil }
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}

extension HitContext.PassageContext {
    /// - Parameter href: the address of the passage.
    init(_ passage: Passage, strings: PageStrings, href: () -> String) {
        let place = strings.place(passage.locator)
        placeKind = place.kind
        placeLabel = PageText.shortened(place.label, to: 160)
        placeHref = PageText.linkable(href())
        passageLanguage = PageText.languageAttribute(of: passage.language.code)
        passageDirection = PageText.direction(of: passage.language.code)
        pieces = passage.text.map { HitContext.PieceContext(pieceText: $0.text, pieceMatch: $0.match) }
    }
}
