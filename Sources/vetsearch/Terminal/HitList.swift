import DocumentModel
import Encodings
import Foundation
import Index
import SearchService

/// A search response for people at a terminal.
struct HitList {
    private(set) var lines: [String] = []

    /// - Parameters:
    ///   - colour: whether the terminal supports colours and links.
    ///   - facets: whether to print the facets, too.
    ///   - original: returns the address of a hit's file, if it is still there.
    init(
        _ response: SearchResponse,
        _ request: SearchRequest,
        colour: Bool = Terminal.isColourful,
        facets: Bool = false,
        original: (SearchHit) -> URL? = { _ in nil }
    ) {
        let style = Style(colour: colour)
        if response.partial {
            lines.append("The search took too long and was stopped; there may be more hits.")
        }
        if response.query.shortened != nil {
            lines.append("The text is long, so only its rarest words were searched; --json shows which.")
        }
        if !response.query.unclear.isEmpty {
            let pieces = response.query.unclear.joined(separator: " ")
            lines.append("Not understood as search syntax: \(Terminal.harmless(pieces))")
        }
        let suggestion = response.query.suggestion.map { "Did you mean \(Terminal.harmless($0))?" }
        if response.listed == 0 {
            if !response.partial { lines.append("Nothing found.") }
            if let suggestion { lines.append(suggestion) }
            addOtherLanguages(response, style, original)
            return
        }
        let last = request.offset + response.hits.count
        let documents = response.listed == 1 ? "1 document" : "\(response.listed) documents"
        lines.append(
            response.hits.isEmpty
                ? "\(documents); there are no more than that (--offset \(request.offset))."
                : "\(documents)"
                    + (last < response.listed || request.offset > 0 ? ", \(request.offset + 1) to \(last)" : "")
        )
        if let corrected = response.query.corrected {
            lines.append(
                "Showing results for \(Terminal.harmless(corrected)); --verbatim searches for "
                    + "\(Terminal.harmless(request.text)) instead."
            )
        }
        if !response.query.missing.isEmpty {
            let words = response.query.missing.joined(separator: ", ")
            lines.append("No document contains: \(Terminal.harmless(words))")
        }
        if let suggestion { lines.append(suggestion) }
        for similar in response.query.similar {
            let words = Terminal.harmless(similar.found.joined(separator: ", "))
            lines.append("Words similar to \(Terminal.harmless(similar.word)) were found: \(words)")
        }
        if !response.query.concepts.isEmpty {
            let named = response.query.concepts.map { "\(Terminal.harmless($0.label)) (\(Terminal.harmless($0.id)))" }
            lines.append(
                "Also searched for other names, in all languages, of: \(named.joined(separator: ", ")); "
                    + "use --without-concept ID to leave one out."
            )
        }
        if !response.query.metadata.isEmpty {
            let named = response.query.metadata.map {
                "\($0.facet.name) \(Terminal.harmless($0.label)) (\(Terminal.harmless($0.id)))"
            }
            lines.append(
                "Also searched in the details of the documents: \(named.joined(separator: ", ")); "
                    + "use --without-concept ID to leave one out."
            )
        }
        if response.query.hasOnlySomeWords {
            lines.append("Few or no documents contain all of these words; these contain some of them.")
        }
        for (number, hit) in response.hits.enumerated() {
            lines += Self.lines(hit, number: request.offset + number + 1, style, original)
        }
        if last < response.listed, !response.hits.isEmpty {
            lines += ["", style.faint("--offset \(last) shows more")]
        }
        addOtherLanguages(response, style, original)
        if facets { lines += Self.facets(response, style.strong, style.faint) }
    }

    /// How parts of a line are set off.
    private struct Style {
        var colour: Bool
        func strong(_ text: String) -> String { colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
        func mark(_ text: String) -> String { colour ? "\u{1B}[1;33m\(text)\u{1B}[0m" : "[\(text)]" }
        func faint(_ text: String) -> String { colour ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    }

    /// The hits in other languages, under a heading of their own.
    private mutating func addOtherLanguages(_ response: SearchResponse, _ style: Style, _ original: (SearchHit) -> URL?)
    {
        guard let others = response.otherLanguages, !others.hits.isEmpty else { return }
        lines += ["", style.strong("In other languages")]
        for translated in response.query.translations {
            let words = translated.translations.prefix(Self.mostTranslations).map { Terminal.harmless($0.id) }
            lines.append(style.faint("\(Terminal.harmless(translated.word)) → \(words.joined(separator: ", "))"))
        }
        if !response.query.translations.isEmpty {
            lines.append(style.faint("--without-translation ID leaves a translation out"))
        }
        for (number, hit) in others.hits.enumerated() {
            lines += Self.lines(hit, number: number + 1, style, original)
        }
        if others.hasMore { lines += ["", style.faint("--other-languages N shows more")] }
    }

    /// The number of translations that are listed for a word.
    private static let mostTranslations = 6

    private static func lines(
        _ hit: SearchHit,
        number: Int,
        _ style: Style,
        _ original: (SearchHit) -> URL?
    ) -> [String] {
        var lines: [String] = []
        lines.append("")
        let file = style.colour ? original(hit) : nil
        let linked = { (text: String, page: Int?) in
            guard let file else { return text }
            let place = page.flatMap { URL(string: file.absoluteString + "#page=\($0)") }
            return Terminal.link(text, to: place ?? file)
        }
        lines.append("\(number). \(linked(style.strong(Terminal.harmless(hit.title)), nil))")
        let facts =
            [hit.language.code, hit.type.code] + [
                hit.countries.joined(separator: " "), hit.year.map(String.init) ?? "",
            ]
        lines.append(
            "   "
                + style.faint(Terminal.harmless(([hit.source] + facts.filter { !$0.isEmpty }).joined(separator: " · ")))
        )
        if hit.isByMeaning { lines.append("   " + style.faint("found by its meaning")) }
        for passage in hit.passages {
            let text = passage.text.map { piece in
                piece.match ? style.mark(Terminal.harmless(piece.text)) : Terminal.harmless(piece.text)
            }.joined()
            let page: Int? = if case .page(let number, _) = passage.locator { number } else { nil }
            lines.append("   \(linked(place(passage.locator), page)): \(text)")
        }
        if !hit.translations.isEmpty {
            let others = hit.translations.map { "\($0.language) (\(Terminal.harmless($0.id)))" }
            lines.append("   " + style.faint("also in: " + others.joined(separator: ", ")))
        }
        return lines
    }

    /// The maximum number of values printed for a facet.
    private static let mostValues = 12

    private static func facets(
        _ response: SearchResponse,
        _ strong: (String) -> String,
        _ faint: (String) -> String
    ) -> [String] {
        Facet.all.flatMap { facet -> [String] in
            let values = (response.facets[facet.name] ?? []).filter { $0.count > 0 || $0.selected }
            guard !values.isEmpty else { return [] }
            let lines = values.prefix(mostValues).map { value in
                let count = String(value.count).padding(to: 6)
                let label = Terminal.harmless(value.label)
                let code =
                    facet.naming == .none || value.label == value.value ? "" : "  \(Terminal.harmless(value.value))"
                return
                    "  \(count)\(value.broader == nil ? "" : "  ")\(value.selected ? strong(label) : label)\(faint(code))"
            }
            let rest = values.count - lines.count
            return ["", strong("--\(facet.name)")] + lines
                + (rest > 0 ? [faint("  and \(rest) more; --json shows all")] : [])
        }
    }

    private static func place(_ locator: Locator) -> String {
        let label = locator.label.map(Terminal.harmless)
        return switch locator {
        case .page(let number, _): "page \(label ?? "")" + (label == String(number) ? "" : " (\(number))")
        case .slide(let number): "slide \(number)"
        case .chapter(let number, _, _): label ?? "chapter \(number)"
        case .cue: label ?? ""
        case .text(let line): "line \(line)"
        case .heading: label ?? "text"
        }
    }
}
