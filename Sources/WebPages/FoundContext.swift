import DocumentModel
import Index
import Localisation
import SearchService
import Web

extension ReadingContext {
    /// The form that searches within the document.
    struct WithinContext {
        var withinAction: String
        var withinText: String
        /// The search that the page leads back to.
        var withinState: [SearchBoxContext.FieldContext]

        init(_ view: ReadingView, _ link: SearchLink) {
            withinAction = SearchLink(SearchRequest(text: "")).reading(view.reading.document.id, at: nil)
            withinText = view.words ?? view.request.text
            withinState = link.parameters.map {
                SearchBoxContext.FieldContext(fieldName: $0.name, fieldValue: $0.value)
            }
        }
    }

    /// The results of a search within the document.
    struct FoundContext {
        /// How many places match.
        var foundCount: String
        /// Whether no place has all words.
        var foundSome: Bool
        var foundPlaces: [HitContext.PassageContext]
        var foundTurns: TurnsContext?
        /// The text with these words marked.
        var textHref: String

        init(_ places: DocumentPlaces, _ view: ReadingView, link: SearchLink, strings: PageStrings) {
            let (id, words) = (view.reading.document.id, view.words ?? "")
            foundCount = strings.found(places, words)
            foundSome = !places.hasAllWords && places.total > 0
            let isMedia = view.reading.document.format.isMedia
            foundPlaces = places.places.map { place in
                let passage = place.passage
                return HitContext.PassageContext(passage, strings: strings) {
                    link.reading(
                        id,
                        at: passage.anchor,
                        on: passage.page,
                        second: isMedia ? passage.locator.number : nil,
                        finding: words
                    )
                }
            }
            let (first, end) = (places.first, places.first + places.places.count)
            let list = { (first: Int) in ReadingParameters.list(link, id, words, from: first) }
            if first > 0 || end < places.total {
                foundTurns = TurnsContext(
                    previousPartHref: first > 0 ? list(max(0, first - DocumentPlaces.perPage)) : nil,
                    nextPartHref: end < places.total ? list(end) : nil,
                    partOf: strings.range(first + 1, end, of: places.total)
                )
            }
            textHref =
                places.total == 0
                ? link.reading(id, at: nil) : link.reading(id, at: nil, on: .start, finding: words)
        }
    }
}
