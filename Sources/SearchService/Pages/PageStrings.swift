import Concepts
import DocumentModel
import Foundation

/// Every word of the pages that does not come from a document, in one language. Templates name the plain strings; what
/// depends on a number or a name is a function. A translation is one more value of this type.
struct PageStrings: Sendable {
    /// The language of these strings, BCP 47.
    var language = "en"
    var siteName = "vetsearch"
    var tagline = "The toolbox of European vocational education and training"

    // The frame.
    var skipToContent = "Skip to the content"
    var skipToResults = "Skip to the results"
    var home = "Start page"
    var footer = "Documents, courses and best practices, shared by training providers, craft chambers and small firms."
    var apiLink = "For developers: the API"

    // The search box.
    var searchLabel = "Search the toolbox"
    var searchPlaceholder = "Words, or a “phrase”"
    var searchButton = "Search"
    var queryLanguageLabel = "Words are written in"
    var anyLanguage = "any language"

    // The start page.
    var startHeading = "Find it on the right page, slide or minute"
    var startLead = "One search through everything that the network has shared, in every language that it speaks."
    var examplesHeading = "For example"
    var browseHeading = "Or look around"
    var emptyToolbox = "The toolbox is still empty: as soon as documents are ingested, they can be found here."

    // Results.
    var resultsHeading = "Results"
    var filtersHeading = "Filters"
    var activeFilters = "Filters in force"
    var clearFilters = "Clear all filters"
    var removeFilter = "Remove the filter"
    var selectedHint = "(selected; follow the link to remove it)"
    var sortLabel = "Sort by"
    var relaxed = "Few or no documents have all of these words; these have some of them."
    var alsoSearched = "Also searched in other words and languages:"
    var removeConcept = "Do not search for other names of"
    var placesLabel = "Places in the document"
    var alsoIn = "Also in"
    var untitled = "Untitled"
    var pagesLabel = "Pages of results"
    var previous = "Previous"
    var next = "Next"
    var beyondEnd = "The list ends before this page."
    var toFirstPage = "Go to its beginning"
    var depthReached = "The list goes no deeper than this: a filter or another word brings the rest nearer."

    // Nothing found.
    var nothingHeading = "Nothing found"
    var nothingLead = "No document in the toolbox matches. This may help:"
    var withoutAnyFilter = "Search without any filter"
    var withoutQuotationMarks = "Search for the words without the quotation marks"
    var withoutQueryLanguage = "Take the words for any language"
    var fewerWords = "Use fewer words, or more general ones."
    var checkSpelling = "Check the spelling, or try the word in another language."

    // The reading view.
    var backToSearch = "Back to the search"
    var openOriginal = "Open the original file"
    var nothingToRead = "There is no text in this file that could be shown here."

    // Problems.
    var problemHelp = "Start again from the search box above, or go to the start page."

    static let english = PageStrings()

    // MARK: Numbers and names

    /// `12480` as `12,480`.
    func number(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var grouped = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return grouped
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(number(count)) \(count == 1 ? one : many)"
    }

    func documents(_ count: Int) -> String { counted(count, "document", "documents") }
    func languages(_ count: Int) -> String { counted(count, "language", "languages") }
    func countries(_ count: Int) -> String { counted(count, "country", "countries") }
    func more(_ count: Int) -> String { "\(number(count)) more" }
    func filtersInForce(_ count: Int) -> String { "\(number(count)) in force" }

    /// `11–20 of 128`.
    func range(_ first: Int, _ last: Int, of total: Int) -> String {
        first == last ? "\(number(first)) of \(number(total))" : "\(number(first))–\(number(last)) of \(number(total))"
    }

    /// `11–20 of 128 documents`.
    func documents(_ first: Int, _ last: Int, of total: Int) -> String {
        "\(range(first, last, of: total)) \(total == 1 ? "document" : "documents")"
    }

    func resultsTitle(_ text: String) -> String {
        text.isEmpty ? "Documents in the toolbox" : "Search results for “\(text)”"
    }

    func pageTitle(_ text: String, page: Int) -> String {
        let place = page > 1 ? " – page \(number(page))" : ""
        return "\(text.isEmpty ? "All documents" : text)\(place) – \(siteName)"
    }

    var startTitle: String { "\(siteName) – \(tagline)" }
    func corrected(_ text: String) -> String { "Showing results for “\(text)”." }
    func searchVerbatim(_ text: String) -> String { "Search instead for “\(text)”" }
    func readingTitle(_ title: String) -> String { "\(title) – \(siteName)" }
    func leftOut(_ count: Int, of total: Int) -> String {
        total == 1
            ? "This document is too long for one page: its end is left out here."
            : "This document is too long for one page: \(number(count)) of its \(number(total)) sections are left out here, in whole or in part."
    }
    func takenFor(_ language: String) -> String { "Words read as \(language)." }
    func without(_ filter: String) -> String { "Search without “\(filter)”" }
    func chip(_ facet: PageFacet, _ label: String) -> String { "\(name(of: facet)): \(label)" }

    func name(of facet: PageFacet) -> String {
        switch facet {
        case .country: "Country"
        case .topic: "Topic"
        case .type: "Type"
        case .sector: "Sector"
        case .language: "Language"
        case .year: "Year"
        }
    }

    func name(of order: SortOrder) -> String {
        switch order {
        case .relevance: "Relevance"
        case .recent: "Relevant and recent"
        case .updated: "Last changed"
        case .newest: "Newest"
        case .oldest: "Oldest"
        case .title: "Title"
        }
    }

    /// What a reader calls a place: `Page` and `12`, `Slide` and `4`, nothing and `12:34`.
    func place(_ locator: PassageLocator) -> (kind: String, label: String) {
        let number = locator.number.map(String.init)
        switch locator.kind {
        case "page": return ("Page", locator.label ?? number ?? "?")
        case "slide": return ("Slide", locator.label ?? number ?? "?")
        case "chapter": return ("Chapter", locator.label ?? number ?? "?")
        case "cue": return ("", locator.label ?? Locator.clock(Double(locator.number ?? 0)))
        case "heading": return ("", locator.label ?? "Beginning")
        default:
            guard let line = locator.number, line > 1 else { return ("", "Beginning") }
            return ("From line", self.number(line))
        }
    }

    func format(_ code: String) -> String {
        switch FileFormat(rawValue: code) {
        case .pdf: "PDF"
        case .epub: "ePub"
        case .pptx: "PowerPoint"
        case .odp: "OpenDocument slides"
        case .docx: "Word"
        case .odt: "OpenDocument text"
        case .html: "Web page"
        case .markdown: "Markdown"
        case .text: "Plain text"
        case .vtt, .srt: "Subtitles"
        case .mp4: "MP4"
        case .webm: "WebM"
        case .record: "Record"
        case nil: code.uppercased()
        }
    }

    /// What a language is called by those who speak it.
    func ownName(ofLanguage code: String) -> String {
        code == "und"
            ? label(of: code, in: .language) : Locale(identifier: code).localizedString(forLanguageCode: code) ?? code
    }

    /// The name of a code that the answer's facets do not name.
    func label(of code: String, in facet: PageFacet) -> String {
        let locale = Locale(identifier: language)
        switch facet {
        case .country:
            return code == "EU" ? "European Union" : locale.localizedString(forRegionCode: code) ?? code
        case .language:
            return code == "und" ? "Language unknown" : locale.localizedString(forLanguageCode: code) ?? code
        case .sector: return Sector.labels[code] ?? code
        case .year: return code.replacing("..", with: "–")
        case .topic, .type:
            if let special = Self.specialLabels[code] { return special }
            let words = Concept.identifier(of: code).replacing("-", with: " ")
            return words.prefix(1).uppercased() + words.dropFirst()
        }
    }

    private static let specialLabels = [
        "EU-funding": "EU funding", "adult-cvet": "Adult learning and continuing training",
        "craft-sme": "Crafts and SMEs",
        "epub": "ePub", "labour-market-skills": "Labour market and skills",
        "teachers-trainers": "Teachers and trainers",
        "transparency-recognition": "Transparency and recognition", "validation": "Validation of learning",
    ]

    func problemTitle(_ status: Int) -> String {
        switch status {
        case 400: "This search cannot be understood"
        case 404: "This is not in the toolbox"
        case 429, 503: "Busy just now"
        case 400..<500: "This does not work"
        default: "Something went wrong on our side"
        }
    }

    func problemLead(_ status: Int) -> String {
        switch status {
        case 400: "Something in the address is not as it should be."
        case 404: "The page or document may have been moved or withdrawn."
        case 429, 503: "Please try again in a moment."
        case 400..<500: "The service does not answer to this request."
        default: "It has been noted. Please try again in a moment."
        }
    }

    /// Searches to start from, each with the language that it is in.
    var examples: [(text: String, language: String)] {
        [
            ("quality of apprenticeships", "en"), ("Meisterprüfung", "de"), ("formazione in azienda", "it"),
            ("validation des acquis", "fr"), ("formación dual", "es"), ("kształcenie zawodowe", "pl"),
        ]
    }
}
