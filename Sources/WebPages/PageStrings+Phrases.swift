import DocumentModel
import Index
import Localisation
import SearchService
import Web

/// Phrases with numbers, names and locations.
extension PageStrings {
    /// `ltr` or `rtl`.
    var direction: String { PageText.direction(of: language) }

    func documents(_ count: Int) -> String { message("documents", ["count": .number(count)]) }
    func languages(_ count: Int) -> String { message("languages", ["count": .number(count)]) }
    func countries(_ count: Int) -> String { message("countries", ["count": .number(count)]) }
    func more(_ count: Int) -> String { message("more", ["count": .number(count)]) }
    func filtersInForce(_ count: Int) -> String { message("filtersInForce", ["count": .number(count)]) }

    /// `11–20 of 128`.
    func range(_ first: Int, _ last: Int, of total: Int) -> String { range("range", first, last, total) }

    /// `11–20 of 128 documents`.
    func documents(_ first: Int, _ last: Int, of total: Int) -> String { range("documentsRange", first, last, total) }

    private func range(_ name: String, _ first: Int, _ last: Int, _ total: Int) -> String {
        message(
            first == last ? name + "One" : name,
            ["first": .number(first), "last": .number(last), "total": .number(total)]
        )
    }

    func resultsTitle(_ text: String) -> String {
        text.isEmpty ? self.resultsTitleAll : message("resultsTitle", ["text": .text(text)])
    }

    func pageTitle(_ text: String, page: Int) -> String {
        let title = text.isEmpty ? self.titleAll : text
        let whole = page > 1 ? message("titlePage", ["title": .text(title), "page": .number(page)]) : title
        return "\(whole) – \(Self.siteName)"
    }

    var startTitle: String { "\(Self.siteName) – \(self.tagline)" }
    func unclear(_ text: String) -> String { message("unclear", ["text": .text(text)]) }
    func missing(_ text: String) -> String { message("missing", ["text": .text(text)]) }
    func corrected(_ text: String) -> String { message("corrected", ["text": .text(text)]) }
    func didYouMean(_ text: String) -> String { message("didYouMean", ["text": .text(text)]) }
    func similar(_ word: String, _ found: String) -> String {
        message("similar", ["word": .text(word), "text": .text(found)])
    }
    func searchVerbatim(_ text: String) -> String { message("searchVerbatim", ["text": .text(text)]) }
    func readingTitle(_ title: String) -> String { "\(title) – \(Self.siteName)" }
    /// `Page 12 of 80`; `Page xii (12 of 80)` if the printed label differs from the position.
    func page(_ label: String, _ number: Int, of total: Int) -> String {
        label == String(number)
            ? message("pageOf", ["page": .text(label), "total": .number(total)])
            : message("pageLabelled", ["page": .text(label), "number": .number(number), "total": .number(total)])
    }
    /// For a page whose printed label differs from its position, the position.
    func position(_ locator: Locator) -> String? {
        guard case .page(let number, let label) = locator, let label, label != String(number) else { return nil }
        return message("pageInFile", ["number": .number(number)])
    }
    /// `Part 3 of 12`; nil if the number of parts is not known.
    func part(of reading: DocumentReading) -> String? {
        let (stretches, piece) = (reading.stretches.count, reading.place.piece)
        if stretches == 1, reading.pieces > 1 { return part(piece + 1, of: reading.pieces) }
        guard stretches > 1 else { return nil }
        return part(reading.stretch + 1, of: stretches) + (piece > 0 ? " / \(number(piece + 1))" : "")
    }
    private func part(_ number: Int, of total: Int) -> String {
        message("partOf", ["number": .number(number), "total": .number(total)])
    }
    /// How many places of a document match.
    func found(_ places: DocumentPlaces, _ words: String) -> String {
        message(
            places.isComplete ? "withinCount" : "withinAtLeast",
            ["count": .number(places.total), "text": .text(words)]
        )
    }
    func openLink(_ site: String) -> String { message("openLink", ["text": .text(site)]) }
    func pagePicture(_ label: String) -> String { message("pagePicture", ["page": .text(label)]) }
    func matchesOnPage(_ count: Int) -> String { message("matchesOnPage", ["count": .number(count)]) }
    func takenFor(_ language: String) -> String { message("takenFor", ["language": .text(language)]) }
    func without(_ filter: String) -> String { message("without", ["filter": .text(filter)]) }
    func withoutWord(_ word: String, leaves count: Int) -> String {
        message("withoutWord", ["word": .text(word), "count": .number(count)])
    }
    func nothing(in language: String, elsewhere count: Int) -> String {
        message("nothingInLanguage", ["language": .text(language), "count": .number(count)])
    }
    func chip(_ facet: Facet, _ label: String) -> String {
        message("chip", ["facet": .text(name(of: facet)), "value": .text(label)])
    }

    // MARK: Names

    func name(of order: SearchService.SortOrder) -> String {
        order == .mine ? self.mineFirst : text("sort.\(order.rawValue)")
    }

    /// The name of a location: `Page` and `12`, `Slide` and `4`, nothing and `12:34`.
    func place(_ locator: Locator) -> (kind: String, label: String) {
        switch locator {
        case .page, .slide, .chapter:
            (text("place.\(locator.kind)"), locator.label ?? locator.number.map(String.init) ?? "?")
        case .cue(let start, _): ("", Locator.clock(start))
        case .text(let line) where line > 1: (text("place.line"), number(line))
        case .heading, .text: ("", locator.label ?? text("place.beginning"))
        }
    }

    func problemTitle(_ status: Int) -> String { text(Self.problem(status)) }
    func problemLead(_ status: Int) -> String { text(Self.problem(status) + "Lead") }

    /// What exactly is wrong, in this language; nil if there is no sentence for the problem's code.
    func problemDetail(_ problem: PageProblem) -> String? {
        guard let code = problem.code else { return nil }
        let value = PageText.shortened(problem.value ?? "", to: 80)
        let name = code == "not-found" && problem.parameter == "id" ? "not-found-document" : code
        // A missing translation is replaced by the English sentence, but a code may have none at all.
        guard Self.english.texts["detail.\(name)"] != nil else { return nil }
        return switch name {
        case "bad-parameter":
            message(
                "detail.bad-parameter",
                ["value": .text(value), "word": .text(parameterName(problem.parameter ?? "?"))]
            )
        case "not-found-document": message("detail.not-found-document", ["text": .text(value)])
        default: text("detail.\(name)")
        }
    }

    /// What the pages call a parameter.
    private func parameterName(_ parameter: String) -> String {
        if let facet = Facet.named(parameter) { return name(of: facet) }
        return switch parameter {
        case "sort": self.sortLabel
        case "queryLanguage": self.queryLanguageLabel
        case "lang": self.interfaceLanguage
        case "q": self.searchLabel
        default: parameter
        }
    }

    private static func problem(_ status: Int) -> String {
        switch status {
        case 400, 404: "problem\(status)"
        case 429, 503: "problem503"
        case 400..<500: "problem4xx"
        default: "problem5xx"
        }
    }

    /// Example searches, each with its language.
    static let examples: [(text: String, language: String)] = [
        ("quality of apprenticeships", "en"), ("Meisterprüfung", "de"), ("formazione in azienda", "it"),
        ("validation des acquis", "fr"), ("formación dual", "es"), ("kształcenie zawodowe", "pl"),
    ]
}
