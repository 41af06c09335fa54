import Catalogue
import Localisation
import SearchService
import Web

/// The hits in other languages than those of the query, below the direct ones.
struct OthersContext {
    var othersCount: String
    var hasOtherWords: Bool
    var otherWords: [WordContext]
    var otherHits: [HitContext]
    var moreOthersHref: String?
    var hideOthersHref: String

    /// A word of the query, and links that leave out its translations.
    struct WordContext {
        var otherWord: String
        var otherTranslations: [LinkContext]
    }

    /// The most words that are shown with their translations, and the most translations of each.
    private static let (mostWords, mostTranslations) = (8, 6)
    /// How many more hits are shown on request.
    private static let step = 10

    /// Nil if there are none.
    init?(
        _ request: SearchRequest,
        _ response: SearchResponse,
        labels: FacetLabels,
        badges: [String: DocumentBadge],
        strings: PageStrings
    ) {
        guard let others = response.otherLanguages, !others.hits.isEmpty else { return nil }
        let link = SearchLink(request)
        othersCount = strings.number(others.hits.count)
        otherWords = Self.words(response, link)
        hasOtherWords = !otherWords.isEmpty
        otherHits = others.hits.map { hit in
            var context = HitContext(hit, link: link, labels: labels, strings: strings)
            context.hitBadge = badges[hit.id].map { strings.text("badge.\($0.rawValue)") }
            return context
        }
        let more = min(request.otherLanguages + Self.step, OtherLanguages.most)
        moreOthersHref = others.hasMore ? link.showing(otherLanguages: more).href + "#others-heading" : nil
        hideOthersHref = link.showing(otherLanguages: 0).href
    }

    private static func words(_ response: SearchResponse, _ link: SearchLink) -> [WordContext] {
        response.query.translations.prefix(mostWords).map { translated in
            var texts: Set<String> = []
            let shown = translated.translations.filter { texts.insert($0.text).inserted }.prefix(mostTranslations)
            return WordContext(
                otherWord: PageText.shortened(translated.word, to: 60),
                otherTranslations: shown.map {
                    LinkContext(
                        linkHref: link.hiding(translation: $0.id).href,
                        linkText: PageText.shortened($0.text, to: 60),
                        linkLanguage: PageText.languageAttribute(of: $0.language)
                    )
                }
            )
        }
    }
}
