import Catalogue
import Encodings
import Foundation
import Index
import Localisation
import SearchService
import Web

/// The part of the page that shows a response.
struct ResultsContext {
    var heading: String
    var status: String
    var total: String
    /// Whether there is anything to say in the one notice above the hits.
    var hasNotices: Bool
    /// Whether the words were read in a way that is worth telling.
    var hasReading: Bool
    var relaxed: Bool
    var shortened: Bool
    var unclear: String?
    var missing: String?
    var partial: Bool
    var corrected: CorrectionContext?
    var didYouMean: LinkContext?
    var similar: SimilarContext?
    var concepts: ConceptsContext?
    var details: DetailsContext?
    var takenFor: String?
    var chips: [ChipContext]
    var filtersInForce: String?
    var clearHref: String?
    var hasFacets: Bool
    var facets: [FacetContext]
    var sorts: [LinkContext]
    var hits: [HitContext]
    var hasHits: Bool
    var firstNumber: Int
    var pages: PagesContext?
    var nothing: NothingContext?
    /// The link to the beginning of the list, if this page is after its end.
    var beyondEndHref: String?
    var depthReached: Bool
    /// Where curators change all hits.
    var bulkHref: String
    var years: YearsContext?
    var others: OthersContext?
    /// Shows the hits in other languages again, if they were hidden.
    var showOthersHref: String?

    /// The maximum number of words whose similar words are named.
    private static let mostSimilar = 3

    struct ChipContext {
        var chipFacet: String
        var chipLabel: String
        var chipHref: String
    }

    struct CorrectionContext {
        var correction: String
        var verbatimHref: String
        var verbatimText: String
    }

    /// For each word, the similar words that were found.
    struct SimilarContext {
        var lines: [String]
    }

    /// The concepts that were also searched by their other names.
    struct ConceptsContext {
        var named: [LinkContext]
    }

    /// The values of facets that the words name.
    struct DetailsContext {
        var values: [ChipContext]
    }

    struct PagesContext {
        var range: String
        var previousHref: String?
        var nextHref: String?
    }

    /// Suggestions if nothing was found.
    struct NothingContext {
        var suggestions: [LinkContext]
        var severalWords: Bool
    }

    init(
        _ request: SearchRequest,
        _ response: SearchResponse,
        ways: [QueryRelaxation] = [],
        badges: [String: DocumentBadge] = [:],
        strings: PageStrings
    ) {
        let link = SearchLink(request)
        let labels = FacetLabels(response.facets, strings: strings)
        let text = PageText.shortened(request.text, to: 120)
        heading = strings.resultsTitle(text)
        others = OthersContext(request, response, labels: labels, badges: badges, strings: strings)
        showOthersHref =
            request.otherLanguages == 0 && !request.text.isEmpty && request.offset == 0
            ? link.showing(otherLanguages: OtherLanguages.usual).href : nil
        chips = Facet.all.flatMap { facet in
            request.filters[facet].compactMap { value in
                link.toggling(facet, value).map {
                    ChipContext(
                        chipFacet: strings.name(of: facet),
                        chipLabel: labels[facet, value],
                        chipHref: $0.href
                    )
                }
            }
        }
        filtersInForce = chips.isEmpty ? nil : strings.filtersInForce(chips.count)
        clearHref = chips.count > 1 ? link.withoutFilters.href : nil
        facets = FacetContext.all(response.facets, link: link, strings: strings)
        hasFacets = !facets.isEmpty
        sorts = SortOrder.allCases.map {
            LinkContext(
                linkHref: link.sorted(by: $0).href,
                linkText: strings.name(of: $0),
                linkLanguage: strings.language,
                linkCurrent: request.sort == $0
            )
        }
        bulkHref = "/desk/bulk/new?search=" + PercentEncoding.encode(link.startingAt(0).query)
        hits = response.hits.map { hit in
            var context = HitContext(hit, link: link, labels: labels, strings: strings)
            context.hitBadge = badges[hit.id].map { strings.text("badge.\($0.rawValue)") }
            return context
        }
        hasHits = !hits.isEmpty
        firstNumber = request.offset + 1
        relaxed = response.query.hasOnlySomeWords && response.total > 0
        shortened = response.query.shortened != nil
        let pieces = response.query.unclear.joined(separator: " ")
        unclear = pieces.isEmpty ? nil : strings.unclear(PageText.shortened(pieces, to: 120))
        let absent = response.query.missing.joined(separator: ", ")
        missing = absent.isEmpty || response.total == 0 ? nil : strings.missing(PageText.shortened(absent, to: 120))
        partial = response.partial
        corrected = response.query.corrected.map {
            CorrectionContext(
                correction: strings.corrected(PageText.shortened($0, to: 120)),
                verbatimHref: link.verbatim.href,
                verbatimText: strings.searchVerbatim(text)
            )
        }
        didYouMean = response.query.suggestion.map {
            LinkContext(
                linkHref: link.asking($0).href,
                linkText: strings.didYouMean(PageText.shortened($0, to: 120)),
                linkLanguage: strings.language
            )
        }
        let lines = response.query.similar.prefix(Self.mostSimilar).map {
            strings.similar(
                PageText.shortened($0.word, to: 60),
                PageText.shortened($0.found.joined(separator: ", "), to: 120)
            )
        }
        similar = lines.isEmpty ? nil : SimilarContext(lines: lines)
        let named = response.query.concepts.filter { !SameWords.contains(request.text, $0.label) }.map {
            LinkContext(linkHref: link.hiding(concept: $0.id).href, linkText: $0.label, linkLanguage: strings.language)
        }
        concepts = named.isEmpty || response.total == 0 ? nil : ConceptsContext(named: named)
        let values = response.query.metadata.map {
            ChipContext(
                chipFacet: strings.name(of: $0.facet),
                chipLabel: PageText.shortened($0.label, to: 80),
                chipHref: link.hiding(concept: $0.id).href
            )
        }
        details = values.isEmpty || response.total == 0 ? nil : DetailsContext(values: values)
        takenFor =
            request.queryLanguages.isEmpty && response.query.languages.count == 1 && !request.text.isEmpty
            ? response.query.languages.first.map { strings.takenFor(strings.label(of: $0, in: .language)) } : nil

        let last = request.offset + hits.count
        let range = strings.range(firstNumber, last, of: response.listed)
        status = strings.documents(response.listed)
        let following = request.offset + request.limit
        let hasNext = last < response.listed && !hits.isEmpty
        depthReached = hasNext && following > SearchRequest.maximumOffset
        if hasHits, hasNext || request.offset > 0 {
            status = strings.documents(firstNumber, last, of: response.listed)
            pages = PagesContext(
                range: range,
                previousHref: request.offset > 0 ? link.startingAt(request.offset - request.limit).href : nil,
                nextHref: hasNext && !depthReached ? link.startingAt(following).href : nil
            )
        }
        nothing =
            response.listed == 0 && !partial
            ? NothingContext(request, chips: chips, ways: ways, labels, strings: strings) : nil
        years = YearsContext(request, response.facets[Facet.year.name] ?? [], strings: strings)
        beyondEndHref = response.listed > 0 && hits.isEmpty ? link.startingAt(0).href : nil
        total = strings.number(response.listed)
        hasNotices =
            partial || shortened || relaxed || unclear != nil || missing != nil || corrected != nil
            || didYouMean != nil || similar != nil || beyondEndHref != nil
        hasReading = takenFor != nil || concepts != nil || details != nil
    }
}

extension ResultsContext.NothingContext {
    /// The maximum number of filters that are offered for removal one by one.
    private static let filtersOffered = 5

    init(
        _ request: SearchRequest,
        chips: [ResultsContext.ChipContext],
        ways: [QueryRelaxation],
        _ labels: FacetLabels,
        strings: PageStrings
    ) {
        let link = SearchLink(request)
        var links: [(SearchLink, String)] = []
        if chips.count > 1 { links.append((link.withoutFilters, strings.withoutAnyFilter)) }
        let quotationMarks: Set<Character> = ["\"", "“", "”", "„", "«", "»"]
        if request.text.contains(where: quotationMarks.contains) {
            let words = request.text.filter { !quotationMarks.contains($0) }
            links.append((link.asking(words), strings.withoutQuotationMarks))
        }
        if !request.queryLanguages.isEmpty { links.append((link.withoutQueryLanguage, strings.withoutQueryLanguage)) }
        // Searches that are known to have results come first, with their counts.
        let relaxations = ways.map { way in
            var other = way.request
            other.limit = request.limit
            let text: String
            switch way.what {
            case .filter(.language, let value):
                text = strings.nothing(in: labels[.language, value], elsewhere: way.documents)
            case .filter(let facet, let value):
                text =
                    strings.without(strings.chip(facet, labels[facet, value])) + " ("
                    + strings.documents(way.documents) + ")"
            case .word(let word):
                other.isVerbatim = request.isVerbatim
                text = strings.withoutWord(PageText.shortened(word, to: 60), leaves: way.documents)
            }
            return LinkContext(linkHref: SearchLink(other).href, linkText: text, linkLanguage: strings.language)
        }
        let offered = Set(relaxations.map(\.linkHref))
        suggestions =
            relaxations
            + chips.filter { !offered.contains($0.chipHref) }.prefix(Self.filtersOffered).map {
                LinkContext(
                    linkHref: $0.chipHref,
                    linkText: strings.without("\($0.chipFacet): \($0.chipLabel)"),
                    linkLanguage: strings.language
                )
            }
            + links.map { LinkContext(linkHref: $0.0.href, linkText: $0.1, linkLanguage: strings.language) }
        severalWords = request.text.split(whereSeparator: \.isWhitespace).count > 1
    }
}
